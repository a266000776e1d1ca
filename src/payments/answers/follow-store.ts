import { addWorkingDays } from '../../calendar.ts';
import type { Tx, Fragment } from '../../database/transactions.ts';
import { rulesOn } from '../../law/store.ts';
import { openTasks } from '../../tasks/store.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import { openHolds } from '../holding/open.ts';
import { placeHolds } from '../holding/store.ts';
import { takeOutHeld } from '../holding/taking-out.ts';
import type { AnswerFormat } from './answer.ts';
import { holdsOf, tasksOf, type Came, type CreditBack, type Reason } from './follow-rules.ts';
import type { Outcome } from './rules.ts';

/**
 * Does what follows: holds payments back where the details are wrong or somebody has died, and
 * opens a task for each thing that somebody must see to.
 */
export async function follow(tx: Tx, came: Came): Promise<void> {
  const named = came.recorded.filter((one) => one.named).map((one) => one.creditId);
  const others = [...came.notCovered, ...came.asked.filter((one) => one.named)];
  const about = [...named, ...others.map((one) => one.creditId), ...came.advised];
  const credits = await creditsBack(tx, about);
  const reasons = await reasonsOf(tx, came.scheme);
  const rules = await rulesOn(tx, tx.scope.today);
  const days = Number(rules.rule('bank_answer_acted_on').value);
  const dueOn = addWorkingDays(came.advice.advisedOn, days).toString();
  await openTasks(tx, tasksOf({ ...came, credits, reasons, dueOn }));
  const holds = holdsOf({ ...came, credits, reasons });
  const ids = await placeHolds(tx, await newOf(tx, holds));
  if (ids.length > 0) await takeOutHeld(tx, ids);
}

/** The reasons of a scheme that hold today, by code. */
export async function reasonsOf(tx: Tx, scheme: AnswerFormat): Promise<Map<string, Reason>> {
  const rows = await tx.sql<Reason[]>`
    select distinct on (code) code, meaning, follows from return_reasons
    where scheme = ${scheme} and effective_on <= ${tx.scope.today.toString()}::date
    order by code, effective_on desc`;
  return new Map(rows.map((row) => [row.code, row]));
}

/** Whose money credits are, with the arrangements that a death would stop. */
async function creditsBack(
  tx: Tx,
  creditIds: readonly string[],
): Promise<ReadonlyMap<string, CreditBack>> {
  if (creditIds.length === 0) return new Map();
  const rows = await joiningWhole(
    tx,
    () => tx.sql<CreditBack[]>`
      with credits as materialized (
        select distinct value::uuid as id
        from jsonb_array_elements_text(${JSON.stringify(creditIds)}::text::jsonb)
      ), paid as materialized (
        select i.credit_id, i.beneficiary_id, i.arrangement_id, min(n.value_on) as from_on,
          jsonb_agg(jsonb_build_object('id', n.id, 'valueOn', n.value_on) order by n.value_on)
            as instalments
        from credits c join pay_run_items i on i.credit_id = c.id
        join instalments n on n.id = i.instalment_id
        where not exists (
          select from undone_items u where u.item_id = i.id and u.why = 'taken_out')
        group by i.credit_id, i.beneficiary_id, i.arrangement_id
      ), arrangements_of as materialized (
        select a.id, a.beneficiary_id, a.kind <> 'notional' as is_paid from arrangements a
        where a.beneficiary_id in (select beneficiary_id from paid)
      ), unpaid as materialized (${earliestUnpaid(tx)}
      )
      select c.id, y.relationship, jsonb_agg(jsonb_build_object(
          'beneficiaryId', p.beneficiary_id, 'arrangementId', p.arrangement_id,
          'fromOn', least(p.from_on, n.from_on), 'instalments', p.instalments, 'all', (
            select jsonb_agg(jsonb_build_object('arrangementId', o.id,
              'fromOn', least(p.from_on, e.from_on)) order by o.id)
            from arrangements_of o left join unpaid e on e.arrangement_id = o.id
            where o.beneficiary_id = p.beneficiary_id and o.is_paid))
          order by p.arrangement_id) as paid
      from credits c
      join pay_run_credits k on k.id = c.id
      join bank_details d on d.id = k.bank_details_id
      join payees y on y.id = d.payee_id
      join paid p on p.credit_id = c.id
      left join unpaid n on n.arrangement_id = p.arrangement_id
      group by c.id, y.relationship`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Of each of the `arrangements_of`, the value date of its earliest payment that was not released. */
const earliestUnpaid = ({ sql }: Tx): Fragment => sql`
  select i.arrangement_id, min(i.value_on) as from_on
  from instalments i join instalment_shares x on x.instalment_id = i.id and x.amount > 0
  where i.arrangement_id in (select id from arrangements_of)
    and not exists (select from replaced_instalments r where r.instalment_id = i.id)
    and not exists (select from instalments_paid_before b where b.instalment_id = i.id)
    and not exists (
      select from pay_run_item_shares p join pay_run_releases l on l.pay_run_id = p.pay_run_id
      where p.instalment_id = i.id and p.share_id = x.share_id and not exists (
        select from undone_items u where u.item_id = p.item_id))
  group by i.arrangement_id`;

type NewHold = ReturnType<typeof holdsOf>[number];

/** Without those of which an arrangement has one already that is for the same and covers as much. */
async function newOf(tx: Tx, holds: readonly NewHold[]): Promise<NewHold[]> {
  if (holds.length === 0) return [];
  const rows = await tx.sql<{ n: number }[]>`
    select h.n::int - 1 as n from rows from (jsonb_to_recordset(
        ${JSON.stringify(holds)}::text::jsonb) as ("arrangementId" uuid, "instalmentId" uuid,
          "fromOn" date, reason text))
      with ordinality as h(arrangement_id, instalment_id, from_on, reason, n)
    where not exists (
      select from (${openHolds(tx)}) as o where o.arrangement_id = h.arrangement_id
        and o.reason = h.reason
        and coalesce(o.instalment_id = h.instalment_id, o.instalment_id is null)
        and (o.instalment_id is not null or o.from_on <= h.from_on))
    order by h.n`;
  return rows.map(({ n }) => holds[n]!);
}

/** Outcomes from which it follows that somebody has to ask the bank. */
export const UNCLEAR: ReadonlySet<Outcome> = new Set(['unknown', 'amount_differs', 'not_released']);

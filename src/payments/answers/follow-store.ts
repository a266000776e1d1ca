import { addWorkingDays } from '../../calendar.ts';
import type { Tx } from '../../database/transactions.ts';
import { rulesOn } from '../../law/store.ts';
import { openTasks } from '../../tasks/store.ts';
import { joiningWhole } from '../due.ts';
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
  const about = [...named, ...came.notCovered.map((one) => one.creditId), ...came.advised];
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
        select i.credit_id, i.beneficiary_id, i.arrangement_id, min(n.value_on) as from_on
        from credits c join pay_run_items i on i.credit_id = c.id
        join instalments n on n.id = i.instalment_id
        where not exists (
          select from undone_items u where u.item_id = i.id and u.why = 'taken_out')
        group by i.credit_id, i.beneficiary_id, i.arrangement_id
      ), of_people as materialized (
        select beneficiary_id, jsonb_agg(id order by id) as ids from arrangements
        where kind <> 'notional' and beneficiary_id in (select beneficiary_id from paid)
        group by beneficiary_id
      )
      select c.id, y.relationship, jsonb_agg(jsonb_build_object(
          'beneficiaryId', p.beneficiary_id, 'arrangementId', p.arrangement_id,
          'fromOn', p.from_on, 'all', o.ids) order by p.arrangement_id) as paid
      from credits c
      join pay_run_credits k on k.id = c.id
      join bank_details d on d.id = k.bank_details_id
      join payees y on y.id = d.payee_id
      join paid p on p.credit_id = c.id
      join of_people o on o.beneficiary_id = p.beneficiary_id
      group by c.id, y.relationship`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

type NewHold = ReturnType<typeof holdsOf>[number];

/** Without those of which an arrangement has one already that is for the same and covers as much. */
async function newOf(tx: Tx, holds: readonly NewHold[]): Promise<NewHold[]> {
  if (holds.length === 0) return [];
  const rows = await tx.sql<{ n: number }[]>`
    select h.n::int - 1 as n from rows from (jsonb_to_recordset(
        ${JSON.stringify(holds)}::text::jsonb) as ("arrangementId" uuid, "fromOn" date, reason text))
      with ordinality as h(arrangement_id, from_on, reason, n)
    where not exists (
      select from (${openHolds(tx)}) as o where o.arrangement_id = h.arrangement_id
        and o.instalment_id is null and o.reason = h.reason and o.from_on <= h.from_on)
    order by h.n`;
  return rows.map(({ n }) => holds[n]!);
}

/** Outcomes from which it follows that somebody has to ask the bank. */
export const UNCLEAR: ReadonlySet<Outcome> = new Set(['unknown', 'amount_differs', 'not_released']);

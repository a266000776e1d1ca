import postgres from 'postgres';
import { decideAlone } from '../database/lock.ts';
import type { Tx, Fragment } from '../database/transactions.ts';
import type { RulesInForce } from '../law/rules.ts';
import { rulesOn } from '../law/store.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { dueShares } from './due.ts';
import { silent, type Report } from './progress.ts';
import { payDays, type Way } from './rules.ts';

export interface NewRun {
  readonly bankAccountId: string;
  readonly valueOn: string;
  /** By when its file is sent; worked out of the payments where each leaves on its own day. */
  readonly inputOn: string;
  /** By Bacs, unless given. */
  readonly way?: Way | undefined;
  /** Why it cannot wait for Bacs, of one that does not. */
  readonly urgentReason?: string | undefined;
  /** Only these of what is due, if given. */
  readonly instalmentIds?: readonly string[] | undefined;
  /** Each payment leaves on its own value date, and none before this one. */
  readonly eachOnItsDayFrom?: string | undefined;
}

/**
 * Draws up a pay run of every share that is due by its value date and not in a run already: what is
 * missing for one sector leaves that sector's share behind, and it can follow in a later run as the
 * instalment's next attempt. Drawing up again after a crash adds nothing twice; while it is drawn
 * up, nobody agrees a new version or lets go of a hold. It is one statement: a run with its items,
 * or nothing.
 * @returns the run's id and how many items it has.
 */
export async function drawUp(
  tx: Tx,
  run: NewRun,
  report: Report = silent,
): Promise<{ id: string; items: number }> {
  report('Waiting for others who change schedules', 0, null);
  await decideAlone(tx, 'schedules');
  report('Choosing what is due', 0, null);
  const rules = await rulesOn(tx, tx.scope.today);
  const due = await dueBy(tx, run);
  report('Adding the payments', 0, due);
  const [made] = await joiningWhole(
    tx,
    () => tx.sql<{ id: string; items: number }[]>`
      with ${chosenParts(tx, run, rules)}, ${addedParts(tx)}
      select (select id from run) as id, count(*)::int as items from added`,
  ).catch(again);
  report('Adding the payments', made!.items, made!.items);
  return made!;
}

/** How many instalments there are by a value date that nothing has replaced and no run pays. */
async function dueBy(tx: Tx, run: NewRun): Promise<number> {
  if (run.instalmentIds !== undefined) return run.instalmentIds.length;
  const [row] = await joiningWhole(
    tx,
    () => tx.sql<{ due: number }[]>`
      select count(*)::int as due from instalments i where i.value_on <= ${run.valueOn}::date
        and not exists (select from replaced_instalments r where r.instalment_id = i.id)
        and not exists (select from instalments_paid_before b where b.instalment_id = i.id)
        and not exists (select from pay_run_items p where p.instalment_id = i.id and not exists (
          select from undone_items u where u.item_id = p.id))`,
  );
  return row!.due;
}

/** Two runs drawn up at the same moment chose the same serial: do it again. */
function again(error: unknown): never {
  if (error instanceof postgres.PostgresError && error.constraint_name === 'pay_runs_serial') {
    throw Object.assign(error, { code: '40001' });
  }
  throw error;
}

/** What of the due shares goes into a run, with the day on which each leaves and its file's. */
function payable(tx: Tx, run: NewRun, rules: RulesInForce): Fragment {
  const { sql } = tx;
  const chosen =
    run.instalmentIds === undefined
      ? sql``
      : sql`and d.instalment_id in (select value::uuid
          from jsonb_array_elements_text(${JSON.stringify(run.instalmentIds)}::text::jsonb))`;
  const from = run.eachOnItsDayFrom ?? run.valueOn;
  const days =
    run.eachOnItsDayFrom === undefined
      ? [{ day: run.valueOn, paysOn: run.valueOn, inputOn: run.inputOn }]
      : payDays(Temporal.PlainDate.from(from), Temporal.PlainDate.from(run.valueOn));
  return sql`
    select d.*, y.pays_on, y.input_on, p.relationship = 'broker' as pooled
    from (${dueShares(tx, run.valueOn, rules, run.eachOnItsDayFrom)}) as d
    join (select day, "paysOn" as pays_on, "inputOn" as input_on
      from jsonb_to_recordset(${JSON.stringify(days)}::text::jsonb)
        as l(day date, "paysOn" date, "inputOn" date)) as y
      on y.day = greatest(d.value_on, ${from}::date)
    join bank_details b on b.id = d.bank_details_id join payees p on p.id = b.payee_id
    where d.why is null and (d.cool_on is null or d.cool_on <= y.pays_on) ${chosen}`;
}

/**
 * The run with its next serial, and what can be paid by it: an item an instalment, made of the
 * shares that leave. Those to one broker's account on one day leave together.
 */
function chosenParts(tx: Tx, run: NewRun, rules: RulesInForce): Fragment {
  const { sql, scope } = tx;
  return sql`
    payable as materialized (${payable(tx, run, rules)}
    ), run as (
      insert into pay_runs (serial, bank_account_id, value_on, input_on, way, urgent_reason,
        each_on_its_day, chosen, drawn_up_by)
      select lpad((coalesce(max(serial), '0')::int + 1)::text, 6, '0'), ${run.bankAccountId},
        ${run.valueOn}::date, coalesce((select min(input_on) from payable), ${run.inputOn}::date),
        ${run.way ?? 'bacs'}, ${run.urgentReason ?? null}, ${run.eachOnItsDayFrom !== undefined},
        ${run.instalmentIds !== undefined}, ${scope.user}
      from pay_runs
      returning id, serial
    ), earlier as materialized (
      select instalment_id, max(attempt) as attempt from pay_run_items
      where instalment_id in (select instalment_id from payable) group by instalment_id
    ), undone as materialized (
      select s.instalment_id, s.share_id, count(*) as times
      from pay_run_item_shares s join undone_items u on u.item_id = s.item_id
      where s.instalment_id in (select instalment_id from payable)
      group by s.instalment_id, s.share_id
    ), items as materialized (
      select gen_random_uuid() as id, instalment_id, arrangement_id, beneficiary_id,
        bank_details_id, pays_on, pooled, sum(amount) as amount,
        'PB ' || (select serial from run) || ' ' || lpad((
          row_number() over (order by value_on, instalment_id))::text, 6, '0') as reference
      from payable
      group by instalment_id, arrangement_id, beneficiary_id, bank_details_id, value_on, pays_on,
        pooled
    ), together as materialized (
      select gen_random_uuid() as id, bank_details_id, pays_on, count(*) as items,
        sum(amount) as amount, 'PB ' || (select serial from run) || ' C' || lpad((
          row_number() over (order by pays_on, bank_details_id))::text, 6, '0') as reference
      from items where pooled group by bank_details_id, pays_on
    )`;
}

/** Adds the items, and what leaves as one payment: an item by itself, or a broker's together. */
function addedParts({ sql }: Tx): Fragment {
  return sql`
    credits as (
      insert into pay_run_credits (id, pay_run_id, bank_details_id, reference, value_on, items,
        amount)
      select id, (select id from run), bank_details_id, reference, pays_on, 1, amount
      from items where not pooled
      union all
      select id, (select id from run), bank_details_id, reference, pays_on, items, amount
      from together
    ), added as (
      insert into pay_run_items (id, pay_run_id, instalment_id, attempt, arrangement_id,
        beneficiary_id, bank_details_id, credit_id, amount, reference)
      select i.id, (select id from run), i.instalment_id, coalesce(e.attempt, 0) + 1,
        i.arrangement_id, i.beneficiary_id, i.bank_details_id, coalesce(t.id, i.id), i.amount,
        i.reference
      from items i left join earlier e on e.instalment_id = i.instalment_id
      left join together t on i.pooled and t.bank_details_id = i.bank_details_id
        and t.pays_on = i.pays_on
      returning id, instalment_id
    ), made_of as (
      insert into pay_run_item_shares (item_id, pay_run_id, instalment_id, arrangement_id,
        beneficiary_id, share_id, tried, amount)
      select a.id, (select id from run), p.instalment_id, p.arrangement_id, p.beneficiary_id,
        p.share_id, coalesce(u.times, 0) + 1, p.amount
      from added a join payable p on p.instalment_id = a.instalment_id
      left join undone u on u.instalment_id = p.instalment_id and u.share_id = p.share_id
    )`;
}

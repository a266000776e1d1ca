import postgres from 'postgres';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { rulesOn } from '../law/store.ts';
import { dueShares, joiningWhole } from './due.ts';
import type { RunState } from './rules.ts';

export interface NewRun {
  readonly bankAccountId: string;
  readonly valueOn: string;
  readonly inputOn: string;
}

/**
 * Draws up a pay run of every share that is due by its value date and not in a run already: what is
 * missing for one sector leaves that sector's share behind, and it can follow in a later run as the
 * instalment's next attempt. Drawing up again after a crash adds nothing twice; while it is drawn
 * up, nobody agrees a new version or lets go of a hold.
 * @returns the run's id and how many items it has.
 */
export async function drawUp(tx: Tx, run: NewRun): Promise<{ id: string; items: number }> {
  await decideAlone(tx, 'schedules');
  const { sql, scope } = tx;
  const [added] = await sql<{ id: string; serial: string }[]>`
    insert into pay_runs (serial, bank_account_id, value_on, input_on, drawn_up_by)
    select lpad((coalesce(max(serial), '0')::int + 1)::text, 6, '0'), ${run.bankAccountId},
      ${run.valueOn}::date, ${run.inputOn}::date, ${scope.user} from pay_runs
    returning id, serial`.catch(again);
  const { id, serial } = added!;
  return { id, items: await addItems(tx, id, serial, run.valueOn) };
}

/** Two runs drawn up at the same moment chose the same serial: do it again. */
function again(error: unknown): never {
  if (error instanceof postgres.PostgresError && error.constraint_name === 'pay_runs_serial') {
    throw Object.assign(error, { code: '40001' });
  }
  throw error;
}

/** Puts what can be paid into a run: an item an instalment, made of the shares that leave. */
async function addItems(tx: Tx, id: string, serial: string, valueOn: string): Promise<number> {
  const rules = await rulesOn(tx, tx.scope.today);
  const [counted] = await joiningWhole(
    tx,
    () => tx.sql<{ items: number }[]>`
      with payable as materialized (
        select * from (${dueShares(tx, valueOn, rules)}) as d where d.why is null
      ), earlier as materialized (
        select instalment_id, max(attempt) as attempt from pay_run_items
        where instalment_id in (select instalment_id from payable) group by instalment_id
      ), withdrawn as materialized (
        select s.instalment_id, s.share_id, count(*) as runs
        from pay_run_item_shares s join pay_run_withdrawals w on w.pay_run_id = s.pay_run_id
        where s.instalment_id in (select instalment_id from payable)
        group by s.instalment_id, s.share_id
      ), items as materialized (
        select gen_random_uuid() as id, instalment_id, arrangement_id, beneficiary_id,
          bank_details_id, sum(amount) as amount, 'PB ' || ${serial}::text || ' ' || lpad((
            row_number() over (order by value_on, instalment_id))::text, 6, '0') as reference
        from payable
        group by instalment_id, arrangement_id, beneficiary_id, bank_details_id, value_on
      ), added as (
        insert into pay_run_items (id, pay_run_id, instalment_id, attempt, arrangement_id,
          beneficiary_id, bank_details_id, amount, reference)
        select i.id, ${id}, i.instalment_id, coalesce(e.attempt, 0) + 1, i.arrangement_id,
          i.beneficiary_id, i.bank_details_id, i.amount, i.reference
        from items i left join earlier e on e.instalment_id = i.instalment_id
        on conflict (instalment_id, attempt) do nothing
        returning id, instalment_id
      ), made_of as (
        insert into pay_run_item_shares (item_id, pay_run_id, instalment_id, arrangement_id,
          beneficiary_id, share_id, tried, amount)
        select a.id, ${id}, p.instalment_id, p.arrangement_id, p.beneficiary_id, p.share_id,
          coalesce(w.runs, 0) + 1, p.amount
        from added a join payable p on p.instalment_id = a.instalment_id
        left join withdrawn w on w.instalment_id = p.instalment_id and w.share_id = p.share_id
      )
      select count(*)::int as items from added`,
  );
  return counted!.items;
}

export interface Run {
  readonly id: string;
  readonly serial: string;
  readonly state: RunState;
  readonly bankAccountId: string;
  readonly valueOn: string;
  readonly inputOn: string;
  readonly drawnUpBy: string;
  readonly items: number;
  readonly total: string;
  readonly funders: { sector: string; funder: string; amount: string }[];
}

/** Pay runs with their state and totals: one, or newest first after a serial. */
export async function runsBy(
  tx: Tx,
  by: { id: string } | { after?: string | undefined; limit: number },
): Promise<Run[]> {
  const { sql } = tx;
  const which =
    'id' in by
      ? sql`r.id = ${by.id}`
      : sql`true ${by.after === undefined ? sql`` : sql`and r.serial < ${by.after}`}`;
  return sql<Run[]>`
    select r.id, r.serial, r.bank_account_id as "bankAccountId", r.value_on as "valueOn",
      r.input_on as "inputOn", r.drawn_up_by as "drawnUpBy",
      case when w.pay_run_id is not null then 'withdrawn' when l.pay_run_id is not null then 'released'
        when a.pay_run_id is not null then 'approved' else 'drawn_up' end as state,
      t.items::int as items, t.total, coalesce((
        select jsonb_agg(jsonb_build_object('sector', f.sector, 'funder', f.name,
          'amount', f.amount::text) order by f.sector, f.name)
        from (select s.source as sector, u.name, sum(x.amount) as amount
          from pay_run_item_shares x join shares s on s.id = x.share_id
          join funders u on u.id = s.funder_id
          where x.pay_run_id = r.id group by s.source, u.name) f), '[]') as funders
    from pay_runs r
    left join pay_run_approvals a on a.pay_run_id = r.id
    left join pay_run_releases l on l.pay_run_id = r.id
    left join pay_run_withdrawals w on w.pay_run_id = r.id
    cross join lateral (select count(*) as items, coalesce(sum(amount), 0.00) as total
      from pay_run_items where pay_run_id = r.id) t
    where ${which}
    order by r.serial desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

export interface RunItem {
  readonly id: string;
  readonly reference: string;
  readonly beneficiary: string;
  readonly arrangementId: string;
  readonly payee: string | null;
  readonly period: { from: string; to: string };
  readonly amount: string;
  readonly shares: { source: string; amount: string }[];
}

/** The items of a run in order of their reference, after one, each with what every share pays. */
export async function runItems(
  tx: Tx,
  by: { payRunId: string; after?: string | undefined; limit: number },
): Promise<RunItem[]> {
  return tx.sql<RunItem[]>`
    with listed as materialized (
      select id, reference, beneficiary_id, arrangement_id, instalment_id, amount
      from pay_run_items
      where pay_run_id = ${by.payRunId} and reference > ${by.after ?? ''}
      order by reference limit ${by.limit + 1}
    )
    select i.id, i.reference, b.reference as beneficiary, i.arrangement_id as "arrangementId",
      p.name as payee, jsonb_build_object('from', n.period_from, 'to', n.period_to) as period,
      i.amount, (select jsonb_agg(jsonb_build_object('source', s.source, 'amount', x.amount::text)
        order by s.position) from pay_run_item_shares x join shares s on s.id = x.share_id
        where x.item_id = i.id) as shares
    from listed i
    join instalments n on n.id = i.instalment_id
    join beneficiaries b on b.id = i.beneficiary_id
    join arrangements a on a.id = i.arrangement_id
    left join payees p on p.id = a.payee_id
    order by i.reference`;
}

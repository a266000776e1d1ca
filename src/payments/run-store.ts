import postgres from 'postgres';
import type { Tx } from '../database/transactions.ts';
import type { RunState } from './rules.ts';

export interface NewRun {
  readonly bankAccountId: string;
  readonly valueOn: string;
  readonly inputOn: string;
}

/** What is due and cannot be paid, and why. */
export interface LeftOut {
  readonly instalmentId: string;
  readonly arrangementId: string;
  readonly amount: string;
  readonly valueOn: string;
  readonly why: 'bank-details-not-checked' | 'budget-closed';
}

/**
 * Draws up a pay run of everything due by its value date that is not in a run already. Drawing up
 * again after a crash adds nothing twice: an instalment is in a run once, by constraint.
 * @returns the run's id and how many items it has.
 */
export async function drawUp(tx: Tx, run: NewRun): Promise<{ id: string; items: number }> {
  const { sql, scope } = tx;
  const [added] = await sql<{ id: string; serial: string }[]>`
    insert into pay_runs (serial, bank_account_id, value_on, input_on, drawn_up_by)
    select lpad((coalesce(max(serial), '0')::int + 1)::text, 6, '0'), ${run.bankAccountId},
      ${run.valueOn}::date, ${run.inputOn}::date, ${scope.user} from pay_runs
    returning id, serial`.catch(again);
  const { id, serial } = added!;
  const items = await sql`
    insert into pay_run_items (pay_run_id, instalment_id, attempt, arrangement_id, beneficiary_id,
      bank_details_id, amount, reference)
    select ${id}, d.instalment_id, d.attempt, d.arrangement_id, d.beneficiary_id, d.bank_details_id,
      d.amount, 'PB ' || ${serial}::text || ' ' || lpad((row_number() over (
        order by d.value_on, d.instalment_id))::text, 6, '0')
    from (${due(tx, run.valueOn)}) as d
    where d.why is null
    on conflict (instalment_id, attempt) do nothing`;
  return { id, items: items.count };
}

/** Two runs drawn up at the same moment chose the same serial: do it again. */
function again(error: unknown): never {
  if (error instanceof postgres.PostgresError && error.constraint_name === 'pay_runs_serial') {
    throw Object.assign(error, { code: '40001' });
  }
  throw error;
}

/**
 * What is due by a date and in no run, with the payee's checked bank details or why it cannot be
 * paid. The latest details count: while a change waits for its check, nothing is paid.
 */
function due(tx: Tx, valueOn: string) {
  return tx.sql`
    select i.id as instalment_id, coalesce(p.attempt, 0) + 1 as attempt, i.arrangement_id,
      i.beneficiary_id, i.amount, i.value_on, b.id as bank_details_id,
      case when c.budget_id is not null then 'budget-closed'
        when b.checked_by is null then 'bank-details-not-checked' end as why
    from instalments i
    join arrangements a on a.id = i.arrangement_id
    left join budget_closures c on c.budget_id = a.budget_id and c.closed_on <= i.value_on
    left join lateral (
      select d.id, k.checked_by from bank_details d
      left join bank_details_checks k on k.bank_details_id = d.id
      where d.payee_id = a.payee_id order by d.recorded_at desc, d.id limit 1) b on true
    left join lateral (
      select r.attempt, w.pay_run_id is null as stands from pay_run_items r
      left join pay_run_withdrawals w on w.pay_run_id = r.pay_run_id
      where r.instalment_id = i.id order by r.attempt desc limit 1) p on true
    where i.value_on <= ${valueOn}::date and coalesce(p.stands, false) = false`;
}

/** What is due by a date and cannot be paid. */
export async function leftOut(tx: Tx, valueOn: string): Promise<LeftOut[]> {
  return tx.sql<LeftOut[]>`
    select d.instalment_id as "instalmentId", d.arrangement_id as "arrangementId", d.amount,
      d.value_on as "valueOn", d.why
    from (${due(tx, valueOn)}) as d where d.why is not null order by d.value_on, d.instalment_id limit 200`;
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
          from pay_run_items i join instalment_shares x on x.instalment_id = i.instalment_id
          join shares s on s.id = x.share_id join funders u on u.id = s.funder_id
          where i.pay_run_id = r.id group by s.source, u.name) f), '[]') as funders
    from pay_runs r
    left join pay_run_approvals a on a.pay_run_id = r.id
    left join pay_run_releases l on l.pay_run_id = r.id
    left join pay_run_withdrawals w on w.pay_run_id = r.id
    cross join lateral (select count(*) as items, coalesce(sum(amount), 0.00) as total
      from pay_run_items where pay_run_id = r.id) t
    where ${which}
    order by r.serial desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

/** The references of the payments whose budget was closed after the run was drawn up. */
export async function itemsOfClosedBudgets(tx: Tx, payRunId: string): Promise<string[]> {
  const rows = await tx.sql<{ reference: string }[]>`
    select i.reference from pay_run_items i
    join instalments n on n.id = i.instalment_id
    join arrangements a on a.id = i.arrangement_id
    join budget_closures c on c.budget_id = a.budget_id and c.closed_on <= n.value_on
    where i.pay_run_id = ${payRunId} order by i.reference limit 200`;
  return rows.map((row) => row.reference);
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

/** The items of a run in order of their reference, after one. */
export async function runItems(
  tx: Tx,
  by: { payRunId: string; after?: string | undefined; limit: number },
): Promise<RunItem[]> {
  return tx.sql<RunItem[]>`
    select i.id, i.reference, b.reference as beneficiary, i.arrangement_id as "arrangementId",
      p.name as payee, jsonb_build_object('from', n.period_from, 'to', n.period_to) as period,
      i.amount, (select jsonb_agg(jsonb_build_object('source', s.source, 'amount', x.amount::text)
        order by s.position) from instalment_shares x join shares s on s.id = x.share_id
        where x.instalment_id = i.instalment_id) as shares
    from pay_run_items i
    join instalments n on n.id = i.instalment_id
    join beneficiaries b on b.id = i.beneficiary_id
    join arrangements a on a.id = i.arrangement_id
    left join payees p on p.id = a.payee_id
    where i.pay_run_id = ${by.payRunId} and i.reference > ${by.after ?? ''}
    order by i.reference limit ${by.limit + 1}`;
}

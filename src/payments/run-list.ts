import type { Tx, Fragment } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import type { RunState, Way } from './rules.ts';

export interface Run {
  readonly id: string;
  readonly serial: string;
  readonly state: RunState;
  readonly bankAccountId: string;
  readonly valueOn: string;
  readonly inputOn: string;
  readonly way: Way;
  readonly urgentReason: string | null;
  readonly eachOnItsDay: boolean;
  readonly chosen: boolean;
  readonly drawnUpBy: string;
  readonly items: number;
  /** How many payments the bank makes of the items. */
  readonly credits: number;
  readonly total: string;
  readonly funders: { sector: string; funder: string; amount: string }[];
  readonly kinds: { kind: string; items: number; amount: string }[];
}

/** The payments of a run without those that an officer took out of it. */
export function itemsOf(tx: Tx, payRunId: Fragment): Fragment {
  return tx.sql`
    select i.* from pay_run_items i where i.pay_run_id = ${payRunId} and not exists (
      select from undone_items u where u.item_id = i.id and u.why = 'taken_out')`;
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
  const read = () => sql<Run[]>`
    select r.id, r.serial, r.bank_account_id as "bankAccountId", r.value_on as "valueOn",
      r.input_on as "inputOn", r.way, r.urgent_reason as "urgentReason",
      r.each_on_its_day as "eachOnItsDay", r.chosen, r.drawn_up_by as "drawnUpBy",
      case when w.pay_run_id is not null then 'withdrawn' when ${isSettled(tx)} then 'settled'
        when n.pay_run_id is not null then 'sent' when l.pay_run_id is not null then 'released'
        when a.pay_run_id is not null then 'approved' else 'drawn_up' end as state,
      t.items::int as items, t.credits::int as credits, t.total, coalesce((
        select jsonb_agg(jsonb_build_object('sector', f.sector, 'funder', f.name,
          'amount', f.amount::text) order by f.sector, f.name)
        from (select s.source as sector, u.name, sum(x.amount) as amount
          from (${itemsOf(tx, sql`r.id`)}) as i
          join pay_run_item_shares x on x.item_id = i.id and x.pay_run_id = r.id
          join shares s on s.id = x.share_id join funders u on u.id = s.funder_id
          group by s.source, u.name) f), '[]') as funders,
      coalesce((select jsonb_agg(jsonb_build_object('kind', k.kind, 'items', k.items,
          'amount', k.amount::text) order by k.kind)
        from (select g.kind, count(*) as items, sum(i.amount) as amount
          from (${itemsOf(tx, sql`r.id`)}) as i join arrangements g on g.id = i.arrangement_id
          group by g.kind) k), '[]') as kinds
    from pay_runs r
    left join pay_run_approvals a on a.pay_run_id = r.id
    left join pay_run_releases l on l.pay_run_id = r.id
    left join pay_run_withdrawals w on w.pay_run_id = r.id
    left join pay_run_sendings n on n.pay_run_id = r.id
    cross join lateral (select count(*) as items, count(distinct credit_id) as credits,
      coalesce(sum(amount), 0.00) as total from (${itemsOf(tx, sql`r.id`)}) as i) t
    where ${which}
    order by r.serial desc limit ${'id' in by ? 1 : by.limit + 1}`;
  return 'id' in by ? joiningWhole(tx, read) : read();
}

/**
 * Whether the bank has taken all of a released run `r` that it did not reject: what its lines are
 * allocated to it, with what it rejected, makes the total of its release `l`. A run of which it
 * rejected everything has nothing to settle.
 */
const isSettled = ({ sql }: Tx): Fragment => sql`coalesce((
  select sum(a.amount) > 0 and sum(a.amount) + coalesce((select sum(b.amount)
    from returned_credits b where b.pay_run_id = r.id and b.how = 'rejected'), 0.00) >= l.total
  from expected_lines x join line_allocations a on a.expected_id = x.id
  where x.pay_run_id = r.id and x.kind = 'pay_run'), false)`;

export interface RunItem {
  readonly id: string;
  readonly reference: string;
  readonly beneficiary: string;
  readonly arrangementId: string;
  readonly payee: string | null;
  readonly period: { from: string; to: string };
  readonly amount: string;
  /** What became of it where it is not made, or did not stay made. */
  readonly undone: 'withdrawn' | 'taken_out' | 'rejected' | 'bounced' | null;
  /** The reference of the payment in the bank's file: its own, or the broker's. */
  readonly credit: string;
  readonly shares: { source: string; amount: string }[];
}

/** The items of a run in order of their reference, after one, each with what every share pays. */
export async function runItems(
  tx: Tx,
  by: { payRunId: string; after?: string | undefined; limit: number },
): Promise<RunItem[]> {
  return tx.sql<RunItem[]>`
    with listed as materialized (
      select id, reference, beneficiary_id, arrangement_id, instalment_id, credit_id, amount
      from pay_run_items
      where pay_run_id = ${by.payRunId} and reference > ${by.after ?? ''}
      order by reference limit ${by.limit + 1}
    )
    select i.id, i.reference, b.reference as beneficiary, i.arrangement_id as "arrangementId",
      p.name as payee, jsonb_build_object('from', n.period_from, 'to', n.period_to) as period,
      i.amount, u.why as undone, c.reference as credit,
      (select jsonb_agg(jsonb_build_object('source', s.source, 'amount', x.amount::text)
        order by s.position) from pay_run_item_shares x join shares s on s.id = x.share_id
        where x.item_id = i.id) as shares
    from listed i
    join instalments n on n.id = i.instalment_id
    join beneficiaries b on b.id = i.beneficiary_id
    join arrangements a on a.id = i.arrangement_id
    join pay_run_credits c on c.id = i.credit_id
    left join undone_items u on u.item_id = i.id
    left join payees p on p.id = a.payee_id
    order by i.reference`;
}

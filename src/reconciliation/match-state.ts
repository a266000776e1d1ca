import type { Tx } from '../database/transactions.ts';
import { money, type Decimal } from '../money.ts';
import type { LineToMatch, Pair, RunToMatch } from './rules.ts';

/** A line with the end of its chain of allocations. */
export interface LineState extends LineToMatch {
  /** Its amount without a sign. */
  readonly size: Decimal;
  /** How many allocations it has had. */
  readonly seq: number;
  /** The number of the ledger account of its bank account. */
  readonly account: string;
}

/** A pay run with the end of its chain of allocations. */
export interface RunState extends RunToMatch {
  /** What was released; zero for a run that was not. */
  readonly total: Decimal;
  /** How many allocations it has had. */
  readonly seq: number;
  /** The number of its ledger account of what is in transit. */
  readonly account: string;
}

/** A row as the database gives it: dates and amounts are text. */
type Row<State> = {
  [Field in keyof State]: State[Field] extends Temporal.PlainDate | Decimal ? string : State[Field];
};

/** Bank lines by their numbers, each with what is left of it. */
export async function linesToMatch(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, LineState>> {
  const rows = await tx.sql<Row<LineState>[]>`
    select l.id, l.bank_account_id as "bankAccountId", l.booked_on as "bookedOn", l.amount, l.size,
      l.reference, l.text, l.size - coalesce(last.line_after, 0.00) as left,
      coalesce(last.line_seq, 0) as seq, a.id as account
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as wanted(id)
    join bank_lines l on l.id = wanted.id::bigint
    left join accounts a on a.subject = l.bank_account_id
      and a.class = (select id from account_classes where name = 'bank')
    left join lateral (select line_seq, line_after from allocations where line_id = l.id
      order by line_seq desc limit 1) as last on true`;
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...row,
        bookedOn: Temporal.PlainDate.from(row.bookedOn),
        amount: money(row.amount),
        size: money(row.size),
        left: money(row.left),
      },
    ]),
  );
}

/** Pay runs by their ids, each with what is left of it. */
export async function runsToMatch(tx: Tx, ids: readonly string[]): Promise<Map<string, RunState>> {
  const rows = await tx.sql<Row<RunState>[]>`
    select r.id, r.serial, r.bank_account_id as "bankAccountId", r.value_on as "valueOn",
      p.total is not null and w.pay_run_id is null as released,
      coalesce(p.total, 0.00) as total,
      coalesce(p.total, 0.00) - coalesce(last.run_after, 0.00) as left,
      coalesce(last.run_seq, 0) as seq, a.id as account
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as wanted(id)
    join pay_runs r on r.id = wanted.id::uuid
    left join pay_run_releases p on p.pay_run_id = r.id
    left join pay_run_withdrawals w on w.pay_run_id = r.id
    left join accounts a on a.subject = r.id
      and a.class = (select id from account_classes where name = 'in_transit')
    left join lateral (select run_seq, run_after from allocations where pay_run_id = r.id
      order by run_seq desc limit 1) as last on true`;
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...row,
        valueOn: Temporal.PlainDate.from(row.valueOn),
        total: money(row.total),
        left: money(row.left),
      },
    ]),
  );
}

/**
 * Lines and runs of a bank account that may fit: as much is left of the one as of the other, and
 * the line was booked in the fortnight from the run's value date. The rules decide.
 */
export async function candidates(tx: Tx, bankAccountId: string): Promise<Pair[]> {
  const rows = await tx.sql<{ line: string; run: string }[]>`
    select l.id as line, r.id as run
    from pay_runs r
    join pay_run_releases p on p.pay_run_id = r.id
    join bank_lines l on l.bank_account_id = r.bank_account_id and l.amount < 0
      and l.booked_on between r.value_on and r.value_on + 14
    left join lateral (select line_after from allocations where line_id = l.id
      order by line_seq desc limit 1) as of_line on true
    left join lateral (select run_after from allocations where pay_run_id = r.id
      order by run_seq desc limit 1) as of_run on true
    where r.bank_account_id = ${bankAccountId}
      and p.total > coalesce(of_run.run_after, 0)
      and l.size - coalesce(of_line.line_after, 0) = p.total - coalesce(of_run.run_after, 0)`;
  const lines = await linesToMatch(tx, [...new Set(rows.map((row) => row.line))]);
  const runs = await runsToMatch(tx, [...new Set(rows.map((row) => row.run))]);
  return rows.map((row) => ({ line: lines.get(row.line)!, run: runs.get(row.run)! }));
}

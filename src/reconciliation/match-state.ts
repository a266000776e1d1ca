import type { Tx } from '../database/transactions.ts';
import { money, toText, type Decimal } from '../money.ts';
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

/** An array as PostgreSQL reads it, so that it looks up each by index, or all in a hash table. */
const list = (values: readonly string[]): string => `{${values.join(',')}}`;

/** Bank lines by their numbers, each with what is left of it. */
export async function linesToMatch(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, LineState>> {
  const rows = await tx.sql<Row<LineState>[]>`
    select l.id, l.bank_account_id as "bankAccountId", l.booked_on as "bookedOn", l.amount, l.size,
      l.reference, l.text, l.size - coalesce(last.line_after, 0.00) as left,
      coalesce(last.line_seq, 0) as seq, a.id as account
    from bank_lines l
    left join accounts a on a.subject = l.bank_account_id
      and a.class = (select id from account_classes where name = 'bank')
    left join lateral (select line_seq, line_after from allocations where line_id = l.id
      order by line_seq desc limit 1) as last on true
    where l.id = any(${list(ids)}::bigint[])`;
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
    from pay_runs r
    left join pay_run_releases p on p.pay_run_id = r.id
    left join pay_run_withdrawals w on w.pay_run_id = r.id
    left join accounts a on a.subject = r.id
      and a.class = (select id from account_classes where name = 'in_transit')
    left join lateral (select run_seq, run_after from allocations where pay_run_id = r.id
      order by run_seq desc limit 1) as last on true
    where r.id = any(${list(ids)}::uuid[])`;
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
 * the line was not booked before the first of the runs was due. The rules decide.
 */
export async function candidates(tx: Tx, bankAccountId: string): Promise<Pair[]> {
  const runs = await openRuns(tx, bankAccountId);
  const byLeft = Map.groupBy(runs, (run) => toText(run.left));
  const lines = await linesOf(tx, bankAccountId, {
    from: runs.map((run) => run.valueOn.toString()).toSorted()[0] ?? 'infinity',
    lefts: [...byLeft.keys()],
  });
  return lines.flatMap((line) => byLeft.get(toText(line.left))!.map((run) => ({ line, run })));
}

async function openRuns(tx: Tx, bankAccountId: string): Promise<RunState[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select r.id from pay_runs r join pay_run_releases p on p.pay_run_id = r.id
    left join lateral (select run_after from allocations where pay_run_id = r.id
      order by run_seq desc limit 1) as last on true
    where r.bank_account_id = ${bankAccountId} and p.total > coalesce(last.run_after, 0)`;
  const ids = rows.map((row) => row.id);
  return [...(await runsToMatch(tx, ids)).values()];
}

/**
 * Lines by which money went out and of which a given amount is left. The amounts come from the
 * runs beforehand, because a join of lines and runs by amount would compare each with each.
 */
async function linesOf(
  tx: Tx,
  bankAccountId: string,
  { from, lefts }: { from: string; lefts: string[] },
): Promise<LineState[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select l.id from bank_lines l
    left join lateral (select line_after from allocations where line_id = l.id
      order by line_seq desc limit 1) as last on true
    where l.bank_account_id = ${bankAccountId} and l.booked_on >= ${from} and l.amount < 0
      and l.size - coalesce(last.line_after, 0) = any(${list(lefts)}::numeric[])`;
  const ids = rows.map((row) => row.id);
  return [...(await linesToMatch(tx, ids)).values()];
}

import type { Tx, Fragment } from '../database/transactions.ts';
import { money, toText, type Decimal } from '../money.ts';
import { openDays, type LineToMatch, type Pair, type RunToMatch } from './rules.ts';

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
  /** What its allocations come to so far. */
  readonly allocated: Decimal;
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
      l.reference, l.text, case when received.id is not null then 0.00
        else l.size - coalesce(last.line_after, 0.00) end as left,
      coalesce(last.line_seq, 0) as seq, a.id as account
    from bank_lines l
    left join partner_receipts received on received.bank_line_id = l.id
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

/** A run's row: its days are listed where it pays on several. */
interface RunRow extends Omit<Row<RunState>, 'days'> {
  readonly days: readonly { valueOn: string; amount: string }[] | null;
  readonly matched: readonly { bookedOn: string; amount: string }[];
}

/**
 * Pay runs by their ids, each with what is left of it. What the bank rejected of a run never
 * leaves the account, so no line is expected for it.
 */
export async function runsToMatch(tx: Tx, ids: readonly string[]): Promise<Map<string, RunState>> {
  const { sql } = tx;
  const rows = await sql<RunRow[]>`
    with asked as materialized (
      select r.id, r.serial, r.bank_account_id, r.value_on, r.each_on_its_day, p.total, ${rejectedOf(tx)}
        as rejected
      from pay_runs r left join pay_run_releases p on p.pay_run_id = r.id
      where r.id = any(${list(ids)}::uuid[])
    )
    select r.id, r.serial, r.bank_account_id as "bankAccountId", r.value_on as "valueOn",
      r.total is not null and w.pay_run_id is null as released, coalesce(r.total, 0.00) as total,
      coalesce(last.run_after, 0.00) as allocated,
      coalesce(r.total - r.rejected, 0.00) - coalesce(last.run_after, 0.00) as left,
      coalesce(last.run_seq, 0) as seq, a.id as account,
      case when r.each_on_its_day then ${daysOf(tx)} end as days, coalesce((
        select jsonb_agg(jsonb_build_object('bookedOn', booked_on, 'amount', amount::text)
          order by booked_on, line_id)
        from (select m.line_id, b.booked_on, sum(m.amount) as amount
          from allocations m join bank_lines b on b.id = m.line_id
          where r.each_on_its_day and m.pay_run_id = r.id
          group by m.line_id, b.booked_on having sum(m.amount) > 0) as m), '[]') as matched
    from asked r
    left join pay_run_withdrawals w on w.pay_run_id = r.id
    left join accounts a on a.subject = r.id
      and a.class = (select id from account_classes where name = 'in_transit')
    left join lateral (select run_seq, run_after from allocations where pay_run_id = r.id
      order by run_seq desc limit 1) as last on true`;
  return new Map(rows.map((row) => [row.id, runState(row)]));
}

function runState({ matched, ...row }: RunRow): RunState {
  const days = row.days?.map((day) => ({
    valueOn: Temporal.PlainDate.from(day.valueOn),
    left: money(day.amount),
  }));
  const taken = matched.map(({ bookedOn, amount }) => ({
    bookedOn: Temporal.PlainDate.from(bookedOn),
    amount: money(amount),
  }));
  return {
    ...row,
    valueOn: Temporal.PlainDate.from(row.valueOn),
    total: money(row.total),
    allocated: money(row.allocated),
    left: money(row.left),
    days: days && openDays(days, taken),
  };
}

/** What the bank rejected of a run `r`. */
const rejectedOf = ({ sql }: Tx): Fragment => sql`coalesce((select sum(b.amount)
  from returned_credits b where b.pay_run_id = r.id and b.how = 'rejected'), 0.00)`;

/** What the bank takes day by day of a run `r`, without what it rejected. */
const daysOf = ({ sql }: Tx): Fragment => sql`(
  select jsonb_agg(jsonb_build_object('valueOn', value_on, 'amount', amount::text) order by value_on)
  from (
    select c.value_on, sum(i.amount) as amount
    from pay_run_credits c join pay_run_items i on i.credit_id = c.id
    where c.pay_run_id = r.id
      and not exists (select from undone_items u where u.item_id = i.id and u.why = 'taken_out')
      and not exists (
        select from returned_credits b where b.credit_id = c.id and b.how = 'rejected')
    group by c.value_on
  ) as d)`;

/**
 * Lines and runs of a bank account that may fit: as much is left of the one as of the other or of
 * one of its days, and the line was not booked before the first of them was due. The rules decide.
 */
export async function candidates(tx: Tx, bankAccountId: string): Promise<Pair[]> {
  const runs = await openRuns(tx, bankAccountId);
  const sums = runs.flatMap((run) => sumsOf(run).map((sum) => ({ run, sum })));
  const bySum = Map.groupBy(sums, ({ sum }) => sum);
  const lines = await linesOf(tx, bankAccountId, {
    from: runs.map(firstDay).toSorted()[0] ?? 'infinity',
    lefts: [...bySum.keys()],
  });
  return lines.flatMap((line) => bySum.get(toText(line.left))!.map(({ run }) => ({ line, run })));
}

/** The sums that a line may have to fit a run: what is left of it, and of each of its days. */
const sumsOf = ({ left, days = [] }: RunState): string[] => [
  ...new Set([left, ...days.map((day) => day.left)].map((amount) => toText(amount))),
];

const firstDay = ({ valueOn, days = [] }: RunState): string =>
  [valueOn, ...days.map((day) => day.valueOn)].map((day) => day.toString()).toSorted()[0]!;

async function openRuns(tx: Tx, bankAccountId: string): Promise<RunState[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select r.id from pay_runs r join pay_run_releases p on p.pay_run_id = r.id
    left join lateral (select run_after from allocations where pay_run_id = r.id
      order by run_seq desc limit 1) as last on true
    where r.bank_account_id = ${bankAccountId}
      and p.total - ${rejectedOf(tx)} > coalesce(last.run_after, 0)`;
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

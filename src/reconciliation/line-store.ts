import type { Tx } from '../database/transactions.ts';

/** A bank line as people see it. Dates and amounts are text. */
export interface BankLine {
  readonly id: string;
  readonly bankAccountId: string;
  readonly bookedOn: string;
  readonly valueOn: string | null;
  /** Money out is negative. */
  readonly amount: string;
  readonly reference: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
  /** What of the amount a match or a receipt takes, and what none does; both without a sign. */
  readonly allocated: string;
  readonly open: string;
}

/** A match of a line and a run, or the row that took one back. */
export interface Match {
  readonly id: string;
  readonly lineId: string;
  readonly payRunId: string;
  readonly serial: string;
  /** Below zero in a row that undoes a match. */
  readonly amount: string;
  readonly rule: string;
  readonly reason: string | null;
  readonly undone: boolean;
  readonly entryId: string;
  readonly at: string;
}

export type LineFilter =
  | { readonly id: string }
  | {
      readonly bankAccountId: string;
      readonly state: 'open' | 'matched' | 'all';
      /** The booking date and the number of the last line that was seen. */
      readonly after?: { readonly bookedOn: string; readonly id: string } | undefined;
      readonly limit: number;
    };

/** Bank lines in order of booking date and number, as many as asked for and one more. */
export async function listLines(tx: Tx, by: LineFilter): Promise<BankLine[]> {
  const { sql } = tx;
  return sql<BankLine[]>`
    select l.id, l.bank_account_id as "bankAccountId", l.booked_on as "bookedOn",
      l.value_on as "valueOn", l.amount, l.reference, l.counterparty, l.text,
      taken.amount as allocated, l.size - taken.amount as open
    from bank_lines l
    left join partner_receipts received on received.bank_line_id = l.id
    left join lateral (select line_after from allocations where line_id = l.id
      order by line_seq desc limit 1) as last on true
    cross join lateral (select case when received.id is not null then l.size
      else coalesce(last.line_after, 0.00) end as amount) as taken
    where ${'id' in by ? sql`l.id = ${by.id}` : where(tx, by)}
    order by l.booked_on, l.id limit ${'id' in by ? 1 : by.limit + 1}`;
}

function where(tx: Tx, by: Exclude<LineFilter, { id: string }>) {
  const { sql } = tx;
  const { after, state } = by;
  const full = sql`l.size = taken.amount`;
  return sql`l.bank_account_id = ${by.bankAccountId}
    ${after === undefined ? sql`` : sql`and (l.booked_on, l.id) > (${after.bookedOn}::date, ${after.id}::bigint)`}
    ${state === 'all' ? sql`` : state === 'open' ? sql`and not ${full}` : sql`and ${full}`}`;
}

/** One match, or all of a line in the order they were made. */
export async function matchesOf(tx: Tx, by: { id: string } | { lineId: string }): Promise<Match[]> {
  const { sql } = tx;
  return sql<Match[]>`
    select a.id, a.line_id as "lineId", a.pay_run_id as "payRunId", r.serial, a.amount, a.rule,
      e.reason, exists (select from entries u where u.reverses = a.entry_id) as undone,
      a.entry_id as "entryId", to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from allocations a
    join pay_runs r on r.id = a.pay_run_id
    join entries e on e.id = a.entry_id
    where ${'id' in by ? sql`a.id = ${by.id}` : sql`a.line_id = ${by.lineId}`}
    order by a.line_seq`;
}

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
  /** What of the amount is matched, and what is not; both without a sign. */
  readonly allocated: string;
  readonly open: string;
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
    left join lateral (select line_after from line_allocations where line_id = l.id
      order by line_seq desc limit 1) as last on true
    cross join lateral (select coalesce(last.line_after, 0.00) as amount) as taken
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

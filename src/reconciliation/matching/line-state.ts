import type { Tx } from '../../database/transactions.ts';
import { money, type Decimal } from '../../money.ts';
import { expectedLines } from './expected.ts';
import type { ExpectedKind } from './names.ts';

/** A line of the bank, as far as matching needs it. */
export interface LineToMatch {
  readonly id: string;
  readonly bankAccountId: string;
  readonly bookedOn: Temporal.PlainDate;
  /** As the bank has it: money out is negative. */
  readonly amount: Decimal;
  /** What of it is not matched yet, without a sign. */
  readonly open: Decimal;
}

/** A line that the authority expects on a statement; see `expectedLines`. */
export interface ExpectedToMatch {
  readonly name: string;
  readonly kind: ExpectedKind;
  readonly bankAccountId: string;
  readonly valueOn: Temporal.PlainDate;
  readonly amount: Decimal;
  readonly open: Decimal;
  readonly keys: readonly string[];
  /** What the ledger's account of what is in transit is of; null for what is in no such account. */
  readonly inTransit: string | null;
  readonly entryId: string | null;
  readonly whole: string | null;
}

/** A row as the database gives it: dates and amounts are text. */
type Row<State> = {
  [Field in keyof State]: State[Field] extends Temporal.PlainDate | Decimal ? string : State[Field];
};

/** Lines by their numbers, each with what is open of it. */
export async function linesToMatch(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, LineToMatch>> {
  const rows = await tx.sql<Row<LineToMatch>[]>`
    select l.id, l.bank_account_id as "bankAccountId", l.booked_on as "bookedOn", l.amount,
      l.size - coalesce(last.line_after, 0.00) as open
    from bank_lines l
    left join lateral (select line_after from line_allocations where line_id = l.id
      order by line_seq desc limit 1) as last on true
    where l.id = any(${`{${ids.join(',')}}`}::bigint[])`;
  return new Map(
    rows.map((row) => [row.id, { ...row, ...figures(row), bookedOn: day(row.bookedOn) }]),
  );
}

/** Expected lines by their names. */
export async function expectedToMatch(
  tx: Tx,
  names: readonly string[],
): Promise<Map<string, ExpectedToMatch>> {
  const rows = await tx.sql<Row<ExpectedToMatch>[]>`
    select name, kind, bank_account_id as "bankAccountId", value_on as "valueOn", amount, open, keys,
      coalesce(invoice_payment_id, pay_run_id) as "inTransit", entry_id as "entryId", whole
    from (${expectedLines(tx, { names })}) as e`;
  return new Map(
    rows.map((row) => [row.name, { ...row, ...figures(row), valueOn: day(row.valueOn) }]),
  );
}

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const figures = (row: { amount: string; open: string }) => ({
  amount: money(row.amount),
  open: money(row.open),
});

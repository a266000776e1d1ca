import type { Fragment, Tx } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { money, sum, toText } from '../money.ts';
import { ledgerSide, notOnStatement } from './sign-off/ledger-side.ts';

/** How many there are, and what they make together; money out is negative. */
export interface Total {
  readonly count: number;
  readonly sum: string;
}

/** Where a bank account stands at the end of a day. Amounts are text. */
export interface Position {
  readonly bankAccountId: string;
  readonly asAt: string;
  readonly ledger: string;
  readonly inTransit: string;
  /** What is on the ledger's bank account and on no line of the bank. */
  readonly notOnStatement: Total;
  /** What is on a line of the bank and not on the ledger's bank account. */
  readonly openLines: Total;
  /** What the bank must have by that: the ledger, less the one, with the other. */
  readonly expected: string;
  /** The last statement that ends by that day. */
  readonly statement: { readonly id: string; readonly to: string; readonly closing: string } | null;
  /** The bank's lines after that statement. */
  readonly linesSince: Total;
  /** What the bank has more than is expected, a surplus or, below zero, a shortfall. */
  readonly difference: string | null;
}

/**
 * Compares the ledger with the bank and explains why they are not the same: what only the ledger
 * has, and what only the bank has. The difference is what nothing explains. It is nothing, with no
 * line open, when the account is reconciled; a surplus is as wrong as a shortfall.
 *
 * A match counts from the day its entry takes effect; what was in the ledger already counts as on
 * the statement from the booking day of its line.
 */
export async function positionOf(
  tx: Tx,
  bankAccountId: string,
  asAt: Temporal.PlainDate,
): Promise<Position> {
  return joiningWhole(tx, () => position(tx, bankAccountId, asAt));
}

async function position(
  tx: Tx,
  bankAccountId: string,
  asAt: Temporal.PlainDate,
): Promise<Position> {
  const view = { asAt, before: null };
  const day = asAt.toString();
  const { ledger, inTransit } = await ledgerSide(tx, bankAccountId, view);
  const items = await notOnStatement(tx, bankAccountId, view);
  const missing = sum(items.map((one) => money(one.amount)));
  const open = await openLines(tx, bankAccountId, day);
  const expected = ledger.minus(missing).plus(open.sum);
  const statement = await lastStatement(tx, bankAccountId, day);
  const since = await linesSince(tx, bankAccountId, { after: statement?.to ?? null, day });
  return {
    bankAccountId,
    asAt: day,
    ledger: toText(ledger),
    inTransit: toText(inTransit),
    notOnStatement: { count: items.length, sum: toText(missing) },
    openLines: open,
    expected: toText(expected),
    statement,
    linesSince: since,
    difference:
      statement === null ? null : toText(money(statement.closing).plus(since.sum).minus(expected)),
  };
}

/**
 * The last statement that ends by a day. Of several that end on one day it is the one from which
 * none of the others goes on: which of them was received last need not be the last of the day.
 */
async function lastStatement(tx: Tx, bankAccountId: string, day: string) {
  const [statement] = await tx.sql<{ id: string; to: string; closing: string }[]>`
    select s.id, s.to_on as to, s.closing
    from bank_statements s join bank_files f on f.id = s.file_id
    where s.bank_account_id = ${bankAccountId} and s.to_on <= ${day} and s.closing is not null
    order by s.to_on desc, s.whole_days desc, exists (
        select from bank_statements n
        where n.bank_account_id = s.bank_account_id and n.from_on = s.to_on and n.to_on = s.to_on
          and n.whole_days = s.whole_days and n.id <> s.id and n.opening = s.closing
      ), f.received_at desc, s.id limit 1`;
  return statement ?? null;
}

/**
 * What of the lines is open: all that no match and no posting took, in the ledger by that day. Of
 * days that are signed off nothing is open, and nothing can come to be: they are not looked at.
 */
async function openLines(tx: Tx, bankAccountId: string, day: string): Promise<Total> {
  const { sql } = tx;
  const [signed] = await signedThrough(tx, bankAccountId, day);
  const through = signed!.through;
  const ofThoseDays = sql`
    l.bank_account_id = ${bankAccountId} and l.booked_on <= ${day}
      and l.booked_on > ${through}`;
  const [open] = await sql<Total[]>`
    with taken as materialized (
      select a.line_id, sum(a.amount) as amount
      from line_allocations a
      join bank_lines l on l.id = a.line_id
      join matches m on m.id = a.match_id
      join expected_lines x on x.id = a.expected_id
      join entries e on e.id = coalesce(x.entry_id, m.entry_id)
      where a.bank_account_id = ${bankAccountId} and (x.kind = 'repeat' or e.effective_on <= ${day})
        and ${ofThoseDays}
      group by a.line_id
    )
    select count(*)::int as count, coalesce(sum(${lessTaken(tx)}), 0.00)::text as sum
    from bank_lines l left join taken t on t.line_id = l.id
    where ${ofThoseDays} and (t.amount is null or t.amount <> l.size)`;
  return open!;
}

/** What a line has besides what was taken of it, money out negative. */
const lessTaken = ({ sql }: Tx): Fragment => sql`
  case when t.amount is null then l.amount else sign(l.amount) * (l.size - t.amount) end`;

/** The day to which the account is signed off, of those by a day; never if it was not. */
function signedThrough({ sql }: Tx, bankAccountId: string, day: string) {
  return sql<{ through: string }[]>`
    select coalesce(max(s.through_on), '-infinity') as through
    from bank_sign_offs s join bank_sign_off_approvals a on a.sign_off_id = s.id
    where s.bank_account_id = ${bankAccountId} and s.through_on <= ${day}
      and not exists (select from bank_sign_off_reopenings r where r.sign_off_id = s.id)`;
}

/** The lines after a statement, but those set aside because the bank sent them twice. */
async function linesSince(
  tx: Tx,
  bankAccountId: string,
  { after, day }: { after: string | null; day: string },
): Promise<Total> {
  const { sql } = tx;
  const [since] = await sql<Total[]>`
    with taken as materialized (
      select a.line_id, sum(a.amount) as amount
      from expected_lines x join line_allocations a on a.expected_id = x.id
      where x.bank_account_id = ${bankAccountId} and x.kind = 'repeat' group by a.line_id
    )
    select count(*)::int as count, coalesce(sum(${lessTaken(tx)}), 0.00)::text as sum
    from bank_lines l left join taken t on t.line_id = l.id
    where l.bank_account_id = ${bankAccountId} and l.booked_on <= ${day}
      and l.booked_on > coalesce(${after}::date, '-infinity')
      and (t.amount is null or t.amount <> l.size)`;
  return since!;
}

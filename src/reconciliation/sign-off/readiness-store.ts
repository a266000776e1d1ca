import type { Tx } from '../../database/transactions.ts';
import type { Position, Total } from '../position-store.ts';
import type { Readiness, Span } from './rules.ts';

/** Reads what decides whether an account can be signed off to a day, beside its position. */
export async function readinessOf(
  tx: Tx,
  position: Position,
  last: { readonly throughOn: string; readonly state: string; readonly statementId: string } | null,
): Promise<Readiness> {
  const { bankAccountId, asAt: throughOn, statement, openLines, difference } = position;
  const of = { bankAccountId, throughOn };
  return {
    throughOn,
    today: tx.scope.today.toString(),
    last,
    endsOnDay: statement?.to === throughOn && (await isOfWholeDays(tx, statement.id)),
    spans: await spansOf(tx, of, last),
    openLines,
    inSuspense: await inSuspense(tx, of),
    ...(await undecided(tx, of)),
    difference,
  };
}

interface OfDays {
  readonly bankAccountId: string;
  readonly throughOn: string;
}

async function isOfWholeDays({ sql }: Tx, id: string): Promise<boolean> {
  const [row] = await sql<{ whole: boolean }[]>`
    select whole_days as whole from bank_statements where id = ${id}`;
  return row!.whole;
}

async function spansOf(
  { sql }: Tx,
  { bankAccountId, throughOn }: OfDays,
  last: { readonly throughOn: string; readonly statementId: string } | null,
): Promise<Span[]> {
  return sql<Span[]>`
    select from_on as from, to_on as to, opening, closing from bank_statements
    where bank_account_id = ${bankAccountId} and whole_days and to_on <= ${throughOn}
      ${last === null ? sql`` : sql`and (to_on > ${last.throughOn} or id = ${last.statementId})`}`;
}

/** Lines that stand on the account of what nobody knows yet. */
async function inSuspense({ sql }: Tx, { bankAccountId, throughOn }: OfDays): Promise<Total> {
  const [row] = await sql<Total[]>`
    select count(*)::int as count, coalesce(sum(amount), 0.00)::text as sum from (
      select l.id, sign(l.amount) * sum(a.amount) as amount
      from expected_lines x
      join entries e on e.id = x.entry_id
      join line_allocations a on a.expected_id = x.id
      join bank_lines l on l.id = a.line_id
      where x.bank_account_id = ${bankAccountId} and l.booked_on <= ${throughOn}
        and e.kind = (select id from entry_kinds where name = 'unidentified')
      group by l.id having sum(a.amount) <> 0
    ) as lines`;
  return row!;
}

async function undecided(
  { sql }: Tx,
  { bankAccountId, throughOn }: OfDays,
): Promise<Pick<Readiness, 'repeatsUndecided' | 'writeOffsUndecided'>> {
  const [row] = await sql<Pick<Readiness, 'repeatsUndecided' | 'writeOffsUndecided'>[]>`
    select (
      select count(*)::int from likely_repeats r join bank_lines l on l.id = r.line_id
      where l.bank_account_id = ${bankAccountId} and l.booked_on <= ${throughOn}
        and not exists (select from repeat_dismissals d where d.line_id = r.line_id)
        and not exists (select from expected_lines x join line_allocations a on a.expected_id = x.id
          where x.name = 'repeat:' || r.line_id having sum(a.amount) <> 0)
    ) as "repeatsUndecided", (
      select count(*)::int from write_offs w join bank_lines l on l.id = w.line_id
      where l.bank_account_id = ${bankAccountId} and l.booked_on <= ${throughOn}
        and not exists (select from write_off_decisions d where d.write_off_id = w.id)
    ) as "writeOffsUndecided"`;
  return row!;
}

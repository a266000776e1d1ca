import { money, sum, toText } from '../../src/money.ts';
import type { Answer, ApiUser } from './api.ts';
import type { TestDatabase } from './database.ts';

/** Sends parts of a line to be posted. */
export const postParts = (
  user: ApiUser,
  lineId: string | undefined,
  parts: readonly object[],
  headers?: Record<string, string>,
): Promise<Answer> => user.post(`/bank-lines/${lineId}/postings`, { parts }, headers);

/** The matches of a line, as kind, amount and whether they were undone, in order. */
export async function matchesOfLine(user: ApiUser, lineId: string | undefined): Promise<any[]> {
  return (await user.get(`/bank-lines/${lineId}`)).body.matches;
}

/** What of a line is open. */
export async function openOf(user: ApiUser, lineId: string | undefined): Promise<string> {
  return (await user.get(`/bank-lines/${lineId}`)).body.open;
}

interface Standing {
  readonly book: string;
  readonly kind: string;
  readonly subject: string;
  readonly source: string;
  readonly amount: string;
}

/**
 * What does not hold of the whole book, a sentence each: both sets of accounts sum to zero, and of
 * each public share what was drawn is held, to return, recoverable, written off or spent.
 */
export async function brokenIdentities(db: TestDatabase): Promise<string[]> {
  const rows: readonly Standing[] = await db.run(
    (tx) => tx.sql<Standing[]>`
      select c.book, c.kind, a.subject, coalesce(c.source, '') as source, sum(m.amount)::text as amount
      from (select to_account as id, amount from transfers
        union all select from_account, -amount from transfers) as m
      join accounts a on a.id = m.id join account_classes c on c.id = a.class
      group by c.book, c.kind, a.subject, c.source`,
  );
  const total = (of: readonly Standing[]) => sum(of.map((row) => money(row.amount)));
  const books = [...Map.groupBy(rows, (row) => row.book)]
    .filter(([, of]) => !total(of).isZero())
    .map(([book, of]) => `${book} is out by ${toText(total(of))}`);
  const explains = ['held', 'to_return', 'recoverable', 'written_off', 'spent'];
  const ofShares = rows.filter((row) => !['', 'contribution', 'top_up'].includes(row.source));
  const shares = [...Map.groupBy(ofShares, (row) => row.subject)].flatMap(([subject, of]) => {
    const drawn = total(of.filter((row) => row.kind === 'drawn'));
    const explained = total(of.filter((row) => explains.includes(row.kind)));
    return drawn.eq(explained) ? [] : [`share ${subject}: ${toText(drawn.minus(explained))}`];
  });
  return [...books, ...shares];
}

/** The balances of all accounts of a kind with their names, those at zero left out. */
export async function balancesOfKind(
  db: TestDatabase,
  kinds: readonly string[],
): Promise<Record<string, string>> {
  const rows = await db.run(
    (tx) => tx.sql<{ name: string; amount: string }[]>`
      select c.name || ':' || a.subject as name, sum(m.amount)::text as amount
      from (select to_account as id, amount from transfers
        union all select from_account, -amount from transfers) as m
      join accounts a on a.id = m.id join account_classes c on c.id = a.class
      where c.kind = any(${kinds as string[]})
      group by c.name, a.subject having sum(m.amount) <> 0 order by 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.amount]));
}

/** Signs a bank account off to the last day of its statement, whatever is open of it. */
export async function signOff(db: TestDatabase, bankAccountId: string): Promise<void> {
  await db.run(
    (tx) => tx.sql`
      with people as (
        select array_agg(id) as ids from (select id from users order by id limit 2) as two
      ), proof as (
        select max(id) as entry from entries
      ), signed as (
        insert into bank_sign_offs (bank_account_id, through_on, statement_id, ledger,
          not_on_statement, statement, in_transit, lines, sha256, prepared_by, entry_id)
        select s.bank_account_id, s.to_on, s.id, 0, 0, 0, 0, 1, sha256('proof'), ids[1], entry
        from bank_statements s, people, proof where s.bank_account_id = ${bankAccountId}
        returning id, prepared_by, entry_id
      )
      insert into bank_sign_off_approvals (sign_off_id, prepared_by, approved_by, entry_id)
      select id, prepared_by, ids[2], entry_id from signed, people`,
  );
}

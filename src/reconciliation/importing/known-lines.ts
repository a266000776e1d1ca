import type { Tx } from '../../database/transactions.ts';

/** A line of an earlier file, as far as it is compared. */
export interface KnownLine {
  readonly id: string;
  readonly day: string;
  readonly amount: string;
  readonly reference: string | null;
  readonly text: string | null;
  readonly counterparty: string | null;
  /** The beginning of the name of its file's format. */
  readonly family: string;
}

/** Days of an account, ISO text. */
interface Days {
  readonly account: string;
  readonly days: readonly string[];
}

/** The days between two on which an account has lines already. */
export async function daysWithLines(
  tx: Tx,
  of: readonly { readonly account: string; readonly first: string; readonly last: string }[],
): Promise<{ account: string; day: string }[]> {
  return tx.sql<{ account: string; day: string }[]>`
    select s.account, l.booked_on as day
    from jsonb_to_recordset(${JSON.stringify(of)}::text::jsonb)
      as s(account uuid, first date, last date)
    join bank_lines l on l.bank_account_id = s.account and l.booked_on between s.first and s.last
    group by s.account, l.booked_on`;
}

/** Which of some lines are known exactly: their places, from 1, and the ids of the known ones. */
export async function knownExactly(
  tx: Tx,
  account: string,
  lines: readonly { readonly fingerprint: string; readonly occurrence: number }[],
): Promise<{ n: number; id: string }[]> {
  const keys = lines.map(({ fingerprint, occurrence }) => ({ fingerprint, occurrence }));
  return tx.sql<{ n: number; id: string }[]>`
    select f.n::int as n, l.id
    from rows from (jsonb_to_recordset(${JSON.stringify(keys)}::text::jsonb)
      as (fingerprint text, occurrence smallint)) with ordinality as f(fingerprint, occurrence, n)
    join bank_lines l on l.bank_account_id = ${account}
      and l.fingerprint = decode(f.fingerprint, 'hex') and l.occurrence = f.occurrence`;
}

/** The known lines of an account that have one of these days and amounts, in order of their ids. */
export async function knownOn(
  tx: Tx,
  account: string,
  on: readonly { readonly day: string; readonly amount: string }[],
): Promise<KnownLine[]> {
  return tx.sql<KnownLine[]>`
    select l.id, l.booked_on as day, l.amount, l.reference, l.text, l.counterparty,
      split_part(f.format, '.', 1) as family
    from jsonb_to_recordset(${JSON.stringify(on)}::text::jsonb) as o(day date, amount numeric)
    join bank_lines l on l.bank_account_id = ${account} and l.booked_on = o.day
      and l.amount = o.amount
    join bank_statements s on s.id = l.statement_id
    join bank_files f on f.id = s.file_id
    order by l.id`;
}

/** How many known lines of each amount there are on some days. */
export async function countsOn(
  tx: Tx,
  { account, days }: Days,
): Promise<{ day: string; amount: string; count: number }[]> {
  return tx.sql<{ day: string; amount: string; count: number }[]>`
    select booked_on as day, amount, count(*)::int as count from bank_lines
    where bank_account_id = ${account}
      and booked_on in (select value::date from jsonb_array_elements_text(
        ${JSON.stringify(days)}::text::jsonb))
    group by booked_on, amount`;
}

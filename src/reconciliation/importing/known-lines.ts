import type { Tx } from '../../database/transactions.ts';
import { setAside } from '../exceptions/query-lines.ts';
import { fingerprintIn, type Numbered } from './occurrences.ts';
import type { Proof } from './parts-of-days.ts';

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
  /** Whether it was set aside as a repeat of another. */
  readonly setAside: boolean;
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
  lines: readonly Numbered[],
): Promise<{ n: number; id: string }[]> {
  const keys = lines.map(({ text, number: occurrence }) => ({
    fingerprint: fingerprintIn(text),
    occurrence,
  }));
  return tx.sql<{ n: number; id: string }[]>`
    select f.n::int as n, l.id
    from rows from (jsonb_to_recordset(${JSON.stringify(keys)}::text::jsonb)
      as (fingerprint text, occurrence smallint)) with ordinality as f(fingerprint, occurrence, n)
    join bank_lines l on l.bank_account_id = ${account}
      and l.fingerprint = decode(f.fingerprint, 'hex') and l.occurrence = f.occurrence`;
}

/** How many known lines of an account have each of some fingerprints, where there are any. */
export async function timesKnown(
  tx: Tx,
  account: string,
  fingerprints: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.sql<{ fingerprint: string; times: number }[]>`
    select f.fingerprint, max(l.occurrence)::int as times
    from jsonb_array_elements_text(${JSON.stringify(fingerprints)}::text::jsonb) as f(fingerprint)
    join bank_lines l on l.bank_account_id = ${account}
      and l.fingerprint = decode(f.fingerprint, 'hex')
    group by f.fingerprint`;
  return new Map(rows.map(({ fingerprint, times }) => [fingerprint, times]));
}

/** Those of some days of statements of which all that is known of the account proves it. */
export async function provedDays(
  tx: Tx,
  proofs: readonly Proof[],
): Promise<{ statement: string; day: string }[]> {
  if (proofs.length === 0) return [];
  return tx.sql<{ statement: string; day: string }[]>`
    select distinct p.statement, p.day
    from jsonb_to_recordset(${JSON.stringify(proofs)}::text::jsonb) as p(statement uuid,
      account uuid, day date, first date, last date, moved numeric)
    cross join lateral (
      select sum(amount) as moved, sum(amount) filter (where booked_on = p.day) as on_day
      from (
        select l.booked_on, l.amount, ${setAside(tx, tx.sql`l.id`)} as set_aside from bank_lines l
        where l.bank_account_id = p.account and l.booked_on between p.first and p.last offset 0
      ) as l
      where not set_aside
    ) as known
    where known.moved = p.moved and known.on_day <> 0`;
}

/** The known lines of an account that have one of these days and amounts, in order of their ids. */
export async function knownOn(
  tx: Tx,
  account: string,
  on: readonly { readonly day: string; readonly amount: string }[],
): Promise<KnownLine[]> {
  return tx.sql<KnownLine[]>`
    select l.id, l.booked_on as day, l.amount, l.reference, l.text, l.counterparty,
      split_part(f.format, '.', 1) as family, ${setAside(tx, tx.sql`l.id`)} as "setAside"
    from jsonb_to_recordset(${JSON.stringify(on)}::text::jsonb) as o(day date, amount numeric)
    join bank_lines l on l.bank_account_id = ${account} and l.booked_on = o.day
      and l.amount = o.amount
    join bank_statements s on s.id = l.statement_id
    join bank_files f on f.id = s.file_id
    order by l.id`;
}

/**
 * How many known lines of each amount stand on some days; another stands for one set aside. That is
 * looked up line by line: as a join it would go through all that was ever matched.
 */
export async function countsOn(
  tx: Tx,
  { account, days }: Days,
): Promise<{ day: string; amount: string; count: number }[]> {
  return tx.sql<{ day: string; amount: string; count: number }[]>`
    with on_days as materialized (
      select booked_on, amount, ${setAside(tx, tx.sql`l.id`)} as set_aside from bank_lines l
      where bank_account_id = ${account}
        and booked_on in (select value::date from jsonb_array_elements_text(
          ${JSON.stringify(days)}::text::jsonb))
    )
    select booked_on as day, amount, count(*)::int as count from on_days
    where not set_aside group by booked_on, amount`;
}

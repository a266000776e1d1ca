import type { Fragment, Tx } from '../database/transactions.ts';
import type { SealedEntry } from './canonical.ts';

/** An entry as it is shown in a list: what its seal covers, and where it stands. */
export interface EntryOfList extends Omit<SealedEntry, 'transfers'> {
  /** The place in the sealed journal, from 0; null until it is sealed. */
  readonly number: string | null;
  readonly reversedBy: string | null;
}

/** An entry with its transfers. An account that the caller may not see is named by its class. */
export interface Entry extends EntryOfList {
  readonly transfers: SealedEntry['transfers'];
}

export interface EntriesAsked {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly kind?: string | undefined;
  readonly from?: Temporal.PlainDate | undefined;
  readonly to?: Temporal.PlainDate | undefined;
}

function entryColumns({ sql }: Tx): Fragment {
  return sql`
    e.id, e.key, k.name as kind, e.effective_on as "effectiveOn", e.relates_on as "relatesOn",
    to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt",
    e.by, e.reason, e.reverses, encode(e.evidence, 'hex') as evidence,
    (select s.number from seals s where s.entry_id = e.id) as number,
    (select r.id from entries r where r.reverses = e.id) as "reversedBy"`;
}

/** Entries that the caller may see, newest first, as many as asked for and one more. */
export async function listEntries(tx: Tx, asked: EntriesAsked): Promise<EntryOfList[]> {
  const { sql } = tx;
  const { after, limit, kind, from, to } = asked;
  return sql<EntryOfList[]>`
    select ${entryColumns(tx)}
    from entries e join entry_kinds k on k.id = e.kind
    where true ${after === undefined ? sql`` : sql`and e.id < ${after}`}
      ${kind === undefined ? sql`` : sql`and e.kind = (select id from entry_kinds where name = ${kind})`}
      ${from === undefined ? sql`` : sql`and e.effective_on >= ${from.toString()}`}
      ${to === undefined ? sql`` : sql`and e.effective_on <= ${to.toString()}`}
    order by e.id desc limit ${limit + 1}`;
}

/** One entry with the transfers that the caller may see, or null if they may not see it. */
export async function entryById(tx: Tx, id: string): Promise<Entry | null> {
  const [entry] = await entriesById(tx, [id]);
  return entry ?? null;
}

/** Entries by id, in that order; one that the caller may not see is left out. */
export async function entriesById(tx: Tx, ids: readonly string[]): Promise<Entry[]> {
  const { sql } = tx;
  const wanted = JSON.stringify(ids);
  const asked = sql<EntryOfList[]>`
    select ${entryColumns(tx)}
    from json_array_elements_text(${wanted}::text::json) with ordinality as w(id, n),
      lateral (select * from entries where entries.id = w.id::bigint limit 1) as e
    join entry_kinds k on k.id = e.kind
    order by w.n`;
  const moved = sql<(Entry['transfers'][number] & { entry: string })[]>`
    select x.entry_id as entry, x.line, concat_ws(':', fc.name, f.subject) as from,
      concat_ws(':', tc.name, t.subject) as to, x.amount
    from json_array_elements_text(${wanted}::text::json) as w(id),
      lateral (select * from transfers where entry_id = w.id::bigint offset 0) as x
    join account_classes fc on fc.id = x.from_class join account_classes tc on tc.id = x.to_class
    left join accounts f on f.id = x.from_account left join accounts t on t.id = x.to_account
    order by x.entry_id, x.line`;
  const [entries, transfers] = await Promise.all([asked, moved]);
  const byEntry = Map.groupBy(transfers, ({ entry }) => entry);
  return entries.map((entry) => ({
    ...entry,
    transfers: (byEntry.get(entry.id) ?? []).map(({ line, from, to, amount }) => ({
      line,
      from,
      to,
      amount,
    })),
  }));
}

import type postgres from 'postgres';
import type { Tx } from '../database/transactions.ts';
import type { SealedEntry } from './canonical.ts';

/** A field of the canonical bytes: four bytes of length (all ones when absent), then UTF-8. */
function field(tx: Tx, text: postgres.PendingQuery<postgres.Row[]>) {
  return tx.sql`int4send(coalesce(octet_length(convert_to(${text}, 'UTF8')), -1))
    || coalesce(convert_to(${text}, 'UTF8'), '')`;
}

/**
 * The leaf hashes of entries after one id and up to another, as a query of (id, leaf) by id: the
 * canonical bytes of `canonical.ts`, made by the database so that a million entries need not
 * leave it. Account classes and subjects are in the leaf, so an account cannot be given away.
 */
export function leaves(
  tx: Tx,
  range: { after: string; through: string },
): postgres.PendingQuery<postgres.Row[]> {
  const { sql } = tx;
  return sql`
    select e.id, sha256('\\x00'::bytea || ${field(tx, sql`'ledger-entry-1'::text`)}
      || ${field(tx, sql`e.id::text`)} || ${field(tx, sql`e.key`)} || ${field(tx, sql`k.name`)}
      || ${field(tx, sql`e.effective_on::text`)} || ${field(tx, sql`e.relates_on::text`)}
      || ${field(tx, recordedAt(tx))} || ${field(tx, sql`e.by::text`)} || ${field(tx, sql`e.reason`)}
      || ${field(tx, sql`e.reverses::text`)} || ${field(tx, sql`encode(e.evidence, 'hex')`)}
      || ${field(tx, sql`coalesce(t.lines, 0)::text`)} || coalesce(t.bytes, ''::bytea)) as leaf
    from entries e
    join entry_kinds k on k.id = e.kind
    left join lateral (
      select count(*) as lines, string_agg(${field(tx, sql`x.line::text`)}
        || ${field(tx, sql`fc.name || ':' || f.subject`)}
        || ${field(tx, sql`tc.name || ':' || o.subject`)}
        || ${field(tx, sql`x.amount::text`)}, ''::bytea order by x.line) as bytes
      from transfers x
      join accounts f on f.id = x.from_account join account_classes fc on fc.id = f.class
      join accounts o on o.id = x.to_account join account_classes tc on tc.id = o.class
      where x.entry_id = e.id
    ) t on true
    where e.id > ${range.after} and e.id <= ${range.through}
    order by e.id`;
}

function recordedAt(tx: Tx) {
  return tx.sql`to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** One entry with every field that its leaf covers, or null if the caller may not see it. */
export async function sealedEntry(tx: Tx, id: string): Promise<SealedEntry | null> {
  const [row] = await tx.sql<SealedEntry[]>`
    select e.id, e.key, k.name as kind, e.effective_on as "effectiveOn",
      e.relates_on as "relatesOn", ${recordedAt(tx)} as "recordedAt", e.by, e.reason, e.reverses,
      encode(e.evidence, 'hex') as evidence, coalesce((
        select jsonb_agg(jsonb_build_object('line', x.line, 'from', fc.name || ':' || f.subject,
          'to', tc.name || ':' || o.subject, 'amount', x.amount::text) order by x.line)
        from transfers x
        join accounts f on f.id = x.from_account join account_classes fc on fc.id = f.class
        join accounts o on o.id = x.to_account join account_classes tc on tc.id = o.class
        where x.entry_id = e.id), '[]') as transfers
    from entries e join entry_kinds k on k.id = e.kind where e.id = ${id}`;
  return row ?? null;
}

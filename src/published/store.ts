import { createHash } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import type { Figures } from './layouts.ts';
import type { PublishedTable } from './read-file.ts';

/** A file of published figures that was imported. */
export interface PublishedFile {
  readonly id: string;
  readonly figures: Figures;
  readonly name: string;
  readonly sha256: string;
  readonly rows: number;
  /** The periods it has figures of, as it writes them, the earliest first. */
  readonly periods: readonly string[];
  readonly importedBy: string;
  readonly importedAt: string;
}

/**
 * Keeps the figures of a published file. The same file again, by its bytes, adds nothing.
 * @returns the file as it is kept, and whether it was added now
 */
export async function addPublishedFile(
  tx: Tx,
  { name, content, table }: { name: string; content: Uint8Array; table: PublishedTable },
): Promise<{ file: PublishedFile; added: boolean }> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const [added] = await tx.sql<{ id: string }[]>`
    insert into published_files (figures, name, sha256, rows, imported_by)
    values (${table.figures}, ${name}, decode(${sha256}, 'hex'), ${table.rows.length},
      ${tx.scope.user})
    on conflict (sha256) do nothing returning id`;
  if (added !== undefined) await addRows(tx, added.id, table);
  const [file] = await publishedFilesBy(tx, { sha256 });
  return { file: file!, added: added !== undefined };
}

async function addRows(tx: Tx, fileId: string, { figures, rows }: PublishedTable): Promise<void> {
  const { sql } = tx;
  const place = sql`
    ${fileId}::uuid, n, r->>'time_period', r->>'time_identifier', r->>'geographic_level',
    coalesce(r->>'country_code', ''), coalesce(r->>'country_name', ''), r->>'region_code',
    r->>'region_name', r->>'new_la_code', r->>'old_la_code', r->>'la_name',
    coalesce(r->>'breakdown_topic', ''), coalesce(r->>'breakdown', '')`;
  const input = sql`
    from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) with ordinality as x(r, n)`;
  const columns = sql`
    file_id, position, time_period, time_identifier, geographic_level, country_code, country_name,
    region_code, region_name, new_la_code, old_la_code, la_name, breakdown_topic, breakdown`;
  if (figures === 'plans') {
    await sql`
      insert into published_plans (${columns}, ehcplans) select ${place}, r->>'ehcplans' ${input}`;
    return;
  }
  await sql`
    insert into published_budgets (${columns}, personal_budget, org_arrangements, pb_health,
      pb_education, pb_social, pb_integrated)
    select ${place}, r->>'personal_budget', r->>'org_arrangments', r->>'pb_health',
      r->>'pb_education', r->>'pb_social', r->>'pb_integrated' ${input}`;
}

/** Files of published figures: one by its hash, or those after a cursor, the latest first. */
export async function publishedFilesBy(
  tx: Tx,
  by: { sha256: string } | { after?: string | undefined; limit: number },
): Promise<PublishedFile[]> {
  const { sql } = tx;
  const where =
    'sha256' in by
      ? sql`f.sha256 = decode(${by.sha256}, 'hex')`
      : by.after === undefined
        ? sql`true`
        : sql`(f.imported_at, f.id) < (select imported_at, id from published_files where id = ${by.after})`;
  return sql<PublishedFile[]>`
    select f.id, f.figures, f.name, encode(f.sha256, 'hex') as sha256, f.rows,
      array(select distinct time_period from (
        select time_period from published_budgets where file_id = f.id
        union all select time_period from published_plans where file_id = f.id) as p
        order by time_period) as periods,
      f.imported_by as "importedBy", to_json(f.imported_at) #>> '{}' as "importedAt"
    from published_files f where ${where}
    order by f.imported_at desc, f.id desc limit ${'sha256' in by ? 1 : by.limit + 1}`;
}

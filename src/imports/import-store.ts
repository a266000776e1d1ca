import { createHash } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { Problem, notFound } from '../problem.ts';
import { knownIn } from './known-store.ts';
import type { Totals } from './opening.ts';
import { readOpeningFile, type OpeningFile } from './read-file.ts';

/** A file as it was kept. Amounts and dates are text. */
export interface BookImport {
  readonly id: string;
  readonly name: string;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly startsOn: string;
  readonly lines: number;
  readonly people: number;
  readonly arrangements: number;
  readonly agreed: string;
  readonly held: string;
  readonly recordedBy: string;
  readonly recordedAt: string;
  readonly state: 'stored' | 'loaded';
  readonly loadedAt: string | null;
  /** The entry of the journal that records the load. */
  readonly entry: string | null;
}

export interface NewImport {
  readonly name: string;
  readonly content: Uint8Array;
  readonly startsOn: Temporal.PlainDate;
}

/** Reads a file against the book as it is now, and throws "import-faults" if it has any. */
export async function checkFile(
  tx: Tx,
  { content, startsOn }: Pick<NewImport, 'content' | 'startsOn'>,
): Promise<OpeningFile> {
  const file = await readOpeningFile(content, startsOn, (names) => knownIn(tx, names));
  file.faults.refuse();
  return file;
}

/** What a kept file comes to, whatever has become of the book since. */
export async function totalsOfImport(tx: Tx, one: BookImport): Promise<Totals> {
  const content = await contentOf(tx, one.id);
  const startsOn = Temporal.PlainDate.from(one.startsOn);
  const { totals } = await readOpeningFile(content, startsOn, () => knownIn(tx, []));
  return totals;
}

/** Keeps a file that was checked, once per content. Nothing of it is in the book yet. @returns its id */
export async function storeImport(tx: Tx, one: NewImport, file: OpeningFile): Promise<string> {
  const sha256 = createHash('sha256').update(one.content).digest();
  const { people, arrangements, agreed, held } = file.totals;
  const [added] = await tx.sql<{ id: string }[]>`
    insert into book_imports (name, content, sha256, starts_on, lines, people, arrangements, agreed,
      held, recorded_by)
    values (${one.name}, ${Buffer.from(one.content)}, ${sha256}, ${one.startsOn.toString()}::date,
      ${file.lines}, ${people}, ${arrangements}, ${agreed}, ${held}, ${tx.scope.user})
    on conflict (sha256) do nothing returning id`;
  if (added !== undefined) return added.id;
  const [known] = await tx.sql<{ id: string; name: string }[]>`
    select id, name from book_imports where sha256 = ${sha256}`;
  const detail = `Exactly this file was stored before, as "${known?.name ?? ''}".`;
  throw new Problem('already-exists', detail, { import: known?.id });
}

/** The file itself. */
export async function contentOf(tx: Tx, id: string): Promise<Uint8Array> {
  const [row] = await tx.sql<{ content: Buffer }[]>`
    select content from book_imports where id = ${id}`;
  if (row === undefined) throw notFound();
  return row.content;
}

/** Files that were kept: one, or newest first after a cursor of time and id. */
export async function importsBy(
  tx: Tx,
  by: { id: string } | { after?: string | undefined; limit: number },
): Promise<BookImport[]> {
  const { sql } = tx;
  const where =
    'id' in by
      ? sql`i.id = ${by.id}`
      : by.after === undefined
        ? sql`true`
        : sql`(i.recorded_at, i.id) < (select recorded_at, id from book_imports where id = ${by.after})`;
  return sql<BookImport[]>`
    select i.id, i.name, encode(i.sha256, 'hex') as sha256, i.starts_on as "startsOn", i.lines,
      i.people, i.arrangements, i.agreed, i.held, i.recorded_by as "recordedBy",
      to_json(i.recorded_at) #>> '{}' as "recordedAt",
      to_json(l.loaded_at) #>> '{}' as "loadedAt", l.entry_id as entry,
      case when l.import_id is null then 'stored' else 'loaded' end as state
    from book_imports i left join book_import_loads l on l.import_id = i.id
    where ${where}
    order by i.recorded_at desc, i.id desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

/** A file that was kept, or not found. */
export async function importOf(tx: Tx, id: string): Promise<BookImport> {
  const [found] = await importsBy(tx, { id });
  if (found === undefined) throw notFound();
  return found;
}

import { createHash, randomUUID } from 'node:crypto';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { Problem, refuseFaults, type Fault } from '../problem.ts';
import type { ModulusLine, ModulusTable } from './modulus.ts';
import { readModulusTable, type ReadTable } from './modulus-file.ts';

/** A table to load: what its publisher calls it, from when it holds, and its two files. */
export interface NewModulusTable {
  readonly version: string;
  readonly effectiveOn: Temporal.PlainDate;
  readonly weights: string;
  readonly substitutions: string;
}

/** A table that was loaded. */
export interface LoadedTable {
  readonly id: string;
  readonly version: string;
  readonly effectiveOn: string;
  /** Lines of weights. */
  readonly rows: number;
  /** Of both files one after the other, in hexadecimal. */
  readonly sha256: string;
  readonly loadedAt: string;
}

/** What is wrong with a file that is no table is clear from the first of its lines. */
const MOST_LISTED = 100;

/**
 * Loads a table, all of it or nothing; tables are never changed, only followed by others.
 *
 * @throws Problem `invalid-request` with all faults by line; `already-exists` for a known version
 */
export async function loadModulusTable(tx: Tx, table: NewModulusTable): Promise<LoadedTable> {
  const read = readModulusTable(table.weights, table.substitutions);
  refuseTable(read.faults);
  await decideAlone(tx, 'modulus tables');
  const known = await tableOfVersion(tx, table.version);
  if (known !== undefined) {
    throw new Problem(
      'already-exists',
      `There is a table of version "${table.version}" already. What changed has another version.`,
    );
  }
  await addTable(tx, table, read);
  return (await tableOfVersion(tx, table.version))!;
}

function refuseTable(faults: readonly Fault[]): void {
  const listed = faults
    .slice(0, MOST_LISTED)
    .map(({ where, message }) => ({ where: `body.${where}`, message }));
  const things = faults.length === 1 ? 'One thing is' : `${faults.length} things are`;
  const some = faults.length > MOST_LISTED ? ` The first ${MOST_LISTED} are listed.` : '';
  const detail = `${things} wrong with the table of weights.${some} Nothing was loaded.`;
  refuseFaults('invalid-request', detail, listed);
}

async function addTable(tx: Tx, table: NewModulusTable, read: ReadTable): Promise<void> {
  const id = randomUUID();
  await tx.sql`
    insert into modulus_tables (id, version, effective_on, sha256, rows, loaded_by)
    values (${id}, ${table.version}, ${table.effectiveOn.toString()},
      decode(${digestOfTable(table)}, 'hex'), ${read.lines.length}, ${tx.scope.user})`;
  await tx.sql`
    insert into modulus_weights (table_id, line, from_sort_code, to_sort_code, method, weights,
      exception)
    select ${id}, line, "fromSortCode", "toSortCode", method, weights, exception
    from jsonb_to_recordset(${JSON.stringify(read.lines)}::text::jsonb) as l(line int,
      "fromSortCode" text, "toSortCode" text, method text, weights int[], exception smallint)`;
  const pairs = [...read.substitutions].map(([sortCode, checkedAs]) => ({ sortCode, checkedAs }));
  await tx.sql`
    insert into modulus_substitutions (table_id, sort_code, checked_as)
    select ${id}, "sortCode", "checkedAs"
    from jsonb_to_recordset(${JSON.stringify(pairs)}::text::jsonb)
      as s("sortCode" text, "checkedAs" text)`;
}

/** The SHA-256 of both files one after the other, in hexadecimal. */
export function digestOfTable({ weights, substitutions }: NewModulusTable): string {
  return createHash('sha256').update(weights).update(substitutions).digest('hex');
}

/** The table that its publisher calls so; undefined where it was not loaded. */
export async function tableOfVersion(tx: Tx, version: string): Promise<LoadedTable | undefined> {
  const { sql } = tx;
  const [row] = await sql<LoadedTable[]>`
    select ${shownColumns(tx)} from modulus_tables t where version = ${version}`;
  return row;
}

/** The tables, the latest first: at most as many as asked for, and one more. */
export async function listTables(
  tx: Tx,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<LoadedTable[]> {
  const { sql } = tx;
  return sql<LoadedTable[]>`
    select ${shownColumns(tx)} from modulus_tables t
    where ${after ?? null}::text is null or (${cursorColumn(tx)}) collate "C" < ${after ?? null}
    order by (${cursorColumn(tx)}) collate "C" desc limit ${limit + 1}`;
}

/** Where a page of tables ends. */
export const tableCursor = (row: LoadedTable): string => `${row.effectiveOn}_${row.id}`;

const cursorColumn = ({ sql }: Tx) => sql`t.effective_on::text || '_' || t.id::text`;

const shownColumns = ({ sql }: Tx) => sql`
  t.id, t.version, t.effective_on as "effectiveOn", t.rows, encode(t.sha256, 'hex') as sha256,
  t.loaded_at as "loadedAt"`;

/** The part of a table that is about one sort code, and which table it is. */
export interface TableForSortCode extends ModulusTable {
  readonly id: string;
  readonly version: string;
}

/**
 * What the table in force on a day says about a sort code: of the tables that hold by then the one
 * that holds from the latest day, and of those the one that was loaded last. Null where there is none.
 */
export async function tableInForce(
  tx: Tx,
  on: Temporal.PlainDate,
  sortCode: string,
): Promise<TableForSortCode | null> {
  const [row] = await tx.sql<
    { id: string; version: string; lines: ModulusLine[]; checkedAs: string | null }[]
  >`
    with in_force as (
      select id, version from modulus_tables where effective_on <= ${on.toString()}::date
      order by effective_on desc, loaded_at desc, id limit 1
    )
    select t.id, t.version, s.checked_as as "checkedAs", coalesce((
      select jsonb_agg(jsonb_build_object('fromSortCode', w.from_sort_code, 'toSortCode',
        w.to_sort_code, 'method', w.method, 'weights', w.weights, 'exception', w.exception)
        order by w.line)
      from modulus_weights w where w.table_id = t.id
        and ${sortCode} between w.from_sort_code and w.to_sort_code), '[]') as lines
    from in_force t
    left join modulus_substitutions s on s.table_id = t.id and s.sort_code = ${sortCode}`;
  if (row === undefined) return null;
  const { id, version, lines, checkedAs } = row;
  const substitutions = new Map(checkedAs === null ? [] : [[sortCode, checkedAs]]);
  return { id, version, lines, substitutions };
}

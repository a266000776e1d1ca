import { TABLES } from './tables.ts';
import { isExported, type ExportedTable } from './table-form.ts';
import { madeFiles, OWN_EXPRESSIONS } from './made-files.ts';
import { meaningOf, standardOf } from './meanings.ts';
import { readTables, typeOf, written, type ColumnType, type Table } from './columns.ts';
import type { Tx } from '../database/transactions.ts';

/** How far the journal of a bundle goes. */
export interface Position {
  /** The last entry that is in it, and how many there are up to it. */
  readonly throughEntry: string;
  readonly size: string;
}

/** A column of a file. */
export interface FileColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly meaning: string;
  readonly required: boolean;
  /** What published standards call it, if they do. */
  readonly standard: string | null;
}

/** A file of rows, and the query that gives them. */
export interface DataFile {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly FileColumn[];
  /** The columns that no two rows have alike. */
  readonly key: readonly string[];
  /** How many rows there may be, by what the database remembers. */
  readonly aboutRows: number;
  /** The query of the rows, in an order that is the same each time while the table is. */
  readonly query: string;
  /** The same rows for counting and adding up, in no order and as they are. */
  readonly sums: string;
  /** Of rows that the seal covers, which can be written in parts; null for any other file. */
  readonly parts: Parts | null;
}

/** The ranges of a file whose rows are for ever what they are. */
export interface Parts {
  /** The number behind the last row, in the column that the ranges are of. */
  readonly end: bigint;
  /** How many rows there must be, where the size of the sealed log says so. */
  readonly rows: bigint | null;
  /** The query of the rows from a number to before another one, in their order. */
  readonly query: (from: bigint, before: bigint) => string;
}

/** All data files of a bundle, as they are in one snapshot: first those that are made in parts. */
export async function dataFiles(tx: Tx, position: Position): Promise<DataFile[]> {
  const tables = await readTables(tx);
  const names = await namesByNumber(tx);
  const ofTables = Object.entries(TABLES).flatMap(([name, decision]) => {
    const table = tables.get(name);
    return isExported(decision) && table !== undefined
      ? [ofTable(name, decision, table, { position, names })]
      : [];
  });
  const made = await madeFiles(tx, position, tables);
  const inParts = (file: DataFile): boolean => file.parts !== null;
  return [...ofTables.filter(inParts), ...ofTables.filter((file) => !inParts(file)), ...made];
}

interface Known {
  readonly position: Position;
  /** Arrays of the names of kinds of entry and classes of account, by their numbers. */
  readonly names: Readonly<Record<'entry_kinds' | 'account_classes', string>>;
}

function ofTable(
  name: string,
  decision: ExportedTable,
  table: Table,
  { position, names }: Known,
): DataFile {
  const columns = decision.columns
    .trim()
    .split(/\s+/)
    .map((column) => {
      const found = table.columns.find((one) => one.name === column);
      if (found === undefined) throw new Error(`The table ${name} has no column ${column}.`);
      const own = OWN_EXPRESSIONS[`${name}.${column}`]?.(names);
      const type = own?.type ?? typeOf(found);
      return {
        name: column,
        type,
        required: found.required,
        meaning: decision.meanings?.[column] ?? meaningOf(column),
        standard: standardOf(name, column),
        expression: own?.expression ?? written(`t.${column}`, type),
      };
    });
  const where =
    decision.cut === undefined
      ? ''
      : ` where t.${decision.cut.replace('THROUGH', checked(position.throughEntry)).replace('SIZE', checked(position.size))}`;
  const from = `from ${name} t${where}`;
  const list = columns.map((column) => `${column.expression} as ${column.name}`).join(', ');
  const order = orderOf(table);
  const query: Parts['query'] = (start, before) => {
    const by = `t.${decision.parts?.by}`;
    return `select ${list} from ${name} t where ${by} >= ${start} and ${by} < ${before}${order}`;
  };
  return {
    name,
    about: decision.about,
    columns: columns.map(({ expression: _expression, ...column }) => column),
    key: table.key.filter((column) => columns.some((one) => one.name === column)),
    aboutRows: table.rows,
    query: `select ${list} ${from}${order}`,
    sums: from,
    parts: decision.parts === undefined ? null : { ...extentOf(decision.parts, position), query },
  };
}

/**
 * Rows are in the order of their key, but not of identifiers that are given at random: those rows are
 * as they lie in the table, which keeps together what belongs together, and packs to less.
 */
function orderOf({ columns, key }: Table): string {
  const first = columns.find(({ name }) => name === key[0]);
  return first?.type === 'uuid' ? '' : ` order by ${key.map((column) => `t.${column}`).join(', ')}`;
}

/** Leaves are numbered from 0 and entries from 1. There is one leaf to an entry, and any transfers. */
function extentOf(
  { by, through }: NonNullable<ExportedTable['parts']>,
  { throughEntry, size }: Position,
): Pick<Parts, 'end' | 'rows'> {
  const end = through === 'SIZE' ? BigInt(size) : BigInt(throughEntry) + 1n;
  return { end, rows: by === 'entry_id' ? null : BigInt(size) };
}

/** A number may stand in a statement, which takes no parameters. */
export function checked(number: string): string {
  if (/^\d{1,19}$/.test(number)) return number;
  throw new Error('The position of a bundle is not a number.');
}

/** The names by number, as constants: a join for each of millions of rows would cost more. */
async function namesByNumber({ sql }: Tx): Promise<Known['names']> {
  const [row] = await sql<{ entry_kinds: string; account_classes: string }[]>`
    select
      (select quote_literal(array_agg(k.name order by n)::text) from
        generate_series(1, (select max(id) from entry_kinds)) n
        left join entry_kinds k on k.id = n) as entry_kinds,
      (select quote_literal(array_agg(c.name order by n)::text) from
        generate_series(1, (select max(id) from account_classes)) n
        left join account_classes c on c.id = n) as account_classes`;
  return row!;
}

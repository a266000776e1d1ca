import type { Tx } from '../database/transactions.ts';

/** What a column of the bundle holds, which decides how it is written. */
export type ColumnType =
  | 'id'
  | 'text'
  | 'money'
  | 'number'
  | 'whole'
  | 'date'
  | 'moment'
  | 'yes_no'
  | 'hash'
  | 'list';

/** A column of a table as the database has it. */
export interface TableColumn {
  readonly name: string;
  /** As the database calls it, such as `timestamp with time zone`. */
  readonly type: string;
  readonly required: boolean;
}

/** A table as the database has it. */
export interface Table {
  readonly columns: readonly TableColumn[];
  /** The columns of its key, or all of them if it has none. */
  readonly key: readonly string[];
  /** How many rows the database thinks it has. */
  readonly rows: number;
}

/** Numbers that name something are in quotes, as all identifiers are. */
const NAMES_SOMETHING = /(^|_)(id|entry|account)$|^reverses$/;

const TYPES: Readonly<Record<string, ColumnType>> = {
  uuid: 'id',
  text: 'text',
  jsonb: 'text',
  'numeric(14,2)': 'money',
  date: 'date',
  'timestamp with time zone': 'moment',
  boolean: 'yes_no',
  bytea: 'hash',
  'text[]': 'list',
  bigint: 'whole',
  integer: 'whole',
  smallint: 'whole',
};

/** What a column holds. @throws Error for a type that the bundle has no form for yet */
export function typeOf({ name, type }: Pick<TableColumn, 'name' | 'type'>): ColumnType {
  if (type.startsWith('numeric') && type !== 'numeric(14,2)') return 'number';
  const found = TYPES[type];
  if (found === undefined) {
    throw new Error(
      `Expected a type that the audit bundle can write, and found ${type} in the column ${name}; ` +
        'add it to src/audit/columns.ts.',
    );
  }
  return found === 'whole' && NAMES_SOMETHING.test(name) ? 'id' : found;
}

/** Reads the tables of the authority from the database's own catalogue. */
export async function readTables({ sql }: Tx): Promise<Map<string, Table>> {
  const rows = await sql<
    { table: string; name: string; type: string; required: boolean; key: boolean; rows: number }[]
  >`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull as required, coalesce(a.attnum = any(i.indkey::int2[]), false) as key,
      greatest(c.reltuples, 0)::float8 as rows
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    order by c.relname, coalesce(array_position(i.indkey::int2[], a.attnum), 999), a.attnum`;
  return new Map(
    [...Map.groupBy(rows, ({ table }) => table)].map(([table, columns]) => {
      const key = columns.filter((column) => column.key);
      const names = (key.length > 0 ? key : columns).map(({ name }) => name);
      return [table, { columns, key: names, rows: columns[0]!.rows }];
    }),
  );
}

/**
 * What makes a spreadsheet take a text for a formula, at its start: = + - @, a tab, a line end, and
 * the full-width forms of the signs (OWASP, CSV injection); and the apostrophe itself, so that taking
 * one away from each text that begins with one gives back all of them as they were.
 */
const FORMULA_STARTS = ['=', '+', '-', '@', "''", '＝', '＋', '－', '＠'];
const GUARDED = [...FORMULA_STARTS.map((start) => `'${start}'`), "E'\\t'", "E'\\r'", "E'\\n'"];

/** A text with an apostrophe before it where a spreadsheet would take it for a formula. */
export const guarded = (text: string): string =>
  `case when left(${text}, 1) in (${GUARDED.join(', ')}) then '''' || ${text} else ${text} end`;

/** How the types are written that are not written as they are. */
const WRITTEN: Partial<Record<ColumnType, (column: string) => string>> = {
  text: (column) => guarded(`${column}::text`),
  list: (column) => guarded(`array_to_string(${column}, ' ')`),
  moment: (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  yes_no: (column) => `${column}::text`,
  hash: (column) => `encode(${column}, 'hex')`,
};

/** A column as it is written, as an expression of the database. */
export const written = (column: string, type: ColumnType): string =>
  WRITTEN[type]?.(column) ?? column;

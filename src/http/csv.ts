import { MONEY_PATTERN } from '../money.ts';

/**
 * What a column holds. Only `text` can come from people, so only it is made safe for spreadsheets;
 * the others have a form that is checked, and are written as they are.
 */
export type ColumnType =
  | 'text'
  | 'money'
  | 'date'
  | 'moment'
  | 'id'
  | 'count'
  | 'change'
  | 'percent'
  | 'figure';

export interface Column<Row> {
  /** The name of the field, which is the heading too. */
  readonly name: keyof Row & string;
  readonly type: ColumnType;
}

type Checked = Exclude<ColumnType, 'text'>;

export const FORMS: Readonly<Record<Checked, { form: RegExp; words: string }>> = {
  money: { form: MONEY_PATTERN, words: 'pounds and pence with two decimals' },
  date: { form: /^\d{4}-\d{2}-\d{2}$/, words: 'a date, year first' },
  id: { form: /^[0-9a-z][0-9a-z-]*$/i, words: 'an identifier of letters, digits and hyphens' },
  moment: { form: /^\d{4}-\d{2}-\d{2}T[\d:.]{8,15}Z$/, words: 'a moment in UTC' },
  count: { form: /^\d+$/, words: 'a whole number' },
  change: { form: /^-?\d+$/, words: 'a whole number, with a minus sign where it fell' },
  percent: { form: /^-?\d+\.\d{1,2}$/, words: 'so many in the hundred, with its decimals' },
  figure: {
    form: /^(-?\d+(\.\d{1,2})?|[a-z])$/,
    words: 'a figure, or the letter that says why there is none',
  },
};

/**
 * What makes a spreadsheet take a text for a formula, at its start: = + - @, a tab, a line end, and
 * the full-width forms of the signs (OWASP, CSV injection). An apostrophe at the start gets one too,
 * so that it can be told from one that was put there.
 */
const FORMULA = /^['=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * One value as it stands in a column; an absent one is empty. A text that a spreadsheet would take
 * for a formula gets an apostrophe before it. Throws when a value does not have its column's form,
 * naming the column and not the value.
 */
export function cellText(column: { name: string; type: ColumnType }, value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') throw unfit(column.name, 'text');
  if (column.type === 'text') return FORMULA.test(text) ? `'${text}` : text;
  const { form, words } = FORMS[column.type];
  if (!form.test(text)) throw unfit(column.name, words);
  return text;
}

function unfit(name: string, words: string): Error {
  return new Error(
    `The column "${name}" must hold ${words}, and a value of another form was found; correct the query.`,
  );
}

/** What a text may not have outside quotes (RFC 4180, section 2, rules 6 and 7). */
const NEEDS_QUOTES = /[",\r\n]/;
const LINE_END = '\r\n';

/** A value as it stands in the file. Identifiers are in quotes, so that no program counts with them. */
function written(column: { name: string; type: ColumnType }, value: unknown): string {
  const text = cellText(column, value);
  if (column.type === 'id') return text === '' ? '' : `"${text}"`;
  // Only a text can have what needs quotes: the form of every other value is checked.
  if (column.type !== 'text' || !NEEDS_QUOTES.test(text)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}

export interface CsvOptions {
  /** Begins with a byte order mark, without which Excel takes UTF-8 for an older encoding. */
  readonly excel?: boolean;
}

/**
 * A CSV file by RFC 4180 (lines end in CR LF, the first holds the headings), one piece for each
 * batch of rows. Identifiers are always in quotes. It knows what its columns hold, and so need not
 * look into every cell as a library must, which takes longer; a test holds it to one.
 */
export async function* csvPieces<Row>(
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
  { excel = false }: CsvOptions = {},
): AsyncGenerator<string, void> {
  const names = columns.map(({ name }) => name).join(',');
  let before = `${excel ? '\uFEFF' : ''}${names}${LINE_END}`;
  for await (const rows of batches) {
    let lines = before;
    for (const row of rows) {
      columns.forEach((column, n) => {
        lines += (n === 0 ? '' : ',') + written(column, row[column.name]);
      });
      lines += LINE_END;
    }
    yield lines;
    before = '';
  }
  if (before !== '') yield before;
}

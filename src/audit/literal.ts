import type { Tx } from '../database/transactions.ts';

/** A statement, or a part of one, whose values stand in its text. */
export interface StatementText {
  readonly text: string;
}

type Value = StatementText | string | number;

/** The values that may stand in a text: numbers, days and moments, all made by the service. */
const PLAIN = /^-?[0-9A-Za-z:. +-]*$/;

function written(value: Value): string {
  if (typeof value === 'object') return value.text;
  if (typeof value === 'number') return String(value);
  if (PLAIN.test(value)) return `'${value}'`;
  throw new Error('A value that is not a number or a day was about to stand in a statement.');
}

/** Writes a statement with its values in it, because `COPY` takes no parameters. */
function literal(parts: TemplateStringsArray, ...values: Value[]): StatementText {
  const text = parts.map((part, n) => (n === 0 ? part : written(values[n - 1]!) + part)).join('');
  return { text };
}

/**
 * The text of a statement that is made for a transaction by its `sql`, with the values in it.
 *
 * @param make makes the statement; of `sql` it may use only the template tag
 */
export function textOf(tx: Tx, make: (tx: Tx) => unknown): string {
  return (make({ ...tx, sql: literal as unknown as Tx['sql'] }) as StatementText).text;
}

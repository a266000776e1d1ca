/** A cell of a table; null where there is nothing. */
export type Cell = string | number | boolean | null | undefined;

/** Columns of a table: the heading, and the cell of a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/**
 * Rows as text in columns of equal width, with what is noted under each row. Sums stand to the
 * right. What a bank wrote cannot steer the terminal, nor turn the order of what is read: characters
 * that do become spaces.
 *
 * @returns the lines, each with its end; a sentence if there is no row
 */
export function textTable<Row>(
  rows: readonly Row[],
  columns: Columns<Row>,
  notes: (row: Row) => readonly string[] = () => [],
): string {
  if (rows.length === 0) return 'There is none.\n';
  const headings = Object.keys(columns);
  const cells = rows.map((row) => Object.values(columns).map((of) => shown(of(row))));
  const all = [headings, ...cells];
  const widths = headings.map((_, n) =>
    all.reduce((most, row) => Math.max(most, row[n]!.length), 0),
  );
  const right = headings.map((_, n) => cells.every((row) => /^(-?\d[\d.]*)?$/.test(row[n]!)));
  const laid = all.map((row) => {
    const padded = row.map((cell, n) =>
      right[n] === true ? cell.padStart(widths[n]!) : cell.padEnd(widths[n]!),
    );
    return padded.join('  ').trimEnd();
  });
  const [head = '', ...body] = laid;
  const lines = body.flatMap((line, n) => [
    line,
    ...notes(rows[n]!).map((note) => `    ${plain(note)}`),
  ]);
  return `${[head, ...lines].join('\n')}\n`;
}

/** Facts with their names, one to a line. */
export function facts(list: readonly (readonly [name: string, value: Cell])[]): string {
  const width = Math.max(0, ...list.map(([name]) => name.length + 1));
  const lines = list.map(([name, value]) => `${`${name}:`.padEnd(width)} ${shown(value)}`);
  return `${lines.join('\n')}\n`;
}

function shown(cell: Cell): string {
  if (cell === null || cell === undefined) return '–';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return plain(String(cell));
}

/** Text of somebody else as one line that says what it has, from left to right. */
export const plain = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, ' ');

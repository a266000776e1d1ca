import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellText, csvPieces, type Column, type ColumnType } from '../../src/http/csv.ts';

async function* inBatches<Row>(...batches: Row[][]): AsyncGenerator<Row[]> {
  yield* batches;
}

async function written<Row>(
  columns: readonly Column<Row>[],
  batches: Row[][],
  options = {},
): Promise<string> {
  let text = '';
  for await (const piece of csvPieces(columns, inBatches(...batches), options)) text += piece;
  return text;
}

/** It would leave a line feed that stands alone without quotes. */
const LIBRARY = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const;

const cell = (type: ColumnType, value: unknown) => cellText({ name: 'column', type }, value);

describe('one cell', () => {
  it.each([
    "'=1",
    "'x",
    '=1+1',
    '+44',
    '-1',
    '@sum',
    '\tx',
    '\rx',
    '\nx',
    '＝1',
    '＋1',
    '－1',
    '＠x',
  ])('puts an apostrophe before the text %j', (text) =>
    expect(cell('text', text)).toBe(`'${text}`),
  );
  it.each(['', 'a=1', "O'Neill", ' =1', '12.30', 'é'])('leaves the text %j as it is', (text) =>
    expect(cell('text', text)).toBe(text),
  );
  it.each<[ColumnType, unknown, string]>([
    ['money', '-12.30', '-12.30'],
    ['money', '0.00', '0.00'],
    ['date', '2026-04-15', '2026-04-15'],
    ['id', '00123', '00123'],
    ['count', 12, '12'],
    ['money', null, ''],
    ['text', undefined, ''],
  ])('writes %s %j as %j', (type, value, expected) => expect(cell(type, value)).toBe(expected));
  it.each<[ColumnType, unknown]>([
    ['money', '12.3'],
    ['money', '1,000.00'],
    ['money', '=1'],
    ['money', 12.3],
    ['money', '12.30\n'],
    ['date', '15/04/2026'],
    ['id', '-1'],
    ['id', '=cmd'],
    ['count', '-1'],
    ['count', 1.5],
    ['text', {}],
  ])('refuses %s %j, naming the column and not the value', (type, value) =>
    expect(() => cell(type, value)).toThrow(/^The column "column" must hold [^=<>]*$/),
  );
});

describe('a file', () => {
  const columns: readonly Column<{ id: string; name: string; left: string }>[] = [
    { name: 'id', type: 'id' },
    { name: 'name', type: 'text' },
    { name: 'left', type: 'money' },
  ];
  const row = (id: string, name: string, left: string) => ({ id, name, left });

  it('ends lines in CR LF, quotes identifiers and what needs it', async () => {
    const rows = [[row('1', 'a, b', '-1.00')], [row('002', 'say "hi"', '2.00')]];
    expect(await written(columns, rows)).toBe(
      'id,name,left\r\n"1","a, b",-1.00\r\n"002","say ""hi""",2.00\r\n',
    );
  });

  it('has its headings when there are no rows, and a byte order mark only for Excel', async () => {
    expect(await written(columns, [])).toBe('id,name,left\r\n');
    expect(await written(columns, [], { excel: true })).toBe('\uFEFFid,name,left\r\n');
    expect(await written(columns, [[row('1', 'a', '1.00')]], { excel: true })).toMatch(/^\uFEFFid/);
  });

  it('is what csv-stringify makes of the same cells', async () => {
    const special = fc.constantFrom('"', ',', '\r', '\n', ' ', 'a', ';', 'é', "'", '=');
    const text = fc.oneof(fc.string({ unit: special, maxLength: 6 }), fc.string());
    const one = fc.record({ name: text, left: fc.constantFrom('-1.00', '12.30') });
    const twoColumns: readonly Column<{ name: string; left: string }>[] = [
      { name: 'name', type: 'text' },
      { name: 'left', type: 'money' },
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 5 }), async (rows) => {
        const cells = rows.map((row) => [cell('text', row.name), row.left]);
        expect(await written(twoColumns, [rows])).toBe(
          stringify([['name', 'left'], ...cells], LIBRARY),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is read back as it was written, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
        async (names) => {
          const rows = names.map((name, n) => row(String(n), name, '1.00'));
          const read: string[][] = parse(await written(columns, [rows]), {
            from_line: 2,
            record_delimiter: '\r\n',
          });
          expect(read).toEqual(rows.map((one) => [one.id, cell('text', one.name), one.left]));
        },
      ),
    );
  });

  it('is read back with quotes, line ends and commas in the text', async () => {
    const nasty = fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', "'", 'a', ' ') });
    await fc.assert(
      fc.asyncProperty(nasty, async (name) => {
        const read: string[][] = parse(await written(columns, [[row('1', name, '1.00')]]), {
          record_delimiter: '\r\n',
        });
        expect(read[1]).toEqual(['1', cell('text', name), '1.00']);
      }),
    );
  });
});

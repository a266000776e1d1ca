import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowSplitter } from '../../src/bank-files/csv-records.ts';
import {
  eventsOf,
  fixturesLike,
  fixturesPresent,
  fixturesWords,
  readFile,
} from '../support/bank-files.ts';

/** The cells of the rows of a text that arrives in pieces. */
function rowsOf(text: string, size: number): (readonly string[])[] {
  const splitter = new RowSplitter(',');
  const rows: (readonly string[])[] = [];
  for (let start = 0; start < text.length; start += size) {
    rows.push(...splitter.push(text.slice(start, start + size)).map((row) => row.cells));
  }
  return [...rows, ...splitter.end().map((row) => row.cells)];
}

describe('rows', () => {
  test('are read as csv-parse reads them, in pieces of any size', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r\n', '\r', ' ', '=', ';'),
    });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 });
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(rows, ends, fc.integer({ min: 1, max: 9 }), (rows, end, size) => {
        const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
        const text = rows.map((row) => row.map(quoted).join(',') + end).join('');
        expect(rowsOf(text, size)).toEqual(rows);
        const options = { relax_column_count: true, record_delimiter: [end] };
        expect(rowsOf(text, size)).toEqual(parse(text, options));
      }),
    );
  });

  test('of any text are the same in pieces of any size', () => {
    const text = fc
      .array(fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '1'), { maxLength: 60 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (text, size) => {
        expect(rowsOf(text, size)).toEqual(rowsOf(text, 1000));
      }),
      { numRuns: 1000 },
    );
  });

  test('keep every line that is well formed, whatever line is broken before it', () => {
    const broken = fc.string({ unit: fc.constantFrom('a', ',', '"', ' ', '1'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(broken, { maxLength: 5 }), (lines) => {
        const text = `${lines.map((line) => `x,"${line}\n`).join('')}1,"2",3\n`;
        const last = rowsOf(text, 7).at(-1) ?? [];
        // Two quotes before it may have made it a part of a text by the rules, not by accident.
        const isInside = last.some((cell) => cell.includes('\n'));
        expect(isInside ? null : last).toEqual(isInside ? null : ['1', '2', '3']);
      }),
      { numRuns: 500 },
    );
  });
});

const FILE =
  'Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance\n' +
  "01/04/2026,DD,'30-12-34,12345678,CAFÉ,10.00,,90.00\n" +
  '02/04/2026,FPI,\'30-12-34,12345678,"SMITH, J",,"1,250.50",1340.50\n' +
  "13/04/2026,DEB,'30-12-34,12345678,SHOP,40.50,,1300.00\n";

describe('a CSV file', () => {
  test('that is cut off anywhere gives its first lines as they are, or says what is wrong', () => {
    const bytes = new TextEncoder().encode(FILE);
    const whole = readFile(bytes).statements[0]?.lines ?? [];
    expect(whole.length).toBe(3);
    for (let length = 0; length < bytes.length; length += 1) {
      const file = readFile(bytes.subarray(0, length));
      const lines = file.statements.flatMap((one) => one.lines);
      expect(lines).toEqual(whole.slice(0, lines.length));
      const kept = new TextDecoder().decode(bytes.subarray(0, length));
      const rows = kept.split('\n').filter((row) => row !== '').length;
      const isWhole = lines.length === Math.max(0, rows - 1);
      expect(isWhole || file.problems.some((one) => one.severity === 'error')).toBe(true);
    }
  });

  test('of any bytes is read without an exception, and never in silence', () => {
    const parts = fc.constantFrom(
      'Date,Description,Amount,Balance\n',
      'Date,Details,Paid in,Paid out\n',
      FILE,
      '13/04/2026,',
      '01/02/2026,',
      '-5.00,',
      '£5.00,"',
      '"',
      ',',
      'a',
      '\n',
      '\r',
      '\0',
      'é',
      'Total,',
      '=1+1',
    );
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(parts, { maxLength: 30 }).map((list) => new TextEncoder().encode(list.join(''))),
    );
    fc.assert(
      fc.property(content, (bytes) => {
        const file = readFile(bytes, { format: 'csv' });
        expect(file.statements.length + file.problems.length).toBeGreaterThan(0);
        const some = eventsOf(bytes, { format: 'csv', size: 1 });
        expect(some).toEqual(eventsOf(bytes, { format: 'csv' }));
      }),
      { numRuns: 500 },
    );
  });

  test('of which one byte is another never loses a row without a word', () => {
    const bytes = new TextEncoder().encode(FILE);
    const at = fc.integer({ min: FILE.indexOf('\n') + 1, max: bytes.length - 2 });
    fc.assert(
      fc.property(at, fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const file = readFile(bytes.with(at, byte), { format: 'csv', profile: 'lloyds' });
        const lines = file.statements.flatMap((one) => one.lines);
        expect(lines.length === 3 || file.problems.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

test.skipIf(!fixturesPresent)(`CSV files of others (${fixturesWords})`, () => {
  const found = fixturesLike(/\.csv$/).map(({ name, bytes }) => {
    const file = readFile(bytes, { size: 7 });
    return [name, file.statements.length, file.problems.map((one) => one.code)];
  });
  // None of them is a statement: two lists of payments to suppliers, and a list of accounts.
  expect(found).toEqual([
    ['council-spend-oxford/expenditure-over-500-apr-jun-2014.csv', 0, ['format-unknown']],
    ['council-spend-oxford/expenditure-over-500-oct-dec-2017.csv', 0, ['format-unknown']],
    ['uk-modulus/vectors.csv', 0, ['format-unknown']],
  ]);
});

import { describe, expect, test } from 'vitest';
import { SummaryOfEvents, summaryRow, table } from '../../src/bank-files/summary.ts';
import {
  eventsOf,
  fixturesLike,
  fixturesPresent,
  fixturesWords,
  gathered,
} from '../support/bank-files.ts';
import { inUnits, readAgain, type SecondReading } from '../support/second-reading.ts';

/** Which format a file is of, by where it comes from; null for what is no bank statement. */
function formatOf(name: string): Parameters<typeof readAgain>[0] | null {
  if (/pain_00|^xsd\/|-expected\/|bank-holidays|README|uk-modulus/.test(name)) return null;
  if (/^(?:genkgo-camt|iso20022js)\//.test(name)) return 'camt';
  if (/^(?:wolph-mt940|mt940js)\//.test(name)) return 'mt940';
  if (name.endsWith('.ofx')) return 'ofx';
  if (name.endsWith('.qif')) return 'qif';
  return name.startsWith('moov-bai2/') ? 'bai2' : 'csv';
}

/**
 * Where the two readings differ: the lines and their sum that are read here, and the problem that
 * says why. There is no other difference in any file.
 */
const DIFFERENCES: Readonly<Record<string, readonly [number, bigint, string]>> = {
  // Rows of payments to suppliers: no account, no balance, no statement.
  'council-spend-oxford/expenditure-over-500-apr-jun-2014.csv': [0, 0n, 'format-unknown'],
  'council-spend-oxford/expenditure-over-500-oct-dec-2017.csv': [0, 0n, 'format-unknown'],
  // The amount of its only line is "$120", which no amount of OFX is.
  'ofxparse/decimal_error.ofx': [0, 0n, 'amount-unreadable'],
  // The second reading takes a line for itself; this one is broken before its amount (30,00).
  'wolph-mt940/self-provided__sparkassen.sta': [1, 300_000n, 'account-missing'],
};

const files = fixturesLike(/./).map(({ name, bytes }) => {
  const events = eventsOf(bytes);
  const summary = new SummaryOfEvents();
  for (const event of events) summary.take(event);
  return { name, bytes, file: gathered(events), summary: summary.summary() };
});

const statementFiles = files.flatMap((one) => {
  const format = formatOf(one.name);
  return format === null ? [] : [{ ...one, format }];
});

const otherFiles = files.filter(({ name }) => formatOf(name) === null);

function readingOf({ file }: (typeof files)[number]): SecondReading {
  const lines = file.statements.flatMap((one) => one.lines);
  const sum = lines.reduce((total, one) => total + inUnits(one.amount), 0n);
  return { lines: lines.length, sum, statements: file.statements.length };
}

describe.skipIf(!fixturesPresent)(`all bank files of others (${fixturesWords})`, () => {
  test('are read into the table of their lines and sums', async () => {
    const rows = statementFiles.map(({ name, summary }) => summaryRow(name, summary));
    expect(rows.length).toBeGreaterThan(60);
    await expect(table(rows)).toMatchFileSnapshot('../golden/bank-files-of-others.md');
  });

  const [different, same] = [true, false].map((differs) =>
    statementFiles.filter(({ name }) => Object.hasOwn(DIFFERENCES, name) === differs),
  );

  test.each(same ?? [])('$name has the lines and the sum of a second reading', (one) => {
    const found = readingOf(one);
    const again = readAgain(one.format, one.bytes);
    expect(found).toEqual({ ...again, statements: again.statements ?? found.statements });
  });

  test.each(different ?? [])('$name differs from a second reading, and says why', (one) => {
    const found = readingOf(one);
    const again = readAgain(one.format, one.bytes);
    const [lines, sum, code = ''] = DIFFERENCES[one.name] ?? [];
    expect([found.lines, found.sum]).toEqual([lines, sum]);
    expect([found.lines, found.sum]).not.toEqual([again.lines, again.sum]);
    expect(one.file.problems.map((problem) => problem.code)).toContain(code);
  });

  test.each(statementFiles)('$name says of each statement rightly whether it balances', (one) => {
    for (const { opening, closing, balances, lines } of one.file.statements) {
      if (balances === null) continue;
      const booked = lines.filter((line) => line.status === 'booked');
      const sum = booked.reduce((total, line) => total + inUnits(line.amount), 0n);
      expect(inUnits(opening ?? '') + sum === inUnits(closing ?? '')).toBe(balances);
    }
  });

  test.each(otherFiles)('$name is no statement, and an error says so', ({ file }) => {
    expect(file.statements).toEqual([]);
    expect(file.problems.some((one) => one.severity === 'error')).toBe(true);
  });

  test('are never without lines and without a word', () => {
    const silent = files.filter(
      ({ file }) => file.statements.length === 0 && file.problems.length === 0,
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

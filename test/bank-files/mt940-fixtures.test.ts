import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Decimal, sum } from '../../src/money.ts';
import {
  bookedSum,
  fixturesLike,
  fixturesPresent,
  fixturesWords,
  readFile,
} from '../support/bank-files.ts';

/** Statement by statement: lines, their sum, and whether it balances. */
const EXPECTED: Readonly<Record<string, readonly (readonly [number, string, boolean | null])[]>> = {
  'mt940js/test-with-NS.mt940x': [
    [3, '-507.07', true],
    [1, '-25', true],
  ],
  'mt940js/test2.mt940x': [
    [3, '-507.07', true],
    [1, '-25', true],
  ],
  // Its text stands in a field of another name, and its closing balance is of more lines.
  'wolph-mt940/betterplace__sepa_snippet_broken.sta': [[1, '50990.05', false]],
  'wolph-mt940/citi__mt940.txt': [[5, '-1142.75', true]],
  'wolph-mt940/cmxl__statement_line.sta': [[1, '-1.62', null]],
  // Lines of the seven files below were taken out, or amounts changed, by those who gave them.
  'wolph-mt940/jejik__abnamro.sta': [
    [8, '-321.44', false],
    [2, '-24.49', false],
  ],
  'wolph-mt940/jejik__ing.sta': [[7, '-45.59', false]],
  'wolph-mt940/jejik__postfinance.sta': [
    [2, '229.2', true],
    [2, '-69.8', false],
  ],
  'wolph-mt940/jejik__rabobank.sta': [
    [1, '-1213.28', false],
    [0, '0', true],
    [2, '-281.51', false],
    [2, '-94.3', true],
  ],
  'wolph-mt940/jejik__triodos.sta': [[2, '-715.7', false]],
  'wolph-mt940/mBank__mt942.sta': [[3, '0.03', null]],
  'wolph-mt940/sberbank__171011_01234945.sta': [[3, '-9437', true]],
  'wolph-mt940/self-provided__details_60-63.sta': [[1, '-233.15', false]],
  'wolph-mt940/self-provided__february_30.sta': [[1, '-6', true]],
  'wolph-mt940/self-provided__malformed_details.sta': [[1, '-233.15', false]],
  // The second line comes after the end of the message: of which account it is, nothing says.
  'wolph-mt940/self-provided__multiline.sta': [
    [1, '-5', true],
    [1, '119', null],
  ],
  'wolph-mt940/self-provided__raiffeisen-cmi.sta': [[7, '-1012213.5', false]],
  'wolph-mt940/self-provided__sparkassen.sta': [[1, '30', null]],
  'wolph-mt940/self-provided__whitespace.sta': [[1, '-233.15', false]],
};

/** Too long for the table: statements, lines, their sum; all of them balance. */
const LONG: Readonly<Record<string, readonly [number, number, string]>> = {
  'wolph-mt940/ASNB__mt940.txt': [31, 8, '56.94'],
  'wolph-mt940/betterplace__sepa_mt9401.sta': [26, 97, '-9269135.9'],
};

/** Single fields, or none, from the tests of others: nothing to read, and the file says so. */
const NOTHING =
  /invalid_statement|amount_formats|empty_86|empty_line|account_balance_debit|account_identification|closing_balance|cmxl__reference/;

const files = fixturesLike(/^(?:wolph-mt940|mt940js)\//);

describe.skipIf(!fixturesPresent)(`MT940 and MT942 files of others (${fixturesWords})`, () => {
  const inTable = files.filter(({ name }) => Object.hasOwn(EXPECTED, name));

  test('are all there', () => {
    const known = [...Object.keys(EXPECTED), ...Object.keys(LONG)];
    const others = files.map(({ name }) => name).filter((name) => !NOTHING.test(name));
    expect(others.toSorted()).toEqual(known.toSorted());
  });

  test.each(inTable)('$name', ({ name, bytes }) => {
    const { format, statements } = readFile(bytes, { size: 997 });
    expect(format).toBe(name.includes('mt942') ? 'mt942' : 'mt940');
    const found = statements.map(
      (one) => [one.lines.length, bookedSum(one), one.balances] as const,
    );
    expect(found).toEqual(EXPECTED[name]);
  });

  test.each(files.filter(({ name }) => Object.hasOwn(LONG, name)))('$name', ({ name, bytes }) => {
    const { statements } = readFile(bytes, { size: 997 });
    const lines = statements.map((one) => one.lines.length).reduce((total, one) => total + one, 0);
    const amount = sum(statements.map((one) => new Decimal(bookedSum(one))));
    expect([statements.length, lines, amount.toFixed()]).toEqual(LONG[name]);
    expect(statements.every((one) => one.balances === true)).toBe(true);
  });

  test.each(files.filter(({ name }) => NOTHING.test(name)))('$name', ({ name, bytes }) => {
    const { statements, problems } = readFile(bytes);
    expect(statements).toEqual([]);
    const code = name.includes('invalid') ? 'format-unknown' : 'nothing-to-read';
    expect(problems.map((one) => one.code)).toContain(code);
  });

  test.each(files.filter(({ name }) => existsSync(oracleOf(name))))(
    '$name is what the library of others reads',
    ({ name, bytes }) => {
      const ours = readFile(bytes).statements.flatMap((one) => one.lines);
      const theirs = readOracle(oracleOf(name));
      expect(ours).toHaveLength(theirs.length);
      for (const [n, line] of ours.entries()) {
        const other = theirs[n];
        // They take RC, a credit taken back, for money in; the balances say otherwise.
        const amount = new Decimal(other?.amount ?? '0');
        const isTakenBack = other?.status === 'RC' && !amount.isNegative();
        expect(new Decimal(line.amount).equals(isTakenBack ? amount.negated() : amount)).toBe(true);
        // They turn 30 February into another day.
        expect(line.valueOn ?? other?.valueOn).toBe(other?.valueOn);
        expect(line.bookedOn).toBe(other?.bookedOn ?? other?.valueOn);
      }
    },
  );
});

function oracleOf(name: string): URL {
  const base = new URL('../../../shared/fixtures/', import.meta.url);
  return new URL(
    `${name.replace(/^[\w-]+\//, 'wolph-mt940-expected/').replace(/\.\w+$/, '')}.yml`,
    base,
  );
}

interface Theirs {
  readonly amount: string;
  readonly status: string;
  readonly valueOn: string | undefined;
  readonly bookedOn: string | undefined;
}

/** The lines in a file of Python objects: amounts as text, dates as four bytes. */
function readOracle(file: URL): Theirs[] {
  const [, list = ''] = readFileSync(file, 'utf8').split(/^transactions:/m);
  return list
    .split(/^- /m)
    .slice(1)
    .map((text) => ({
      amount: /amount: !!python[^\n]*Amount\s+amount: [^\n]*\s+- '([^']*)'/.exec(text)?.[1] ?? '',
      status: /^ {4}status: (\w+)/m.exec(text)?.[1] ?? '',
      valueOn: dayIn(text, 'date'),
      bookedOn: dayIn(text, 'entry_date'),
    }));
}

function dayIn(text: string, key: string): string | undefined {
  const found = new RegExp(`^ {4}${key}: [^\\n]*\\n\\s+- !!binary \\|\\s+(\\S+)`, 'm').exec(
    text,
  )?.[1];
  if (found === undefined) return undefined;
  const [high = 0, low = 0, month = 0, day = 0] = Buffer.from(found, 'base64');
  return [high * 256 + low, month, day].map((one) => String(one).padStart(2, '0')).join('-');
}

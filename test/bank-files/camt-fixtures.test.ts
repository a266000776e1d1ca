import { describe, expect, test } from 'vitest';
import {
  bookedSum,
  fixturesLike,
  fixturesPresent,
  fixturesWords,
  readFile,
} from '../support/bank-files.ts';

/** Account by account: lines, details, the sum of the booked lines, and whether it balances. */
const EXPECTED: Readonly<
  Record<string, readonly (readonly [number, number, string, boolean | null])[]>
> = {
  'genkgo-camt/camt052.v1.xml': [[1, 0, '-200000', null]],
  'genkgo-camt/camt052.v2.with-account-name.xml': [[1, 1, '-200000', null]],
  // The only line of these two is pending.
  'genkgo-camt/camt052.v4.xml': [[1, 1, '0', null]],
  'genkgo-camt/camt052.v6.xml': [[1, 1, '0', null]],
  // Off by 5.82 on purpose.
  'genkgo-camt/camt053.v2.all-balance-types.xml': [[1, 1, '8.85', false]],
  // The closing balance of these is in another currency than the account.
  'genkgo-camt/camt053.v2.minimal.ultimate.xml': [[1, 1, '8.85', false]],
  'genkgo-camt/camt053.v2.with-party-ids.xml': [[1, 1, '8.85', false]],
  'genkgo-camt/camt053.v3.xml': [[1, 1, '8.85', false]],
  'genkgo-camt/camt053.v8.xml': [[1, 1, '8.85', false]],
  'genkgo-camt/camt053.v2.multi.statement.xml': [
    [1, 1, '8.85', true],
    [1, 1, '-7', true],
  ],
  'genkgo-camt/camt054.v2.xml': [[1, 3, '-200000', null]],
  'genkgo-camt/camt054.v8-with-UETR.xml': [[1, 1, '-200000', null]],
  'genkgo-camt/camt054.v8.xml': [[1, 3, '-200000', null]],
  'iso20022js/abn_amro__example_camt.xml': [[13, 26, '-900', true]],
  // Off by 108.35: lines were made up after the balance was.
  'iso20022js/goldman_sachs__camt_053_uk_v2_1.xml': [
    [0, 0, '0', true],
    [6, 6, '-200', false],
  ],
  'iso20022js/goldman_sachs__camt_053_uk_v2_virtual_accounts.xml': [
    [0, 0, '0', true],
    [6, 6, '-200', false],
  ],
  'iso20022js/nordea__example_camt.xml': [[6, 6, '8600', true]],
};

const files = fixturesLike(/^(?:genkgo-camt|iso20022js)\/.*\.xml$/);
const statements = files.filter(({ name }) => Object.hasOwn(EXPECTED, name));
const others = files.filter(({ name }) => !Object.hasOwn(EXPECTED, name));

describe.skipIf(!fixturesPresent)(`CAMT files of others (${fixturesWords})`, () => {
  test('are all there', () => {
    expect(statements.map(({ name }) => name)).toEqual(Object.keys(EXPECTED).toSorted());
    expect(others.every(({ name }) => name.includes('pain_00'))).toBe(true);
  });

  test.each(statements)('$name', ({ name, bytes }) => {
    const file = readFile(bytes, { size: 997 });
    const [, kind = '', version = ''] =
      /camt\.(05\d)\.001\.(\d\d)/.exec(Buffer.from(bytes).toString()) ?? [];
    expect(file.format).toBe(`camt.${kind}.001.${version}`);
    const found = file.statements.map((one) => [
      one.lines.length,
      one.lines.flatMap((line) => line.details).length,
      bookedSum(one),
      one.balances,
    ]);
    expect(found).toEqual(EXPECTED[name]);
    expect(file.problems.filter((one) => one.severity === 'error')).toEqual([]);
    const unproved = file.problems.filter((one) => one.code === 'does-not-balance');
    expect(unproved).toHaveLength(file.statements.filter((one) => one.balances === false).length);
  });

  test.each(others)('$name is no bank statement, and says what it is', ({ bytes }) => {
    const file = readFile(bytes);
    expect(file.statements).toEqual([]);
    expect(file.problems).toMatchObject([{ severity: 'error', code: 'format-unknown' }]);
    expect(file.problems[0]?.message).toMatch(
      /found a payment (?:order|status report) \(pain\.00[12]\)/,
    );
  });
});

import { describe, expect, test } from 'vitest';
import {
  bookedSum,
  fixturesLike,
  fixturesPresent,
  fixturesWords,
  readFile,
} from '../support/bank-files.ts';

/** Account by account: lines, their sum, and whether it balances; then the codes of problems. */
const EXPECTED: Readonly<
  Record<string, readonly [(readonly [number, string, boolean | null])[], string[]]>
> = {
  'moov-bai2/sample-parseError.txt': [[], ['nothing-to-read', 'record-unknown']],
  'moov-bai2/sample2.txt': [
    [
      [1, '4500', null],
      [1, '5000', null],
      [2, '300000', null],
      [0, '0', null],
      [0, '0', null],
    ],
    ['group-status'],
  ],
  // Its records were made up after its totals and balances were.
  'moov-bai2/sample4-continuations-newline-delimited.txt': [
    [
      [0, '0', null],
      [3, '-8451.5', null],
      [14, '-299031.74', false],
      [0, '0', null],
      [0, '0', null],
    ],
    ['control-count', 'control-total', 'does-not-balance'],
  ],
};

describe.skipIf(!fixturesPresent)(`BAI2 files of others (${fixturesWords})`, () => {
  test.each(fixturesLike(/^moov-bai2\//))('$name', ({ name, bytes }) => {
    const { statements, problems } = readFile(bytes, { size: 997 });
    const found = statements.map((one) => [one.lines.length, bookedSum(one), one.balances]);
    const codes = new Set(problems.map((one) => one.code));
    expect([found, [...codes].toSorted()]).toEqual(EXPECTED[name]);
  });
});

import { describe, expect, test } from 'vitest';
import { readFile, type ReadStatement } from '../support/bank-files.ts';

const HEADINGS = 'Date,Description,Amount,Balance\n';
const ROWS = [
  '02/04/2026,A,-5.00,95.00',
  '02/04/2026,B,20.00,115.00',
  '13/04/2026,C,-1.50,113.50',
  '14/04/2026,D,-3.50,110.00',
];
const periodOf = (
  rows: readonly string[],
  profile: string | null = 'first-direct',
): Pick<ReadStatement, 'from' | 'to'> | undefined => {
  const [statement] = readFile(`${HEADINGS}${rows.join('\n')}\n`, {
    profile: profile ?? undefined,
  }).statements;
  return statement && { from: statement.from, to: statement.to };
};
const NONE = { from: null, to: null };
const APRIL = { from: '2026-04-02', to: '2026-04-14' };

describe('the period of a CSV statement', () => {
  test('is from its first booked day to its last, in either order of its rows', () => {
    expect(periodOf(ROWS)).toEqual(APRIL);
    expect(periodOf(ROWS.toReversed())).toEqual(APRIL);
    expect(periodOf(ROWS.slice(0, 1))).toEqual({ from: '2026-04-02', to: '2026-04-02' });
  });

  test('is known also where a later date shows which of day and month is first', () => {
    const file = readFile(`${HEADINGS}${ROWS.join('\n')}\n`);
    expect(file.statements).toMatchObject([{ ...APRIL, balances: true }]);
  });

  test.each<[string, string[]]>([
    ['a row is missing', ROWS.toSpliced(1, 1)],
    ['a row is there twice', ROWS.toSpliced(1, 0, ROWS[1]!)],
    ['the days go forth and back', ROWS.with(1, '15/04/2026,B,20.00,115.00')],
    ['a day is not in the calendar', ROWS.with(1, '31/02/2026,B,20.00,115.00')],
    ['an amount cannot be read', ROWS.with(1, '02/04/2026,B,x,115.00')],
    ['there is no running balance', ROWS.map((row) => row.replace(/[^,]*$/, ''))],
    ['there are no rows', []],
  ])('is not stated where %s', (_, rows) => {
    expect(periodOf(rows)).toEqual(NONE);
  });

  test('is not stated where day and month are ambiguous', () => {
    expect(periodOf(ROWS.slice(0, 2), null)).toEqual(NONE);
  });

  test('does not count what is pending', () => {
    const file = readFile(
      'Date,Details,Amount,Balance,Status\n13/04/2026,A,-5.00,95.00,Booked\n' +
        '14/04/2026,B,-1.00,94.00,Booked\n16/04/2026,C,-7.00,,Pending\n',
    );
    expect(file.statements).toMatchObject([{ from: '2026-04-13', to: '2026-04-14' }]);
  });
});

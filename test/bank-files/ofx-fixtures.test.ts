import { describe, expect, test } from 'vitest';
import {
  bookedSum,
  fixturesLike,
  fixturesPresent,
  fixturesWords,
  readFile,
} from '../support/bank-files.ts';

interface Expected {
  /** Account by account: lines, the sum of the booked ones, and the closing balance. */
  readonly statements: readonly (readonly [number, string, string | null])[];
  readonly problems: readonly string[];
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  'actual/data-multi-decimal.ofx': {
    statements: [[2, '-33.77', null]],
    problems: ['amount-decimals', 'amount-decimals'],
  },
  'ofxparse/account_listing_aggregation.ofx': { statements: [], problems: ['nothing-to-read'] },
  'ofxparse/bank_medium.ofx': { statements: [[3, '-345.27', '382.34']], problems: [] },
  'ofxparse/checking.ofx': { statements: [[3, '-59.5', '100.99']], problems: [] },
  // Its only line has the amount "$120" and a date in month 20.
  'ofxparse/decimal_error.ofx': {
    statements: [[0, '0', '0']],
    problems: ['amount-unreadable', 'date-unreadable'],
  },
  'ofxparse/error_message.ofx': {
    statements: [],
    problems: ['bank-refused', 'nothing-to-read'],
  },
  // Three movements of cash; the 14 transactions of securities are no lines of a bank account.
  'ofxparse/fidelity.ofx': {
    statements: [[3, '-0.57', null]],
    problems: ['amount-decimals', 'amount-decimals', 'amount-decimals', 'securities-left-out'],
  },
  // The account is in CAD, its lines are in USD.
  'ofxparse/investment_medium.ofx': {
    statements: [[3, '-3.95', null]],
    problems: ['currency-differs', 'currency-differs', 'currency-differs'],
  },
  'ofxparse/multiple_accounts2.ofx': {
    statements: [
      [0, '0', '111'],
      [0, '0', '222'],
    ],
    problems: [],
  },
  'ofxparse/signon_fail.ofx': { statements: [], problems: ['bank-refused', 'nothing-to-read'] },
  'ofxparse/signon_success_no_message.ofx': { statements: [], problems: ['nothing-to-read'] },
  'ofxparse/td_ameritrade.ofx': { statements: [[0, '0', null]], problems: [] },
  'ofxparse/vanguard.ofx': { statements: [[0, '0', null]], problems: ['securities-left-out'] },
};

const files = fixturesLike(/^(?:ofxparse|actual)\/.*\.ofx$/);

describe.skipIf(!fixturesPresent)(`OFX files of others (${fixturesWords})`, () => {
  test('are all there', () => {
    expect(files.map(({ name }) => name)).toEqual(Object.keys(EXPECTED));
  });

  test.each(files)('$name', ({ name, bytes }) => {
    const file = readFile(bytes, { size: 997 });
    const statements = file.statements.map((one) => [
      one.lines.length,
      bookedSum(one),
      one.closing,
    ]);
    const problems = file.problems.map((one) => one.code);
    expect({ statements, problems }).toEqual(EXPECTED[name]);
    expect(file.statements.every((one) => one.balances === null && one.account !== null)).toBe(
      true,
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BankFileLine } from '../../src/bank-files/events.ts';
import {
  eventsOf,
  fixturesLike,
  fixturesPresent,
  fixturesWords,
  bookedSum,
  readFile,
} from '../support/bank-files.ts';

const days = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2060-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const records = fc.array(
  fc.record({
    day: days.map((day) => day.toISOString().slice(0, 10)),
    amount: fc.integer({ min: 1, max: 9_999_999 }).map((pence) => `-${(pence / 100).toFixed(2)}`),
  }),
  { maxLength: 8 },
);

/** Records as a program writes them that has the day, or the month, first. */
function written(records: readonly { day: string; amount: string }[], isDayFirst: boolean): string {
  const texts = records.map(({ day, amount }) => {
    const [year, month, date] = day.split('-');
    const first = isDayFirst ? `${date}/${month}` : `${month}/${date}`;
    return `D${first}/${year}\nT${amount}\nPZoë & Co\n^\n`;
  });
  return `!Type:Bank\n${texts.join('')}`;
}

const linesOf = (content: Uint8Array | string): BankFileLine[] =>
  readFile(content, { format: 'qif' }).statements.flatMap((one) => one.lines);

describe('a QIF file', () => {
  test('is read back exactly, its days right or null, the same in pieces of any size', () => {
    fc.assert(
      fc.property(
        records,
        fc.boolean(),
        fc.integer({ min: 1, max: 99 }),
        (records, isDayFirst, size) => {
          const text = written(records, isDayFirst);
          const file = readFile(text, { format: 'qif' });
          const lines = file.statements.flatMap((one) => one.lines);
          expect(lines.map((line) => line.amount)).toEqual(records.map((one) => one.amount));
          const isProved = records.some(({ day }) => Number(day.slice(8)) > 12);
          const right = records.map(({ day }) =>
            isProved || day.slice(5, 7) === day.slice(8) ? day : null,
          );
          expect(lines.map((line) => line.bookedOn)).toEqual(right);
          const codes = file.problems.map((one) => one.code).slice(1);
          expect(codes).toEqual(right.includes(null) ? ['date-ambiguous'] : []);
          expect(eventsOf(text, { format: 'qif', size })).toEqual(
            eventsOf(text, { format: 'qif' }),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('that is cut off anywhere gives its first lines, and an error unless a record ends there', () => {
    const bytes = new TextEncoder().encode(
      written(
        [
          { day: '2026-04-13', amount: '-1.50' },
          { day: '2026-04-01', amount: '-20.25' },
        ],
        true,
      ),
    );
    const whole = linesOf(bytes);
    for (let length = 0; length < bytes.length; length += 1) {
      const file = readFile(bytes.subarray(0, length), { format: 'qif' });
      const lines = file.statements.flatMap((one) => one.lines);
      expect(lines).toEqual(whole.slice(0, lines.length));
      const kept = new TextDecoder().decode(bytes.subarray(0, length)).trimEnd();
      const isWhole = kept.endsWith('^') || kept === '!Type:Bank';
      expect(isWhole || file.problems.some((one) => one.severity === 'error')).toBe(true);
    }
  });

  test('of any bytes is read without an exception, and never in silence', () => {
    const parts = fc.constantFrom(
      '!Type:Bank\n',
      '!Account\n',
      'NCurrent\n',
      'D01/02/2026\n',
      'D13/02/2026\n',
      'T5.00\n',
      'T',
      'U5\n',
      'S\n',
      '$1\n',
      'E\n',
      '^\n',
      '^',
      '\n',
      '\0',
      'é',
      'POpening Balance\nL[x]\n',
    );
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(parts, { maxLength: 30 }).map((list) => new TextEncoder().encode(list.join(''))),
    );
    fc.assert(
      fc.property(content, (bytes) => {
        const file = readFile(bytes, { format: 'qif' });
        expect(file.statements.length + file.problems.length).toBeGreaterThan(0);
        expect(eventsOf(bytes, { format: 'qif', size: 1 })).toEqual(
          eventsOf(bytes, { format: 'qif' }),
        );
      }),
      { numRuns: 500 },
    );
  });
});

const EXPECTED = [
  ['actual/data-with-categories.qif', [[3, '-161.33', '2018-12-19']]],
  ['actual/qif-account.qif', [[1, '-25', '2018-12-19']]],
];

test.skipIf(!fixturesPresent)(`QIF files of others (${fixturesWords})`, () => {
  const found = fixturesLike(/^actual\/.*\.qif$/).map(({ name, bytes }) => {
    const file = readFile(bytes, { size: 7 });
    expect(file.problems.map((one) => one.code)).toEqual(['low-trust']);
    return [
      name,
      file.statements.map((one) => [one.lines.length, bookedSum(one), one.lines[0]?.bookedOn]),
    ];
  });
  expect(found).toEqual(EXPECTED);
});

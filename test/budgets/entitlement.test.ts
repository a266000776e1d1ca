import { describe, expect, it } from 'vitest';
import type { Grid, Version } from '../../src/budgets/entitlement.ts';
import { money, sum, toText } from '../../src/money.ts';
import {
  SIXTY_FORTY,
  YEAR,
  byFractions,
  contribution,
  datesOf,
  day,
  linesOf,
  lockFirst,
  partsOf,
  version,
  work,
} from '../support/entitlement.ts';

/** The worked cases by version: what is due for each period, and what is still to be paid. */
describe('case 5: a contribution that changes within a period', () => {
  const grid: Grid = { ...YEAR, firstPeriodOn: day('2026-02-23'), instalments: 3 };
  const adult = (number: number, on: string, weekly: string, paid: 'net' | 'gross' = 'net') =>
    version(number, on, '4200.00', [
      ...byFractions({ S: '1/1' }),
      contribution(weekly, paid),
      { shareId: 'T', source: 'top_up', weight: money('0'), weekly: money('17.00') },
    ]);
  const due = (versions: readonly Version[]) =>
    work(versions, [], grid).due.map((one) => ({
      gross: toText(one.gross),
      contribution: toText(one.contributions.find((part) => part.shareId === 'C')!.amount),
      amount: toText(one.amount),
    }));

  it.each([
    ['Mon 6 Apr', '2026-04-06', '186.98', '1213.02'],
    ['Thu 9 Apr', '2026-04-09', '183.23', '1216.77'],
  ])('from %s', (_, on, changing, net) => {
    expect(due([adult(1, '2026-02-23', '42.37'), adult(2, on, '51.12')])).toEqual([
      { gross: '1400.00', contribution: '169.48', amount: '1230.52' },
      { gross: '1400.00', contribution: changing, amount: net },
      { gross: '1400.00', contribution: '204.48', amount: '1195.52' },
    ]);
  });

  it('takes nothing off for a contribution paid gross, nor for a top-up', () => {
    const [first] = work([adult(1, '2026-02-23', '42.37', 'gross')], [], grid).due;
    expect(toText(first!.amount)).toBe('1400.00');
    expect(first!.contributions.map((one) => [one.source, toText(one.amount)])).toEqual([
      ['contribution', '169.48'],
      ['top_up', '68.00'],
    ]);
  });

  it('takes off only the days that were net, where that changes too', () => {
    const versions = [adult(1, '2026-02-23', '42.37'), adult(2, '2026-04-06', '51.12', 'gross')];
    expect(due(versions)[1]).toEqual({
      gross: '1400.00',
      contribution: '186.98',
      amount: '1315.26',
    });
  });

  it('leaves the penny that rounding makes to the funders', () => {
    const shares = [
      ...byFractions({ S: '1/1' }),
      contribution('0.01', 'net'),
      { ...contribution('0.01', 'net'), shareId: 'D' },
    ];
    const weekly: Grid = { ...grid, every: 'week' };
    const ends = version(2, '2026-02-26', '0.00', []);
    // Three days of 0.02 a week make a penny; three days of 0.01 a week make nothing, twice.
    const { payments } = work([version(1, '2026-02-23', '0.06', shares), ends], [], weekly);
    expect(payments.map((one) => partsOf(one.parts))).toEqual([{ S: '0.01' }]);
  });

  it('takes off no more than there is', () => {
    const { due: all, total } = work([adult(1, '2026-02-23', '400.00')], [], grid);
    expect(all.map((one) => toText(one.contributions[0]!.amount))).toEqual(
      Array.from({ length: 3 }, () => '1400.00'),
    );
    expect(toText(total)).toBe('0.00');
  });
});

describe('case 7: an increase within a period that was paid', () => {
  const first = version(1, '2026-04-06', '9984.00', SIXTY_FORTY);
  const paid = lockFirst(work([first]), 6);
  const more = version(2, '2026-09-16', '12480.00', SIXTY_FORTY);

  it('pays the difference with the next period, as a line of its own', () => {
    const { due, payments } = work([first, more], paid);
    expect(toText(due[5]!.gross)).toBe('802.29');
    expect(payments[0]!.number).toBe(7);
    expect(toText(payments[0]!.amount)).toBe('994.29');
    expect(linesOf(payments[0]!)).toEqual([
      'period 2026-09-21 960.00',
      'difference 2026-08-24 34.29 paid 6',
    ]);
    expect(payments.slice(1).map(linesOf)).toEqual(
      payments.slice(1).map((one) => [`period ${one.from.toString()} 960.00`]),
    );
  });

  it('pays it once: after it is in a run there is no difference left', () => {
    const result = work([first, more], paid);
    const { payments } = work([first, more], [...paid, ...lockFirst(result, 1)]);
    expect(payments.map((one) => toText(one.amount))).toEqual(
      Array.from({ length: 6 }, () => '960.00'),
    );
  });

  it('makes one payment outside the grid when no period is left', () => {
    const all = lockFirst(work([first]), 13);
    const last = version(2, '2027-03-30', '12480.00', SIXTY_FORTY);
    const { payments } = work([first, last], all);
    expect(payments).toHaveLength(1);
    // 22 days at 768.00 and 6 at 960.00. 1 May 2027 is a Saturday, and Monday is a bank holiday.
    expect(payments[0]!.number).toBe(14);
    expect(datesOf(payments[0]!)).toEqual(['2027-03-08', '2027-04-04', '2027-05-04', '2027-04-29']);
    expect(linesOf(payments[0]!)).toEqual(['difference 2027-03-08 41.14 paid 13']);
    expect(partsOf(payments[0]!.parts)).toEqual({ E: '24.68', S: '16.46' });
    const again = work([first, last], [...all, ...lockFirst(work([first, last], all), 1)]);
    expect(again.payments).toEqual([]);
  });
});

describe('a change', () => {
  const first = version(1, '2026-04-06', '13000.00', SIXTY_FORTY);

  it('on the last day of a period counts for that day', () => {
    const { due } = work([first, version(2, '2026-05-03', '26000.00', SIXTY_FORTY)]);
    // 27 days at 1,000.00 and one at 2,000.00.
    expect(due.slice(0, 2).map((one) => toText(one.amount))).toEqual(['1035.71', '2000.00']);
  });

  it('of periods before an end is paid outside the grid, as nothing is due after it', () => {
    const paid = lockFirst(work([first]), 7);
    const more = version(2, '2026-04-06', '13013.00', SIXTY_FORTY);
    const { payments } = work([first, more, version(3, '2026-10-19', '0.00', [])], paid);
    expect(payments.map((one) => [one.number, toText(one.amount)])).toEqual([[14, '7.00']]);
    expect(datesOf(payments[0]!).slice(0, 2)).toEqual(['2026-04-06', '2026-10-18']);
  });

  it('that makes a period due again pays it by its own number', () => {
    const without = [first, version(2, '2026-05-04', '0.00', [])];
    const again = [...without, version(3, '2026-06-01', '13000.00', SIXTY_FORTY)];
    const paid = lockFirst(work(again), 12);
    expect(paid.map((one) => one.number)).not.toContain(2);
    const more = [
      ...again,
      version(4, '2026-04-06', '14300.00', SIXTY_FORTY),
      version(5, '2026-05-04', '0.00', []),
      version(6, '2026-06-01', '14300.00', SIXTY_FORTY),
    ];
    // The differences of all others are paid outside the grid, from the first to the last period.
    const outside = [...paid, ...lockFirst(work(more, paid), 1)];
    expect(toText(outside.at(-1)!.amount)).toBe('1200.00');
    const whole = [...more, version(7, '2026-05-04', '14300.00', SIXTY_FORTY)];
    const [second] = work(whole, outside).payments;
    expect(second!.number).toBe(2);
    expect(linesOf(second!)).toEqual(['period 2026-05-04 1100.00']);
  });
});

describe('a decrease', () => {
  const first = version(1, '2026-04-06', '13000.00', SIXTY_FORTY);
  const paid = lockFirst(work([first]), 6);
  // From the first day at a tenth: 900.00 too much was paid for each of six periods.
  const tenth = version(2, '2026-04-06', '1300.00', SIXTY_FORTY);

  it('that is more than what is to come is overpaid', () => {
    const { payments, overpaid, overpaidParts } = work([first, tenth], paid);
    expect(payments).toEqual([]);
    expect(toText(overpaid)).toBe('4700.00');
    expect(partsOf(overpaidParts)).toEqual({ E: '2820.00', S: '1880.00' });
  });

  it('is taken off the payments to come, and none is below a penny', () => {
    const less = version(2, '2026-04-06', '9100.00', SIXTY_FORTY);
    const result = work([first, less], paid);
    // 1,800.00 too much: periods 7 and 8 come to nothing, and 9 to what is left.
    expect(result.payments.map((one) => [one.number, toText(one.amount)])).toEqual([
      [9, '300.00'],
      ...[10, 11, 12, 13].map((number) => [number, '700.00']),
    ]);
    expect(datesOf(result.payments[0]!).slice(0, 3)).toEqual([
      '2026-09-21',
      '2026-12-13',
      '2026-11-16',
    ]);
    expect(linesOf(result.payments[0]!)).toHaveLength(9);
    expect(toText(result.overpaid)).toBe('0.00');
    const [ninth] = lockFirst(result, 1);
    const after = work([first, less], [...paid, ninth!]);
    expect(after.payments.map((one) => one.number)).toEqual([10, 11, 12, 13]);
    expect(after.payments.every((one) => one.lines.length === 1)).toBe(true);
    expect(toText(after.overpaid)).toBe('0.00');
  });

  it('that is taken back later is a difference for the payment that covered three periods', () => {
    const less = version(2, '2026-04-06', '9100.00', SIXTY_FORTY);
    const locked = [...paid, ...lockFirst(work([first, less], paid), 1)];
    const back = version(3, '2026-09-21', '13000.00', SIXTY_FORTY);
    const { payments } = work([first, less, back], locked);
    expect(linesOf(payments[0]!)).toEqual([
      'period 2026-12-14 1000.00',
      'difference 2026-09-21 900.00 paid 9',
    ]);
  });
});

describe('case 9: the arrangement ends within a period that was paid', () => {
  const first = version(1, '2026-04-06', '10000.00', SIXTY_FORTY);
  const end = version(2, '2026-10-14', '0.00', []);

  it('leaves what was paid for the days after it', () => {
    const paid = lockFirst(work([first]), 7);
    const { due, payments, overpaid, overpaidParts, totals } = work([first, end], paid);
    expect(toText(due[6]!.amount)).toBe('631.88');
    expect(due.slice(7).every((one) => one.amount.isZero())).toBe(true);
    expect(payments).toEqual([]);
    expect(toText(overpaid)).toBe('137.36');
    expect(partsOf(overpaidParts)).toEqual({ E: '82.42', S: '54.94' });
    // 3,230.77 and 2,153.85 were paid.
    expect(partsOf(totals)).toEqual({ E: '3148.35', S: '2098.91' });
  });

  it('takes a contribution up to its last day', () => {
    const shares = [...SIXTY_FORTY, contribution('7.00', 'net')];
    const { due } = work([version(1, '2026-04-06', '10000.00', shares), end]);
    expect(due.map((one) => toText(sum(one.contributions.map((part) => part.amount))))).toEqual([
      ...Array.from({ length: 6 }, () => '28.00'),
      '23.00',
      ...Array.from({ length: 6 }, () => '0.00'),
    ]);
  });
});

describe('case 10: a school year by the term', () => {
  const grid: Grid = {
    every: 'term',
    firstPeriodOn: day('2026-09-02'),
    instalments: 3,
    paid: 'in_advance',
    terms: [
      { from: day('2026-09-02'), to: day('2026-12-18'), weeks: 14 },
      { from: day('2027-01-04'), to: day('2027-03-25'), weeks: 12 },
      { from: day('2027-04-12'), to: day('2027-07-21'), weeks: 13 },
    ],
  };
  const first = version(1, '2026-09-02', '7020.00', byFractions({ E: '1/1' }));

  it('is paid by weeks, on the first day of each term', () => {
    const { payments } = work([first], [], grid);
    expect(
      payments.map((one) => [one.valueOn.toString(), one.to.toString(), toText(one.amount)]),
    ).toEqual([
      ['2026-09-02', '2026-12-18', '2520.00'],
      ['2027-01-04', '2027-03-25', '2160.00'],
      ['2027-04-12', '2027-07-21', '2340.00'],
    ]);
  });

  it('changes by calendar days within a term, and not at all in the holidays', () => {
    const more = version(2, '2026-12-25', '14040.00', byFractions({ E: '1/1' }));
    const inTerm = version(3, '2027-07-01', '0.00', []);
    const { due } = work([first, more, inTerm], [], grid);
    // Summer has 101 days, of which 80 are before 1 July.
    expect(due.map((one) => toText(one.amount))).toEqual(['2520.00', '4320.00', '3706.93']);
  });
});

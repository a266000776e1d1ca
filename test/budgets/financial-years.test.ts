import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueByPeriod } from '../../src/budgets/due.ts';
import { workOut, type Grid, type Version } from '../../src/budgets/entitlement.ts';
import { byFinancialYear, partsByYear, shownYear } from '../../src/budgets/financial-years.ts';
import { daysInclusive, financialYear } from '../../src/calendar.ts';
import { money, sum, toText } from '../../src/money.ts';
import {
  SIXTY_FORTY,
  YEAR,
  byFractions,
  contribution,
  day,
  version,
} from '../support/entitlement.ts';
import { EARLIEST, lives, versionOf } from '../support/lives.ts';

/** What is due, paid and submitted in each financial year, and what is carried over its end. */
const yearsOf = (grid: Grid, versions: readonly Version[]) => {
  const { payments } = workOut(grid, versions, [], { earliest: EARLIEST });
  return byFinancialYear(dueByPeriod(grid, versions), payments);
};
const rows = (grid: Grid, ...versions: Version[]) =>
  yearsOf(grid, versions)
    .map(shownYear)
    .map((one) => [one.year, one.due, one.paid, one.submitted, one.prepayment, one.accrual]);
const ONE = byFractions({ E: '1/1' });

describe('case 1 by financial years', () => {
  it('is submitted in one year and paid in the next, and pays 109.89 for days after the year', () => {
    expect(rows(YEAR, version(1, '2026-04-06', '10000.00', SIXTY_FORTY))).toEqual([
      ['2025/26', '0.00', '0.00', '769.23', '0.00', '0.00'],
      ['2026/27', '9890.11', '10000.00', '9230.77', '109.89', '0.00'],
      ['2027/28', '109.89', '0.00', '0.00', '0.00', '0.00'],
    ]);
  });

  it('counts the thirteenth period by days: 24 in the year, four after it', () => {
    const due = dueByPeriod(YEAR, [version(1, '2026-04-06', '10000.00', SIXTY_FORTY)]);
    const parts = partsByYear(due[12]!);
    expect(parts.map(({ year, amount }) => [year.name, toText(amount)])).toEqual([
      ['2026/27', '659.34'],
      ['2027/28', '109.89'],
    ]);
  });
});

describe('a period over 31 March', () => {
  it('is owed at the end of the year where it is paid in arrears', () => {
    const grid: Grid = { ...YEAR, paid: 'in_arrears' };
    expect(rows(grid, version(1, '2026-04-06', '10000.00', SIXTY_FORTY))).toEqual([
      ['2026/27', '9890.11', '9230.77', '9230.77', '0.00', '659.34'],
      ['2027/28', '109.89', '769.23', '769.23', '0.00', '0.00'],
    ]);
  });

  it('counts each day at the terms in force on it, its contribution taken off', () => {
    const grid: Grid = {
      ...YEAR,
      every: 'week',
      firstPeriodOn: day('2027-03-29'),
      instalments: 2,
    };
    const net = [...ONE, contribution('14.00', 'net')];
    // Three days at 10.00 and four at 20.00 less 2.00 a day: 24.00 before the end, 72.00 after it.
    const parts = partsByYear(
      dueByPeriod(grid, [
        version(1, '2027-03-29', '140.00', net),
        version(2, '2027-04-01', '280.00', net),
      ])[0]!,
    );
    expect(parts.map(({ amount }) => toText(amount))).toEqual(['24.00', '72.00']);
  });

  it('is all before an end that takes effect on 1 April', () => {
    const ends = version(2, '2027-04-01', '0.00', []);
    expect(rows(YEAR, version(1, '2026-04-06', '10000.00', SIXTY_FORTY), ends).slice(1)).toEqual([
      ['2026/27', '9890.11', '9890.11', '9120.88', '0.00', '0.00'],
    ]);
  });
});

describe('over random plans, versions and dates', () => {
  it('what is due, paid and submitted adds up, and what is carried over goes back to nothing', () => {
    fc.assert(
      fc.property(lives, ({ grid, steps }) => {
        const known = steps.map((step, n) => versionOf(step, n + 1, grid));
        const { total } = workOut(grid, known, [], { earliest: EARLIEST });
        const years = yearsOf(grid, known);
        const column = (name: 'due' | 'paid' | 'submitted') =>
          toText(sum(years.map((year) => year[name])));
        expect([column('due'), column('paid'), column('submitted')]).toEqual([
          toText(total),
          toText(total),
          toText(total),
        ]);
        const left = years.slice(-1).map((last) => [last.prepayment, last.accrual].map(toText));
        expect(left).toEqual(total.isZero() ? [] : [['0.00', '0.00']]);
        expect(years.every((year) => year.due.gte(0))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('a period of one rate counts within a penny of its days', () => {
    const amounts = fc.integer({ min: 13, max: 90_000_00 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 60 }), (pence, shift) => {
        const grid: Grid = { ...YEAR, firstPeriodOn: YEAR.firstPeriodOn.add({ days: shift }) };
        const first = grid.firstPeriodOn.toString();
        const one = version(1, first, money('0.01').times(pence).toFixed(2), ONE);
        for (const due of dueByPeriod(grid, [one])) {
          const { from, to, amount } = due.period;
          const [before, ...after] = partsByYear(due);
          expect(toText(sum([before!, ...after].map((part) => part.amount)))).toBe(toText(amount));
          const end = financialYear(from).to;
          const days = after.length === 0 ? daysInclusive(from, to) : daysInclusive(from, end);
          const exact = amount.times(days).div(28);
          expect(before!.amount.minus(exact).abs().lt('0.01')).toBe(true);
        }
      }),
    );
  });
});

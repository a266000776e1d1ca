import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money, sum, toText, Decimal } from '../../src/money.ts';
import { daysInclusive } from '../../src/calendar.ts';
import {
  byCommitment,
  byYearAndShare,
  carriedOver,
  orderAccrual,
  yearFrom,
  type Line,
} from '../../src/year-ends/rules.ts';

/** What of a payment, or of what was delivered, belongs to which financial year. */
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const line = (from: string, to: string, amount: string): Line => ({
  from: day(from),
  to: day(to),
  amount: money(amount),
});
const P13 = line('2027-03-08', '2027-04-04', '769.23');
const YEAR_END = day('2027-03-31');
const shares = (paid: boolean) =>
  ['461.54', '307.69'].map((amount) => ({ amount: money(amount), paid }));
const texts = (parts: ReturnType<typeof carriedOver>) =>
  parts.map(({ prepayment, accrual }) => [toText(prepayment), toText(accrual)]);

describe('the thirteenth payment of case 1', () => {
  it('is 659.34 in the year and 109.89 after it, whole for each share', () => {
    const years = byYearAndShare([P13], [money('461.54'), money('307.69')]);
    expect(years.map(({ year, parts }) => [year.name, parts.map(toText)])).toEqual([
      ['2026/27', ['395.61', '263.73']],
      ['2027/28', ['65.93', '43.96']],
    ]);
  });

  it('is a prepayment of 109.89 where it is paid in advance', () => {
    expect(texts(carriedOver([P13], shares(true), YEAR_END))).toEqual([
      ['65.93', '0.00'],
      ['43.96', '0.00'],
    ]);
  });

  it('is an accrual of 659.34 where it is not paid by then', () => {
    expect(texts(carriedOver([P13], shares(false), YEAR_END))).toEqual([
      ['0.00', '395.61'],
      ['0.00', '263.73'],
    ]);
  });

  it('is one or the other by share, where one is paid and one stays behind', () => {
    const [first, second] = [shares(true)[0]!, shares(false)[1]!];
    expect(texts(carriedOver([P13], [first, second], YEAR_END))).toEqual([
      ['65.93', '0.00'],
      ['0.00', '263.73'],
    ]);
  });
});

describe('a payment with a difference for a period before', () => {
  it('leaves what is made good for days of the year in the year', () => {
    const lines = [
      line('2027-04-05', '2027-05-02', '769.23'),
      line('2027-03-08', '2027-03-31', '-30.00'),
    ];
    const all = [{ amount: money('739.23'), paid: true }];
    expect(texts(carriedOver(lines, all, YEAR_END))).toEqual([['769.23', '0.00']]);
    const unpaid = [{ amount: money('739.23'), paid: false }];
    expect(texts(carriedOver(lines, unpaid, YEAR_END))).toEqual([['0.00', '-30.00']]);
  });
});

const anyLine = fc
  .tuple(
    fc.integer({ min: 0, max: 1400 }),
    fc.integer({ min: 0, max: 1200 }),
    fc.integer({ min: -300_000, max: 3_000_000 }),
  )
  .map(([start, days, pence]): Line => {
    const from = day('2025-04-06').add({ days: start });
    return { from, to: from.add({ days }), amount: new Decimal(pence).div(100) };
  });
const anyPayment = fc
  .tuple(fc.array(anyLine, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(90), { maxLength: 4 }))
  .filter(([lines]) => sum(lines.map((one) => one.amount)).gt(0))
  .map(([lines, more]) => {
    const total = sum(lines.map((one) => one.amount));
    const weights = [money('1.00'), ...more.map((weight) => new Decimal(weight))];
    return { lines, parts: byCommitment(total, weights) };
  });

describe('the parts of all years', () => {
  it('make the payment: each share to the penny, and each year as its lines say', () => {
    fc.assert(
      fc.property(anyPayment, ({ lines, parts }) => {
        const years = byYearAndShare(lines, parts);
        const columns = parts.map((_, n) => toText(sum(years.map((year) => year.parts[n]!))));
        expect(columns).toEqual(parts.map(toText));
        const rows = byYearAndShare(lines, [sum(parts)]);
        expect(years.map((year) => toText(sum(year.parts)))).toEqual(
          rows.map((row) => toText(row.parts[0]!)),
        );
      }),
    );
  });

  it('are by days: each is within a penny a line of what its days come to', () => {
    fc.assert(
      fc.property(anyLine, (one) => {
        fc.pre(one.amount.gt(0));
        for (const { year, parts } of byYearAndShare([one], [one.amount])) {
          const from = Temporal.PlainDate.compare(one.from, year.from) > 0 ? one.from : year.from;
          const to = Temporal.PlainDate.compare(one.to, year.to) < 0 ? one.to : year.to;
          const exact = one.amount
            .times(daysInclusive(from, to))
            .div(daysInclusive(one.from, one.to));
          expect(parts[0]!.minus(exact).abs().lt('0.01')).toBe(true);
        }
      }),
    );
  });

  it('are carried over every year end once: paid, prepayment and spending make the payment', () => {
    fc.assert(
      fc.property(anyPayment, fc.integer({ min: 2024, max: 2032 }), ({ lines, parts }, start) => {
        const { to } = yearFrom(start);
        const both = [true, false].map((paid) =>
          carriedOver(
            lines,
            parts.map((amount) => ({ amount, paid })),
            to,
          ),
        );
        const whole = parts.map((_, n) =>
          toText(both[0]![n]!.prepayment.plus(both[1]![n]!.accrual)),
        );
        expect(whole).toEqual(parts.map(toText));
      }),
    );
  });
});

describe('an order at the year end', () => {
  const order = (more: object = {}) => ({
    rate: money('92.50'),
    open: money('3607.50'),
    accepted: money('1000.00'),
    deliveries: [
      { from: day('2027-01-04'), to: day('2027-03-26'), delivered: new Decimal('12') },
      { from: day('2027-03-29'), to: day('2027-04-01'), delivered: new Decimal('2') },
      { from: day('2027-04-05'), to: day('2027-04-09'), delivered: new Decimal('1') },
    ],
    ...more,
  });

  it.each([
    ['counts what was delivered by then at the rate, by days over the end', {}, '248.75'],
    ['never more than is ordered', { open: money('1100.00') }, '100.00'],
    ['nothing where more was accepted', { accepted: money('2000.00') }, '0.00'],
    ['nothing where nothing was delivered', { deliveries: [] }, '0.00'],
  ])('%s', (_, more, accrual) => {
    expect(toText(orderAccrual(order(more), YEAR_END))).toBe(accrual);
  });

  it('is shared out by what each share committed', () => {
    const parts = byCommitment(money('100.00'), [money('1.00'), money('2.00')]);
    expect(parts.map(toText)).toEqual(['33.33', '66.67']);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { money, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import { aPayable } from '../support/payable.ts';
import { reject } from '../support/bank-matching.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** Payments whose terms change within the period that runs over 31 March, and such as come back. */
let book: Council;
let arrangement: string;
beforeEach(async () => {
  book = await council();
  arrangement = await aPayable(book);
});

const items = async (more = ''): Promise<any[]> =>
  (await ok(book.staff.finance.get(`/year-ends/2026/accruals${more}`), 200)).items;

/** What is paid ahead at the year's end, less what is owed: of the items, and by the arrangement. */
async function ahead(): Promise<{ items: string; arrangement: string }> {
  const net = (one: any) => money(one.prepayment).minus(money(one.accrual));
  const found = await items();
  const url = `/arrangements/${arrangement}/schedule/financial-years`;
  const years = await ok(book.staff.finance.get(url), 200);
  return {
    items: toText(found.map(net).reduce((a, b) => a.plus(b), money('0.00'))),
    arrangement: toText(net(years.items.find((one: any) => one.year === '2026/27'))),
  };
}

async function change(effectiveOn: string, amount: string): Promise<void> {
  const { caseworker, panel } = book.staff;
  const body = { follows: 1, effectiveOn, amount, reason: 'Review' };
  await ok(caseworker.post(`/arrangements/${arrangement}/versions`, body));
  await ok(panel.post(`/arrangements/${arrangement}/agreement`), 200);
}

describe('terms that change within the period over the year end', () => {
  it('count each day at its own terms, where the payment was made of both', async () => {
    book.on('2027-01-04');
    await change('2027-04-01', '20000.00');
    book.on('2027-02-22');
    await book.pay('2027-03-08');
    book.on('2027-04-12');
    // 769.23 x 24/28 is for the year; the four days of April are paid at 1,538.46.
    expect(await items()).toMatchObject([{ amount: '879.12', prepayment: '219.78' }]);
    expect(await ahead()).toEqual({ items: '219.78', arrangement: '219.78' });
  });

  it('count a difference for the days from which they changed', async () => {
    book.on('2027-02-22');
    await book.pay('2027-03-08');
    book.on('2027-03-10');
    await change('2027-03-18', '20000.00');
    // 769.23 x 18/28 more, of which 14 days are in the year: 384.62 is owed and 109.89 is paid ahead.
    const found = await items();
    const rows = found.map((one) => [one.amount, one.prepayment, one.accrual].join(' '));
    expect(new Set(rows)).toEqual(new Set(['494.51 0.00 384.62', '769.23 109.89 0.00']));
    book.on('2027-03-15');
    await book.pay('2027-03-25');
    book.on('2027-04-12');
    // By the arrangement the days of all terms are split once, and by payments twice.
    expect(await ahead()).toEqual({ items: '219.78', arrangement: '219.78' });
  });
});

describe('a payment that did not stay made', () => {
  it('is owed at the year end for its days up to it, as far as that was known', async () => {
    book.on('2027-02-22');
    const run = await book.pay('2027-03-08');
    await reject(book, run.id, 13);
    book.on('2027-04-12');
    const found = await items();
    expect(found).toHaveLength(13);
    expect(found.every((one) => one.prepayment === '0.00')).toBe(true);
    expect(await items('?knownAt=2020-01-01T00:00:00Z')).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Decimal, ZERO, money, sum, toText, type Decimal as Amount } from '../../src/money.ts';
import { addPerson, ok } from '../support/book.ts';
import {
  addPartner,
  notional,
  partnerBook,
  recharge,
  spend,
  type PartnerBook,
} from '../support/partner-book.ts';

const QUARTERS = [
  ['2026-04-06', '2026-06-30'],
  ['2026-07-01', '2026-09-30'],
  ['2026-10-01', '2026-12-31'],
  ['2027-01-01', '2027-03-31'],
] as const;
const AGREED = '12000.00';
const PENNY = new Decimal('0.01');

let book: PartnerBook;
beforeAll(async () => {
  book = await partnerBook();
});

/** Two to four funders whose parts, in twelfths, make one whole. */
const twelfths = fc
  .integer({ min: 2, max: 4 })
  .chain((count) =>
    fc.uniqueArray(fc.integer({ min: 1, max: 11 }), { minLength: count - 1, maxLength: count - 1 }),
  )
  .map((cuts) => {
    const edges = [0, ...cuts.toSorted((a, b) => a - b), 12];
    return edges.slice(1).map((edge, n) => edge - edges[n]!);
  });

/** Pennies spent one after the other in each quarter; of some, a part comes back in it. */
const quarters = fc.tuple(
  ...QUARTERS.map(() =>
    fc.array(
      fc.integer({ min: -9_999, max: 70_001 }).filter((n) => n !== 0),
      { maxLength: 3 },
    ),
  ),
);

async function fundersOf(count: number): Promise<string[]> {
  const made: string[] = [];
  for (const sector of ['education', 'health', 'social_care', 'health'].slice(0, count)) {
    const { id } = await ok(book.staff.finance.post('/funders', { name: randomUUID(), sector }));
    made.push(id);
  }
  return made;
}

/** What was recharged so far, and spent so far, in pounds. */
interface Sums {
  readonly byPartner: Map<string, Amount>;
  host: Amount;
  spent: Amount;
}

async function runQuarter(
  arrangement: string,
  sums: Sums,
  quarter: { days: readonly [string, string]; pennies: readonly number[] },
): Promise<void> {
  let [spentNow, hostNow] = [ZERO, ZERO];
  for (const pennies of quarter.pennies) {
    const amount = Decimal.max(new Decimal(pennies).div(100), sums.spent.plus(spentNow).negated());
    if (amount.isZero()) continue;
    const on = quarter.days[pennies % 2 === 0 ? 0 : 1];
    const parts = await spend(book.api.db, arrangement, { on, amount: toText(amount) });
    spentNow = spentNow.plus(amount);
    hostNow = hostNow.plus(parts[0]!);
  }
  book.setToday(Temporal.PlainDate.from(quarter.days[1]).add({ days: 3 }).toString());
  let recharged = ZERO;
  for (const [partner, before] of sums.byPartner) {
    const amount = await rechargedNow(partner);
    recharged = recharged.plus(amount);
    sums.byPartner.set(partner, before.plus(amount));
  }
  expect(toText(recharged.plus(hostNow))).toBe(toText(spentNow));
  sums.spent = sums.spent.plus(spentNow);
  sums.host = sums.host.plus(hostNow);
}

async function rechargedNow(partner: string): Promise<Amount> {
  const tried = await book.staff.finance.post(`/partners/${partner}/recharges`, {});
  // Where nothing is new, the next recharge goes on from the same day.
  if (tried.status !== 201) {
    expect(tried.body.type).toBe('/problems/nothing-due');
    return ZERO;
  }
  const { amount } = await ok(book.staff.approver.post(`/recharges/${tried.body.id}/issue`));
  return money(amount);
}

it('recharges of all funders make what was spent, each quarter and in all, and each its share', async () => {
  await fc.assert(
    fc.asyncProperty(twelfths, quarters, async (parts, spending) => {
      book.setToday('2026-04-15');
      const funders = await fundersOf(parts.length);
      const person = await addPerson(book.staff);
      const shares = funders.map((funderId, n) => ({ funderId, fraction: `${parts[n]}/12` }));
      const arrangement = await notional({ staff: book.staff, person }, AGREED, shares);
      const partners = funders.slice(1);
      for (const partner of partners) await addPartner(book, partner);
      const sums: Sums = {
        byPartner: new Map(partners.map((one) => [one, ZERO])),
        host: ZERO,
        spent: ZERO,
      };
      for (const [n, days] of QUARTERS.entries()) {
        await runQuarter(arrangement, sums, { days, pennies: spending[n]! });
        const all = sum(sums.byPartner.values()).plus(sums.host);
        expect(toText(all)).toBe(toText(sums.spent));
        for (const [place, partner] of partners.entries()) {
          const exact = sums.spent.times(parts[place + 1]!).div(12);
          const off = sums.byPartner.get(partner)!.minus(exact).abs();
          expect(off.lt(PENNY), `${off.toString()} off`).toBe(true);
        }
      }
    }),
    { numRuns: 8 },
  );
}, 120_000);

it('recharges quiet quarters together with the one in which something was spent', async () => {
  book.setToday('2026-04-15');
  const [, health] = await fundersOf(2);
  const person = await addPerson(book.staff);
  const [education] = await fundersOf(1);
  const arrangement = await notional({ staff: book.staff, person }, AGREED, [
    { funderId: education!, fraction: '1/2' },
    { funderId: health!, fraction: '1/2' },
  ]);
  await addPartner(book, health!);
  await spend(book.api.db, arrangement, { on: '2026-08-01', amount: '100.01' });
  book.setToday('2026-10-02');
  const first = await book.staff.finance.post(`/partners/${health}/recharges`, {
    to: '2026-06-30',
  });
  expect(first.body.type).toBe('/problems/nothing-due');
  const issued = await recharge(book, health!);
  expect(issued).toMatchObject({ from: '2026-04-01', to: '2026-09-30', amount: '50.00' });
});

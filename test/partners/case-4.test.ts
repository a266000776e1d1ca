import { beforeAll, describe, expect, it } from 'vitest';
import { sum, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import { balanceAt } from '../support/matching.ts';
import {
  addPartner,
  notional,
  partnerBook,
  recharge,
  spend,
  thirds,
  type PartnerBook,
} from '../support/partner-book.ts';

/** Case 4 of the worked cases: 20,000.00 in thirds, recharged by quarter on actuals. */
const QUARTERS = [
  { to: '2026-06-30', on: '2026-06-10', spend: '4321.45', parts: '1440.49 1440.48 1440.48' },
  { to: '2026-09-30', on: '2026-09-30', spend: '5000.01', parts: '1666.67 1666.67 1666.67' },
  { to: '2026-12-31', on: '2026-10-01', spend: '4999.99', parts: '1666.66 1666.67 1666.66' },
  { to: '2027-03-31', on: '2027-03-31', spend: '5678.55', parts: '1892.85 1892.85 1892.85' },
] as const;
const RECHARGED = ['1440.48', '1666.67', '1666.67', '1892.85'];

let book: PartnerBook;
let arrangement: string;
const issued: any[] = [];

beforeAll(async () => {
  book = await partnerBook();
  arrangement = await notional(book, '20000.00', thirds(book.funders));
  await addPartner(book, book.funders.health);
});

describe('case 4: a joint budget in thirds, recharged on actuals', () => {
  it.each(QUARTERS)('recharges the quarter to $to to the penny', async (quarter) => {
    book.setToday(Temporal.PlainDate.from(quarter.to).add({ days: 9 }).toString());
    const parts = await spend(book.api.db, arrangement, { on: quarter.on, amount: quarter.spend });
    expect(parts.map(toText).join(' ')).toBe(quarter.parts);
    expect(toText(sum(parts))).toBe(quarter.spend);
    issued.push(await recharge(book, book.funders.health));
    expect(issued.at(-1)).toMatchObject({
      state: 'issued',
      to: quarter.to,
      amount: RECHARGED[issued.length - 1],
      lines: 1,
    });
  });

  it('adds up to a third of the whole, to the penny', async () => {
    const [partner] = (await ok(book.staff.finance.get('/partners'), 200)).items;
    expect(partner).toMatchObject({ issued: '6666.67', received: '0.00', owed: '6666.67' });
    const account = `partner/health:${book.funders.health}`;
    const until = Temporal.PlainDate.from('2027-04-09');
    expect(await balanceAt(book.api.db, account, until)).toBe('6666.67');
    const half = await ok(book.staff.finance.get('/partners?on=2026-09-30'), 200);
    expect(half.items[0].owed).toBe('3107.15');
  });

  it('shows the last quarter with what was spent and recharged before', async () => {
    const found = await ok(book.staff.finance.get(`/recharges/${issued[3].id}`), 200);
    const figures = {
      spent: '20000.00',
      part: '6666.67',
      paidByPartner: '0.00',
      before: '4773.82',
      amount: '1892.85',
    };
    expect(found.totals).toEqual(figures);
    expect(found.items.items).toEqual([expect.objectContaining(figures)]);
    expect(found.items.items[0].arrangementId).toBe(arrangement);
  });

  it('has each quarter begin where the one before ended, and due by the rule', () => {
    expect(issued.map(({ from, to, dueOn }) => [from, to, dueOn])).toEqual([
      ['2026-04-01', '2026-06-30', '2026-08-08'],
      ['2026-07-01', '2026-09-30', '2026-11-08'],
      ['2026-10-01', '2026-12-31', '2027-02-08'],
      ['2027-01-01', '2027-03-31', '2027-05-09'],
    ]);
  });

  it('has nothing to recharge when nothing more was spent', async () => {
    book.setToday('2027-07-05');
    const answer = await book.staff.finance.post(`/partners/${book.funders.health}/recharges`, {});
    expect(answer.status).toBe(409);
    expect(answer.body.type).toBe('/problems/nothing-due');
  });
});

import { describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { council, instalmentOf, paidToTheMother } from '../support/turning-sixteen.ts';

describe('a payment of which one share stayed behind', () => {
  it('is owed for that share, though all its days are in the year (case 8)', async () => {
    const book = await council();
    const id = await paidToTheMother(book);
    book.on('2026-06-24');
    await book.pay('2026-06-29');
    const [whole, partly] = [await instalmentOf(book, id, 3), await instalmentOf(book, id, 4)];
    book.on('2027-04-12');
    const { items } = await ok(book.staff.finance.get('/year-ends/2026/accruals'), 200);
    const owed = (instalmentId: string) => items.find((one: any) => one.id === instalmentId);
    expect(owed(whole.id)).toBeUndefined();
    expect(owed(partly.id)).toMatchObject({
      accrual: '461.54',
      shares: [
        { source: 'education', amount: '461.54', accrual: '461.54' },
        { source: 'social_care', amount: '307.69', accrual: '0.00' },
      ],
    });
  });
});

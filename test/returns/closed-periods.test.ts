import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  MAY,
  accept,
  decidedBook,
  differencesOf,
  rowsOf,
  sent,
  type DecidedBook,
  type Held,
  type Move,
} from './decided-book.ts';

/** April was sent in on time, and accepted after its books and those of May were closed. */
let book: DecidedBook;
let amina: Held;

const PAID: Move = ['paid_in', '2026-04-02', '769.23'];
const JUNE = { from: '2026-06-01', to: '2026-06-30' };

beforeAll(async () => {
  book = await decidedBook();
  amina = await book.served();
  await book.pay('2026-04-02');
  book.on('2026-07-02');
}, 120_000);

const close = (closedThrough: string) =>
  ok(book.staff.finance.post('/period-closings', { closedThrough, reason: 'Month end' }));

describe('lines of a closed period', () => {
  it('count on their own day in the returns that follow', async () => {
    const april = await sent(
      book,
      rowsOf([{ of: amina, opening: '0.00', moves: [PAID, ['spending', '2026-04-20', '100.00']] }]),
    );
    await close('2026-05-31');
    await ok(accept(book, april));
    const { text } = await book.broker.get(
      `/returns/template?pooledAccountId=${book.account}&from=2026-05-01&to=2026-05-31`,
    );
    expect(text).toContain(`opening,,${amina.id},${amina.reference},669.23,`);
    const may = await sent(
      book,
      rowsOf([
        {
          of: amina,
          opening: '669.23',
          moves: [
            ['spending', '2026-05-06', '40.00'],
            ['refund', '2026-05-05', '30.00'],
          ],
        },
      ]),
      { period: MAY },
    );
    expect(await differencesOf(book, may)).toEqual([]);
    const check = await ok(book.staff.finance.get(`/returns/${may}/check`), 200);
    expect(check.items).toMatchObject([
      { ledgerOpening: '669.23', ledgerClosing: '669.23', expectedClosing: '659.23' },
    ]);
    // What came back on 5 May was spent on 20 April, and both took effect on 1 June.
    await ok(accept(book, may));
    const june = await sent(book, rowsOf([{ of: amina, opening: '659.23', moves: [] }]), {
      period: JUNE,
    });
    expect(await differencesOf(book, june)).toEqual([]);
  });
});

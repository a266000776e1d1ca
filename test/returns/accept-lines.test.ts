import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  APRIL,
  MAY,
  accept,
  decidedBook,
  heldBy,
  rowsOf,
  sent,
  type DecidedBook,
  type Held,
} from './decided-book.ts';

let book: DecidedBook;
let amina: Held;
let ben: Held;
let cara: Held;

const PAID = ['paid_in', '2026-04-02', '769.23'] as const;

beforeAll(async () => {
  book = await decidedBook();
  amina = await book.served();
  ben = await book.served();
  cara = await book.served({
    contribution: { weekly: '10.00', paid: 'net' },
    amount: undefined,
    weekly: '250.00',
  });
  await book.pay('2026-04-02');
  book.on('2026-06-15');
}, 120_000);

const spendingOf = async (id: string) =>
  (await ok(book.staff.finance.get(`/arrangements/${id}/spending`), 200)).items;

describe('accepting a return', () => {
  it('posts what was spent, the fees and what was given back, by share', async () => {
    const cPaid = ['paid_in', '2026-04-02', await paidTo(cara)] as const;
    const rows = rowsOf([
      {
        of: amina,
        opening: '0.00',
        moves: [
          PAID,
          ['spending', '2026-04-10', '700.01', 'equipment'],
          ['refund', '2026-04-20', '300.00', 'equipment'],
          // Covered only by what was given back.
          ['spending', '2026-04-25', '300.00'],
          ['fee', '2026-04-30', '10.00'],
        ],
      },
      { of: ben, opening: '0.00', moves: [PAID] },
      {
        of: cara,
        opening: '0.00',
        moves: [
          cPaid,
          ['contribution', '2026-04-03', '40.00'],
          ['spending', '2026-04-09', '100.00'],
        ],
      },
    ]);
    const id = await sent(book, rows);
    expect(await spendingOf(amina.id)).toEqual([]);
    // Two who accept it at once do so once.
    const both = await Promise.all([accept(book, id), accept(book, id)]);
    expect(new Set(both.map((one) => one.status))).toEqual(new Set([201, 409]));
    const done = both.find((one) => one.status === 201)!.body;
    expect(done).toMatchObject({ decided: 3, accepted: 3, submitted: 0 });

    expect((await spendingOf(amina.id)).map((one: any) => [one.spentOn, one.amount])).toEqual([
      ['2026-04-30', '10.00'],
      ['2026-04-25', '300.00'],
      ['2026-04-10', '700.01'],
    ]);
    // 3/5 and 2/5 of 769.23 are paid in; cumulatively of 710.01 spent, 426.01 and 284.00.
    expect(await heldBy(book, amina.id, '2026-04-10')).toEqual(['41.53', '27.69']);
    expect(await heldBy(book, amina.id, '2026-04-20')).toEqual(['221.53', '147.69']);
    expect(await heldBy(book, amina.id, '2026-04-30')).toEqual(['35.53', '23.69']);
    expect(await heldBy(book, ben.id, '2026-04-30')).toEqual(['461.54', '307.69']);
    const { receipts } = await ok(
      book.staff.finance.get(`/arrangements/${cara.id}/contributions`),
      200,
    );
    expect(receipts).toMatchObject([
      { source: 'contribution', receivedOn: '2026-04-03', amount: '40.00', paidInto: 'holder' },
    ]);
    expect(receipts[0].reference).toMatch(/^Return to 2026-04-30, row \d+$/);

    const again = await accept(book, id);
    expect([again.status, again.body.type]).toEqual([409, '/problems/state-does-not-allow']);
    const named = await accept(book, id, { arrangements: [amina.id] });
    expect(named.body.errors).toEqual([
      { where: 'body.arrangements.0', message: 'The arrangement is accepted already.' },
    ]);
    expect(await spendingOf(amina.id)).toHaveLength(3);
  });

  it('of which one line is not covered posts nothing, and names the arrangement', async () => {
    const rows = rowsOf([
      { of: amina, opening: '59.22', moves: [['spending', '2026-05-04', '60.00']] },
      { of: ben, opening: '769.23', moves: [['spending', '2026-05-04', '1.00']] },
      { of: cara, opening: await paidTo(cara), moves: [] },
    ]);
    const id = await sent(book, rows, { period: MAY });
    const refused = await accept(book, id);
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/not-covered']);
    expect(refused.body.shortfalls).toEqual([
      { account: 'held', arrangement: amina.id, available: '59.22', asked: '60.00' },
    ]);
    expect(await spendingOf(ben.id)).toEqual([]);
    const given = await sentAndRefused([
      ['refund', '2026-05-05', '800.00'],
      ['spending', '2026-05-06', '1.00'],
    ]);
    expect(given.body.shortfalls).toEqual([
      { account: 'spent', arrangement: amina.id, available: '710.01', asked: '800.00' },
    ]);
    // Ben's alone is accepted.
    const last = await ok(book.staff.finance.get('/returns'), 200);
    const { id: newest } = last.items.find((one: any) => one.state === 'submitted');
    expect(await ok(accept(book, newest, { arrangements: [ben.id] }))).toMatchObject({
      accepted: 1,
      submitted: 2,
    });
    expect(await spendingOf(ben.id)).toHaveLength(1);
  });
});

/** Replaces May's return for Amina by other lines, and has it refused. */
async function sentAndRefused(moves: readonly (readonly [string, string, string])[]) {
  const { items } = await ok(book.staff.finance.get('/returns'), 200);
  const { id } = items.find((one: any) => one.from === MAY.from);
  await ok(book.staff.finance.post(`/returns/${id}/sending-back`, { reason: 'Not covered' }));
  const rows = rowsOf([
    { of: amina, opening: '59.22', moves },
    { of: ben, opening: '769.23', moves: [['spending', '2026-05-04', '1.00']] },
    { of: cara, opening: await paidTo(cara), moves: [] },
  ]);
  const next = await sent(book, rows, { period: MAY, more: { replaces: id } });
  return accept(book, next);
}

async function paidTo(held: Held): Promise<string> {
  const { held: amount } = await ok(
    book.staff.finance.get(`/arrangements/${held.id}/money?on=${APRIL.from.slice(0, 8)}30`),
    200,
  );
  return amount;
}

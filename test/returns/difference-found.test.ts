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

let book: DecidedBook;
let amina: Held;
let ben: Held;

const PAID: Move = ['paid_in', '2026-04-02', '769.23'];

beforeAll(async () => {
  book = await decidedBook();
  amina = await book.served();
  ben = await book.served();
  await book.pay('2026-04-02');
  book.on('2026-06-15');
}, 120_000);

const inOrder = (found: readonly any[]): string[][] =>
  found.map((one) => [one.what, one.expected, one.found]).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Sends April in, and takes it back again. @returns what differed, as [what, expected, found] */
async function differs(rows: readonly object[]): Promise<string[][]> {
  const id = await sent(book, rows);
  const found = await differencesOf(book, id);
  await ok(book.staff.finance.post(`/returns/${id}/sending-back`, { reason: 'For the test' }));
  return inOrder(found);
}

const april = (moves: readonly Move[], opening = '0.00') => [
  { of: amina, opening, moves },
  { of: ben, opening: '0.00', moves: [PAID] },
];

describe('a return that agrees with ledger and bank', () => {
  it('opens no difference', async () => {
    const rows = rowsOf(
      april([PAID, ['spending', '2026-04-10', '100.00'], ['fee', '2026-04-30', '12.50']]),
    );
    expect(await differs(rows)).toEqual([]);
  });
});

describe('a difference is opened', () => {
  it('where the opening is not what the ledger has, with all that follows from it', async () => {
    const rows = rowsOf(april([PAID], '5.00'));
    expect(await differs(rows)).toEqual([
      ['closing', '769.23', '774.23'],
      ['opening', '0.00', '5.00'],
    ]);
  });

  it('where less came than was paid', async () => {
    const rows = rowsOf(april([['paid_in', '2026-04-02', '700.00']]));
    expect(await differs(rows)).toEqual([
      ['closing', '769.23', '700.00'],
      ['paid_in', '769.23', '700.00'],
    ]);
  });

  it('where more fees were taken than agreed: a month, and one funder more', async () => {
    const rows = rowsOf(april([PAID, ['fee', '2026-04-30', '12.51']]));
    expect(await differs(rows)).toEqual([['fee', '12.50', '12.51']]);
  });

  it('where the bank moved otherwise than the people, and ends elsewhere', async () => {
    const rows = rowsOf(april([PAID]), {
      bank: [
        ['2026-04-02', '1538.46'],
        ['2026-04-30', '-0.01'],
      ],
    });
    expect(await differs(rows)).toEqual([
      ['bank_movements', '1538.45', '1538.46'],
      ['people_and_bank', '1538.45', '1538.46'],
    ]);
  });
});

describe('with a return before it', () => {
  it('openings are compared with the last closings, whether or not that was accepted', async () => {
    const spent: Move = ['spending', '2026-04-10', '100.00'];
    const first = await sent(book, rowsOf(april([PAID, spent])));
    expect(await differencesOf(book, first)).toEqual([]);
    // April is not accepted: the ledger still has 769.23, of which 100.00 is known to be spent.
    const second = await sent(
      book,
      rowsOf(
        [
          { of: amina, opening: '669.22', moves: [] },
          { of: ben, opening: '769.23', moves: [] },
        ],
        { opening: '1438.40', bank: [] },
      ),
      { period: MAY },
    );
    const found = await differencesOf(book, second);
    expect(inOrder(found)).toEqual([
      ['bank_opening', '1438.46', '1438.40'],
      ['closing', '669.23', '669.22'],
      ['last_closing', '669.23', '669.22'],
      ['opening', '669.23', '669.22'],
      ['people_and_bank', '1438.40', '1438.45'],
    ]);
    expect(found.every((one) => one.state === 'open' && one.dueOn === '2026-07-13')).toBe(true);
    await ok(accept(book, first), 201);
    const check = await ok(book.staff.finance.get(`/returns/${second}/check?limit=1`), 200);
    expect(check.totals).toMatchObject({
      people: 2,
      ledgerOpening: '1438.46',
      opening: '1438.45',
      expectedClosing: '1438.46',
      closing: '1438.45',
    });
    expect(check.items).toHaveLength(1);
    const rest = await ok(
      book.broker.get(`/returns/${second}/check?limit=1&after=${check.next}`),
      200,
    );
    const everybody = [...check.items, ...rest.items];
    expect(everybody.find((one: any) => one.arrangementId === amina.id)).toMatchObject({
      state: 'submitted',
      ledgerOpening: '669.23',
      opening: '669.22',
      lastClosing: '669.23',
      difference: '-0.01',
    });
    expect(rest.next).toBeNull();
  });
});

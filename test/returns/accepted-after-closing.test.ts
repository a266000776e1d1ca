import { beforeAll, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import {
  accept,
  decidedBook,
  differencesOf,
  heldBy,
  rowsOf,
  sent,
  type DecidedBook,
  type Held,
  type SaidOf,
} from './decided-book.ts';

/** Two returns of April, which nobody accepts before the books of April are closed. */
let book: DecidedBook;
let amina: Held;
let ben: Held;
let first: string;
let second: string;
/** What Ben was paid, and with a contribution of 30.00 he spends 20.00 more than that. */
let paid: string;
beforeAll(async () => {
  book = await decidedBook();
  amina = await book.served();
  ben = await book.served({ contribution: { weekly: '10.00', paid: 'net' } });
  await book.pay('2026-04-02');
  book.on('2026-06-15');
  paid = toText(sum((await heldBy(book, ben.id, '2026-04-02')).map(money)));
  first = await send({ from: '2026-04-01', to: '2026-04-15' }, [
    {
      of: amina,
      opening: '0.00',
      moves: [
        ['paid_in', '2026-04-02', '769.23'],
        ['spending', '2026-04-10', '10.00'],
      ],
    },
  ]);
  second = await send({ from: '2026-04-16', to: '2026-04-30' }, [
    { of: amina, opening: '759.23', moves: [['refund', '2026-04-20', '4.00']] },
    {
      of: ben,
      opening: paid,
      moves: [
        ['contribution', '2026-04-17', '30.00'],
        ['spending', '2026-04-18', toText(money(paid).plus('20.00'))],
      ],
    },
  ]);
  const closing = { closedThrough: '2026-04-30', reason: 'April' };
  await ok(book.staff.finance.post('/period-closings', closing));
  await ok(accept(book, first));
});

/** Sends a return, and says of what differs why it does. */
async function send(period: object, people: readonly SaidOf[]): Promise<string> {
  const id = await sent(book, rowsOf(people), { period });
  for (const one of await differencesOf(book, id)) {
    const step = { step: 'explained', note: 'Only some are in this return.' };
    await ok(book.staff.finance.post(`/differences/${one.id}/steps`, step));
  }
  return id;
}

const heldAt = async (of: Held, on: string): Promise<string> =>
  toText(sum((await heldBy(book, of.id, on)).map(money)));

it('what came back is taken in, though what it came back of is in the books of a later day', async () => {
  await ok(accept(book, second, { arrangements: [amina.id] }));
  expect([await heldAt(amina, '2026-04-30'), await heldAt(amina, '2026-05-01')]).toEqual([
    '769.23',
    '763.23',
  ]);
});

it('what was spent is covered by a contribution that is in the books of the same day', async () => {
  await ok(accept(book, second, { arrangements: [ben.id] }));
  expect([await heldAt(ben, '2026-04-30'), await heldAt(ben, '2026-05-01')]).toEqual([
    paid,
    '10.00',
  ]);
});

import { beforeAll, expect, it } from 'vitest';
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

it('what has been recorded by hand since a return was sent in is not booked twice unseen', async () => {
  const { staff } = book;
  const id = await sent(
    book,
    rowsOf([
      { of: amina, opening: '0.00', moves: [PAID, ['spending', '2026-04-10', '100.00']] },
      { of: ben, opening: '0.00', moves: [PAID] },
    ]),
  );
  await ok(
    staff.finance.post(`/arrangements/${amina.id}/spending`, {
      spentOn: '2026-04-10',
      amount: '100.00',
      category: 'support',
      description: 'Tutor',
    }),
  );
  const refused = await accept(book, id);
  expect([refused.status, refused.body.state]).toEqual([409, 'differs']);
  expect(refused.body.differences).toEqual([
    { what: 'closing', arrangementId: amina.id, expected: '569.23', found: '669.23' },
  ]);
  expect(await heldBy(book, amina.id, '2026-04-30')).toEqual(['401.54', '267.69']);

  // Of whom nothing has changed is accepted all the same.
  await ok(accept(book, id, { arrangements: [ben.id] }));
  const query = { arrangementId: amina.id, text: 'Is this the tutor that we have already?' };
  await ok(staff.finance.post(`/returns/${id}/queries`, query));
  const [opened] = await differencesOf(book, id);
  expect(opened).toMatchObject({ what: 'closing', arrangementId: amina.id, state: 'open' });
  const named = { arrangements: [amina.id] };
  expect((await accept(book, id, named)).body.differences).toMatchObject([{ id: opened.id }]);
  const step = { step: 'explained', note: 'There were two lessons on the day.' };
  await ok(staff.finance.post(`/differences/${opened.id}/steps`, step));
  await ok(accept(book, id, named));
  expect(await heldBy(book, amina.id, '2026-04-30')).toEqual(['341.54', '227.69']);
});

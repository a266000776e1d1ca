import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  APRIL,
  accept,
  decidedBook,
  differencesOf,
  rowsOf,
  sent,
  type DecidedBook,
  type Held,
} from './decided-book.ts';

let book: DecidedBook;
let amina: Held;
let ben: Held;

beforeAll(async () => {
  book = await decidedBook();
  amina = await book.served();
  ben = await book.served();
  await book.pay('2026-04-02');
  book.on('2026-06-15');
}, 120_000);

/** Amina is said to have 0.01 less than was paid; Ben agrees. */
const aPennyShort = (by = book.broker) =>
  sent(
    book,
    rowsOf([
      { of: amina, opening: '0.00', moves: [['paid_in', '2026-04-02', '769.22']] },
      { of: ben, opening: '0.00', moves: [['paid_in', '2026-04-02', '769.23']] },
    ]),
    { by },
  );

describe('differences', () => {
  it('keep what they are about from being accepted, until each is explained', async () => {
    const { staff } = book;
    const id = await aPennyShort();
    const open = await differencesOf(book, id);
    open.sort((a, b) => (a.what < b.what ? -1 : 1));
    expect(open.map((one) => [one.what, one.arrangementId, one.difference])).toEqual([
      ['closing', amina.id, '-0.01'],
      ['paid_in', amina.id, '-0.01'],
    ]);
    const refused = await accept(book, id, { arrangements: [amina.id] });
    expect([refused.status, refused.body.state]).toEqual([409, 'differs']);
    expect(refused.body.differences).toHaveLength(2);
    // Ben has nothing to do with it.
    await ok(accept(book, id, { arrangements: [ben.id] }), 201);

    const step = (n: number, body: object) =>
      staff.finance.post(`/differences/${open[n].id}/steps`, body);
    const unexplained = await step(0, { step: 'explained' });
    expect(unexplained.body.errors[0].where).toBe('body.note');
    const uncorrected = await step(0, { step: 'corrected' });
    expect([uncorrected.status, uncorrected.body.expected]).toEqual([409, '769.23']);
    for (const n of [0, 1]) {
      const explained = await ok(
        step(n, { step: 'explained', note: 'The bank kept a penny' }),
        201,
      );
      expect(explained).toMatchObject({ state: 'explained', overdue: false });
      expect(explained.steps).toMatchObject([{ step: 'explained', note: 'The bank kept a penny' }]);
    }
    const again = await step(0, { step: 'explained', note: 'Again' });
    expect([again.status, again.body.state]).toEqual([409, 'explained']);
    expect(await ok(accept(book, id), 201)).toMatchObject({ accepted: 2, decided: 1 });
  });

  it('are seen to by who recorded the account, and can be handed over', async () => {
    const { staff, api } = book;
    const other = await book.served();
    const period = { from: '2026-05-01', to: '2026-05-31' };
    const id = await sent(book, rowsOf([{ of: other, opening: '1.00', moves: [] }]), { period });
    const [one] = await differencesOf(book, id);
    const me = await api.db.run(
      (tx) => tx.sql`select id from users where subject = 'finance_officer'`,
    );
    expect(one.ownerId).toBe(me[0]!.id);
    const caseworker = await api.db.run(
      (tx) => tx.sql`select id from users where subject = 'caseworker'`,
    );
    const unknown = await staff.finance.post(`/differences/${one.id}/steps`, {
      step: 'handed_over',
      ownerId: amina.id,
    });
    expect(unknown.body.type).toBe('/problems/record-unknown');
    const ownerId = caseworker[0]!.id;
    const handed = await ok(
      staff.finance.post(`/differences/${one.id}/steps`, { step: 'handed_over', ownerId }),
      201,
    );
    expect(handed).toMatchObject({ ownerId, state: 'open' });
    const theirs = await ok(staff.caseworker.get(`/differences?owner=${ownerId}&state=open`), 200);
    expect(theirs.items.map((each: any) => each.id)).toEqual([one.id]);
    // When the return goes back, nobody has to see to it any more.
    await ok(staff.caseworker.post(`/returns/${id}/sending-back`, { reason: 'Wrong month' }));
    const dropped = await ok(staff.finance.get(`/differences?state=dropped&what=${one.what}`), 200);
    expect(dropped.items.map((each: any) => each.id)).toContain(one.id);
    const tooLate = await staff.finance.post(`/differences/${one.id}/steps`, {
      step: 'explained',
      note: 'Late',
    });
    expect(tooLate.body.state).toBe('dropped');
  });

  it('are shown a page at a time, the soonest due first, and to the broker its own', async () => {
    const { staff, broker, api } = book;
    const first = await ok(staff.finance.get('/differences?limit=1'), 200);
    const second = await ok(staff.finance.get(`/differences?limit=1&after=${first.next}`), 200);
    expect(second.items[0].id).not.toBe(first.items[0].id);
    const all = await ok(broker.get('/differences'), 200);
    expect(all.items.length).toBeGreaterThan(2);
    const stranger = await api.as('broker', {
      sub: 'stranger',
      broker: '00000000-0000-4000-8000-000000000000',
    });
    expect((await ok(stranger.get('/differences'), 200)).items).toEqual([]);
    expect(APRIL.from < all.items[0].dueOn).toBe(true);
  });
});

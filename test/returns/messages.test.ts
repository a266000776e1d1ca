import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import {
  APRIL,
  accept,
  decidedBook,
  rowsOf,
  sent,
  type DecidedBook,
  type Held,
} from './decided-book.ts';

let book: DecidedBook;
let amina: Held;
let ben: Held;
let dan: Held & { readonly family: ApiUser };

beforeAll(async () => {
  book = await decidedBook();
  amina = await book.served();
  ben = await book.served();
  dan = await book.direct();
  await book.pay('2026-04-02');
  book.on('2026-06-15');
}, 120_000);

const paid = (of: Held) => ({
  of,
  opening: '0.00',
  moves: [['paid_in', '2026-04-02', '769.23'] as const],
});

describe("a broker's return", () => {
  it('is queried, answered, and accepted: first what was not queried, then by name', async () => {
    const { staff, broker } = book;
    const id = await sent(book, rowsOf([paid(amina), paid(ben)]));
    const query = await ok(
      staff.finance.post(`/returns/${id}/queries`, {
        arrangementId: amina.id,
        text: 'What was the tutor for?\nPlease send the bill.',
      }),
    );
    expect(query).toMatchObject({ kind: 'query', arrangementId: amina.id });
    const whole = await ok(
      staff.caseworker.post(`/returns/${id}/messages`, { kind: 'note', text: 'Late' }),
    );
    expect(whole).toMatchObject({ kind: 'note', arrangementId: null });
    await ok(
      broker.post(`/returns/${id}/messages`, {
        arrangementId: amina.id,
        text: 'For maths',
        kind: 'note',
      }),
    );
    const said = await ok(broker.get(`/returns/${id}/messages?limit=2`), 200);
    expect(said.items.map((one: any) => one.kind)).toEqual(['query', 'note']);
    const rest = await ok(broker.get(`/returns/${id}/messages?after=${said.next}`), 200);
    expect(rest.items).toMatchObject([{ kind: 'answer', text: 'For maths' }]);

    expect(await ok(accept(book, id))).toMatchObject({ decided: 1, accepted: 1, queried: 1 });
    const left = await accept(book, id);
    expect(left.body.detail).toContain('Name those that were queried');
    const tooLate = await staff.finance.post(`/returns/${id}/queries`, {
      arrangementId: ben.id,
      text: 'And this?',
    });
    expect(tooLate.body.state).toBe('accepted');
    const part = await staff.finance.post(`/returns/${id}/sending-back`, { reason: 'All wrong' });
    expect([part.status, part.body.state]).toEqual([409, 'accepted']);
    expect(await ok(accept(book, id, { arrangements: [amina.id] }))).toMatchObject({ accepted: 2 });
  });

  it('is not accepted by whoever sent it in, nor for people it does not declare', async () => {
    const { staff } = book;
    const period = { from: '2026-05-01', to: '2026-05-31' };
    const rows = rowsOf([
      { of: amina, opening: '769.23', moves: [] },
      { of: ben, opening: '769.23', moves: [] },
    ]);
    const id = await sent(book, rows, { period, by: staff.finance });
    const own = await staff.finance.post(`/returns/${id}/acceptance`, {});
    expect([own.status, own.body.type]).toEqual([403, '/problems/needs-a-second-person']);
    const unknown = await accept(book, id, { arrangements: [dan.id, amina.id] });
    expect(unknown.body.errors.map((one: any) => one.where)).toEqual(['body.arrangements.0']);
    const broker = await book.broker.post(`/returns/${id}/acceptance`, {});
    expect(broker.status).toBe(403);
    await ok(staff.finance.post(`/returns/${id}/queries`, { text: 'All of it?' }));
    const queried = await ok(staff.finance.get(`/returns/${id}/check`), 200);
    expect(queried.items.map((one: any) => one.state)).toEqual(['queried', 'queried']);
    await ok(staff.finance.post(`/returns/${id}/sending-back`, { reason: 'Send May again' }));
    const back = await ok(staff.finance.get(`/returns/${id}/messages`), 200);
    expect(back.items.map((one: any) => [one.kind, one.text])).toEqual([
      ['query', 'All of it?'],
      ['note', 'Send May again'],
    ]);
    expect((await accept(book, id)).body.state).toBe('sent_back');
  });
});

describe("a family's return", () => {
  it('is queried and answered about its whole account, and differs there too', async () => {
    const { staff } = book;
    const rows = rowsOf([paid(dan)], { bank: [['2026-04-02', '769.22']] });
    const body = { payeeId: dan.payeeId, ...APRIL, rows };
    const { return: kept } = await ok(dan.family.post('/returns', body));
    const found = await ok(dan.family.get('/differences'), 200);
    expect(found.items.map((one: any) => [one.what, one.arrangementId]).toSorted()).toEqual([
      ['bank_movements', null],
      ['people_and_bank', null],
    ]);
    const query = await ok(staff.finance.post(`/returns/${kept.id}/queries`, { text: 'A penny?' }));
    expect(query.arrangementId).toBeNull();
    await ok(dan.family.post(`/returns/${kept.id}/messages`, { text: 'A charge' }));
    const said = await ok(dan.family.get(`/returns/${kept.id}/messages`), 200);
    expect(said.items.map((one: any) => one.kind)).toEqual(['query', 'answer']);
    const url = `/returns/${kept.id}/messages`;
    const named = await ok(dan.family.post(url, { arrangementId: dan.id, text: 'Of it' }));
    expect(named.arrangementId).toBe(dan.id);
    // Nobody else's family, and no broker, has anything to do with it.
    const stranger = (await book.direct()).family;
    for (const other of [stranger, book.broker]) {
      for (const what of ['messages', 'check']) {
        expect((await other.get(`/returns/${kept.id}/${what}`)).status).toBe(404);
      }
      const message = await other.post(`/returns/${kept.id}/messages`, { text: 'Mine' });
      expect(message.status).toBe(404);
    }
  });
});

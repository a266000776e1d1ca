import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  APRIL,
  MAY,
  csvOf,
  returnBook,
  rowsOf,
  sendCsv,
  type Cells,
  type ReturnBook,
} from './book.ts';

let book: ReturnBook;
let first: string;

beforeAll(async () => {
  book = await returnBook();
  first = (await ok(send(rowsOf(book.amina, book.ben)))).return.id;
});

const send = (rows: readonly Cells[], replaces?: string) => {
  const more = replaces === undefined ? {} : { replaces };
  const query = { pooledAccountId: book.account, ...APRIL, ...more };
  return sendCsv(book.broker, query, csvOf(rows));
};

/** Decides on one arrangement of a return, around the routes that do it. */
const decide = (returnId: string, arrangementId: string, outcome: string) =>
  book.api.db.run(async (tx) => {
    await tx.sql`
      insert into return_decisions (return_id, arrangement_id, seq, outcome, decided_by, entry_id)
      select r.id, ${arrangementId}, (select count(*) + 1 from return_decisions d
        where d.return_id = r.id and d.arrangement_id = ${arrangementId}), ${outcome},
        ${tx.scope.user}, r.entry_id
      from holders_returns r where r.id = ${returnId}`;
  });

const stateOf = async (id: string): Promise<string> =>
  (await ok(book.broker.get(`/returns/${id}?limit=1`), 200)).state;

describe('a return in place of another', () => {
  it('is refused until somebody has asked for it', async () => {
    const answer = await send(rowsOf(book.amina), first);
    expect([refusalOf(answer), answer.body.state]).toEqual([
      [409, 'state-does-not-allow'],
      'submitted',
    ]);
  });

  it('is refused in place of one of another account', async () => {
    const { staff, dan } = book;
    const body = { payeeId: dan.payeeId, ...APRIL, rows: rowsOf(dan), replaces: first };
    const answer = await staff.caseworker.post('/returns', body);
    expect(refusalOf(answer)).toEqual([422, 'record-unknown', 'body.replaces']);
  });

  it('takes the place of one that was queried, once', async () => {
    const { amina, ben, broker } = book;
    await decide(first, amina.id, 'queried');
    expect(await stateOf(first)).toBe('queried');
    const { account } = book;
    const may = await broker.post('/returns', {
      pooledAccountId: account,
      ...MAY,
      replaces: first,
      rows: [
        { kind: 'account_opening', amount: '0.00' },
        { kind: 'account_closing', amount: '0.00' },
        ...['opening', 'closing'].map((kind) => ({
          kind,
          arrangement: amina.id,
          person: amina.person,
          amount: '0.00',
        })),
      ],
    });
    expect(refusalOf(may)).toEqual([422, 'dates-out-of-order', 'body.replaces']);
    const { return: second } = await ok(send(rowsOf(amina), first));
    expect(second).toMatchObject({ replaces: first, state: 'submitted', people: 1 });
    expect(await stateOf(first)).toBe('replaced');
    const replaced = await ok(broker.get('/returns?state=replaced'), 200);
    expect(replaced.items.map((one: any) => [one.id, one.replacedBy])).toEqual([
      [first, second.id],
    ]);
    const again = await send(rowsOf(ben), first);
    expect([refusalOf(again), again.body.state]).toEqual([
      [409, 'state-does-not-allow'],
      'replaced',
    ]);
    const file = await broker.post(`/returns/${first}/files?name=late.pdf`, '%PDF-1', {
      'content-type': 'application/pdf',
    });
    expect(refusalOf(file)).toEqual([409, 'state-does-not-allow']);
  });

  it('or of one that was sent back, which no longer stands in the way', async () => {
    const { amina, ben, broker } = book;
    const [second] = (await ok(broker.get('/returns?state=submitted'), 200)).items;
    await decide(second.id, amina.id, 'sent_back');
    expect(await stateOf(second.id)).toBe('sent_back');
    const { return: third } = await ok(send(rowsOf(amina, ben).toReversed(), second.id));
    expect(third.replaces).toBe(second.id);
  });

  it('is refused once something of the other is in the books', async () => {
    const { amina, ben, broker } = book;
    const [third] = (await ok(broker.get('/returns?state=submitted'), 200)).items;
    await decide(third.id, amina.id, 'accepted');
    expect(await stateOf(third.id)).toBe('part_accepted');
    await decide(third.id, ben.id, 'queried');
    expect(await stateOf(third.id)).toBe('queried');
    const answer = await send(rowsOf(ben), third.id);
    expect([refusalOf(answer), answer.body.state]).toEqual([
      [409, 'state-does-not-allow'],
      'accepted',
    ]);
    await decide(third.id, ben.id, 'accepted');
    expect(await stateOf(third.id)).toBe('accepted');
  });
});

it('two who send the same period at once: one is kept', async () => {
  const { elsewhere, cara } = book;
  const query = { pooledAccountId: elsewhere.account, ...APRIL };
  const answers = await Promise.all(
    [rowsOf(cara), rowsOf(cara).toReversed()].map((rows) =>
      sendCsv(elsewhere.broker, query, csvOf(rows)),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
});

import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  aStatement,
  anAccountWith,
  anExpectedRun,
  anOffice,
  exceptionsOf,
  matchWith,
  type Office,
} from '../support/exceptions.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';

/** The list of exceptions: what is due first, by whom, page by page; and what is done about one. */
let office: Office;
beforeAll(async () => {
  office = await anOffice();
});

const unknown = '00000000-0000-4000-8000-000000000000';

describe('the list of exceptions', () => {
  it('has what is due first first, sooner the larger the amount is', async () => {
    const { db, finance } = office;
    const { bankAccountId, lines } = await anAccountWith(db, [
      ['2026-04-10', '999.99'],
      ['2026-04-10', '1000.00'],
      ['2026-04-10', '-10000.00'],
      ['2026-03-20', '1.00'],
      ['2026-04-10', '-9999.99'],
    ]);
    const found = await exceptionsOf(finance, bankAccountId);
    const order = [3, 2, 4, 1, 0].map((n) => lines[n]);
    expect(found.map(({ about }) => about.lineId)).toEqual(order);
    expect(found.map(({ dueOn, overdue }) => [dueOn, overdue])).toEqual([
      ['2026-04-07', true],
      ['2026-04-13', true],
      ['2026-04-15', false],
      ['2026-04-15', false],
      ['2026-04-24', false],
    ]);
    const names = async (query: string) =>
      (await exceptionsOf(finance, bankAccountId, query)).map(({ about }) => about.lineId);
    expect(await names('&overdue=true')).toEqual(order.slice(0, 2));
    expect(await names('&overdue=false')).toEqual(order.slice(2));
    expect(await names('&kind=unidentified_payment')).toEqual([lines[2], lines[4]]);
    expect(await names('&kind=gap')).toEqual([]);
  });

  it('has all of them on its pages once, and those of all accounts together', async () => {
    const { db, finance } = office;
    const days = ['2026-04-01', '2026-04-02', '2026-04-03', '2026-04-03', '2026-04-03'];
    const { bankAccountId } = await anAccountWith(
      db,
      days.map((day, n) => [day, `${n + 1}.00`] as const),
    );
    const other = await anAccountWith(db, [['2026-04-02', '-3.00']]);
    const walk = async (query: string): Promise<any[]> => {
      const seen: any[] = [];
      let after = '';
      do {
        const url = `/exceptions?limit=2&${query}${after === '' ? '' : `&after=${after}`}`;
        const { items, next } = await ok(finance.get(url), 200);
        expect(items.length).toBeLessThanOrEqual(2);
        seen.push(...items);
        after = next ?? '';
      } while (after !== '');
      return seen;
    };
    const whole = await exceptionsOf(finance, bankAccountId);
    expect(whole).toHaveLength(5);
    expect(await walk(`bankAccount=${bankAccountId}`)).toEqual(whole);
    const all = await walk('');
    const those = all.filter((one) =>
      [bankAccountId, other.bankAccountId].includes(one.bankAccountId),
    );
    expect(those).toHaveLength(6);
    expect(new Set(all.map((one) => one.name)).size).toBe(all.length);
    expect(all.every(({ dueOn }, n) => n === 0 || all[n - 1].dueOn <= dueOn)).toBe(true);
  });

  it('is counted by kind', async () => {
    const { db, finance } = office;
    const { bankAccountId } = await anAccountWith(db, [
      ['2026-04-10', '5.00'],
      ['2026-03-02', '6.01'],
      ['2026-04-13', '-7.00'],
    ]);
    await anExpectedRun(db, bankAccountId, '20000.00', '2026-04-07');
    const { items } = await ok(
      finance.get(`/exceptions/summary?bankAccount=${bankAccountId}`),
      200,
    );
    expect(items).toEqual([
      { kind: 'unidentified_receipt', count: 2, sum: '11.01', overdue: 1, oldest: '2026-03-02' },
      { kind: 'unmatched_payment', count: 1, sum: '20000.00', overdue: 1, oldest: '2026-04-10' },
      { kind: 'unidentified_payment', count: 1, sum: '7.00', overdue: 0, oldest: '2026-04-13' },
    ]);
    const all = (await ok(finance.get('/exceptions/summary'), 200)).items;
    const [receipts] = all.filter((one: { kind: string }) => one.kind === 'unidentified_receipt');
    expect(receipts.count).toBeGreaterThan(2);
  });

  it('is refused for an account that is not there, and in a form that is wrong', async () => {
    const { finance, api } = office;
    const status = async (url: string) => (await finance.get(url)).status;
    expect(await status(`/exceptions?bankAccount=${unknown}`)).toBe(404);
    expect(await status(`/exceptions/summary?bankAccount=${unknown}`)).toBe(404);
    expect(await status('/exceptions?kind=other')).toBe(422);
    expect(await status('/exceptions?after=2026-02-30_unidentified_receipt:1')).toBe(422);
    expect(await status('/exceptions?after=2026-02-20_x')).toBe(422);
    expect(await status('/exceptions?limit=201')).toBe(422);
    expect(await status('/exceptions?overdue=maybe')).toBe(422);
    expect(await status('/exceptions?owner=nobody')).toBe(422);
    for (const kind of ['family', 'caseworker'] as const) {
      expect((await (await api.as(kind)).get('/exceptions')).status).toBe(403);
    }
    expect((await (await api.as('auditor')).get('/exceptions')).status).toBe(200);
  });
});

describe('what is done about an exception', () => {
  it('is who has it now, and notes, one after the other', async () => {
    const { db, finance, approver } = office;
    const { bankAccountId, lines } = await anAccountWith(db, [
      ['2026-04-10', '5.00'],
      ['2026-04-10', '6.00'],
    ]);
    const name = `unidentified_receipt:${lines[0]}`;
    const [first, second] = await db.run(
      (tx) => tx.sql<{ id: string }[]>`
        insert into users (issuer, subject) values ('test', 'one'), ('test', 'two') returning id`,
    );
    const url = `/exceptions/${name}`;
    const empty = await ok(finance.get(url), 200);
    expect([empty.steps, empty.exception.ownerId]).toEqual([[], null]);
    await ok(finance.post(`${url}/steps`, { owner: first!.id, note: 'Asked the bank.' }));
    await ok(finance.post(`${url}/steps`, { note: 'No answer yet.' }));
    const { steps, exception } = await ok(approver.post(`${url}/steps`, { owner: second!.id }));
    expect(steps.map((one: any) => [one.seq, one.ownerId, one.note])).toEqual([
      [1, first!.id, 'Asked the bank.'],
      [2, null, 'No answer yet.'],
      [3, second!.id, null],
    ]);
    expect(steps[0].by).toBe(steps[1].by);
    expect(steps[0].by).not.toBe(steps[2].by);
    expect([exception.ownerId, exception.notes]).toEqual([second!.id, 2]);
    const of = async (owner: string) =>
      (await exceptionsOf(finance, bankAccountId, `&owner=${owner}`)).map((one) => one.name);
    expect(await of(second!.id)).toEqual([name]);
    expect(await of(first!.id)).toEqual([]);
    expect(await of('none')).toEqual([`unidentified_receipt:${lines[1]}`]);
  });

  it('stays to be read when it was seen to, and nothing more is done then', async () => {
    const { db, finance } = office;
    const { bankAccountId, lines } = await anAccountWith(db, [['2026-04-10', '-5.00']]);
    const run = await anExpectedRun(db, bankAccountId, '5.00', '2026-04-10');
    const url = `/exceptions/unidentified_payment:${lines[0]}`;
    await ok(finance.post(`${url}/steps`, { note: 'For a pay run.' }));
    await matchWith(finance, lines[0]!, run.name);
    const { exception, steps } = await ok(finance.get(url), 200);
    expect([exception, steps.length]).toEqual([null, 1]);
    const refused = await finance.post(`${url}/steps`, { note: 'Too late.' });
    expect(refusalOf(refused).slice(0, 2)).toEqual([409, 'state-does-not-allow']);
    expect((await ok(finance.get(url), 200)).steps).toHaveLength(1);
  });

  it('is numbered one after the other when two do it at one moment', async () => {
    const { db, finance, approver } = office;
    const { lines } = await anAccountWith(db, [['2026-04-10', '5.00']]);
    const url = `/exceptions/unidentified_receipt:${lines[0]}`;
    const notes = [1, 2, 3, 4, 5, 6].map((n) =>
      (n % 2 === 0 ? finance : approver).post(`${url}/steps`, { note: `Note ${n}.` }),
    );
    expect((await Promise.all(notes)).map((one) => one.status)).toEqual(Array(6).fill(201));
    const { steps } = await ok(finance.get(url), 200);
    expect(steps.map((one: { seq: number }) => one.seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is refused with a reason', async () => {
    const { db, finance, api } = office;
    const { bankAccountId, lines } = await anAccountWith(db, [['2026-04-10', '5.00']]);
    const url = `/exceptions/unidentified_receipt:${lines[0]}`;
    const post = async (path: string, body: object) => refusalOf(await finance.post(path, body));
    expect(await post(`${url}/steps`, {})).toEqual([422, 'invalid-request', 'body.note']);
    expect(await post(`${url}/steps`, { owner: unknown })).toEqual([
      422,
      'record-unknown',
      'body.owner',
    ]);
    const payment = `/exceptions/unidentified_payment:${lines[0]}`;
    expect((await post(`${payment}/steps`, { note: 'x' }))[1]).toBe('state-does-not-allow');
    expect((await post('/exceptions/unidentified_payment:999999/steps', { note: 'x' }))[0]).toBe(
      404,
    );
    expect((await finance.get(payment)).status).toBe(404);
    expect((await finance.get('/exceptions/nonsense:1')).status).toBe(422);
    const auditor = await api.as('auditor');
    expect((await auditor.post(`${url}/steps`, { note: 'x' })).status).toBe(403);
    expect((await auditor.get(url)).status).toBe(200);
    expect((await exceptionsOf(finance, bankAccountId)).map((one) => one.notes)).toEqual([0]);
  });

  it('can be done about each kind that has a name of another form', async () => {
    const { db, finance } = office;
    const { id: bankAccountId } = await aBankAccount(db);
    const one = { bankAccountId, from: '2026-02-01', to: '2026-02-14' };
    await aStatement(db, { ...one, opening: '0.00', closing: '1.00' });
    const later = { bankAccountId, from: '2026-02-15', to: '2026-02-28' };
    const { statementId } = await aStatement(db, { ...later, opening: '2.00', closing: '3.00' });
    const run = await anExpectedRun(db, bankAccountId, '5.00', '2026-03-10');
    const names = [
      `gap:${statementId}`,
      `missing_statement:${bankAccountId}:2026-02-28`,
      `unmatched_payment:${run.name}`,
    ];
    for (const name of names) {
      const done = await ok(finance.post(`/exceptions/${name}/steps`, { note: 'Seen.' }));
      expect([done.exception.name, done.exception.notes]).toEqual([name, 1]);
    }
  });
});

import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { aBrokersAccount, aPayable, creditsOfRun, itemsOfRun } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, instalmentOf, type Council } from '../support/turning-sixteen.ts';

/** What goes into a pay run, and as which payments it leaves. Today is 31 March 2026. */
let book: Council;
beforeEach(async () => {
  book = await council();
});

const drawUp = (valueOn: string, more: object = {}, headers = {}): Promise<Answer> => {
  const body = { bankAccountId: book.bankAccountId, valueOn, ...more };
  return book.staff.finance.post('/pay-runs', body, headers);
};
const nth = async (arrangement: string, number: number): Promise<string> =>
  (await instalmentOf(book, arrangement, number)).id;
const withdraw = (id: string) =>
  ok(book.staff.finance.post(`/pay-runs/${id}/withdrawal`, { reason: 'Again' }), 200);

describe('a run', () => {
  it('has a payment of its own for each family, with the reference of its item', async () => {
    await aPayable(book);
    await aPayable(book);
    const run = await ok(drawUp('2026-04-02'));
    expect(run).toMatchObject({
      state: 'drawn_up',
      way: 'bacs',
      urgentReason: null,
      chosen: false,
      eachOnItsDay: false,
      valueOn: '2026-04-02',
      inputOn: '2026-03-31',
      items: 2,
      credits: 2,
      total: '1538.46',
      left: [],
    });
    const of = { valueOn: '2026-04-02', items: 1, amount: '769.23' };
    expect(await creditsOfRun(book, run.id)).toEqual([
      { reference: 'PB 000001 000001', ...of },
      { reference: 'PB 000001 000002', ...of },
    ]);
    const items = await itemsOfRun(book, run.id);
    expect(items.map((item) => item.credit)).toEqual(items.map((item) => item.reference));
  });

  it('pays what many people have with one broker as one payment, which says whose it is', async () => {
    const payeeId = await aBrokersAccount(book, 'Northern Managed Accounts');
    const pooled = { kind: 'third_party', payeeId };
    const theirs = [await aPayable(book, pooled), await aPayable(book, pooled)];
    const own = await aPayable(book);
    const run = await ok(drawUp('2026-04-02'));
    expect([run.items, run.credits, run.total]).toEqual([3, 2, '2307.69']);
    expect(run.kinds).toEqual([
      { kind: 'direct', items: 1, amount: '769.23' },
      { kind: 'third_party', items: 2, amount: '1538.46' },
    ]);
    const credits = await creditsOfRun(book, run.id);
    expect(credits.map((one) => [one.items, one.amount])).toEqual([
      [1, '769.23'],
      [2, '1538.46'],
    ]);
    expect(credits[1]!.reference).toBe('PB 000001 C000001');
    const items = await itemsOfRun(book, run.id);
    const behind = items.filter((item) => item.credit === 'PB 000001 C000001');
    expect(new Set(behind.map((item) => item.arrangementId))).toEqual(new Set(theirs));
    expect(items.find((item) => item.arrangementId === own).credit).toBe(credits[0]!.reference);
    await ok(book.staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
    await ok(book.staff.finance.post(`/pay-runs/${run.id}/release`), 200);
    const file = await book.staff.finance.get(`/pay-runs/${run.id}/bacs-file`);
    expect(file.text).toContain('PB 000001 C000001');
    expect(file.text.match(/PB 000001 0/g)).toHaveLength(1);
  });

  it('that is withdrawn leaves its payments due, as a further attempt of each', async () => {
    await aPayable(book);
    const first = await ok(drawUp('2026-04-02'));
    await withdraw(first.id);
    expect((await itemsOfRun(book, first.id)).map((item) => item.undone)).toEqual(['withdrawn']);
    const second = await ok(drawUp('2026-04-02'));
    expect([second.serial, second.items, second.total]).toEqual(['000002', 1, '769.23']);
    expect((await itemsOfRun(book, second.id))[0].undone).toBeNull();
    const rows = await book.api.db.run(
      (tx) => tx.sql`select attempt, tried from pay_run_items i
        join pay_run_item_shares s on s.item_id = i.id order by attempt, tried`,
    );
    expect(rows.map((row) => [row['attempt'], row['tried']])).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
      [2, 2],
    ]);
    expect(refusalOf(await drawUp('2026-04-02'))).toEqual([409, 'nothing-due']);
  });

  it('is drawn up once by each key, however often it is sent', async () => {
    await aPayable(book);
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => drawUp('2026-04-02', {}, key)));
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect((await ok(book.staff.finance.get('/pay-runs'), 200)).items).toHaveLength(1);
    expect(refusalOf(await drawUp('2026-05-01', {}, key))).toEqual([409, 'key-reused']);
  });
});

describe('the release of a run', () => {
  const approved = async (): Promise<string> => {
    await aPayable(book);
    const { id } = await ok(drawUp('2026-04-02'));
    await ok(book.staff.approver.post(`/pay-runs/${id}/approval`), 200);
    return id;
  };
  const release = (id: string, headers = {}): Promise<Answer> =>
    book.staff.finance.post(`/pay-runs/${id}/release`, undefined, headers);

  it('is refused once its file would come too late, and the run can be drawn up again', async () => {
    const id = await approved();
    book.on('2026-04-01');
    const late = await release(id);
    expect(refusalOf(late)).toEqual([409, 'state-does-not-allow']);
    expect(late.body.detail).toContain('had to be sent by 2026-03-31');
    await withdraw(id);
    expect((await ok(drawUp('2026-04-07'))).items).toBe(1);
  });

  it('happens once, whatever is sent again', async () => {
    const id = await approved();
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all([release(id, key), release(id, key), release(id, key)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    const other = await release(id);
    expect([...refusalOf(other), other.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'released',
    ]);
  });
});

describe('a run of chosen instalments', () => {
  it('pays these and no others that are due', async () => {
    const [one, two] = [await aPayable(book), await aPayable(book)];
    const instalmentIds = [await nth(one, 2)];
    const run = await ok(drawUp('2026-05-01', { instalmentIds }));
    expect([run.chosen, run.items, run.total]).toEqual([true, 1, '769.23']);
    const rest = await ok(drawUp('2026-05-01'));
    expect([rest.chosen, rest.items]).toEqual([false, 3]);
    const paid: string[] = (await itemsOfRun(book, rest.id)).map((item) => item.arrangementId);
    expect(paid.toSorted()).toEqual([one, two, two].toSorted());
  });

  it('names every one that is unknown, not due yet, in a run or replaced, by its place', async () => {
    const arrangement = await aPayable(book);
    const ids = await Promise.all([1, 2, 3].map((number) => nth(arrangement, number)));
    await ok(drawUp('2026-04-02'));
    const instalmentIds = [randomUUID(), ...ids];
    const answer = await drawUp('2026-05-01', { instalmentIds });
    expect([answer.status, answer.body.type]).toEqual([409, '/problems/nothing-due']);
    expect(answer.body.errors).toEqual([
      { where: 'body.instalmentIds.0', message: 'There is no instalment of this identifier.' },
      { where: 'body.instalmentIds.1', message: 'It is in the pay run 000001 already.' },
      {
        where: 'body.instalmentIds.3',
        message: 'It is due on 2026-06-01, and the run pays what is due by 2026-05-01.',
      },
    ]);
    const unknown = await drawUp('2026-05-01', { instalmentIds: [randomUUID()] });
    expect(refusalOf(unknown)).toEqual([422, 'record-unknown', 'body.instalmentIds.0']);
    expect((await ok(book.staff.finance.get('/pay-runs'), 200)).items).toHaveLength(1);
  });

  it('is refused with duplicates, without any, and with too many', async () => {
    const id = randomUUID();
    const twice = await drawUp('2026-04-02', { instalmentIds: [id, randomUUID(), id] });
    expect(refusalOf(twice)).toEqual([422, 'invalid-request', 'body.instalmentIds.2']);
    const none = await drawUp('2026-04-02', { instalmentIds: [] });
    expect(refusalOf(none)).toEqual([422, 'invalid-request', 'body.instalmentIds']);
    const many = Array.from({ length: 10_001 }, () => randomUUID());
    const tooMany = await drawUp('2026-04-02', { instalmentIds: many });
    expect(refusalOf(tooMany)).toEqual([422, 'invalid-request', 'body.instalmentIds']);
  });

  it('of ten thousand that are not there names each', async () => {
    const instalmentIds = Array.from({ length: 10_000 }, () => randomUUID());
    const answer = await drawUp('2026-04-02', { instalmentIds });
    expect([answer.status, answer.body.errors.length]).toEqual([422, 10_000]);
  });
});

describe('an urgent run', () => {
  const urgent = { way: 'faster_payments', urgentReason: 'The family has no money for food' };

  it('leaves by Faster Payments on the day itself, on any day of the week', async () => {
    const arrangement = await aPayable(book);
    book.on('2026-04-04');
    const instalmentIds = [await nth(arrangement, 1)];
    const run = await ok(drawUp('2026-04-04', { ...urgent, instalmentIds }));
    expect(run).toMatchObject({
      ...urgent,
      valueOn: '2026-04-04',
      inputOn: '2026-04-04',
      items: 1,
    });
    const { staff } = book;
    await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
    await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
    const { items } = await ok(staff.finance.get(`/pay-runs/${run.id}/files`), 200);
    expect(items.map((file: any) => file.format)).toEqual(['pain_001_001_09']);
  });

  it('is not released after its day', async () => {
    await aPayable(book);
    const run = await ok(drawUp('2026-04-02', urgent));
    await ok(book.staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
    book.on('2026-04-03');
    const late = await book.staff.finance.post(`/pay-runs/${run.id}/release`);
    expect(refusalOf(late)).toEqual([409, 'state-does-not-allow']);
    expect(late.body.detail).toContain('2026-04-02');
  });

  it.each<[string, object, string]>([
    ['without a reason', { way: 'faster_payments' }, 'body.urgentReason'],
    ['with an empty reason', { ...urgent, urgentReason: ' ' }, 'body.urgentReason'],
    ['by Bacs with a reason', { urgentReason: 'Now' }, 'body.urgentReason'],
    ['over several days', { ...urgent, eachOnItsDay: true }, 'body.eachOnItsDay'],
    ['by another way', { ...urgent, way: 'chaps' }, 'body.way'],
  ])('is refused %s', async (_what, more, where) => {
    expect(refusalOf(await drawUp('2026-04-02', more))).toEqual([422, 'invalid-request', where]);
  });

  it('is refused for a past day, and beyond the calendar', async () => {
    for (const valueOn of ['2026-03-30', '2029-01-02']) {
      const answer = await drawUp(valueOn, urgent);
      expect(refusalOf(answer)).toEqual([422, 'not-a-working-day', 'body.valueOn']);
    }
  });
});

describe('a run of several days', () => {
  it('pays each on its own day, and what is late on the first day there is', async () => {
    const payeeId = await aBrokersAccount(book, 'Northern Managed Accounts');
    const pooled = { kind: 'third_party', payeeId };
    await aPayable(book);
    await aPayable(book, pooled);
    await aPayable(book, pooled);
    book.on('2026-04-08');
    const run = await ok(drawUp('2026-05-01', { eachOnItsDay: true }));
    expect(run).toMatchObject({
      eachOnItsDay: true,
      valueOn: '2026-05-01',
      inputOn: '2026-04-08',
      items: 6,
      credits: 4,
    });
    const credits = await creditsOfRun(book, run.id);
    expect(credits.map((one) => [one.reference, one.valueOn, one.items])).toEqual([
      [expect.stringMatching(/^PB 000001 00000[1-6]$/), '2026-04-10', 1],
      [expect.stringMatching(/^PB 000001 00000[1-6]$/), '2026-05-01', 1],
      ['PB 000001 C000001', '2026-04-10', 2],
      ['PB 000001 C000002', '2026-05-01', 2],
    ]);
    const { staff } = book;
    await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
    await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
    const days = await book.api.db.run(
      (tx) => tx.sql`
        select e.effective_on as day, count(*)::int as entries from entries e
        join entry_kinds k on k.id = e.kind where k.name = 'payment' group by 1 order by 1`,
    );
    expect(days.map((row) => [row['day'], row['entries']])).toEqual([
      ['2026-04-10', 3],
      ['2026-05-01', 3],
    ]);
  });

  it('has its file sent by the day of its first payment', async () => {
    await aPayable(book);
    book.on('2026-04-08');
    const [first] = (await ok(drawUp('2026-04-10'))).left;
    expect(first).toBeUndefined();
    const run = await ok(drawUp('2026-05-05', { eachOnItsDay: true }));
    expect([run.items, run.inputOn, run.valueOn]).toEqual([1, '2026-04-29', '2026-05-05']);
    expect((await creditsOfRun(book, run.id)).map((one) => one.valueOn)).toEqual(['2026-05-01']);
  });

  it('reaches no further ahead than Bacs takes it', async () => {
    await aPayable(book);
    // Made today, a file is processed from 1 April and up to 31 days later, 2 May, a Saturday.
    const late = await drawUp('2026-05-06', { eachOnItsDay: true });
    expect(refusalOf(late)).toEqual([422, 'not-a-working-day', 'body.valueOn']);
    expect(late.body.errors[0].message).toContain('up to 2026-05-02');
    await ok(drawUp('2026-05-05', { eachOnItsDay: true }));
  });
});

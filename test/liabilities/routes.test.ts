import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { aPayable } from '../support/payable.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

let book: Council;
let id: string;

beforeAll(async () => {
  book = await council();
  id = await aPayable(book);
  await book.pay('2026-04-02');
  book.on('2026-05-01');
}, 60_000);

const record = (body: object, by: ApiUser = book.staff.finance) =>
  by.post(`/arrangements/${id}/liabilities`, {
    kind: 'redundancy',
    employee: 'PA1',
    amount: '120.00',
    cause: 'became_due',
    onDay: '2026-04-20',
    ...body,
  });

describe('liabilities', () => {
  it('rise and fall, by kind and assistant, and are taken off what is free', async () => {
    const { staff } = book;
    await ok(record({ dueOn: '2026-05-31' }), 201);
    await ok(record({ kind: 'wages', amount: '80.01' }, staff.caseworker), 201);
    const recorded = await ok(record({ kind: 'wages', employee: 'PA2', amount: '10.00' }), 201);
    expect(recorded.liabilities.map((one: any) => [one.kind, one.employee, one.amount])).toEqual([
      ['redundancy', 'PA1', '120.00'],
      ['wages', 'PA1', '80.01'],
      ['wages', 'PA2', '10.00'],
    ]);
    expect(recorded.liabilities[0].movements).toMatchObject([
      { amount: '120.00', cause: 'became_due', dueOn: '2026-05-31', returnId: null },
    ]);
    await ok(record({ kind: 'wages', amount: '-80.01', cause: 'paid', onDay: '2026-04-25' }), 201);

    const before = await ok(
      staff.auditor.get(`/arrangements/${id}/liabilities?on=2026-04-24`),
      200,
    );
    expect(before.total).toBe('210.01');
    const money = await ok(staff.auditor.get(`/arrangements/${id}/money`), 200);
    expect(money).toMatchObject({
      on: '2026-05-01',
      held: '769.23',
      liabilities: [
        { kind: 'redundancy', amount: '120.00' },
        { kind: 'wages', amount: '10.00' },
      ],
      owed: '130.00',
      free: '639.23',
      // 10,000.00 over 364 days: eight weeks of 192.307692...
      mayKeep: '1538.46',
      above: '0.00',
    });
    expect(money.shares.map((one: any) => one.held)).toEqual(['461.54', '307.69']);
    const earlier = await ok(staff.auditor.get(`/arrangements/${id}/money?on=2026-04-01`), 200);
    expect([earlier.held, earlier.owed]).toEqual(['0.00', '0.00']);
  });

  it('are never below zero, and rise and fall by what causes it', async () => {
    const over = await record({ amount: '-120.01', cause: 'paid' });
    expect([over.status, over.body.type]).toEqual([409, '/problems/not-covered']);
    expect(over.body.shortfalls).toMatchObject([{ available: '120.00', asked: '120.01' }]);
    const none = await record({ employee: 'PA9', amount: '-1.00', cause: 'no_longer_due' });
    expect(none.body.shortfalls[0].available).toBe('0.00');
    const wrong = await record({ amount: '5.00', cause: 'paid', employee: 'No name!' });
    expect(wrong.status).toBe(422);
    const sign = await record({ amount: '5.00', cause: 'paid' });
    expect(sign.body.errors).toMatchObject([{ where: 'body.amount' }]);
    const due = await record({ dueOn: '2026-04-19' });
    expect(due.body.type).toBe('/problems/dates-out-of-order');
    await ok(record({ amount: '-120.00', cause: 'no_longer_due' }), 201);
  });

  it('are not owed twice by two who record at once', async () => {
    await ok(record({ kind: 'insurance', amount: '10.00' }), 201);
    const paid = { kind: 'insurance', amount: '-10.00', cause: 'paid' };
    const both = await Promise.all([record(paid), record(paid)]);
    expect(new Set(both.map((one) => one.status))).toEqual(new Set([201, 409]));
  });

  it('are not of a notional arrangement, nor to be seen by other families', async () => {
    const once = { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' };
    const notional = await aPayable(book, { kind: 'notional', payeeId: undefined, schedule: once });
    const refused = await book.staff.finance.post(`/arrangements/${notional}/liabilities`, {
      kind: 'wages',
      employee: 'PA1',
      amount: '1.00',
      cause: 'became_due',
      onDay: '2026-04-20',
    });
    expect([refused.status, refused.body.state]).toEqual([409, 'notional']);
    const family = await book.api.as('family', { sub: 'somebody-elses' });
    for (const what of ['liabilities', 'money']) {
      expect((await family.get(`/arrangements/${id}/${what}`)).status).toBe(404);
    }
  });
});

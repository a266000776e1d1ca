import { beforeAll, describe, expect, it } from 'vitest';
import { addBudget, addPerson, caseOne, ok } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { refusalOf } from '../support/refusal.ts';
import { add } from '../support/sums.ts';
import { agreed, BALANCES } from '../support/terms.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** Terms that change while payments are in pay runs, which are then released or withdrawn. */
let book: Council;
beforeAll(async () => {
  book = await council();
});

async function anArrangement(more: object = {}): Promise<string> {
  const person = await addPerson(book.staff);
  const budget = await addBudget(book.staff, person);
  const id = await agreed(book.staff, budget, caseOne(person, book.funders, more));
  await putOnFile(book.staff, id);
  return id;
}

const propose = (id: string, more: object) =>
  ok(book.staff.caseworker.post(`/arrangements/${id}/versions`, { reason: 'Review', ...more }));
const agree = (id: string) => book.staff.panel.post(`/arrangements/${id}/agreement`);
const drawUp = (valueOn: string) =>
  book.staff.finance.post('/pay-runs', { bankAccountId: book.bankAccountId, valueOn });
const withdraw = (id: string) =>
  ok(book.staff.approver.post(`/pay-runs/${id}/withdrawal`, { reason: 'Not yet' }), 200);
const schedule = async (id: string): Promise<any[]> =>
  (await ok(book.staff.finance.get(`/arrangements/${id}/schedule`), 200)).items;
const entitlement = (id: string): Promise<any> =>
  ok(book.staff.finance.get(`/arrangements/${id}/entitlement`), 200);
const committed = async (id: string): Promise<string> => {
  const rows = await book.api.db.run((tx) =>
    tx.sql.unsafe<{ name: string; balance: string }[]>(BALANCES, [id]),
  );
  const mine = rows.filter((row) => row.name.startsWith('committed/'));
  return add(mine.map(({ balance }) => ({ amount: balance })));
};

describe('a payment that makes good another, whose run is withdrawn afterwards', () => {
  let id: string;
  let second: { id: string; total: string };
  beforeAll(async () => {
    book.on('2026-03-23');
    id = await anArrangement();
    const first = (await ok(drawUp('2026-04-02'))).id;
    await propose(id, { follows: 1, effectiveOn: '2026-04-20', amount: '12000.00' });
    await ok(agree(id), 200);
    book.on('2026-04-15');
    const run = await ok(drawUp('2026-05-01'));
    second = run;
    await withdraw(first);
  });

  it('leaves what is due as it was', async () => {
    expect(second.total).toBe('1000.00');
    const { total, payments, overpaid } = await entitlement(id);
    expect([total, overpaid]).toEqual(['11923.08', '0.00']);
    // The second payment of 1,000.00 is 76.92 more than its period, which the first has less.
    expect(payments[0]).toMatchObject({ number: 1, amount: '769.23' });
    expect(payments[0].lines.map((one: any) => [one.what, one.amount])).toEqual([
      ['period', '846.16'],
      ['difference', '-76.93'],
    ]);
    expect(add(await schedule(id))).toBe('11923.08');
  });

  it('lets the terms be changed again, and pays all of it once', async () => {
    await propose(id, { follows: 2, effectiveOn: '2026-06-01', amount: '13000.00' });
    await ok(agree(id), 200);
    const rows = await schedule(id);
    expect(rows.slice(0, 3).map((row) => [row.number, row.amount, row.state])).toEqual([
      [1, '769.23', 'scheduled'],
      [2, '1000.00', 'in_a_run'],
      [3, '1000.00', 'scheduled'],
    ]);
    expect(add(rows)).toBe('12769.23');
    expect(await committed(id)).toBe('12769.23');
    await ok(book.staff.approver.post(`/pay-runs/${second.id}/approval`), 200);
    await ok(book.staff.finance.post(`/pay-runs/${second.id}/release`), 200);
    expect((await book.pay('2026-06-01')).total).toBe('1769.23');
    const { total, payments, overpaid } = await entitlement(id);
    expect([total, add(payments), overpaid]).toEqual(['12769.23', '10000.00', '0.00']);
  });
});

describe('an end while the last payments that are due are in a run', () => {
  let id: string;
  let run: { id: string; serial: string };
  const end = { follows: 1, effectiveOn: '2026-04-06', end: true, withoutNotice: 'died' };
  const other = { schedule: { ...caseOne({} as never, {} as never).schedule, instalments: 2 } };
  beforeAll(async () => {
    book.on('2026-03-23');
    id = await anArrangement(other);
    run = await ok(drawUp('2026-04-02'));
    await propose(id, end);
  });

  it('waits until the run is released or withdrawn', async () => {
    const early = await agree(id);
    expect(refusalOf(early)).toEqual([409, 'state-does-not-allow']);
    expect(early.body).toMatchObject({ state: 'in_a_run', runs: [run.serial] });
    expect(early.body.detail).toContain('5000.00');
  });

  it('leaves nothing to pay, once the run was withdrawn', async () => {
    await withdraw(run.id);
    await ok(agree(id), 200);
    expect([await schedule(id), await committed(id)]).toEqual([[], '0.00']);
    expect(refusalOf(await drawUp('2026-04-02'))).toEqual([409, 'nothing-due']);
  });

  it('is too much paid, once the run was released', async () => {
    const paid = await anArrangement(other);
    await book.pay('2026-04-02');
    await propose(paid, end);
    await ok(agree(paid), 200);
    expect(await entitlement(paid)).toMatchObject({
      total: '0.00',
      overpaid: '5000.00',
      overpaidParts: [{ amount: '3000.00' }, { amount: '2000.00' }],
      payments: [],
    });
    expect(await schedule(paid)).toMatchObject([{ amount: '5000.00', state: 'released' }]);
    expect(await committed(paid)).toBe('0.00');
  });

  it('goes through where what is to come can make up for it', async () => {
    const running = await anArrangement();
    const { id: drawn } = await ok(drawUp('2026-04-02'));
    await propose(running, { ...end, effectiveOn: '2026-07-01' });
    await ok(agree(running), 200);
    await withdraw(drawn);
    expect(add(await schedule(running))).toBe((await entitlement(running)).total);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { addPayees } from '../../../src/payees/store.ts';
import { addBrokers } from '../../../src/brokers/store.ts';
import { addPerson, ok } from '../../support/book.ts';
import {
  addFamily,
  arucs,
  payingCouncil,
  type Credit,
  type Paying,
} from '../../support/answering.ts';

/** Three people whose money goes to one broker as one credit, and one family paid by itself. */
let book: Paying;
let run: any;
let pooled: Credit;
const arrangements: string[] = [];
beforeEach(async () => {
  book = await payingCouncil(1);
  const { caseworker, finance } = book.staff;
  const payeeId = await book.api.db.run(async (tx) => {
    const [brokerId] = await addBrokers(tx, ['North Support']);
    const [id] = await addPayees(tx, [
      { beneficiaryId: null, brokerId: brokerId!, relationship: 'broker', name: 'North Support' },
    ]);
    return id!;
  });
  const details = {
    sortCode: '20-00-00',
    accountNumber: '12345679',
    accountName: 'North Support',
    accountUse: 'pooled',
  };
  const { id } = await ok(caseworker.post(`/payees/${payeeId}/bank-details`, details));
  await ok(finance.post(`/bank-details/${id}/check`, { method: 'call_back' }), 200);
  arrangements.length = 0;
  for (let n = 0; n < 3; n += 1) {
    const person = await addPerson(book.staff);
    const arrangement = { kind: 'third_party', payeeId };
    arrangements.push((await addFamily(book, { person, arrangement })).arrangement);
  }
  run = await book.pay('2026-04-02');
  pooled = (await book.credits(run.id)).find((one) => one.reference.includes(' C'))!;
  book.on('2026-04-08');
});

const back = (code: string) =>
  ok(book.receive(arucs([{ reference: pooled.reference, code, amount: '2307.69' }])));
const held = () => Promise.all(arrangements.map((one) => book.balance('held', one)));

describe("a broker's credit that comes back", () => {
  it('reopens what every person has in it, and nothing else', async () => {
    expect([pooled.amount, pooled.reference]).toEqual(['2307.69', 'PB 000001 C000001']);
    expect((await back('C')).outcomes).toEqual({ returned: 1 });
    expect(await held()).toEqual(['0.00', '0.00', '0.00']);
    expect(await book.balance('held', book.families[0]!.arrangement)).toBe('769.23');
    const { items } = await ok(book.staff.finance.get('/returned-credits'), 200);
    expect(items).toMatchObject([{ amount: '2307.69', items: 3 }]);
    const { bankAccountId, staff } = book;
    const drawUp = () => staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-14' });
    expect((await drawUp()).status).toBe(409);
    const placed = (await ok(staff.finance.get('/payment-holds?limit=200'), 200)).items;
    for (const { id } of placed) {
      await ok(staff.finance.post(`/payment-holds/${id}/ending`, { reasons: 'Pay it.' }));
    }
    const again = await ok(drawUp());
    expect([again.items, again.total]).toEqual([3, '2307.69']);
  });

  it('holds the payments of all of them where its details are wrong', async () => {
    await back('5');
    const holds = await book.api.db.run(
      (tx) => tx.sql<{ arrangement: string }[]>`
        select arrangement_id as arrangement from payment_holds where reason = 'bank_details'`,
    );
    expect(holds.map((one) => one.arrangement).toSorted()).toEqual(arrangements.toSorted());
    const tasks = (await book.tasks()).filter((task) => task.kind === 'bank_details_returned');
    expect(tasks).toMatchObject([{ about: pooled.id, beneficiaryId: null, arrangementId: null }]);
  });

  it('because its account holder has died says nothing of the people', async () => {
    await back('2');
    const reasons = await book.api.db.run((tx) => tx.sql`select reason from payment_holds`);
    // Only what came back is held, of each, until somebody has asked.
    expect(reasons.map((row) => row['reason'])).toEqual(['query', 'query', 'query']);
    expect((await book.tasks()).map((task) => task.kind).toSorted()).toEqual([
      'answer_unclear',
      'credit_expected',
    ]);
  });

  it('stays as it is where one of them has spent of it', async () => {
    const spent = {
      amount: '1.00',
      category: 'support',
      description: 'Tutor',
      spentOn: '2026-04-07',
    };
    await ok(book.staff.finance.post(`/arrangements/${arrangements[1]}/spending`, spent));
    expect((await back('C')).outcomes).toEqual({ not_covered: 1 });
    expect(await held()).toEqual(['769.23', '768.23', '769.23']);
  });
});

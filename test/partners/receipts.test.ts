import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { balanceAt, importLines, postMatch } from '../support/matching.ts';
import {
  addPartner,
  notional,
  partnerBook,
  recharge,
  spend,
  statusesOf,
  thirds,
  type PartnerBook,
} from '../support/partner-book.ts';
import { aBankAccount, aReleasedRun } from '../support/released-run.ts';

let book: PartnerBook;
let partner: string;
let bank: PartnerBook['bank'];
let recharges: any[];

/** Three recharges, of 100.00, 200.00 and 300.00, are owed by the health partner. */
beforeAll(async () => {
  book = await partnerBook();
  partner = book.funders.health;
  bank = book.bank;
  const arrangement = await notional(book, '9000.00', thirds(book.funders));
  await addPartner(book, partner);
  recharges = [];
  for (const [on, amount] of [
    ['2026-04-10', '300.00'],
    ['2026-05-10', '600.00'],
    ['2026-06-10', '900.00'],
  ] as const) {
    await spend(book.api.db, arrangement, { on, amount });
    book.setToday(on);
    recharges.push(await recharge(book, partner, on));
  }
  book.setToday('2026-07-10');
});

let number = 0;
function receipt(amount: string, more: object = {}) {
  number += 1;
  return book.staff.finance.post(`/partners/${partner}/receipts`, {
    receivedOn: '2026-07-01',
    amount,
    reference: `ICB ${number}`,
    bankAccountId: bank.id,
    ...more,
  });
}

const owed = async (): Promise<string> =>
  (await ok(book.staff.finance.get('/partners'), 200)).items[0].owed;

describe('money from a partner', () => {
  it('is recharged as it was spent', async () => {
    expect(recharges.map((one) => one.amount)).toEqual(['100.00', '200.00', '300.00']);
    expect(await owed()).toBe('600.00');
  });

  it('proposes the lines of the statement that could be it, with rivals', async () => {
    const [first, second] = await importLines(book.api.db, bank, [
      ['2026-04-20', '300.00', { reference: 'ICB KENT' }],
      ['2026-04-21', '300.00', { reference: 'SOMEBODY' }],
      ['2026-04-22', '123.45'],
      ['2026-04-23', '-300.00'],
    ]);
    const { items } = await ok(book.staff.finance.get(`/partners/${partner}/bank-lines`), 200);
    expect(items.map((one: any) => [one.line.id, one.rivals])).toEqual([
      [second, [first]],
      [first, [second]],
    ]);
    const sets = items[0].sets.map((set: any[]) => set.map((one) => one.number));
    expect(sets).toEqual([[3], [1, 2]]);
  });

  it('takes a line of the statement once, and only one that is it', async () => {
    const { items } = await ok(book.staff.finance.get(`/partners/${partner}/bank-lines`), 200);
    const line = items[1].line;
    const wrong = await receipt('299.00', { bankLineId: line.id });
    expect(wrong.body.type).toBe('/problems/match-not-possible');
    expect(wrong.body.errors.map((one: any) => one.where)).toEqual([
      'body.amount',
      'body.receivedOn',
    ]);
    const other = await aBankAccount(book.api.db);
    const elsewhere = await receipt('300.00', {
      bankLineId: line.id,
      receivedOn: line.bookedOn,
      bankAccountId: other.id,
    });
    expect(elsewhere.body.errors[0].where).toBe('body.bankAccountId');
    const right = { bankLineId: line.id, receivedOn: line.bookedOn };
    const settles = [{ rechargeId: recharges[2].id, amount: '300.00' }];
    const taken = await ok(receipt('300.00', { ...right, settles }));
    expect(taken).toMatchObject({ settled: '300.00', onAccount: '0.00', bankLineId: line.id });
    const again = await receipt('300.00', right);
    expect(again.body.errors[0].where).toBe('body.bankLineId');
    const left = await ok(book.staff.finance.get(`/partners/${partner}/bank-lines`), 200);
    expect(left.items.map((one: any) => one.line.id)).not.toContain(line.id);
    const posted = await balanceAt(
      book.api.db,
      `bank:${bank.id}`,
      Temporal.PlainDate.from('2026-04-20'),
    );
    expect(posted).toBe('300.00');
  });

  it('takes no line that is matched to a payment run', async () => {
    await importLines(book.api.db, bank, [['2026-04-24', '-50.00']]);
    const { finance } = book.staff;
    const facts = {
      bankAccountId: bank.id,
      serial: '000901',
      valueOn: '2026-04-24',
      total: '50.00',
    };
    const payRunId = await aReleasedRun(book.api.db, facts);
    const all = await book.api.db.run(
      (tx) => tx.sql<{ id: string; bookedOn: string }[]>`
        select id::text as id, booked_on as "bookedOn" from bank_lines where amount = -50.00`,
    );
    await ok(postMatch(finance, { lineId: all[0]!.id, payRunId, amount: '50.00' }));
    const answer = await receipt('50.00', { bankLineId: all[0]!.id, receivedOn: '2026-04-24' });
    expect(answer.body.type).toBe('/problems/match-not-possible');
    expect(answer.body.errors.map((one: any) => one.where)).toContain('body.bankLineId');
  });

  it('pays the oldest recharge first, and says so', async () => {
    const paid = await ok(receipt('150.00'));
    expect(paid.settlements).toEqual([
      { rechargeId: recharges[0].id, number: 1, amount: '100.00' },
      { rechargeId: recharges[1].id, number: 2, amount: '50.00' },
    ]);
    expect(await owed()).toBe('150.00');
  });

  it('is refused with every fault, and nothing is posted', async () => {
    const twice = await receipt('10.00', { reference: 'ICB 1', receivedOn: '2026-04-20' });
    expect(twice.status).toBe(201);
    const same = await receipt('10.00', { reference: 'ICB 1', receivedOn: '2026-04-20' });
    expect(same.body.type).toBe('/problems/already-exists');
    const late = await receipt('10.00', { receivedOn: '2026-07-11' });
    expect(late.body.type).toBe('/problems/dates-out-of-order');
    const unknown = await receipt('10.00', { bankAccountId: partner, bankLineId: '999999' });
    expect(unknown.body.errors.map((one: any) => one.where)).toEqual([
      'body.bankAccountId',
      'body.bankLineId',
    ]);
    const settles = [
      { rechargeId: recharges[1].id, amount: '500.00' },
      { rechargeId: partner, amount: '1.00' },
    ];
    const foreign = await receipt('10.00', { settles });
    expect(foreign.body.type).toBe('/problems/record-unknown');
    const tooMuch = await receipt('10.00', { settles: settles.slice(0, 1) });
    expect(tooMuch.body.type).toBe('/problems/match-not-possible');
    expect(tooMuch.body.errors).toHaveLength(2);
    expect(await owed()).toBe('140.00');
  });

  it('never settles more than is open, nor more than came, when many settle at once', async () => {
    // 140.00 of the second recharge is open; each of these would pay all of it.
    const settles = [{ rechargeId: recharges[1].id, amount: '140.00' }];
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => receipt('140.00', { settles })),
    );
    expect(answers.filter((one) => one.status === 201)).toHaveLength(1);
    const row = await ok(book.staff.finance.get(`/recharges/${recharges[1].id}`), 200);
    expect(row.settled).toBe('200.00');
    expect(await owed()).toBe('0.00');
  });

  it('stays on account until a recharge is there, and then settles it once', async () => {
    const early = await ok(receipt('60.00'));
    expect(early).toMatchObject({ settled: '0.00', onAccount: '60.00' });
    const nothing = await book.staff.finance.post(`/receipts/${early.id}/settlements`, {});
    expect(nothing.body.type).toBe('/problems/nothing-due');
    const arrangement = (await ok(book.staff.finance.get(`/recharges/${recharges[0].id}`), 200))
      .items.items[0].arrangementId;
    await spend(book.api.db, arrangement, { on: '2026-07-05', amount: '300.00' });
    const fresh = await recharge(book, partner, '2026-07-10');
    expect(fresh.amount).toBe('100.00');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        book.staff.finance.post(`/receipts/${early.id}/settlements`, {}),
      ),
    );
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409]);
    const shown = await ok(book.staff.finance.get(`/recharges/${fresh.id}`), 200);
    expect(shown.settled).toBe('60.00');
    expect(await owed()).toBe('40.00');
  });

  it('answers a repeated request with its first answer', async () => {
    const key = { 'idempotency-key': 'partner-receipt-once' };
    const body = {
      receivedOn: '2026-07-09',
      amount: '40.00',
      reference: 'ICB last',
      bankAccountId: bank.id,
    };
    const url = `/partners/${partner}/receipts`;
    const [one, two] = [
      await ok(book.staff.finance.post(url, body, key)),
      await ok(book.staff.finance.post(url, body, key)),
    ];
    expect(two.id).toBe(one.id);
    expect(await owed()).toBe('0.00');
  });
});

describe('a line of the statement', () => {
  it('leaves no line open that it names, and no match takes that line', async () => {
    const { finance } = book.staff;
    const account = await aBankAccount(book.api.db);
    const [line, other] = await importLines(book.api.db, account, [
      ['2026-04-27', '40.00'],
      ['2026-04-28', '7.00'],
    ]);
    const named = { receivedOn: '2026-04-27', bankAccountId: account.id, bankLineId: line };
    await ok(receipt('40.00', { ...named, settles: [] }));
    const at = async (state: string): Promise<string[][]> => {
      const list = await finance.get(`/bank-lines?bankAccount=${account.id}&state=${state}`);
      const { items } = await ok(Promise.resolve(list), 200);
      return items.map((one: any) => [one.id, one.allocated, one.open]);
    };
    expect(await at('open')).toEqual([[other, '0.00', '7.00']]);
    expect(await at('matched')).toEqual([[line, '40.00', '0.00']]);
    const position = `/bank-position?bankAccount=${account.id}&asAt=2026-04-30`;
    expect(await ok(finance.get(position), 200)).toMatchObject({
      ledger: '40.00',
      openLines: { count: 1, sum: '7.00' },
    });
    const run = { bankAccountId: account.id, serial: '000902', valueOn: '2026-04-27' };
    const payRunId = await aReleasedRun(book.api.db, { ...run, total: '40.00' });
    const match = await postMatch(finance, { lineId: line, payRunId, amount: '40.00' });
    expect(match.body.type).toBe('/problems/match-not-possible');
    expect(match.body.detail).toContain('Nothing of the line is open');
    const waiting = await ok(finance.get(`/expected-lines?bankAccount=${account.id}`), 200);
    expect(waiting.items.map((one: any) => one.name)).toEqual([`pay_run:${payRunId}`]);
  });

  it('takes a line once, whichever partners it is recorded of at the same moment', async () => {
    const other = book.funders.education;
    await addPartner(book, other, { organisation: 'Kent schools' });
    const account = await aBankAccount(book.api.db);
    const [line] = await importLines(book.api.db, account, [['2026-04-29', '77.00']]);
    const body = { receivedOn: '2026-04-29', amount: '77.00', bankAccountId: account.id };
    const answers = await Promise.all(
      [partner, other].map((id) =>
        book.staff.finance.post(`/partners/${id}/receipts`, {
          ...body,
          reference: 'At once',
          bankLineId: line,
          settles: [],
        }),
      ),
    );
    expect(statusesOf(answers)).toEqual([201, 409]);
  });
});

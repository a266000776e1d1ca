import { beforeAll, describe, expect, it } from 'vitest';
import { caseBook, type CaseBook } from '../support/case-book.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** Contributions and top-ups that came: where, when, once, and taken back where it was a mistake. */
let book: CaseBook;
let bankAccountId: string;
beforeAll(async () => {
  book = await caseBook('2026-06-15');
  bankAccountId = (await aBankAccount(book.api.db)).id;
});

async function arranged(more: object) {
  const person = await addPerson(book.staff);
  const budget = await addBudget(book.staff, person);
  const { social_care: funder } = book.funders;
  const id = await agreed(
    book.staff,
    budget,
    weeklyTerms(person, funder, '350.00', '2026-04-06', more),
  );
  return { id, person };
}
const NET = { contribution: { weekly: '40.00', paid: 'net' } };
const GROSS = { contribution: { weekly: '40.00', paid: 'gross' } };

const receipt = (more: object = {}) => ({
  source: 'contribution',
  receivedOn: '2026-05-01',
  amount: '160.00',
  reference: 'SO MAY',
  paidInto: 'holder',
  ...more,
});
const came = (id: string, more: object = {}) =>
  book.staff.finance.post(`/arrangements/${id}/contributions`, receipt(more));
const standing = (id: string, on = '2026-06-15') =>
  ok(book.staff.finance.get(`/arrangements/${id}/contributions?on=${on}`), 200);
const entryOf = (id: string) => ok(book.staff.finance.get(`/entries/${id}`), 200);

describe('a receipt', () => {
  it('net is held with the share, on the day it came', async () => {
    const { id, person } = await arranged(NET);
    const made = await ok(came(id));
    expect(made).toMatchObject({ state: 'received', amount: '160.00', arrangementId: id });
    const [{ shareId }] = (await standing(id)).contributions;
    expect(await entryOf(made.entry)).toMatchObject({
      kind: 'contribution_received',
      effectiveOn: '2026-05-01',
      transfers: [
        {
          from: `contribution/contribution:${person.id}`,
          to: `held/direct/contribution:${shareId}`,
          amount: '160.00',
        },
      ],
    });
  });

  it('gross is in the bank, and no longer due', async () => {
    const { id, person } = await arranged(GROSS);
    const made = await ok(came(id, { paidInto: 'authority', bankAccountId }));
    expect((await entryOf(made.entry)).transfers).toMatchObject([
      { from: `contribution_due/contribution:${person.id}`, to: `bank:${bankAccountId}` },
    ]);
    expect(await standing(id)).toMatchObject({ received: '160.00' });
  });

  it('beyond what is due is the person’s credit', async () => {
    const { id } = await arranged(NET);
    await ok(came(id, { amount: '500.00' }));
    expect(await standing(id, '2026-05-03')).toMatchObject({
      due: '160.00',
      received: '500.00',
      arrears: '0.00',
      credit: '340.00',
    });
  });

  it('of a top-up is apart from the contribution, and is never in arrears', async () => {
    const { id } = await arranged({ ...NET, topUp: { weekly: '5.00' } });
    await ok(came(id, { source: 'top_up', amount: '7.00' }));
    const shown = await standing(id, '2026-05-03');
    expect(shown).toMatchObject({
      due: '160.00',
      received: '0.00',
      arrears: '160.00',
      topUp: { promised: '20.00', received: '7.00' },
    });
    expect(shown.contributions).toHaveLength(1);
    const { items } = await ok(book.staff.finance.get('/contributions/arrears?limit=200'), 200);
    expect(items.filter((row: any) => row.arrangementId === id)).toHaveLength(1);
  });

  it('before and after the way of paying changed goes to what it was paid for', async () => {
    const { id } = await arranged(GROSS);
    await ok(
      book.staff.caseworker.post(`/arrangements/${id}/versions`, {
        follows: 1,
        effectiveOn: '2026-05-04',
        reason: 'Paid net from now on',
        contribution: { weekly: '40.00', paid: 'net' },
        withoutNotice: 'asked_by_recipient',
      }),
    );
    await ok(book.staff.panel.post(`/arrangements/${id}/agreement`), 200);
    await ok(came(id, { paidInto: 'authority', bankAccountId, amount: '100.00' }));
    await ok(came(id, { amount: '200.00', receivedOn: '2026-05-29' }));
    const { contributions } = await standing(id, '2026-05-31');
    const parts = contributions.map(({ paid, due, arrears, credit }: any) => [
      paid,
      due,
      arrears,
      credit,
    ]);
    expect(parts.sort()).toEqual([
      ['gross', '160.00', '60.00', '0.00'],
      ['net', '160.00', '0.00', '40.00'],
    ]);
  });
});

describe('a receipt is refused', () => {
  let net: string;
  let gross: string;
  beforeAll(async () => {
    net = (await arranged(NET)).id;
    gross = (await arranged(GROSS)).id;
  });

  it.each([
    ['net to the authority', 'net', { paidInto: 'authority', bank: true }, 'body.paidInto'],
    ['gross to the holder', 'gross', {}, 'body.paidInto'],
    ['without the bank account', 'gross', { paidInto: 'authority' }, 'body.bankAccountId'],
    ['with one for the holder', 'net', { bank: true }, 'body.bankAccountId'],
    ['of nothing', 'net', { amount: '0.00' }, 'body.amount'],
    ['below zero', 'net', { amount: '-1.00' }, 'body.amount'],
    ['with no reference', 'net', { reference: ' ' }, 'body.reference'],
    ['of public money', 'net', { source: 'education' }, 'body.source'],
  ])('%s', async (_, which, { bank, ...more }: object & { bank?: boolean }, where) => {
    const id = which === 'net' ? net : gross;
    const answer = await came(id, { ...more, ...(bank === true ? { bankAccountId } : {}) });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', where]);
  });

  it('of a day to come, or a mistyped year', async () => {
    const on = (receivedOn: string) => came(net, { receivedOn }).then(refusalOf);
    expect(await on('2026-06-16')).toEqual([422, 'dates-out-of-order', 'body.receivedOn']);
    expect(await on('1926-05-01')).toEqual([422, 'dates-out-of-order', 'body.receivedOn']);
  });

  it('of a top-up that nobody agreed, or to a bank account that is not there', async () => {
    const promised = await came(net, { source: 'top_up' });
    expect(refusalOf(promised)).toEqual([422, 'record-unknown', 'body.source']);
    const unknown = await came(gross, { paidInto: 'authority', bankAccountId: net });
    expect(refusalOf(unknown)).toEqual([422, 'record-unknown', 'body.bankAccountId']);
  });

  it('twice, of the same day and reference', async () => {
    const first = await ok(came(net));
    const again = await came(net);
    expect(refusalOf(again)).toEqual([409, 'already-exists']);
    expect(again.body.receipt).toBe(first.id);
    await ok(came(net, { reference: 'SO MAY 2' }));
    await ok(came(net, { receivedOn: '2026-05-02' }));
    expect(await standing(net)).toMatchObject({ received: '480.00' });
  });
});

describe('a receipt that was a mistake', () => {
  it('is undone on its own day, once, and stays to be seen', async () => {
    const { id } = await arranged(NET);
    const before = await standing(id);
    const made = await ok(came(id));
    expect((await standing(id)).received).toBe('160.00');
    const undoing = (reason: string) =>
      book.staff.finance.post(`/contributions/${made.id}/undoing`, { reason });
    expect(refusalOf(await undoing('because'))).toEqual([422, 'invalid-request', 'body.reason']);
    expect(await ok(undoing('wrong_person'))).toMatchObject({ id: made.id, state: 'undone' });
    expect(refusalOf(await undoing('wrong_person'))).toEqual([409, 'already-reversed']);
    expect({ ...(await standing(id)), receipts: [] }).toEqual(before);
    expect((await standing(id)).receipts).toMatchObject([{ id: made.id, state: 'undone' }]);
    const again = await came(id);
    expect(refusalOf(again)).toEqual([409, 'already-exists']);
    expect(again.body.detail).toContain('under another reference');
  });

  it('is undone once by several people at once', async () => {
    const { id } = await arranged(NET);
    const made = await ok(came(id));
    const users = await Promise.all(
      [1, 2, 3].map((n) => book.api.as('finance_officer', { sub: `officer ${n}` })),
    );
    const answers = await Promise.all(
      users.map((user) =>
        user.post(`/contributions/${made.id}/undoing`, { reason: 'recorded_twice' }),
      ),
    );
    const undone = answers.filter((answer) => answer.status === 201);
    const refused = answers.filter((answer) => answer.status !== 201);
    expect([undone.length, ...refused.map(refusalOf)]).toEqual([
      1,
      [409, 'already-reversed'],
      [409, 'already-reversed'],
    ]);
    expect(await standing(id)).toMatchObject({ received: '0.00' });
  });

  it('is not undone once the money is spent', async () => {
    const { id } = await arranged(NET);
    const made = await ok(came(id));
    await ok(
      book.staff.caseworker.post(`/arrangements/${id}/spending`, {
        spentOn: '2026-05-10',
        amount: '160.00',
        category: 'support',
        description: 'Personal assistant',
      }),
    );
    const answer = await book.staff.finance.post(`/contributions/${made.id}/undoing`, {
      reason: 'wrong_amount',
    });
    expect(refusalOf(answer)).toEqual([409, 'not-covered']);
    expect(await standing(id)).toMatchObject({ received: '160.00' });
  });
});

describe('a closed period', () => {
  it('takes no receipt, and says what to do', async () => {
    const { id } = await arranged(NET);
    await ok(
      book.staff.finance.post('/period-closings', { closedThrough: '2026-04-30', reason: 'April' }),
    );
    const answer = await came(id, { receivedOn: '2026-04-30' });
    expect(refusalOf(answer)).toEqual([409, 'period-closed']);
    expect(answer.body.detail).toContain('Record it as received on 2026-05-01');
    await ok(came(id, { receivedOn: '2026-05-01' }));
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { postMatch } from '../../support/matching.ts';
import { ok } from '../../support/book.ts';
import { pain002, payingCouncil, type Credit, type Paying } from '../../support/answering.ts';
import { bankLines } from '../../support/bank-matching.ts';
import { refusalOf } from '../../support/refusal.ts';

/** The bank rejects what it may have paid: nobody is paid twice, and somebody asks. */
let book: Paying;
let run: any;
let credits: Credit[];
beforeEach(async () => {
  book = await payingCouncil(2);
  run = await book.pay('2026-04-02');
  credits = await book.credits(run.id);
  book.on('2026-04-08');
});

const messageId = (): string => `TESTSHIRE-${run.serial}`;
let reports = 0;
const report = (more: object): Promise<any> =>
  ok(book.receive(`${pain002({ messageId: messageId(), ...more })}<!--${(reports += 1)}-->`));
const one = (status: string, code?: string): object => ({
  blocks: [{ id: messageId(), payments: [{ reference: credits[0]!.reference, status, code }] }],
});
const group = (status: string, code?: string): object => ({ group: { status, code } });
const block = (status: string, code?: string): object => ({
  blocks: [{ id: messageId(), own: { status, code } }],
});
const takeAll = async (amount = '1538.46'): Promise<void> => {
  const [lineId] = await bankLines(book, [['2026-04-02', `-${amount}`]]);
  await ok(postMatch(book.staff.finance, { lineId, payRunId: run.id, amount }));
};
const drawUp = () =>
  book.staff.finance.post('/pay-runs', {
    bankAccountId: book.bankAccountId,
    valueOn: '2026-04-14',
  });
const tell = (more: object): Promise<any> =>
  book.staff.finance.post(`/pay-runs/${run.id}/credits/${credits[0]!.id}/return`, {
    code: 'AM05',
    how: 'rejected',
    advisedOn: '2026-04-08',
    ...more,
  });

describe('a rejection after which nobody knows whether money left', () => {
  it.each<[what: string, before: () => Promise<unknown>, rejection: () => object]>([
    ['of a file that is a duplicate', async () => {}, () => group('RJCT', 'AM05')],
    ['of a message that is one', async () => {}, () => group('RJCT', 'DU01')],
    ['of a payment that is one', async () => {}, () => one('RJCT', 'AM05')],
    ['without a reason', async () => {}, () => one('RJCT')],
    ['for a reason that nobody knows', async () => {}, () => block('RJCT', 'XX99')],
    ['of a payment that was settled', () => report(one('ACSC')), () => one('RJCT', 'AC04')],
    ['of a payment of a settled file', () => report(group('ACCC')), () => one('RJCT', 'AM04')],
    ['of a payment of a settled block', () => report(block('ACSC')), () => one('RJCT', 'AM04')],
    ['of a file of which one was settled', () => report(one('ACSC')), () => group('RJCT', 'FF01')],
    ['of a payment that the statement has', () => takeAll(), () => one('RJCT', 'AM04')],
    [
      'of a file that the statement has a part of',
      () => takeAll('769.23'),
      () => group('RJCT', 'FF01'),
    ],
  ])('%s undoes nothing, and is asked about', async (_what, before, rejection) => {
    await before();
    const answer = await report(rejection());
    expect(answer.outcomes).toEqual({ unclear: 1 });
    expect(refusalOf(await drawUp())).toEqual([409, 'nothing-due']);
    const tasks = await book.tasks();
    expect(tasks.map(({ kind }) => kind)).toContain('answer_unclear');
    expect(tasks.map(({ kind }) => kind)).not.toContain('file_rejected');
    const { items } = await ok(book.staff.finance.get('/returned-credits'), 200);
    expect(items).toEqual([]);
  });

  it.each<[what: string, before: () => Promise<unknown>]>([
    ['was taken in', () => report(group('ACTC'))],
    ['was settled in another payment', () => takeAll('769.23')],
  ])('is none where the file %s', async (_what, before) => {
    await before();
    expect((await report(one('RJCT', 'AM04'))).outcomes).toEqual({ rejected: 1 });
    expect((await ok(drawUp())).total).toBe('769.23');
  });

  it('holds payments to come where the account is said to be wrong', async () => {
    await report(one('ACSC'));
    await report(one('RJCT', 'AC04'));
    expect((await book.tasks()).map(({ kind }) => kind).toSorted()).toEqual([
      'answer_unclear',
      'bank_details_returned',
    ]);
    const { items } = await ok(book.staff.finance.get('/payment-holds'), 200);
    expect(items.map(({ reason }: any) => reason)).toEqual(['bank_details']);
  });

  it('is paid again once the bank has said that the money never left', async () => {
    await report(one('RJCT', 'AM05'));
    expect(await ok(tell({}))).toMatchObject({ how: 'rejected', money: 'never_left' });
    expect((await ok(drawUp())).total).toBe('769.23');
  });

  it("is not taken back on anybody's word where the statement has it", async () => {
    await takeAll();
    expect(refusalOf(await tell({}))).toEqual([409, 'state-does-not-allow']);
    expect(refusalOf(await tell({ code: '5' }))).toEqual([409, 'state-does-not-allow']);
  });
});

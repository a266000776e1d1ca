import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../../support/book.ts';
import { refusalOf } from '../../support/refusal.ts';
import { arucs, payingCouncil, type Credit, type Paying } from '../../support/answering.ts';

/**
 * One report with a return for each reason that Bacs has, and one whose reference was lost. Each
 * family is paid another sum: 800.00, 801.00 and so on.
 */
const CODES = ['0', '2', '3', '5', 'B', 'C', 'Z', 'lost'];
const amountOf = (n: number): string => `${800 + n}.00`;
let book: Paying;
let answer: any;
let lines: any[];
let tasks: any[];
let again: any;
const byCode = new Map<string, Credit & { arrangement: string }>();
beforeAll(async () => {
  book = await payingCouncil(CODES.length, (n) => ({ amount: `${10400 + 13 * n}.00` }));
  const run = await book.pay('2026-04-02');
  const credits = await book.api.db.run(
    (tx) => tx.sql<(Credit & { arrangement: string })[]>`
      select c.id, c.reference, c.amount, i.arrangement_id as arrangement
      from pay_run_credits c join pay_run_items i on i.credit_id = c.id
      where c.pay_run_id = ${run.id}`,
  );
  for (const credit of credits) byCode.set(CODES[Number(credit.amount) - 800]!, credit);
  book.on('2026-04-08');
  const items = CODES.map((code, n) => ({
    reference: code === 'lost' ? 'RENT APRIL' : byCode.get(code)!.reference,
    code: code === 'lost' ? '0' : code,
    amount: amountOf(n),
  }));
  answer = await ok(book.receive(arucs(items)));
  ({ items: lines } = await ok(book.staff.finance.get(`/bank-answers/${answer.id}`), 200));
  tasks = await book.tasks();
  const { bankAccountId, staff } = book;
  again = await staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-14' });
});

describe('a returned credit', () => {
  it('is found by its reference, or as the only payment of that sum into that account', () => {
    expect(answer.outcomes).toEqual({ returned: CODES.length });
    expect(lines.map((line) => line.creditId)).toEqual(CODES.map((code) => byCode.get(code)!.id));
  });

  it.each([
    ['0', 'Invalid details', 'bank_details_returned', 'bank_details', 'finance'],
    ['2', 'Beneficiary deceased', 'beneficiary_deceased', 'beneficiary_deceased', 'caseworker'],
    ['3', 'Account transferred', 'bank_details_returned', 'bank_details', 'finance'],
    ['5', 'No account', 'bank_details_returned', 'bank_details', 'finance'],
    ['B', 'Account closed', 'bank_details_returned', 'bank_details', 'finance'],
    ['C', 'Requested by the remitter', 'answer_unclear', 'query', 'finance'],
    ['Z', null, 'answer_unclear', 'query', 'finance'],
  ])('with the reason %s (%s) opens the task %s', async (code, meaning, kind, reason, acts) => {
    const { id, arrangement } = byCode.get(code)!;
    expect(lines.find((line) => line.creditId === id).meaning).toBe(meaning);
    expect(
      tasks.filter((task) => task.about === id).map((task) => [task.kind, task.arrangementId]),
    ).toEqual(
      expect.arrayContaining([
        ['credit_expected', arrangement],
        [kind, arrangement],
      ]),
    );
    const holds = await book.api.db.run(
      (tx) => tx.sql<Record<string, string>[]>`
        select reason, acts, from_on as "fromOn" from payment_holds
        where arrangement_id = ${arrangement}`,
    );
    expect([...holds]).toEqual([{ reason, acts, fromOn: '2026-04-02' }]);
  });

  it.each(CODES)('with the reason %s has left nothing drawn or held', async (code) => {
    const { arrangement } = byCode.get(code)!;
    expect(await book.balance('held', arrangement)).toBe('0.00');
    expect(await book.balance('drawn', arrangement)).toBe('0.00');
  });

  it('is due again, and paid only when whoever has to put things right has ended the hold', async () => {
    expect(refusalOf(again)).toEqual([409, 'nothing-due']);
    const { bankAccountId, staff } = book;
    const { arrangement } = byCode.get('C')!;
    const url = `/payment-holds?arrangementId=${arrangement}`;
    const [hold] = (await ok(staff.finance.get(url), 200)).items;
    await ok(staff.finance.post(`/payment-holds/${hold.id}/ending`, { reasons: 'It was ours.' }));
    const run = await ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-14' }));
    const { items } = await ok(staff.finance.get(`/pay-runs/${run.id}/items`), 200);
    expect(items.map((item: any) => item.arrangementId)).toEqual([arrangement]);
  });
});

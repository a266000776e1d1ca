import { beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../support/book.ts';
import {
  addFamily,
  arucs,
  awacs,
  payingCouncil,
  type Credit,
  type Paying,
} from '../../support/answering.ts';
import { payOut } from '../../support/bank-matching.ts';
import { refusalOf } from '../../support/refusal.ts';
import { instalmentOf } from '../../support/turning-sixteen.ts';

/** What follows when a payment comes back, by the reason that Bacs gives. */
let book: Paying;
let run: any;
let first: Credit;
let second: Credit;
beforeEach(async () => {
  book = await payingCouncil(2);
  run = await book.pay('2026-04-02');
  [first, second] = (await book.credits(run.id)) as [Credit, Credit];
  book.on('2026-04-08');
});

const whose = async (credit: Credit): Promise<{ arrangement: string; beneficiary: string }> => {
  const [row] = await book.api.db.run(
    (tx) => tx.sql<{ arrangement: string; beneficiary: string }[]>`
      select arrangement_id as arrangement, beneficiary_id as beneficiary
      from pay_run_items where credit_id = ${credit.id}`,
  );
  return row!;
};
const holds = () =>
  book.api.db.run(
    (tx) => tx.sql<{ arrangement: string; reason: string; fromOn: string; text: string }[]>`
      select h.arrangement_id as arrangement, h.reason, h.acts, h.from_on as "fromOn", t.text
      from payment_holds h join texts t on t.id = h.reasons_id order by h.reason, h.from_on`,
  );
const drawUp = (valueOn = '2026-04-14') =>
  book.staff.finance.post('/pay-runs', { bankAccountId: book.bankAccountId, valueOn });
const taskKinds = async (): Promise<string[]> =>
  (await book.tasks()).map((task) => task.kind).toSorted();

describe('a credit that comes back', () => {
  it('is expected by the second working day, and overdue after it', async () => {
    await ok(book.receive(arucs([{ reference: first.reference, code: 'C' }])));
    const money = async (): Promise<any[]> =>
      (await ok(book.staff.auditor.get('/returned-credits'), 200)).items;
    expect(await money()).toMatchObject([
      { how: 'returned', code: 'C', expectedOn: '2026-04-09', money: 'expected', items: 1 },
    ]);
    book.on('2026-04-10');
    const overdue = await ok(book.staff.approver.get('/returned-credits?money=overdue'), 200);
    expect(overdue.items).toHaveLength(1);
    const task = (await book.tasks()).find((one) => one.kind === 'credit_expected')!;
    expect(task).toMatchObject({ overdue: true, dueOn: '2026-04-09' });
    const note = { note: 'Seen on the statement of 10 April.' };
    // A caseworker has not seen the statement.
    const other = await book.staff.caseworker.post(`/tasks/${task.id}/closing`, note);
    expect(refusalOf(other).slice(0, 2)).toEqual([403, 'not-allowed']);
    await ok(book.staff.finance.post(`/tasks/${task.id}/closing`, note), 200);
    expect((await money())[0].money).toBe('closed');
  });

  it('because somebody has died stops every arrangement of the person, from what came back', async () => {
    const { beneficiary, arrangement } = await whose(first);
    const person = book.families.find(({ id }) => id === beneficiary)!;
    const other = await addFamily(book, { person });
    await ok(book.receive(arucs([{ reference: first.reference, code: '2' }])));
    const placed = await holds();
    expect(placed.map((one) => one.arrangement).toSorted()).toEqual(
      [arrangement, other.arrangement].toSorted(),
    );
    expect(placed.map((one) => [one.reason, one.fromOn])).toEqual([
      ['beneficiary_deceased', '2026-04-02'],
      ['beneficiary_deceased', '2026-04-02'],
    ]);
    // The bank speaks of whoever holds the account, who need not be the young person.
    expect(placed[0]!.text).toMatch(/Beneficiary deceased.*held by the parent/);
    const task = (await book.tasks()).find((one) => one.kind === 'beneficiary_deceased');
    expect(task).toMatchObject({
      forKind: 'caseworker',
      beneficiaryId: beneficiary,
      about: first.id,
      dueOn: '2026-04-10',
    });
    // The other family's next payment is due, and nothing of this person's.
    const next = await ok(drawUp('2026-05-01'));
    expect(next.items).toBe(1);
    const { items } = await ok(book.staff.finance.get(`/pay-runs/${next.id}/items`), 200);
    expect(items[0].arrangementId).toBe((await whose(second)).arrangement);
  });

  it('takes the next payment out of a run that is drawn up already', async () => {
    const next = await ok(drawUp('2026-05-01'));
    expect(next.items).toBe(2);
    await ok(book.receive(arucs([{ reference: first.reference, code: '2' }])));
    const { items } = await ok(book.staff.finance.get(`/pay-runs/${next.id}/items`), 200);
    const { arrangement } = await whose(first);
    expect(
      items.map((one: any) => [one.arrangementId === arrangement, one.undone]).toSorted(),
    ).toEqual([
      [false, null],
      [true, 'taken_out'],
    ]);
  });

  it('is not guessed at where its reference was lost and two payments fit', async () => {
    const answer = await ok(book.receive(arucs([{ reference: 'LOST', code: '2' }])));
    expect(answer.outcomes).toEqual({ unknown: 1 });
    expect(await taskKinds()).toEqual(['answer_unclear']);
    expect(await holds()).toHaveLength(0);
  });

  it('that was spent since is left as it is, and the others go through', async () => {
    const { arrangement } = await whose(first);
    await ok(
      book.staff.finance.post(`/arrangements/${arrangement}/spending`, {
        amount: '500.00',
        category: 'support',
        description: 'Tutor',
        spentOn: '2026-04-07',
      }),
    );
    const both = [first, second].map(({ reference }) => ({ reference, code: 'C' }));
    const answer = await ok(book.receive(arucs(both)));
    expect(answer.outcomes).toEqual({ not_covered: 1, returned: 1 });
    const { items } = await ok(book.staff.finance.get(`/bank-answers/${answer.id}`), 200);
    expect(items[0]).toMatchObject({ outcome: 'not_covered', creditId: first.id });
    expect(await book.balance('held', arrangement)).toBe('269.23');
    expect(await book.balance('held', (await whose(second)).arrangement)).toBe('0.00');
    expect(await taskKinds()).toEqual([
      'answer_unclear',
      'answer_unclear',
      'credit_expected',
      'return_not_covered',
    ]);
    const url = `/pay-runs/${run.id}/credits/${first.id}/return`;
    const told = await book.staff.finance.post(url, { code: 'C', advisedOn: '2026-04-07' });
    expect(refusalOf(told).slice(0, 2)).toEqual([409, 'not-covered']);
  });

  it.each([
    ['2', 'beneficiary_deceased', 'beneficiary_deceased'],
    ['5', 'bank_details', 'bank_details_returned'],
  ])('that was spent since says %s none the less', async (code, reason, task) => {
    const { arrangement } = await whose(first);
    const spent = { amount: '500.00', category: 'support', description: 'Tutor' };
    const url = `/arrangements/${arrangement}/spending`;
    await ok(book.staff.finance.post(url, { ...spent, spentOn: '2026-04-07' }));
    const answer = await ok(book.receive(arucs([{ reference: first.reference, code }])));
    expect(answer.outcomes).toEqual({ not_covered: 1 });
    expect(await taskKinds()).toEqual([task, 'return_not_covered'].toSorted());
    const placed = await holds();
    expect(placed.map((one) => [one.arrangement, one.reason])).toEqual([[arrangement, reason]]);
    expect((await ok(drawUp('2026-05-01'))).items).toBe(1);
  });

  it('holds also what was due before it and has not been paid', async () => {
    const { arrangement } = await whose(first);
    const third = await instalmentOf(book, arrangement, 3);
    book.on('2026-05-18');
    const { bankAccountId, staff } = book;
    const chosen = { bankAccountId, valueOn: third.valueOn, instalmentIds: [third.id] };
    const later = await ok(staff.finance.post('/pay-runs', chosen));
    await payOut(book, later.id);
    book.on('2026-06-03');
    const [credit] = await book.credits(later.id);
    const back = [{ reference: credit!.reference, code: '2' }];
    expect((await ok(book.receive(arucs(back, '2026-06-03')))).outcomes).toEqual({ returned: 1 });
    const second = await instalmentOf(book, arrangement, 2);
    expect((await holds()).map((one) => one.fromOn)).toEqual([second.valueOn]);
  });

  it('takes effect on the next open day when its own period is closed', async () => {
    book.on('2026-05-05');
    await ok(
      book.staff.finance.post('/period-closings', {
        closedThrough: '2026-04-30',
        reason: 'Month end',
      }),
    );
    await ok(book.receive(arucs([{ reference: first.reference, code: 'C' }])));
    const [entry] = await book.api.db.run(
      (tx) => tx.sql<Record<string, string>[]>`
        select effective_on as "effectiveOn", relates_on as "relatesOn" from entries e
        join entry_kinds k on k.id = e.kind and k.name = 'bounced'`,
    );
    expect(entry).toEqual({ effectiveOn: '2026-05-01', relatesOn: '2026-04-07' });
  });
});

describe('a return told by letter', () => {
  const tell = (more: object = {}, credit = first) =>
    book.staff.finance.post(`/pay-runs/${run.id}/credits/${credit.id}/return`, {
      code: '5',
      advisedOn: '2026-04-07',
      ...more,
    });

  it('has the consequences of a report', async () => {
    expect(await ok(tell())).toMatchObject({
      how: 'returned',
      code: '5',
      amount: '769.23',
      answerId: null,
      expectedOn: '2026-04-09',
    });
    expect(await taskKinds()).toEqual(['bank_details_returned', 'credit_expected']);
    expect(refusalOf(await tell()).slice(0, 2)).toEqual([409, 'state-does-not-allow']);
    const report = await ok(book.receive(arucs([{ reference: first.reference, code: '5' }])));
    expect(report.outcomes).toEqual({ already_known: 1 });
  });

  it.each([
    ['a reason that nobody knows', { code: 'X' }, 'body.code'],
    ['a day before it was paid', { advisedOn: '2026-04-01' }, 'body.advisedOn'],
    ['a day to come', { advisedOn: '2026-04-09' }, 'body.advisedOn'],
  ])('is refused with %s', async (_what, more, where) => {
    const answer = await tell(more);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((one: any) => one.where)).toEqual([where]);
  });

  it('is refused of a run that was not released, and not found elsewhere', async () => {
    const next = await ok(drawUp('2026-05-01'));
    const [credit] = await book.credits(next.id);
    const url = (runId: string) => `/pay-runs/${runId}/credits/${credit!.id}/return`;
    const body = { code: '5', advisedOn: '2026-04-07' };
    const early = await book.staff.finance.post(url(next.id), body);
    expect(refusalOf(early).slice(0, 2)).toEqual([409, 'state-does-not-allow']);
    expect((await book.staff.finance.post(url(run.id), body)).status).toBe(404);
  });
});

describe('an advice of a wrong account', () => {
  it('keeps the new details for the office and opens a task, and holds nothing', async () => {
    const answer = await ok(book.receive(awacs(first.reference)));
    expect(answer.outcomes).toEqual({ advised: 1 });
    const { items } = await ok(book.staff.finance.get(`/bank-answers/${answer.id}`), 200);
    expect(items[0].newDetails).toEqual({
      sortCode: '200001',
      accountNumber: '87654321',
      name: 'G EXAMPLE',
    });
    expect(await book.tasks()).toMatchObject([
      { kind: 'account_details_advised', about: first.id, forKind: 'finance_officer' },
    ]);
    expect(await holds()).toHaveLength(0);
    expect((await ok(drawUp('2026-05-01'))).items).toBe(2);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { addPerson, caseOne, ok, type Person } from '../../support/book.ts';
import { putOnFile } from '../../support/documents.ts';
import { comesBack } from '../../support/payment-readers.ts';
import { aBankAccount } from '../../support/released-run.ts';
import { add } from '../../support/sums.ts';
import { agreed } from '../../support/terms.ts';
import {
  council,
  instalmentOf,
  putDocuments,
  type Council,
} from '../../support/turning-sixteen.ts';

/** Three runs of one council, in which each arrangement differs for a cause of its own. */
let book: Council;
const ids = new Map<string, string>();
const people = new Map<string, Person>();
const runs: any[] = [];

const ONCE = { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' };
const MONTHLY = { ...ONCE, every: 'month', instalments: 11 };

async function anArrangement(
  name: string,
  {
    more,
    endsOn = '2027-04-04',
    leaveOut,
  }: { more?: object; endsOn?: string; leaveOut?: string[] } = {},
): Promise<void> {
  const { staff, funders } = book;
  const person = await addPerson(staff);
  const budget = await ok(
    staff.caseworker.post('/budgets', {
      beneficiaryId: person.id,
      planId: person.planId,
      startsOn: '2026-04-01',
      endsOn,
    }),
  );
  const id = await agreed(staff, budget.id, caseOne(person, funders, more));
  await putOnFile(staff, id, leaveOut === undefined ? {} : { leaveOut });
  ids.set(name, id);
  people.set(name, { ...person, id: budget.id });
}

const release = async (run: any): Promise<any> => {
  await ok(book.staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
  await ok(book.staff.finance.post(`/pay-runs/${run.id}/release`), 200);
  return run;
};
const drawUp = (body: object): Promise<any> =>
  ok(book.staff.finance.post('/pay-runs', { bankAccountId: book.bankAccountId, ...body }));
const holdFrom = (name: string, fromOn: string): Promise<any> =>
  ok(
    book.staff.finance.post(`/arrangements/${ids.get(name)}/holds`, {
      fromOn,
      reason: 'query',
      acts: 'family',
      reasons: 'A question about the account',
    }),
  );

/** The reasons of an arrangement in a run, with what they make. */
async function why(run: any, name: string, query = ''): Promise<string[][]> {
  const url = `/pay-runs/${run.id}/comparison/items?limit=100${query}`;
  const { items } = await ok(book.staff.approver.get(url), 200);
  const one = items.find((item: any) => item.arrangementId === ids.get(name));
  expect(add(one.parts)).toBe(one.difference);
  return one.parts.map((part: any) => [part.reason, part.amount]);
}

beforeAll(async () => {
  book = await council();
  const { staff } = book;
  for (const name of ['same', 'held', 'details', 'closed', 'elsewhere', 'bounced']) {
    await anArrangement(name);
  }
  await anArrangement('once', { more: { schedule: ONCE, amount: '500.00' } });
  await anArrangement('budget', {
    more: { schedule: ONCE, amount: '500.00' },
    endsOn: '2026-04-30',
  });
  await anArrangement('monthly', { more: { schedule: MONTHLY, amount: '1100.00' } });
  await anArrangement('documents', { leaveOut: ['consent'] });
  await putDocuments(
    book,
    ids.get('documents')!,
    ['education', 'social_care'].map((sector) => ({
      sectors: [sector],
      kind: 'consent',
      givenBy: 'parent',
      givenOn: '2026-01-01',
      fromOn: '2026-01-01',
      toOn: '2026-05-03',
    })),
  );
  runs.push(await book.pay('2026-04-02'));
  book.on('2026-04-27');
  const hold = await holdFrom('held', '2026-05-01');
  await ok(
    staff.caseworker.post(`/payees/${people.get('details')!.payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    }),
  );
  await ok(
    staff.finance.post(`/budgets/${people.get('closed')!.id}/closure`, {
      closedOn: '2026-04-28',
      reason: 'Moved away',
    }),
    200,
  );
  const { id: otherAccount } = await aBankAccount(book.api.db);
  const second = await instalmentOf(book, ids.get('elsewhere')!, 2);
  await release(
    await drawUp({
      bankAccountId: otherAccount,
      valueOn: '2026-05-01',
      instalmentIds: [second.id],
    }),
  );
  const [payment] = (
    await ok(staff.finance.get(`/arrangements/${ids.get('bounced')}/payments`), 200)
  ).items;
  await comesBack(book, payment.id);
  runs.push(await book.pay('2026-05-01'));
  book.on('2026-05-27');
  await ok(staff.finance.post(`/payment-holds/${hold.id}/ending`, { reasons: 'Answered' }));
  const [details] = await book.api.db.run(
    (tx) => tx.sql<{ id: string }[]>`
      select id from bank_details where payee_id = ${people.get('details')!.payeeId}
      order by recorded_at desc limit 1`,
  );
  await ok(staff.finance.post(`/bank-details/${details!.id}/check`, { method: 'call_back' }), 200);
  await anArrangement('late');
  runs.push(await book.pay('2026-06-01'));
});

describe('why a payment of the last run has none that follows it', () => {
  it.each([
    ['held', 'held_by_officer', '-769.23'],
    ['documents', 'on_hold', '-769.23'],
    ['details', 'bank_details', '-769.23'],
    ['closed', 'budget_closed', '-769.23'],
    ['elsewhere', 'paid_by_another_run', '-769.23'],
    ['once', 'ended', '-500.00'],
    ['budget', 'budget_ended', '-500.00'],
    ['monthly', 'not_due', '-100.00'],
  ])('%s: %s', async (name, reason, amount) => {
    expect(await why(runs[1], name)).toEqual([[reason, amount]]);
  });

  it('stays what it was when it is asked again later', async () => {
    const found = await ok(book.staff.finance.get(`/pay-runs/${runs[1].id}/comparison`), 200);
    expect(found.with.id).toBe(runs[0].id);
    expect(add(found.reasons)).toBe(found.difference);
    expect(found.reasons.map((one: any) => [one.reason, one.arrangements])).toEqual([
      ['same', 2],
      ['paid_again', 1],
      ['held_by_officer', 1],
      ['on_hold', 1],
      ['bank_details', 1],
      ['budget_closed', 1],
      ['paid_by_another_run', 1],
      ['budget_ended', 1],
      ['ended', 1],
      ['not_due', 1],
    ]);
  });

  it('is that it was not chosen, of a run of chosen payments', async () => {
    book.on('2026-06-24');
    const fourth = await instalmentOf(book, ids.get('same')!, 4);
    const chosen = await drawUp({ valueOn: '2026-06-29', instalmentIds: [fourth.id] });
    expect(await why(chosen, 'same')).toEqual([['same', '0.00']]);
    expect(await why(chosen, 'bounced')).toEqual([['not_chosen', '-769.23']]);
    await ok(book.staff.approver.post(`/pay-runs/${chosen.id}/withdrawal`, { reason: 'No' }), 200);
  });
});

describe('the arrangements of a comparison', () => {
  it('come in pages, all of them, without one that is in no run', async () => {
    book.on('2026-06-24');
    await anArrangement('taken out');
    const run = await drawUp({ valueOn: '2026-06-29' });
    const { items } = await ok(book.staff.finance.get(`/pay-runs/${run.id}/items?limit=100`), 200);
    for (const item of items) {
      if (item.arrangementId !== ids.get('taken out')) continue;
      const hold = { reason: 'query', acts: 'family', reasons: 'A question' };
      await ok(book.staff.finance.post(`/pay-runs/${run.id}/items/${item.id}/hold`, hold), 200);
    }
    const url = `/pay-runs/${run.id}/comparison/items`;
    const all = await ok(book.staff.finance.get(`${url}?limit=100`), 200);
    expect(all.items.map((one: any) => one.arrangementId)).not.toContain(ids.get('taken out'));
    for (const reason of ['', 'same', 'not_due']) {
      const asked = reason === '' ? '' : `&reason=${reason}`;
      const seen: unknown[] = [];
      let next: string | null = '';
      while (next !== null) {
        const after: string = next === '' ? '' : `&after=${next}`;
        const answer: any = await ok(book.staff.finance.get(`${url}?limit=1${asked}${after}`), 200);
        seen.push(...answer.items);
        next = answer.next;
      }
      const isOf = (one: any): boolean =>
        reason === '' || one.parts.some((part: any) => part.reason === reason);
      expect(seen).toEqual(all.items.filter(isOf));
    }
    await ok(book.staff.approver.post(`/pay-runs/${run.id}/withdrawal`, { reason: 'No' }), 200);
  });
});

describe('why a payment is new', () => {
  it.each([
    [
      'bounced',
      1,
      [
        ['same', '0.00'],
        ['paid_again', '769.23'],
      ],
    ],
    [
      'bounced',
      2,
      [
        ['same', '0.00'],
        ['not_due', '-769.23'],
      ],
    ],
    ['monthly', 2, [['other_cycle', '100.00']]],
    [
      'held',
      2,
      [
        ['held_before', '769.23'],
        ['other_cycle', '769.23'],
      ],
    ],
    [
      'details',
      2,
      [
        ['due_before', '769.23'],
        ['other_cycle', '769.23'],
      ],
    ],
    ['late', 2, [['first_payment', '2307.69']]],
  ])('%s, in run %i after the first', async (name, n, reasons) => {
    expect(await why(runs[n], name)).toEqual(reasons);
  });
});

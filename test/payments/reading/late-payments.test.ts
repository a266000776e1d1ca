import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { addBudget, addPerson, caseOne, ok, type Person } from '../../support/book.ts';
import { putOnFile } from '../../support/documents.ts';
import { comesBack } from '../../support/payment-readers.ts';
import { refusalOf } from '../../support/refusal.ts';
import { add } from '../../support/sums.ts';
import { agreed } from '../../support/terms.ts';
import {
  OF_A_YOUNG_PERSON,
  council,
  documents,
  instalmentOf,
  paidToTheMother,
  putDocuments,
  type Council,
} from '../../support/turning-sixteen.ts';

/** First payments that were due on 2 April 2026: one in time, and one late for each cause. */
let book: Council;
const ids = new Map<string, string>();

const OFFICER = { reason: 'return_missing', acts: 'family', reasons: 'The return is missing' };

async function anArrangement(
  name: string,
  { leaveOut, ...options }: { leaveOut?: string[]; checked?: boolean } = {},
): Promise<Person> {
  const person = await addPerson(book.staff, options);
  const budget = await addBudget(book.staff, person);
  const id = await agreed(book.staff, budget, caseOne(person, book.funders));
  await putOnFile(book.staff, id, leaveOut === undefined ? {} : { leaveOut });
  ids.set(name, id);
  return person;
}

const first = async (name: string): Promise<string> =>
  (await instalmentOf(book, ids.get(name)!, 1)).id;
const drawUp = async (valueOn: string, names?: string[]): Promise<any> => {
  const { staff, bankAccountId } = book;
  const instalmentIds = names && (await Promise.all(names.map(first)));
  return ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn, instalmentIds }));
};
const release = async (run: any): Promise<void> => {
  await ok(book.staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
  await ok(book.staff.finance.post(`/pay-runs/${run.id}/release`), 200);
};
const late = (query = ''): Promise<any> =>
  ok(book.staff.auditor.get(`/late-payments?from=2026-04-01&limit=100${query}`), 200);
const lateOf = async (name: string, query = ''): Promise<any[]> =>
  (await late(query)).items.filter((one: any) => one.arrangementId === ids.get(name));

/** The bank sends a payment back with a code. */
async function bounce(name: string, advisedOn: string): Promise<void> {
  const [payment] = (
    await ok(book.staff.finance.get(`/arrangements/${ids.get(name)}/payments`), 200)
  ).items;
  await comesBack(book, payment.id);
  await book.api.db.run(
    (tx) => tx.sql`
      insert into returned_credits (credit_id, pay_run_id, how, code, amount, advised_on,
        expected_on, recorded_by, entry_id)
      select i.credit_id, i.pay_run_id, 'returned', 'B', i.amount, ${advisedOn}, ${advisedOn},
        ${tx.scope.user}, e.id
      from pay_run_items i join entries e on e.key = 'payment:' || i.id where i.id = ${payment.id}`,
  );
}

beforeAll(async () => {
  book = await council();
  for (const name of ['in time', 'bounced', 'officer', 'withdrawn', 'left', 'opening']) {
    await anArrangement(name);
  }
  await anArrangement('document', { leaveOut: ['consent'] });
  const unchecked = await anArrangement('unchecked', { checked: false });
  ids.set('mother', await paidToTheMother(book));
  await book.api.db.run(
    (tx) => tx.sql`
      insert into instalments_paid_before (instalment_id, arrangement_id, beneficiary_id)
      select id, arrangement_id, beneficiary_id from instalments
      where arrangement_id = ${ids.get('opening')!}`,
  );
  const { staff } = book;
  const hold = await ok(
    staff.finance.post(`/arrangements/${ids.get('officer')}/holds`, {
      instalmentId: await first('officer'),
      ...OFFICER,
    }),
  );
  const withdrawn = await drawUp('2026-04-02', ['withdrawn']);
  await ok(
    staff.approver.post(`/pay-runs/${withdrawn.id}/withdrawal`, { reason: 'Wrong day' }),
    200,
  );
  await release(await drawUp('2026-04-02', ['in time', 'bounced', 'mother']));
  book.on('2026-04-08');
  await anArrangement('agreed late');
  await bounce('bounced', '2026-04-08');
  // A hold that was placed once the payment had come back did not make it late.
  const after = await ok(
    staff.finance.post(`/arrangements/${ids.get('bounced')}/holds`, {
      instalmentId: await first('bounced'),
      ...OFFICER,
    }),
  );
  await ok(staff.finance.post(`/payment-holds/${after.id}/ending`, { reasons: 'New details' }));
  await ok(staff.finance.post(`/payment-holds/${hold.id}/ending`, { reasons: 'It is here' }));
  const [details] = await book.api.db.run(
    (tx) => tx.sql<{ id: string }[]>`
      select id from bank_details where payee_id = ${unchecked.payeeId}`,
  );
  await ok(staff.finance.post(`/bank-details/${details!.id}/check`, { method: 'call_back' }), 200);
  await release(await drawUp('2026-04-10'));
  book.on('2026-04-15');
});

describe('late payments', () => {
  it.each([
    ['officer', 'held_by_officer', 'return_missing'],
    ['unchecked', 'bank_details_not_checked', null],
    ['bounced', 'bounced', 'B'],
    ['withdrawn', 'run_withdrawn', 'Wrong day'],
    ['agreed late', 'agreed_late', null],
    ['left', 'not_drawn_up', null],
  ])('%s: %s', async (name, why, code) => {
    expect(await lateOf(name)).toMatchObject([
      {
        dueOn: '2026-04-02',
        paidOn: '2026-04-10',
        days: 8,
        workingDays: 4,
        amount: '769.23',
        sources: ['education', 'social_care'],
        number: 1,
        why,
        code,
      },
    ]);
  });

  it('names the document that what is not paid waits for', async () => {
    const found = await lateOf('document');
    expect(found).toMatchObject([
      {
        paidOn: null,
        days: 13,
        workingDays: 7,
        why: 'on_hold_for_a_document',
        missing: [{ document: 'consent', givenBy: expect.any(String) }],
      },
    ]);
    expect(found[0].words).toMatch(/^On hold for the consent by /);
  });

  it('leaves out what was paid in time, or before the book began', async () => {
    expect([await lateOf('in time'), await lateOf('opening'), await lateOf('mother')]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('is as at a day: what is paid by now was not paid then, and what bounced later was', async () => {
    expect(await lateOf('left', '&on=2026-04-08')).toMatchObject([{ paidOn: null, days: 6 }]);
    expect(await lateOf('bounced', '&on=2026-04-07')).toEqual([]);
    expect((await late('&on=2026-04-02')).items).toEqual([]);
  });

  it('adds up by cause, and can be asked for one cause, in pages', async () => {
    const all = await late();
    expect(all.totals.map((one: any) => [one.why, one.payments])).toEqual([
      ['on_hold_for_a_document', 1],
      ['held_by_officer', 1],
      ['bank_details_not_checked', 1],
      ['bounced', 1],
      ['run_withdrawn', 1],
      ['agreed_late', 1],
      ['not_drawn_up', 1],
    ]);
    expect(add(all.totals)).toBe(add(all.items));
    const one = await late('&why=bounced');
    expect(one.items.map((row: any) => row.arrangementId)).toEqual([ids.get('bounced')]);
    const seen: unknown[] = [];
    let next: string | null = '';
    while (next !== null) {
      const after: string = next === '' ? '' : `&after=${next}`;
      const answer: any = await ok(
        book.staff.auditor.get(`/late-payments?from=2026-04-01&limit=3${after}`),
        200,
      );
      seen.push(...answer.items);
      next = answer.next;
    }
    expect(seen).toEqual(all.items);
  });

  it('tells a document that came late from one that did not', async () => {
    const consent = documents(['education', 'social_care'], '2026-01-01', [['consent', 'parent']]);
    await putDocuments(book, ids.get('document')!, consent);
    book.on('2026-04-20');
    await release(await drawUp('2026-04-22', ['document']));
    // It is not on the account yet.
    expect(await lateOf('document')).toMatchObject([{ paidOn: null, days: 18 }]);
    book.on('2026-04-23');
    expect(await lateOf('document')).toMatchObject([
      {
        paidOn: '2026-04-22',
        why: 'on_hold_for_a_document',
        missing: [{ document: 'consent', givenBy: 'parent' }],
      },
    ]);
  });

  it('goes share by share where they differ (case 8)', async () => {
    book.on('2026-06-24');
    const four = await instalmentOf(book, ids.get('mother')!, 4);
    await release(await drawUp('2026-06-29'));
    book.on('2026-07-08');
    const own = (await lateOf('mother')).filter((one) => one.instalmentId === four.id);
    expect(own).toMatchObject([
      { sources: ['education'], amount: '461.54', paidOn: null, why: 'on_hold_for_a_document' },
    ]);
    const given = documents(['education'], '2026-07-06', OF_A_YOUNG_PERSON);
    await putDocuments(book, ids.get('mother')!, given);
    const body = { sector: 'education', reasons: 'The consent came in late' };
    await ok(book.staff.approver.post(`/instalments/${four.id}/hold-release`, body), 200);
    await release(await drawUp('2026-07-10'));
    book.on('2026-07-13');
    const paid = (await lateOf('mother')).filter((one) => one.instalmentId === four.id);
    expect(paid).toMatchObject([
      {
        sources: ['education'],
        paidOn: '2026-07-10',
        days: 11,
        workingDays: 9,
        why: 'let_go_late',
      },
    ]);
  });

  it('is CSV too, all of it', async () => {
    const url = '/late-payments?from=2026-04-01&to=2026-04-30';
    const { text, headers } = await book.staff.caseworker.get(url, { accept: 'text/csv' });
    expect(headers['content-type']).toMatch(/^text\/csv/);
    const rows = parse<Record<string, string>>(text, { columns: true });
    const json = (await ok(book.staff.caseworker.get(`${url}&limit=100`), 200)).items;
    expect(rows.map((row) => [row['instalmentId'], row['amount'], row['why']])).toEqual(
      json.map((row: any) => [row.instalmentId, row.amount, row.why]),
    );
    expect(rows.map((row) => row['words'])).toContain('Held by an officer: return missing.');
  });

  it('refuses days out of order, a made-up cursor, and those who may not see it', async () => {
    const { staff, api } = book;
    const days = await staff.auditor.get('/late-payments?from=2026-05-01&to=2026-04-01');
    expect(refusalOf(days)).toEqual([422, 'dates-out-of-order', 'query.to']);
    expect(refusalOf(await staff.auditor.get('/late-payments?after=x'))[0]).toBe(422);
    const family = await api.as('family');
    expect(refusalOf(await family.get('/late-payments'))).toEqual([403, 'not-allowed']);
  });
});

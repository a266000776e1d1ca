import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../../support/api.ts';
import { addBudget, addPerson, caseOne, ok } from '../../support/book.ts';
import { aFamily } from '../../support/held-payments.ts';
import { refusalOf } from '../../support/refusal.ts';
import { council, instalmentOf, type Council } from '../../support/turning-sixteen.ts';

/** Who holds what back, how it is listed, and who ends it. */
let book: Council;
let arrangement: string;
beforeAll(async () => {
  book = await council();
  arrangement = await aFamily(book);
});

const FROM = { fromOn: '2026-06-01' };
const place = (more: object = FROM, by: ApiUser = book.staff.finance, id = arrangement) =>
  by.post(`/arrangements/${id}/holds`, {
    reason: 'query',
    acts: 'caseworker',
    reasons: 'Who is the payroll provider?',
    ...more,
  });
const end = (id: string, by: ApiUser) =>
  by.post(`/payment-holds/${id}/ending`, { reasons: 'It is answered.' });

describe('a hold', () => {
  it('is of one payment, with its own value date', async () => {
    const { id, valueOn } = await instalmentOf(book, arrangement, 3);
    const { inApprovedRuns, ...hold } = await ok(place({ instalmentId: id }));
    expect(inApprovedRuns).toEqual([]);
    expect(hold).toMatchObject({ arrangementId: arrangement, instalmentId: id, fromOn: valueOn });
    expect(await ok(book.staff.panel.get(`/payment-holds/${hold.id}`), 200)).toEqual(hold);
  });

  it.each([
    ['neither a payment nor a day', {}, ['body']],
    ['both', { fromOn: '2026-06-01', instalmentId: randomUUID() }, ['body']],
    ['no reason that is known', { ...FROM, reason: 'late' }, ['body.reason']],
    ['nobody who acts', { ...FROM, acts: 'somebody' }, ['body.acts']],
    ['no reasons', { ...FROM, reasons: ' ' }, ['body.reasons']],
  ])('is refused with %s', async (_, more, places) => {
    expect(refusalOf(await place(more))).toEqual([422, 'invalid-request', ...places]);
  });

  it('is of a payment of that arrangement', async () => {
    const { id } = await instalmentOf(book, await aFamily(book), 3);
    const wrong = [422, 'record-unknown', 'body.instalmentId'];
    expect(refusalOf(await place({ instalmentId: id }))).toEqual(wrong);
    const unknown = await place(FROM, book.staff.finance, randomUUID());
    expect(refusalOf(unknown)).toEqual([404, 'not-found']);
  });

  it('is not of a notional arrangement, which pays nothing', async () => {
    const { staff, funders } = book;
    const person = await addPerson(staff);
    const terms = caseOne(person, funders, {
      kind: 'notional',
      payeeId: undefined,
      schedule: { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' },
    });
    const url = `/budgets/${await addBudget(staff, person)}/arrangements`;
    const { id } = await ok(staff.caseworker.post(url, terms));
    const answer = await place(FROM, staff.finance, id);
    expect([...refusalOf(answer), answer.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'notional',
    ]);
  });
});

describe('the list of holds', () => {
  it('has the open ones first, the oldest first, page by page, by what is asked', async () => {
    const mine = await aFamily(book);
    const ids: string[] = [];
    for (const more of [
      { reason: 'query', acts: 'caseworker' },
      { reason: 'safeguarding', acts: 'panel' },
      { reason: 'query', acts: 'family' },
    ]) {
      ids.push((await ok(place({ ...FROM, ...more }, book.staff.caseworker, mine))).id);
    }
    const [first, second, third] = ids;
    await ok(end(first!, book.staff.finance));
    const listed: string[] = [];
    let after = '';
    for (let pages = 0; pages < 3; pages += 1) {
      const url = `/payment-holds?arrangementId=${mine}&limit=1${after}`;
      const { items, next } = await ok(book.staff.auditor.get(url), 200);
      listed.push(...items.map((one: any) => one.id));
      after = `&after=${next}`;
      if (next === null) break;
    }
    expect(listed).toEqual([second, third, first]);
    const by = async (query: string): Promise<string[]> => {
      const url = `/payment-holds?arrangementId=${mine}&${query}`;
      const { items } = await ok(book.staff.approver.get(url), 200);
      return items.map((one: any) => one.id);
    };
    expect(await by('reason=query')).toEqual([third, first]);
    expect(await by('acts=panel')).toEqual([second]);
    expect(await by('reason=query&acts=family')).toEqual([third]);
  });
});

describe('the end of a hold', () => {
  it('is for whoever may place one, once', async () => {
    const { id } = await ok(place());
    const ended = await ok(end(id, book.staff.finance));
    expect(ended.ending.reasons).toBe('It is answered.');
    const again = await end(id, book.staff.caseworker);
    expect([...refusalOf(again), again.body.state]).toEqual([409, 'state-does-not-allow', 'ended']);
    expect(refusalOf(await end(randomUUID(), book.staff.finance))).toEqual([404, 'not-found']);
  });

  it.each(['beneficiary_deceased', 'suspected_misuse'])(
    'is for an approver who did not place it, where the reason is %s',
    async (reason) => {
      const { id } = await ok(place({ ...FROM, reason }));
      for (const by of [book.staff.finance, book.staff.caseworker]) {
        expect(refusalOf(await end(id, by))).toEqual([403, 'not-allowed']);
      }
      await ok(end(id, book.staff.approver));

      const officer = await book.api.as('finance_officer', { sub: `two-jobs-${reason}` });
      const approver = await book.api.as('approver', { sub: `two-jobs-${reason}` });
      const own = await ok(place({ ...FROM, reason }, officer));
      expect(refusalOf(await end(own.id, approver))).toEqual([403, 'needs-a-second-person']);
      expect((await ok(book.staff.auditor.get(`/payment-holds/${own.id}`), 200)).ending).toBeNull();
    },
  );

  it('is one end, however many end it at once', async () => {
    const { id } = await ok(place());
    const { finance, caseworker, approver } = book.staff;
    const answers = await Promise.all([finance, caseworker, approver].map((by) => end(id, by)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
  });
});

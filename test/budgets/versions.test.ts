import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { freshApi, type Api } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { aBankAccount } from '../support/released-run.ts';
import { BALANCES, agreed, weeklyTerms } from '../support/terms.ts';

/** Case 7 of the worked cases, and what surrounds it: 192.00 a week becomes 240.00 on 16 September. */
let api: Api;
let staff: Staff;
let funders: Funders;
let person: Person;
let budget: string;
beforeAll(async () => {
  api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-08-20')) });
  staff = await staffOf(api);
  funders = await addFunders(staff);
  person = await addPerson(staff);
  budget = await addBudget(staff, person);
});

const balances = async (arrangementId: string): Promise<Record<string, string>> => {
  const rows = await api.db.run((tx) =>
    tx.sql.unsafe<{ name: string; balance: string }[]>(BALANCES, [arrangementId]),
  );
  return Object.fromEntries(rows.map((row) => [row.name.split('/')[0], row.balance]));
};
const schedule = async (id: string): Promise<any[]> =>
  (await ok(staff.finance.get(`/arrangements/${id}/schedule`), 200)).items;

/** Pays everything due by a day. */
async function pay(valueOn: string): Promise<any> {
  const { id } = await aBankAccount(api.db);
  const run = await ok(staff.finance.post('/pay-runs', { bankAccountId: id, valueOn }));
  await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
  return ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
}

describe('case 7: a mid-year increase after a review', () => {
  let id: string;
  const increase = (more: object = {}) => ({
    follows: 1,
    effectiveOn: '2026-09-16',
    reason: 'Review of 10 September',
    weekly: '240.00',
    ...more,
  });

  it('pays six periods of 768.00 at 192.00 a week', async () => {
    id = await agreed(
      staff,
      budget,
      weeklyTerms(person, funders.social_care, '192.00', '2026-04-06'),
    );
    await putOnFile(staff, id);
    await pay('2026-08-24');
    const rows = await schedule(id);
    expect(rows.map((row) => row.amount)).toEqual(Array(13).fill('768.00'));
    expect(rows.filter((row) => row.state === 'released').map((row) => row.number)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
  });

  it('shows before anything is kept what it comes to', async () => {
    const { entitlement, ...preview } = await ok(
      staff.caseworker.post(`/arrangements/${id}/versions/preview`, increase()),
      200,
    );
    expect(preview).toEqual({
      version: 2,
      change: 'increase',
      amount: '12480.00',
      weekly: '240.00',
      weeksInYear: '52',
      remainder: 'cumulative',
      agreedBefore: '9984.00',
      agreedTotal: '11362.29',
    });
    // What is paid already and what is to come, of which four days of 240.00 a week are in April.
    expect(entitlement.byFinancialYear.map((one: any) => [one.due, one.paid])).toEqual([
      ['0.00', '0.00'],
      ['11225.15', '11362.29'],
      ['137.14', '0.00'],
    ]);
    expect(entitlement.due[5]).toMatchObject({
      from: '2026-08-24',
      to: '2026-09-20',
      amount: '802.29',
    });
    expect(entitlement.payments[0]).toMatchObject({ number: 7, amount: '994.29' });
    expect(
      (await ok(staff.caseworker.get(`/arrangements/${id}/versions`), 200)).items,
    ).toHaveLength(1);
  });

  it('pays the difference of 34.29 with the seventh payment, as a line of its own', async () => {
    const version = await ok(staff.caseworker.post(`/arrangements/${id}/versions`, increase()));
    expect(version).toMatchObject({
      version: 2,
      change: 'increase',
      state: 'proposed',
      weekly: '240.00',
    });
    const shown = await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    expect(shown.agreement).toMatchObject({ version: 2, state: 'agreed', agreedTotal: '11362.29' });
    const rows = await schedule(id);
    expect(rows).toHaveLength(13);
    expect(rows[5]).toMatchObject({ number: 6, amount: '768.00', state: 'released' });
    expect(rows[6]).toMatchObject({ number: 7, amount: '994.29', valueOn: '2026-09-21' });
    expect(rows[6].lines.map((line: any) => [line.what, line.amount])).toEqual([
      ['period', '960.00'],
      ['difference', '34.29'],
    ]);
    expect(rows.slice(7).map((row) => row.amount)).toEqual(Array(6).fill('960.00'));
  });

  it('keeps the books: what is agreed is available, committed or drawn', async () => {
    // 11,362.29 agreed less six payments of 768.00.
    expect(await balances(id)).toMatchObject({
      available: '0.00',
      committed: '6754.29',
      held: '4608.00',
    });
  });

  it('finds nothing more to pay when it is worked out again', async () => {
    const again = await ok(staff.finance.get(`/arrangements/${id}/entitlement`), 200);
    expect(again.total).toBe('11362.29');
    expect(again.payments[0]).toMatchObject({ number: 7, amount: '994.29' });
    await pay('2026-09-21');
    const after = await ok(staff.finance.get(`/arrangements/${id}/entitlement`), 200);
    expect(after.payments.map((one: any) => one.amount)).toEqual(Array(6).fill('960.00'));
    expect(after.overpaid).toBe('0.00');
  });

  it('shows the budget as at any date', async () => {
    const on = async (day: string) =>
      ok(staff.finance.get(`/budgets/${budget}/as-at?on=${day}`), 200);
    const before = await on('2026-09-15');
    expect(before.arrangements[0].agreement).toMatchObject({ version: 1, amount: '9984.00' });
    expect(before).toMatchObject({
      agreed: '9984.00',
      bySector: [{ sector: 'social_care', amount: '9984.00' }],
    });
    const after = await on('2026-09-16');
    expect(after.arrangements[0].agreement).toMatchObject({ version: 2, amount: '12480.00' });
    expect(after).toMatchObject({ agreed: '11362.29', contributions: '0.00', topUps: '0.00' });
  });
});

describe('a decrease', () => {
  let id: string;
  const lower = (more: object = {}) => ({
    follows: 1,
    effectiveOn: '2026-11-16',
    reason: 'Review of 20 August',
    weekly: '50.00',
    ...more,
  });
  const propose = (more: object) =>
    staff.caseworker.post(`/arrangements/${id}/versions`, lower(more));
  beforeAll(async () => {
    id = await agreed(
      staff,
      budget,
      weeklyTerms(person, funders.health, '70.00', '2026-10-19', {
        schedule: {
          every: '4_weeks',
          firstPeriodOn: '2026-10-19',
          instalments: 6,
          paid: 'in_advance',
        },
      }),
    );
  });

  it('needs notice, and waits until it has run', async () => {
    expect((await propose({})).body.errors[0].where).toBe('body.notice');
    const notice = (givenOn: string) => ({ notice: { givenOn, reasons: 'Needs have changed' } });
    const short = await propose({ effectiveOn: '2026-09-16', ...notice('2026-08-20') });
    expect([short.status, short.body.type]).toEqual([422, '/problems/notice-too-short']);
    expect(short.body.earliest).toBe('2026-09-17');
    const early = await propose({ effectiveOn: '2026-10-19', ...notice('2026-09-22') });
    expect(early.body.errors[0].where).toBe('body.notice.givenOn');
    const version = await ok(propose(notice('2026-08-20')));
    expect(version).toMatchObject({
      change: 'decrease',
      notice: { givenOn: '2026-08-20', takesEffectOn: '2026-11-16' },
    });
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    expect((await schedule(id)).map((row) => row.amount)).toEqual([
      '280.00',
      ...Array(5).fill('200.00'),
    ]);
    expect(await balances(id)).toMatchObject({ available: '0.00', committed: '1280.00' });
  });

  it('can be taken at the recipient’s own asking at once; an increase has no notice', async () => {
    const asked = await ok(
      staff.caseworker.post(`/arrangements/${id}/versions/preview`, {
        ...lower({ follows: 2, weekly: '40.00', effectiveOn: '2026-10-20' }),
        withoutNotice: 'asked_by_recipient',
      }),
      200,
    );
    expect(asked.change).toBe('decrease');
    const more = await propose({
      follows: 2,
      weekly: '90.00',
      notice: { givenOn: '2026-08-20', reasons: 'More' },
    });
    expect([more.status, more.body.errors[0].where]).toEqual([422, 'body.notice']);
  });

  it('notes which version of the rule it went by', async () => {
    const rows = await api.db.run(
      (tx) => tx.sql<{ name: string }[]>`
        select r.name from notices n join agreement_decisions d on d.agreement_id = n.agreement_id
        join rules_used u on u.entry_id = d.entry_id join rules r on r.id = u.rule_id
        where n.arrangement_id = ${id}`,
    );
    expect(rows.map((row) => row.name)).toEqual(['notice_of_decrease']);
  });
});

describe('a decrease that is reconsidered', () => {
  it('waits for the answer, and is proposed anew where that is to change it', async () => {
    const id = await agreed(
      staff,
      budget,
      weeklyTerms(person, funders.health, '30.00', '2026-10-19', {
        schedule: {
          every: '4_weeks',
          firstPeriodOn: '2026-10-19',
          instalments: 6,
          paid: 'in_advance',
        },
      }),
    );
    const version = await ok(
      staff.caseworker.post(`/arrangements/${id}/versions`, {
        follows: 1,
        effectiveOn: '2026-11-16',
        weekly: '20.00',
        reason: 'Review of 20 August',
        notice: { givenOn: '2026-08-20', reasons: 'Needs have changed' },
      }),
    );
    const notice = `/notices/${version.notice.id}/reconsideration`;
    const agree = async () => {
      const { status, body } = await staff.panel.post(`/arrangements/${id}/agreement`);
      return [status, body.state];
    };
    await ok(
      staff.caseworker.post(notice, {
        askedOn: '2026-08-20',
        askedBy: 'parent',
        representations: 'The journey takes two hours.',
      }),
    );
    expect(await agree()).toEqual([409, 'under_reconsideration']);
    await ok(
      staff.panel.post(`${notice}/outcome`, {
        outcome: 'to_be_changed',
        toldOn: '2026-08-20',
        reasons: 'The journey counts.',
      }),
    );
    expect(await agree()).toEqual([409, 'to_be_changed']);
    await ok(staff.panel.post(`/arrangements/${id}/refusal`, { reasons: 'Reconsidered' }), 200);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { EVIDENCE_CHECKS } from '../../src/commands/evidence-checks.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { caseOne, ok } from '../support/book.ts';
import { amounts, caseBook, once, type CaseBook } from '../support/case-book.ts';
import { refusalOf } from '../support/refusal.ts';
import { AUTHORITY } from '../support/template.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** What an arrangement keeps for all versions: its remainder rule, and the weeks in a year. */
let book: CaseBook;
let superuser: Client;
beforeAll(async () => {
  book = await caseBook();
  superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
  await superuser.unsafe(`set session_replication_role = replica`);
  return () => superuser.end();
});

const propose = (body: object) =>
  book.staff.caseworker.post(`/budgets/${book.budget}/arrangements`, body);
const change = (id: string, body: object, path = '') =>
  book.staff.caseworker.post(`/arrangements/${id}/versions${path}`, {
    effectiveOn: '2026-09-21',
    reason: 'Review',
    ...body,
  });
const agree = (id: string) => ok(book.staff.panel.post(`/arrangements/${id}/agreement`), 200);
/** Decisions whose digest is not that of their rows. */
const changedSince = async (): Promise<number> => {
  const found = await book.api.db.run((tx) =>
    Promise.all(EVIDENCE_CHECKS.map((check) => check({ tx } as never))),
  );
  return found.reduce((all, one) => all + one.found, 0);
};
const column = (rows: any[], n: number): string[] => rows.map((row) => row.shares[n].amount);
const total = (list: string[]): number =>
  list.reduce((all, amount) => all + Number(amount.replace('.', '')), 0);

describe('a remainder on the first instalment', () => {
  const first = () => ({ ...caseOne(book.person, book.funders).schedule, remainder: 'first' });
  let id: string;
  beforeAll(async () => {
    id = await agreed(
      book.staff,
      book.budget,
      caseOne(book.person, book.funders, { schedule: first() }),
    );
  });

  it('is 769.24 first and 769.23 after it in case 1, with rows and columns exact', async () => {
    const rows = await book.schedule(id);
    expect(amounts(rows)).toEqual(['769.24', ...Array.from({ length: 12 }, () => '769.23')]);
    expect([total(column(rows, 0)), total(column(rows, 1))]).toEqual([600_000, 400_000]);
    expect(rows.every((row) => total(amounts(row.shares)) === total([row.amount]))).toBe(true);
  });

  it('is shown with the arrangement, and as at a day', async () => {
    expect((await book.shown(id)).agreement).toMatchObject({ remainder: 'first' });
    const asAt = await ok(
      book.staff.finance.get(`/budgets/${book.budget}/as-at?on=2026-05-01`),
      200,
    );
    expect(asAt.arrangements.map((one: any) => one.agreement.remainder)).toEqual(['first']);
  });

  it('stays for later versions, and is part of what was decided', async () => {
    const body = { follows: 1, amount: '10000.05', effectiveOn: '2026-04-06' };
    const looked = await ok(change(id, body, '/preview'), 200);
    expect(looked).toMatchObject({ remainder: 'first', amount: '10000.05' });
    // 769.23 thirteen times is 9999.99.
    expect(amounts(looked.entitlement.payments).slice(0, 2)).toEqual(['769.29', '769.23']);
    await ok(change(id, body));
    await agree(id);
    expect(amounts(await book.schedule(id)).slice(0, 2)).toEqual(['769.29', '769.23']);
    expect((await book.shown(id)).agreement.remainder).toBe('first');
    expect(await changedSince()).toBe(0);
    const tell = (remainder: string) => superuser`update agreements set remainder = ${remainder}
      where arrangement_id = ${id}`;
    await tell('last');
    expect(await changedSince()).toBe(2);
    await tell('first');
  });
});

describe('an amount a week', () => {
  const monthly = (more: object = {}) =>
    weeklyTerms(book.person, book.funders.social_care, '123.45', '2026-04-06', {
      schedule: {
        every: 'month',
        firstPeriodOn: '2026-04-06',
        instalments: 12,
        paid: 'in_advance',
      },
      ...more,
    });

  it.each([
    ['52', '6419.40'],
    ['365/7', '6437.04'],
    ['52.18', '6441.62'],
    ['by_days', '6437.04'],
  ])('by the month counts %s: %s', async (weeksInYear, amount) => {
    const made = await ok(propose(monthly({ weeksInYear })));
    expect(made.agreement).toMatchObject({ amount, weekly: '123.45', weeksInYear });
  });

  it('in weeks counts 52 where nothing is said, as it always did', async () => {
    const body = weeklyTerms(book.person, book.funders.health, '123.45', '2026-04-06');
    const made = await ok(propose(body));
    expect(made.agreement).toMatchObject({ amount: '6419.40', weeksInYear: '52' });
    const stated = await ok(propose({ ...body, weeksInYear: '365/7' }));
    expect(stated.agreement).toMatchObject({ amount: '6437.04', weeksInYear: '365/7' });
  });

  it('keeps its convention when a later version states another amount a week', async () => {
    const id = await agreed(book.staff, book.budget, monthly({ weeksInYear: '365/7' }));
    const other = await change(id, { follows: 1, weekly: '200.00', weeksInYear: '52' });
    expect(refusalOf(other)).toEqual([422, 'invalid-request', 'body.weeksInYear']);
    const looked = await ok(change(id, { follows: 1, weekly: '200.00' }, '/preview'), 200);
    expect(looked).toMatchObject({ amount: '10428.57', weekly: '200.00', weeksInYear: '365/7' });
    const version = await ok(
      change(id, { follows: 1, weekly: '200.00', weeksInYear: '365/7', effectiveOn: '2026-10-06' }),
    );
    // Six months at each amount.
    expect(version).toMatchObject({
      amount: '10428.57',
      weeksInYear: '365/7',
      agreedTotal: '8432.80',
    });
    await agree(id);
    expect(await changedSince()).toBe(0);
    await superuser`update agreements set weeks_in_year = '52.18' where arrangement_id = ${id}`;
    expect(await changedSince()).toBe(2);
    await superuser`update agreements set weeks_in_year = '365/7' where arrangement_id = ${id}`;
  });

  it('can be the first one of a later version, which then says how it counts', async () => {
    const schedule = monthly().schedule;
    const id = await agreed(
      book.staff,
      book.budget,
      monthly({ weekly: undefined, amount: '1200.00', schedule }),
    );
    expect((await book.shown(id)).agreement.weeksInYear).toBeNull();
    const silent = await change(id, { follows: 1, weekly: '50.00' });
    expect(refusalOf(silent)).toEqual([422, 'invalid-request', 'body.weeksInYear']);
    const by = (more: object) => ({ follows: 1, weekly: '50.00', weeksInYear: '52', ...more });
    await ok(change(id, by({})));
    await ok(
      book.staff.panel.post(`/arrangements/${id}/refusal`, { reasons: 'By days, please' }),
      200,
    );
    // What was refused is not kept.
    const version = await ok(change(id, by({ follows: 2, weeksInYear: 'by_days' })));
    expect(version).toMatchObject({ amount: '2607.14', weeksInYear: 'by_days' });
    await agree(id);
    expect(await changedSince()).toBe(0);
  });

  it.each<[string, () => object, string]>([
    ['by the month, silent', () => monthly(), 'body.weeksInYear'],
    ['paid once', () => monthly({ schedule: once }), 'body.weekly'],
    [
      'a convention without it',
      () => ({ ...caseOne(book.person, book.funders), weeksInYear: '52' }),
      'body.weeksInYear',
    ],
    ['a convention that nobody uses', () => monthly({ weeksInYear: '53' }), 'body.weeksInYear'],
  ])('is refused: %s', async (_name, body, where) => {
    expect(refusalOf(await propose(body()))).toEqual([422, 'invalid-request', where]);
  });

  it('that is refused hides no other fault', async () => {
    const faults = await propose(monthly({ effectiveOn: '2026-03-31' }));
    expect(refusalOf(faults)).toEqual([
      422,
      'invalid-request',
      'body.effectiveOn',
      'body.weeksInYear',
    ]);
  });

  it('of terms has their weeks and no convention', async () => {
    const terms = [
      { from: '2026-09-07', to: '2026-12-18', weeks: 14 },
      { from: '2027-01-05', to: '2027-03-26', weeks: 12 },
    ];
    const termly = weeklyTerms(book.person, book.funders.education, '180.00', '2026-09-07', {
      schedule: {
        every: 'term',
        firstPeriodOn: '2026-09-07',
        instalments: 2,
        terms,
        paid: 'in_advance',
      },
    });
    const made = await ok(propose(termly));
    expect(made.agreement).toMatchObject({ amount: '4680.00', weeksInYear: null });
    const stated = await propose({ ...termly, weeksInYear: '52' });
    expect(refusalOf(stated)).toEqual([422, 'invalid-request', 'body.weeksInYear']);
  });
});

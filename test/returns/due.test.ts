import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { APRIL, csvOf, returnBook, rowsOf, sendCsv, type ReturnBook } from './book.ts';

let book: ReturnBook;

/** North's account by the month from 10 March, and by the quarter from July; Dan's by the year. */
beforeAll(async () => {
  book = await returnBook();
  const { staff, account, elsewhere, dan } = book;
  const set = (body: object) => ok(staff.finance.post('/return-terms', body));
  const terms = { effectiveOn: '2026-03-10', tier: 'standard', every: 'month' };
  await set({ pooledAccountId: account, ...terms });
  await set({ pooledAccountId: account, ...terms, effectiveOn: '2026-07-01', every: 'quarter' });
  await set({ pooledAccountId: elsewhere.account, ...terms });
  await set({ payeeId: dan.payeeId, ...terms, effectiveOn: '2026-04-06', every: 'year' });
  const query = { pooledAccountId: account, ...APRIL };
  await ok(sendCsv(book.broker, query, csvOf(rowsOf(book.amina))));
});

const due = async (user: ApiUser, query: string) =>
  (await ok(user.get(`/returns/due?${query}`), 200)).items.map((one: any) => [
    one.from,
    one.to,
    one.dueOn,
    one.state,
    one.daysLate,
  ]);

describe('the diary of returns', () => {
  it('has every period, late by the days since it was due', async () => {
    const { broker } = book;
    expect(await due(broker, 'on=2026-06-15')).toEqual([
      ['2026-03-10', '2026-03-31', '2026-04-28', 'late', 48],
      ['2026-04-01', '2026-04-30', '2026-05-28', 'received', 18],
      ['2026-05-01', '2026-05-31', '2026-06-28', 'due', 0],
      ['2026-06-01', '2026-06-30', '2026-07-28', 'not_yet', 0],
    ]);
  });

  it('changes over to later terms on their day', async () => {
    const { broker } = book;
    expect((await due(broker, 'on=2026-11-01')).slice(3)).toEqual([
      ['2026-06-01', '2026-06-30', '2026-07-28', 'late', 96],
      ['2026-07-01', '2026-09-30', '2026-10-28', 'late', 4],
      ['2026-10-01', '2026-12-31', '2027-01-28', 'not_yet', 0],
    ]);
  });

  it('does not know of a return before the day it came in', async () => {
    expect((await due(book.broker, 'on=2026-06-14'))[1][3]).toBe('late');
  });

  it('is chosen by state and read page by page', async () => {
    const { staff, account } = book;
    const query = `on=2026-06-15&pooledAccountId=${account}`;
    expect(await due(staff.finance, `${query}&state=late`)).toHaveLength(1);
    expect(await due(staff.finance, `${query}&state=received`)).toHaveLength(1);
    const pages: unknown[] = [];
    for (let after = ''; ;) {
      const page = await ok(staff.finance.get(`/returns/due?on=2026-06-15&limit=2${after}`), 200);
      pages.push(...page.items);
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    const whole = await ok(staff.finance.get('/returns/due?on=2026-06-15'), 200);
    expect(pages).toEqual(whole.items);
    expect(whole.items).toHaveLength(4 + 4 + 1);
  });

  it('ends with the last agreement', async () => {
    const { staff, api, elsewhere, family, dan } = book;
    await api.db.run(async (tx) => {
      await tx.sql`
        insert into broker_agreement_endings (agreement_id, ended_on, access_until, reason, ended_by,
          entry_id)
        select g.id, '2026-04-10', '2026-12-31', 'Closed', ${tx.scope.user}, g.entry_id
        from broker_agreements g join pooled_accounts a on a.broker_id = g.broker_id
        where a.id = ${elsewhere.account}`;
    });
    const query = `on=2026-06-15&pooledAccountId=${elsewhere.account}`;
    expect((await due(staff.finance, query)).map((one: string[]) => one.slice(0, 2))).toEqual([
      ['2026-03-10', '2026-03-31'],
      ['2026-04-01', '2026-04-10'],
    ]);
    expect(await due(family, `on=2027-06-15&payeeId=${dan.payeeId}`)).toEqual([
      ['2026-04-06', '2027-03-31', '2027-04-28', 'late', 48],
      ['2027-04-01', '2027-04-04', '2027-05-02', 'late', 44],
    ]);
  });

  it('looks two years ahead and no further', async () => {
    const { broker } = book;
    expect((await broker.get('/returns/due?on=2028-06-15')).status).toBe(200);
    const far = await broker.get('/returns/due?on=2028-06-16');
    expect(refusalOf(far)).toEqual([422, 'dates-out-of-order', 'query.on']);
  });

  it('shows each holder its own', async () => {
    const { broker, family, elsewhere } = book;
    expect(await due(broker, 'on=2026-06-15')).toHaveLength(4);
    expect(await due(family, 'on=2026-06-15')).toEqual([
      ['2026-04-06', '2027-03-31', '2027-04-28', 'not_yet', 0],
    ]);
    expect(await due(broker, `on=2026-06-15&pooledAccountId=${elsewhere.account}`)).toEqual([]);
  });
});

describe('terms of returns', () => {
  it('hold from one day once, and are read the latest first', async () => {
    const { staff, broker, account } = book;
    const again = await staff.caseworker.post('/return-terms', {
      pooledAccountId: account,
      effectiveOn: '2026-07-01',
      tier: 'light_touch',
      every: 'year',
    });
    expect(refusalOf(again)).toEqual([409, 'already-exists']);
    const { items } = await ok(broker.get('/return-terms'), 200);
    expect(items.map((one: any) => [one.effectiveOn, one.every])).toEqual([
      ['2026-07-01', 'quarter'],
      ['2026-03-10', 'month'],
    ]);
  });
});

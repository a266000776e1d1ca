import { beforeAll, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import type { Api, ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { reportBook } from '../support/report-book.ts';

/*
 * The report reads what stood, and the list what stands, by queries of their own: of today, as known
 * now, they are the same on the book of the demonstration.
 */
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await reportBook();
  finance = await api.as('finance_officer');
}, 180_000);

/** Every exception there is, with the name of its account. */
async function listed(): Promise<any[]> {
  const { items: accounts } = await ok(finance.get('/bank-accounts?limit=200'), 200);
  const names = new Map(accounts.map(({ id, name }: any) => [id, name]));
  const all: any[] = [];
  for (let next = ''; ;) {
    const page = await ok(finance.get(`/exceptions?limit=200${next}`), 200);
    all.push(...page.items.map((one: any) => ({ ...one, account: names.get(one.bankAccountId) })));
    if (page.next === null || page.next === undefined) return all;
    next = `&after=${encodeURIComponent(page.next)}`;
  }
}

const total = (of: readonly { amount: string | null }[]) =>
  toText(sum(of.map(({ amount }) => money(amount ?? '0.00'))));
const several = (of: readonly any[], column: string) =>
  of.reduce((n, row) => n + Number(row[column]), 0);

it('is the list of exceptions by account and kind, today and as known now', async () => {
  const { rows } = await ok(finance.get('/reports/aged-exceptions'), 200);
  const key = (one: any) => `${one.account} ${one.kind}`;
  const live = Map.groupBy(await listed(), key);
  const report = Map.groupBy(rows as any[], key);
  expect([...report.keys()].sort()).toEqual([...live.keys()].sort());
  expect(report.size).toBeGreaterThan(2);
  for (const [name, of] of report) {
    const those = live.get(name)!;
    const found = [
      several(of, 'exceptions'),
      total(of),
      several(of, 'overdue'),
      several(of, 'without_owner'),
    ];
    expect([name, ...found]).toEqual([
      name,
      those.length,
      total(those),
      those.filter((one) => one.overdue === true).length,
      those.filter((one) => one.ownerId === null).length,
    ]);
  }
});

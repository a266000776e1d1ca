import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { asCsv, asReport, asStatement, type DayLine } from '../support/day-in-formats.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

type Account = Awaited<ReturnType<typeof aBankAccount>>;

const line = (reference: string, text: string): DayLine => ({
  amount: '-50.00',
  reference,
  name: text,
  text,
});
const dayOf = (account: Account, lines: readonly DayLine[]) => ({
  account,
  day: '2026-04-13',
  opening: '500.00',
  lines,
});

/** @returns of the file's lines, how many were added, of them likely repeats, and its warnings */
async function send(content: string, type = 'application/xml') {
  const headers = { 'content-type': type };
  const { statements, warnings } = await ok(finance.post('/bank-files?name=a', content, headers));
  const { added, likelyRepeats } = statements[0];
  const told = warnings.filter(({ where }: { where: string }) => where === '2026-04-13');
  return [added, likelyRepeats, told.length];
}

/** An account with one line of a day, and another that was set aside as a repeat of it. */
async function anAccount(): Promise<Account> {
  const account = await aBankAccount(api.db);
  expect(await send(asCsv(dayOf(account, [line('R1', 'Alpha')])), 'text/csv')).toEqual([1, 0, 0]);
  expect(await send(asReport(dayOf(account, [line('R2', 'Beta')])))).toEqual([1, 1, 0]);
  const { items } = await ok(finance.get(`/bank-lines?bankAccount=${account.id}`), 200);
  await ok(finance.post(`/bank-lines/${items[1].id}/repeat`, {}));
  return account;
}

describe('a whole day of which a line was set aside as a repeat before', () => {
  it('does not take that line for one of its own, so that none is lost', async () => {
    const account = await anAccount();
    const both = [line('R3', 'Gamma'), line('R4', 'Delta')];
    expect(await send(asStatement(dayOf(account, both)))).toEqual([2, 2, 1]);
  });

  it('has the lines that stand, where it has as many', async () => {
    const account = await anAccount();
    expect(await send(asStatement(dayOf(account, [line('R3', 'Gamma')])))).toEqual([0, 0, 0]);
  });

  it('knows that line again by its reference', async () => {
    const account = await anAccount();
    const both = [line('R1', 'Alpha'), line('R2', 'Beta')];
    expect((await send(asStatement(dayOf(account, both))))[0]).toBe(0);
  });
});

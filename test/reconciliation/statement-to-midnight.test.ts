import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

type Account = Awaited<ReturnType<typeof aBankAccount>>;

/** The statement of one day of April, of which the bank says that it lasts to midnight after it. */
function dayOf(account: Account, day: number, opening: string): string {
  const on = `2026-04-${day}`;
  const lines = [[on, '20.00', { text: 'Cash' }]] as const;
  const file = bankFile({ account, from: on, to: on, opening, lines });
  const last = `<ToDtTm>2026-04-${day + 1}T00:00:00+01:00</ToDtTm>`;
  return file.replace(/<ToDtTm>[^<]*<\/ToDtTm>/, last);
}

describe('a statement to the midnight after the day of its closing balance', () => {
  it('ends on that day, so the next one follows it', async () => {
    const account = await aBankAccount(api.db);
    const one = await ok(importFile(finance, dayOf(account, 13, '100.00')));
    expect(one.statements[0]).toMatchObject({ from: '2026-04-13', to: '2026-04-13' });
    const { status, body } = await importFile(finance, dayOf(account, 14, '777.00'));
    expect([status, body.type]).toEqual([409, '/problems/statement-gap']);
    const next = await ok(importFile(finance, dayOf(account, 14, '120.00')));
    expect(next.warnings).toEqual([]);
  });
});

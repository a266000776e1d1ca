import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile, type Line } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { mt940 } from '../support/mt940.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

const ON = '2026-04-10';
type Account = Awaited<ReturnType<typeof aBankAccount>>;
const cash: Line = [ON, '20.00', { text: 'Cash' }];

/** Sends a statement of that one day. @returns how many of its lines were added, and warnings */
async function send(account: Account, opening: string, lines: readonly Line[], from = ON) {
  const file = bankFile({ account, from, to: ON, opening, lines });
  const { statements, warnings } = await ok(importFile(finance, file));
  return [statements[0].added, warnings.length];
}

const kept = async ({ id }: Account): Promise<string[]> => {
  const { items } = await ok(finance.get(`/bank-lines?bankAccount=${id}&limit=200`), 200);
  return items.map((one: { amount: string }) => one.amount);
};

describe('two statements of one day, of which the later opens with what the earlier closed with', () => {
  it('have lines of their own, though the lines are equal', async () => {
    const account = await aBankAccount(api.db);
    expect(await send(account, '100.00', [cash])).toEqual([1, 0]);
    expect(await send(account, '120.00', [cash])).toEqual([1, 0]);
    expect(await send(account, '140.00', [cash, cash])).toEqual([2, 0]);
    expect(await kept(account)).toHaveLength(4);
  });

  it('have lines of their own, though there are as many of the amount', async () => {
    const account = await aBankAccount(api.db);
    await send(account, '100.00', [[ON, '20.00', { text: 'Alpha' }]], '2026-04-01');
    expect(await send(account, '120.00', [[ON, '20.00', { text: 'Beta' }]])).toEqual([1, 0]);
  });

  it('have them when the later comes first', async () => {
    const account = await aBankAccount(api.db);
    expect(await send(account, '120.00', [cash])).toEqual([1, 0]);
    expect(await send(account, '100.00', [cash])).toEqual([1, 0]);
  });

  it('have them in one file, after one that is known', async () => {
    const account = await aBankAccount(api.db);
    const part = (number: number, opening: string, closing: string) =>
      mt940({
        account,
        number,
        openedOn: '260410',
        opening,
        closedOn: '260410',
        closing,
        credits: [['20.00', 'Cash']],
      });
    const type = 'text/plain';
    const parts = [part(1, '100.00', '120.00'), part(2, '120.00', '140.00')] as const;
    await ok(importFile(finance, parts[0], { type }));
    const all = parts.join('') + part(3, '140.00', '160.00');
    const { statements } = await ok(importFile(finance, all, { type }));
    expect(statements.map((one: { added: number }) => one.added)).toEqual([0, 1, 1]);
    expect(await kept(account)).toEqual(['20.00', '20.00', '20.00']);
  });

  it('are known when the whole of the day comes again', async () => {
    const account = await aBankAccount(api.db);
    await send(account, '100.00', [cash]);
    await send(account, '120.00', [cash]);
    expect(await send(account, '100.00', [cash, cash])).toEqual([0, 0]);
    expect(await kept(account)).toHaveLength(2);
  });
});

describe('two statements of one day with the same opening balance', () => {
  it('have the same lines', async () => {
    const account = await aBankAccount(api.db);
    await send(account, '100.00', [cash]);
    expect(await send(account, '100.00', [cash], '2026-04-09')).toEqual([0, 0]);
  });

  it('have the same lines, though those of the day make nothing', async () => {
    const account = await aBankAccount(api.db);
    const lines: Line[] = [cash, [ON, '-20.00', { text: 'Back' }]];
    await send(account, '100.00', lines);
    expect(await send(account, '100.00', lines, '2026-04-09')).toEqual([0, 0]);
  });
});

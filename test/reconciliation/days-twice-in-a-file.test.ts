import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { mt940 } from '../support/mt940.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

type Account = Awaited<ReturnType<typeof aBankAccount>>;
type Credits = readonly (readonly [string, string])[];

const CASH = ['20.00', 'Cash'] as const;
const FEE = ['1.00', 'Fee'] as const;

const part = (account: Account, opening: string, closing: string, credits: Credits): string =>
  mt940({
    account,
    number: 1,
    openedOn: '260410',
    opening,
    closedOn: '260410',
    closing,
    credits,
  });

/** Sends a file. @returns of each of its statements, how many lines were added, and were known */
async function send(content: string): Promise<[number, number][]> {
  const { statements } = await ok(importFile(finance, content, { type: 'text/plain' }));
  return statements.map((one: { added: number; knownAlready: number }) => [
    one.added,
    one.knownAlready,
  ]);
}

describe('a file with two statements that both have a day', () => {
  it('has its lines once', async () => {
    const account = await aBankAccount(api.db);
    const one = part(account, '100.00', '140.00', [CASH, CASH]);
    expect(await send(one + one)).toEqual([
      [2, 0],
      [0, 2],
    ]);
  });

  it('has what only one of them has too', async () => {
    const account = await aBankAccount(api.db);
    const one = part(account, '100.00', '120.00', [CASH]);
    const more = part(account, '100.00', '141.00', [CASH, FEE, CASH]);
    expect(await send(one + more)).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  it('has the lines of both, where the one goes on from the other', async () => {
    const account = await aBankAccount(api.db);
    const morning = part(account, '100.00', '120.00', [CASH]);
    const afternoon = part(account, '120.00', '140.00', [CASH]);
    expect(await send(afternoon + morning + morning + afternoon)).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
  });
});

describe('a file with a day in parts, of which one is missing', () => {
  it('has the lines of both', async () => {
    const account = await aBankAccount(api.db);
    const morning = part(account, '100.00', '120.00', [CASH]);
    const evening = part(account, '500.00', '520.00', [CASH]);
    expect(await send(morning + evening)).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it('has the lines of both, too, where one does not add up', async () => {
    const account = await aBankAccount(api.db);
    const morning = part(account, '100.00', '120.00', [CASH]);
    const other = part(account, '100.00', '140.00', [CASH]);
    expect(await send(morning + other)).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });
});

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

/** Balances between the statements of one day. */
const BALANCES = ['100.00', '120.00', '150.00', '150.00', '180.00'] as const;

describe('the position of an account with several statements of one day', () => {
  it('has the closing balance of the last of them, in whatever order they came', async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      const account = await aBankAccount(api.db);
      const parts = BALANCES.slice(1).map((closing, n) => {
        const day = { openedOn: '260410', closedOn: '260410' };
        return mt940({ account, number: n + 1, opening: BALANCES[n]!, closing, ...day });
      });
      const turned = [...parts.slice(turn), ...parts.slice(0, turn)];
      await ok(importFile(finance, turned.join(''), { type: 'text/plain' }));
      const position = await ok(finance.get(`/bank-position?bankAccount=${account.id}`), 200);
      expect(position.statement).toMatchObject({ to: '2026-04-10', closing: '180.00' });
    }
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { findAccounts } from '../../src/ledger/accounts.ts';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';

let api: Api;
beforeAll(async () => {
  api = await freshApi();
});

const account = (accountNumber: string) => ({
  name: 'Direct payments',
  sortCode: '20-20-15',
  accountNumber,
  accountName: 'Testshire Council',
  serviceUserNumber: '123456',
});

describe('bank accounts of the authority', () => {
  it.each(['administrator', 'finance_officer'] as const)(
    'are added, with their accounts in the ledger, by: %s',
    async (kind) => {
      const user = await api.as(kind);
      const number = kind === 'administrator' ? '55550001' : '55550002';
      const added = await ok(user.post('/bank-accounts', account(number)));
      expect(added).toMatchObject({ sortCode: '202015', accountNumber: number });
      const names = ['bank', 'treasury', 'suspense', 'charges'].map(
        (name) => `${name}:${added.id}`,
      );
      const open = await api.db.run((tx) => findAccounts(tx, names));
      expect([...open.keys()].sort()).toEqual([...names].sort());
    },
  );

  it('are listed, and exist once', async () => {
    const user = await api.as('finance_officer');
    const added = await user.post('/bank-accounts', account('55550003'));
    expect(added.status).toBe(201);
    const again = await user.post('/bank-accounts', account('55550003'));
    expect([again.status, again.body.type]).toEqual([409, '/problems/already-exists']);
    const { body } = await (await api.as('auditor')).get('/bank-accounts');
    const same = body.items.filter((one: { id: string }) => one.id === added.body.id);
    expect(same).toEqual([added.body]);
  });

  it('need six digits, eight digits and a caller whose work it is', async () => {
    const user = await api.as('finance_officer');
    const wrong = { ...account('5555'), sortCode: '20', serviceUserNumber: 'A' };
    const answer = await user.post('/bank-accounts', wrong);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((e: { where: string }) => e.where).sort()).toEqual([
      'body.accountNumber',
      'body.serviceUserNumber',
      'body.sortCode',
    ]);
    const other = await (await api.as('caseworker')).post('/bank-accounts', account('55550004'));
    expect(other.status).toBe(403);
  });
});

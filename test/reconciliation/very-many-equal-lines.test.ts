import { expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { bankFile, importFile, type Line } from '../support/bank-file.ts';
import { aBankAccount } from '../support/released-run.ts';

it('a file with more equal lines of a day than can be numbered is refused with a reason', async () => {
  const api = await freshApi();
  const finance = await api.as('finance_officer');
  const account = await aBankAccount(api.db);
  const lines: Line[] = Array.from({ length: 32_768 }, () => ['2026-04-10', '0.01']);
  const { status, body } = await importFile(finance, bankFile({ account, lines }));
  expect([status, body.type]).toEqual([422, '/problems/bank-file-unreadable']);
  expect(body.errors).toMatchObject([{ where: 'file' }]);
}, 60_000);

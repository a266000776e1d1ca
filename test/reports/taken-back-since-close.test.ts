import { beforeAll, describe, expect, it } from 'vitest';
import { reverse } from '../../src/ledger/reverse.ts';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';

let api: Api;
let a: ShareAccounts;
beforeAll(async () => {
  api = await freshApi();
  a = await openShare(api.db);
});

describe('what has become known of a closed period', () => {
  it('has both what came late and that it was taken back, so that they make nothing', async () => {
    const closing = { closedThrough: '2026-03-31', reason: 'Year end' };
    await ok((await api.as('finance_officer')).post('/period-closings', closing));
    const charge = anEntry('bank_charge', '2026-03-30', [[a.bank, a.charges, '7.77']]);
    const [late] = await postAll(api.db, [charge]);
    const back = await api.db.run((tx) => reverse(tx, late!, { key: 'back', reason: 'mistake' }));
    const auditor = await api.as('auditor');
    const { rows } = await ok(auditor.get('/reports/changed-since-close'), 200);
    expect(
      rows.map((row: any) => [row.entry, row.meant_for, row.from_class, row.reverses]),
    ).toEqual([
      [late, '2026-03-30', 'bank', null],
      [back, '2026-03-30', 'charges', late],
    ]);
  });
});

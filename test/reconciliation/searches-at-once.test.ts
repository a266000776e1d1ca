import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { anImportedAccount } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';

/** Only the last search of an account has its proposals, whoever searches at the same moment. */
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

describe('searches of an account at the same moment', () => {
  it('leave the proposals of one of them', async () => {
    const { account } = await anImportedAccount(api.db, [
      ['2026-04-10', '-11.00', { reference: 'P00081' }],
    ]);
    const facts = { bankAccountId: account.id, valueOn: '2026-04-10', total: '11.00' };
    await aReleasedRun(api.db, { ...facts, serial: 'P00081' });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => finance.post('/match-runs', { bankAccountId: account.id })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const kept = await api.db.run(
      (tx) => tx.sql<{ run_id: string }[]>`select distinct run_id from match_proposals`,
    );
    expect(kept).toHaveLength(1);
  });
});

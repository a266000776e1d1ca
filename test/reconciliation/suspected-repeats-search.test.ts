import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { anImportedAccount } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';
import { searchFor } from '../support/search.ts';

/** A line that may be another's repeat is for a person to look at, whatever it names. */
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

describe('a line that is suspected to repeat another', () => {
  it('is not automatic before somebody has decided about it', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-60.00', { reference: 'P00111' }],
      ['2026-04-13', '-60.00'],
    ]);
    const facts = { bankAccountId: account.id, valueOn: '2026-04-10', total: '60.00' };
    await aReleasedRun(api.db, { ...facts, serial: 'P00111' });
    await api.db.run(
      (tx) => tx.sql`
        insert into likely_repeats (line_id, of_line_id) values (${lines[0]!}, ${lines[1]!})`,
    );
    expect((await searchFor(finance, account.id)).run.automatic).toBe(0);
    const answer = await finance.post(`/bank-lines/${lines[0]}/not-a-repeat`, {});
    expect(answer.status).toBeLessThan(300);
    expect((await searchFor(finance, account.id)).run.automatic).toBe(1);
  });
});

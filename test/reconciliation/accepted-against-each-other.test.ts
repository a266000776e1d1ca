import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { openOf } from '../support/line-postings.ts';
import { anImportedAccount } from '../support/matching.ts';
import { refusalOf } from '../support/refusal.ts';
import { aReleasedRun } from '../support/released-run.ts';
import { acceptOf, searchFor } from '../support/search.ts';

/** Of proposals that cannot all be, none is accepted, and it is said which is in the way. */
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

describe('accepting proposals that take the same payment', () => {
  it('is refused by the number of the one that is left with nothing', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-60.00', { reference: 'P00101' }],
      ['2026-04-13', '-60.00', { reference: 'P00101' }],
    ]);
    const facts = { bankAccountId: account.id, valueOn: '2026-04-10', total: '60.00' };
    await aReleasedRun(api.db, { ...facts, serial: 'P00101' });
    const { run } = await searchFor(finance, account.id);
    const refused = await acceptOf(finance, run.id, [2, 1]);
    expect(refusalOf(refused)).toEqual([409, 'match-not-possible', 'proposal 2.expected']);
    expect(await openOf(finance, lines[0])).toBe('60.00');
    expect(await ok(acceptOf(finance, run.id, [2]))).toMatchObject({ accepted: 1, matches: 1 });
  });
});

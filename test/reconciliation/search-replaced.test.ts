import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { anImportedAccount } from '../support/matching.ts';
import { refusalOf } from '../support/refusal.ts';
import { aReleasedRun } from '../support/released-run.ts';
import { acceptOf, searchFor } from '../support/search.ts';

/** What a later search has taken the place of is never accepted, nor passed over without a word. */
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

describe('accepting all of a search', () => {
  it('is refused when a later search has taken its place', async () => {
    const { account } = await anImportedAccount(api.db, [
      ['2026-04-10', '-11.00', { reference: 'P00071' }],
    ]);
    const facts = { bankAccountId: account.id, valueOn: '2026-04-10', total: '11.00' };
    await aReleasedRun(api.db, { ...facts, serial: 'P00071' });
    const first = await searchFor(finance, account.id);
    const last = await searchFor(finance, account.id);
    expect(refusalOf(await acceptOf(finance, first.run.id))).toEqual([412, 'changed-meanwhile']);
    expect(await ok(acceptOf(finance, last.run.id))).toMatchObject({ accepted: 1, matches: 1 });
  });

  it('accepts none where none was proposed', async () => {
    const { account } = await anImportedAccount(api.db, [['2026-04-10', '-11.00']]);
    const { run } = await searchFor(finance, account.id);
    expect(await ok(acceptOf(finance, run.id))).toMatchObject({ accepted: 0, left: 0 });
  });
});

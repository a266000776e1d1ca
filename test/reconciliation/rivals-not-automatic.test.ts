import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { openOf } from '../support/line-postings.ts';
import { anImportedAccount } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';
import { acceptOf, searchFor } from '../support/search.ts';

/** What has a rival is accepted by its number only, however sure its rule. */
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

describe('accepting all that is automatic', () => {
  it('leaves two lines that name the same run, and takes what has no rival', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-60.00', { reference: 'P00091' }],
      ['2026-04-13', '-60.00', { reference: 'P00091' }],
      ['2026-04-13', '-61.00', { reference: 'P00092' }],
    ]);
    const facts = { bankAccountId: account.id, valueOn: '2026-04-10' };
    await aReleasedRun(api.db, { ...facts, serial: 'P00091', total: '60.00' });
    await aReleasedRun(api.db, { ...facts, serial: 'P00092', total: '61.00' });
    const { run, proposals } = await searchFor(finance, account.id);
    expect(proposals.map(({ automatic, rivals }) => [automatic, rivals.count])).toEqual([
      [true, 1],
      [true, 1],
      [true, 0],
    ]);
    const accepted = await ok(acceptOf(finance, run.id));
    expect(accepted).toEqual({ accepted: 1, matches: 1, notProposedAnyMore: [], left: 0 });
    const open = await Promise.all(lines.map((line) => openOf(finance, line)));
    expect(open).toEqual(['60.00', '60.00', '0.00']);
    expect(await ok(acceptOf(finance, run.id, [2]))).toMatchObject({ accepted: 1 });
  });
});

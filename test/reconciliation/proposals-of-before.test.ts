import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { asSuperuser } from '../support/bank-scene.ts';
import { ok } from '../support/book.ts';
import { anImportedAccount } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';
import { acceptOf, searchFor } from '../support/search.ts';

let api: Api;
let finance: ApiUser;
let superuser: Client;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  superuser = await asSuperuser(api.db);
});
afterAll(() => superuser.end());

describe('proposals of a search before they were narrow', () => {
  it('are listed and accepted as those of today', async () => {
    const { account } = await anImportedAccount(api.db, [
      ['2026-04-10', '-21.00', { reference: 'P00071' }],
      ['2026-04-10', '-22.00'],
      ['2026-04-10', '-22.00'],
    ]);
    for (const [serial, total] of [
      ['P00071', '21.00'],
      ['P00072', '22.00'],
      ['P00073', '22.00'],
    ] as const) {
      const facts = { bankAccountId: account.id, serial, valueOn: '2026-04-10', total };
      await aReleasedRun(api.db, facts);
    }
    const { run, proposals } = await searchFor(finance, account.id);
    const changed = await superuser`
      update match_proposals set line_ids = array[line_id], expected = array[expected_name],
        amounts = array[amount], line_id = null, expected_name = null,
        rival_lines = coalesce(rival_lines, '{}'), rival_expected = coalesce(rival_expected, '{}'),
        alike_expected = coalesce(alike_expected, '{}')
      where run_id = ${run.id}`;
    expect(changed.count).toBe(3);
    const listed = await ok(finance.get(`/match-runs/${run.id}/proposals?limit=200`), 200);
    expect(listed.items).toEqual(proposals);
    const numbers = proposals.map((one) => one.number);
    expect(await ok(acceptOf(finance, run.id, numbers))).toMatchObject({
      accepted: 3,
      matches: 3,
      notProposedAnyMore: [],
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { asSuperuser } from '../support/bank-scene.ts';
import { bookOf } from '../support/labelled-book.ts';
import { PLANNED_ON, plannedLine } from '../support/planned-line.ts';
import { searchFor } from '../support/search.ts';

/** One that makes the amount by itself is a rival of any sum, and so is the sum of it. */
let api: Api;
let finance: ApiUser;
let superuser: Client;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  superuser = await asSuperuser(api.db);
});
afterAll(() => superuser.end());

const UNIQUE = { rule: 'reference', result: 'unique' };

describe('what is exact by itself', () => {
  it('has a rival in a sum of others of the same reference', async () => {
    const runs = [300_00, 100_00, 200_00].map((pence, n) => ({
      serial: `WP003${n}`,
      on: PLANNED_ON,
      credits: [
        { pence, reference: 'SU300001' },
        { pence: 77, reference: `ZZ30000${n}` },
      ],
    }));
    const lines = [plannedLine(-300_00, 'SU300001')];
    const { accountId } = await bookOf(api.db, superuser, { runs, lines });
    const { run, proposals } = await searchFor(finance, accountId);
    expect(proposals).toMatchObject([UNIQUE]);
    expect(proposals[0]!.rivals.count).toBeGreaterThan(0);
    expect(run.automatic).toBe(0);
  });

  it('has a rival in lines that make it together', async () => {
    const credits = [
      { pence: 300_00, reference: 'SU400001' },
      { pence: 77, reference: 'ZZ400001' },
    ];
    const { accountId } = await bookOf(api.db, superuser, {
      runs: [{ serial: 'WP0041', on: PLANNED_ON, credits }],
      lines: [300_00, 100_00, 200_00].map((pence) => plannedLine(-pence, 'SU400001')),
    });
    const { run, proposals } = await searchFor(finance, accountId);
    expect(proposals[0]).toMatchObject(UNIQUE);
    expect(proposals[0]!.rivals.count).toBeGreaterThan(0);
    expect(run.automatic).toBe(0);
  });
});

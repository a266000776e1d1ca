import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { asSuperuser } from '../support/bank-scene.ts';
import { bookOf } from '../support/labelled-book.ts';
import { PLANNED_ON, plannedLine } from '../support/planned-line.ts';
import { searchFor } from '../support/search.ts';

/** What is not looked at because there is too much of it is said. */
let api: Api;
let finance: ApiUser;
let superuser: Client;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  superuser = await asSuperuser(api.db);
});
afterAll(() => superuser.end());

describe('more sums than a search solves', () => {
  it('are all solved, or it says how many were not', async () => {
    const MANY = 501;
    const references = Array.from({ length: MANY }, (_, n) => `MS${700_000 + n}`);
    const runs = [10_000, 30_000].map((least, place) => ({
      serial: `WP008${place}`,
      on: PLANNED_ON,
      credits: references.map((reference, n) => ({ pence: least + n, reference })),
    }));
    const lines = references.map((reference, n) => plannedLine(-40_000 - 2 * n, reference));
    const { accountId } = await bookOf(api.db, superuser, { runs, lines });
    const { run } = await searchFor(finance, accountId);
    expect(run.proposals + run.gaveUp).toBeGreaterThanOrEqual(MANY);
  });
});

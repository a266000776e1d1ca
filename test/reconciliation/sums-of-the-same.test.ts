import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { asSuperuser } from '../support/bank-scene.ts';
import { bookOf } from '../support/labelled-book.ts';
import { PLANNED_ON, plannedLine } from '../support/planned-line.ts';
import { searchFor } from '../support/search.ts';

/** Two sums that take the same are rivals: neither is the only one, and none is left out. */
let api: Api;
let finance: ApiUser;
let superuser: Client;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  superuser = await asSuperuser(api.db);
});
afterAll(() => superuser.end());

const inRuns = (amounts: readonly number[], reference: string, serial: string) =>
  amounts.map((pence, n) => ({
    serial: `${serial}${n}`,
    on: PLANNED_ON,
    credits: [
      { pence, reference },
      { pence: 77, reference: `ZZ${serial}${n}` },
    ],
  }));

describe('sums that take the same', () => {
  it('are rivals where two lines are each the sum of the same payments', async () => {
    const { accountId } = await bookOf(api.db, superuser, {
      runs: inRuns([100_00, 200_00], 'SU500001', 'WP005'),
      lines: [plannedLine(-300_00, 'SU500001'), plannedLine(-300_00, 'SU500001')],
    });
    const { run, proposals } = await searchFor(finance, accountId);
    expect(proposals.length).toBeGreaterThan(0);
    expect(
      proposals.filter(({ rivals, result }) => rivals.count === 0 && result === 'unique'),
    ).toEqual([]);
    expect(run.withoutRivals).toBe(0);
  });

  it('are rivals where the same lines make each of two payments', async () => {
    const { accountId } = await bookOf(api.db, superuser, {
      runs: inRuns([300_00, 300_00], 'SU600001', 'WP006'),
      lines: [plannedLine(-100_00, 'SU600001'), plannedLine(-200_00, 'SU600001')],
    });
    const { run, proposals } = await searchFor(finance, accountId);
    expect(proposals.length).toBeGreaterThan(0);
    expect(
      proposals.filter(({ rivals, result }) => rivals.count === 0 && result === 'unique'),
    ).toEqual([]);
    expect(run.withoutRivals).toBe(0);
  });
});

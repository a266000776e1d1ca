import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { asSuperuser } from '../support/bank-scene.ts';
import { bookOf } from '../support/labelled-book.ts';
import { PLANNED_ON, plannedLine } from '../support/planned-line.ts';
import { searchFor } from '../support/search.ts';

/** What the details of a batch name may be what another line names too. */
let api: Api;
let finance: ApiUser;
let superuser: Client;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  superuser = await asSuperuser(api.db);
});
afterAll(() => superuser.end());

describe('a batch whose details name a payment', () => {
  it('has a rival in a single line that names the same payment', async () => {
    const credits = [100_00, 200_00, 200_00].map((pence, n) => ({
      pence,
      reference: `PB20000${n}`,
    }));
    const { accountId } = await bookOf(api.db, superuser, {
      runs: [{ serial: 'WP0002', on: PLANNED_ON, credits }],
      lines: [
        plannedLine(-300_00, '', { details: credits.slice(0, 2) }),
        plannedLine(-100_00, credits[0]!.reference),
      ],
    });
    const { run, proposals } = await searchFor(finance, accountId);
    expect(proposals[0]).toMatchObject({ rule: 'batch_details', rivals: { count: 1 } });
    expect(proposals[0]!.rivals.lines).not.toContain(proposals[0]!.lines[0]!.id);
    expect(run.automatic).toBe(0);
  });
});

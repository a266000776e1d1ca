import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { asSuperuser } from '../support/bank-scene.ts';
import { bookOf } from '../support/labelled-book.ts';
import { PLANNED_ON, plannedLine } from '../support/planned-line.ts';
import { acceptOf, searchFor } from '../support/search.ts';

/** A run is matched whole or payment by payment, never both, so a line of each are rivals. */
let api: Api;
let finance: ApiUser;
let superuser: Client;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  superuser = await asSuperuser(api.db);
});
afterAll(() => superuser.end());

describe('a line of a run and a line of one of its payments', () => {
  it('are rivals, as both cannot be, and neither is accepted with all others', async () => {
    const credits = [
      { pence: 100_00, reference: 'PB100001' },
      { pence: 200_00, reference: 'PB100002' },
    ];
    const { accountId } = await bookOf(api.db, superuser, {
      runs: [{ serial: 'WP0001', on: PLANNED_ON, credits }],
      lines: [plannedLine(-300_00, 'WP0001'), plannedLine(-100_00, 'PB100001')],
    });
    const { run, proposals } = await searchFor(finance, accountId);
    const [whole, part] = proposals;
    expect(whole).toMatchObject({ amount: '300.00', rivals: { expected: part!.expected } });
    expect(part).toMatchObject({ amount: '100.00', rivals: { expected: whole!.expected } });
    expect(run.automatic).toBe(0);
    expect(await acceptOf(finance, run.id)).toMatchObject({ status: 201, body: { accepted: 0 } });
  });
});

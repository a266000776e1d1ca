import { beforeAll, describe, expect, it } from 'vitest';
import { connect, type Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { AUTHORITY } from '../support/template.ts';

let api: Api;
let auditor: ApiUser;
let superuser: Client;
beforeAll(async () => {
  api = await freshApi();
  auditor = await api.as('auditor');
  await auditor.get('/reports');
  superuser = connect(api.db.urls.superuser, { name: 'test superuser', max: 2 });
  return async () => superuser.end();
});

describe('a report whose statement the database gives up', () => {
  it('is a problem that says what to do, and leaves the connection free', async () => {
    const locked = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const holding = superuser.begin(async (sql) => {
      await sql`lock table ${sql(AUTHORITY)}.checkpoint_balances in access exclusive mode`;
      locked.resolve();
      await done.promise;
    });
    await locked.promise;
    const asked = auditor.get('/reports/trial-balance');
    let cancelled = false;
    while (!cancelled) {
      const rows = await superuser`
        select pg_cancel_backend(pid) from pg_stat_activity
        where datname = current_database() and query like '%declare%report_trial_balance%'
          and wait_event_type = 'Lock'`;
      cancelled = rows.length > 0;
    }
    const { status, body } = await asked;
    expect([status, body.type]).toEqual([503, '/problems/took-too-long']);
    expect(body.detail).toMatch(/shorter period/);
    done.resolve();
    await holding;
    expect((await auditor.get('/reports/trial-balance')).status).toBe(200);
  });
});

import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, type Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { AUTHORITY } from '../support/template.ts';

let api: Api;
let auditor: ApiUser;
let superuser: Client;
const NOBODY = '00000000-0000-4000-8000-000000000000';
const PATHS = [
  '/reports/trial-balance',
  '/balances',
  '/journal-export?format=hledger',
  '/seal-key',
] as const;

beforeAll(async () => {
  // As few connections as can be: all who are sent something piece by piece hold one of two.
  const few: Client[] = [];
  api = await freshApi({
    connections: ({ service }) => {
      const [client, readings] = [2, 1].map((max) => connect(service, { name: 'few', max }));
      few.push(client!, readings!);
      return { client: client!, readings: readings! };
    },
  });
  auditor = await api.as('auditor');
  await auditor.get('/reports');
  superuser = connect(api.db.urls.superuser, { name: 'test superuser', max: 2 });
  await api.app.listen({ port: 0, host: '127.0.0.1' });
  return async () => {
    await Promise.all([superuser, ...few].map((client) => client.end({ timeout: 5 })));
  };
});

const readings = async (): Promise<string[]> => {
  const rows = await api.db.run(
    (tx) => tx.sql<{ operation: string }[]>`select operation from reads order by id`,
  );
  return rows.map((row) => row.operation);
};

/** The readings that a request left on record. */
async function readingsOf(ask: () => Promise<unknown>): Promise<string[]> {
  const before = (await readings()).length;
  await ask();
  return (await readings()).slice(before);
}

describe('a reading', () => {
  it.each([
    ['/reports/trial-balance', 'application/json', 'getReport'],
    ['/reports/trial-balance', 'text/csv', 'getReport'],
    ['/balances', 'text/csv', 'listBalances'],
    ['/journal-export?format=hledger', '*/*', 'exportJournal'],
    ['/seal-key', 'text/plain', 'getSealKey'],
    ['/reports', '*/*', 'listReports'],
  ])('is on record once where something was sent: %s %s', async (path, accept, operation) => {
    const left = await readingsOf(async () => {
      expect((await auditor.get(path, { accept })).status).toBe(200);
    });
    expect(left).toEqual([operation]);
  });

  it.each([
    ['/reports/nonsense', 404],
    ['/reports/trial-balance?asAt=2030-01-01', 422],
    ['/reports/trial-balance?knownAt=2030-01-01T00:00:00Z', 422],
    ['/reports/sen2-plans?asAt=2018-06-01', 422],
    ['/balances?asAt=2030-01-01', 422],
    [`/moves/${NOBODY}/pack`, 404],
    [`/credits/${NOBODY}/schedule`, 404],
    [`/pooled-accounts/${NOBODY}/proof`, 404],
    [`/recharges/${NOBODY}/statement`, 404],
    [`/bank-files/${NOBODY}/content`, 404],
    [`/funds/${NOBODY}`, 404],
    [`/audit-bundles/${NOBODY}/file`, 404],
    [`/budgets/${NOBODY}/as-at?on=2026-04-01`, 404],
    [`/beneficiaries/${NOBODY}`, 404],
    ['/beneficiaries?limit=none', 422],
  ])('is not on record where nothing was shown: %s', async (path, expected) => {
    const left = await readingsOf(async () => {
      expect((await auditor.get(path)).status).toBe(expected);
    });
    expect(left).toEqual([]);
  });

  it.each(PATHS)('is written before the first byte leaves: %s', async (path) => {
    const locked = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const holding = superuser.begin(async (sql) => {
      await sql`lock table ${sql(AUTHORITY)}.reads in access exclusive mode`;
      locked.resolve();
      await done.promise;
    });
    await locked.promise;
    const { port } = api.app.server.address() as AddressInfo;
    const answered = new Promise<number>((resolve, reject) => {
      const headers = { authorization: `Bearer ${auditor.token}` };
      get(`http://127.0.0.1:${port}/v1/${AUTHORITY}${path}`, { headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode!));
      }).on('error', reject);
    });
    await waitsToWrite();
    const first = await Promise.race([answered, new Promise((go) => setTimeout(go, 200, 'none'))]);
    done.resolve();
    await holding;
    expect([first, await answered]).toEqual(['none', 200]);
  });

  it.each(PATHS)('that cannot be written shows nothing: %s', async (path) => {
    await superuser`revoke insert on ${superuser(AUTHORITY)}.reads from ledger_service`;
    const { status, text } = await auditor.get(path);
    await superuser`grant insert on ${superuser(AUTHORITY)}.reads to ledger_service`;
    expect([status, JSON.parse(text).type]).toEqual([500, '/problems/internal-error']);
    await expect.poll(inTransactions).toBe(0);
  });

  it('is written for more readers at once than there are connections', async () => {
    const asked = Array.from({ length: 6 }, () => auditor.get('/reports/trial-balance'));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(6).fill(200));
  });
});

/** How many connections of the service are held by a transaction. */
async function inTransactions(): Promise<number> {
  const rows = await superuser`
    select from pg_stat_activity where datname = current_database()
      and application_name = 'few' and state <> 'idle'`;
  return rows.length;
}

/** Waits until a statement that writes a reading down stands before the lock. */
async function waitsToWrite(): Promise<void> {
  for (;;) {
    const rows = await superuser`
      select from pg_stat_activity where datname = current_database()
        and query like '%insert into reads%' and wait_event_type = 'Lock'`;
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, type Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { AUTHORITY } from '../support/template.ts';
import { openShare, type ShareAccounts } from '../support/shares.ts';

let api: Api;
let auditor: ApiUser;
let a: ShareAccounts;
let superuser: Client;
beforeAll(async () => {
  api = await freshApi();
  auditor = await api.as('auditor');
  a = await openShare(api.db);
  await api.app.listen({ port: 0, host: '127.0.0.1' });
  superuser = connect(api.db.urls.superuser, { name: 'test superuser', max: 2 });
  return async () => superuser.end();
});

// When exactly a hang-up is noticed is up to the machine: a busy one gets a second chance.
describe('a client that hangs up', { retry: 1 }, () => {
  const url = (path = '/balances') => {
    const { port } = api.app.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1/${AUTHORITY}${path}`;
  };
  /** The statements and open transactions of the service, but for the look itself. */
  const busy = async (superuser: Client): Promise<string[]> => {
    const rows = await superuser<{ query: string }[]>`
      select query from pg_stat_activity where datname = current_database()
        and application_name = 'test service' and state <> 'idle'`;
    return rows.map((row) => row.query);
  };
  const quiet = async (superuser: Client): Promise<void> => {
    const by = Date.now() + 10_000;
    while ((await busy(superuser)).length > 0 && Date.now() < by) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await busy(superuser)).toEqual([]);
  };
  it.each(['/balances', '/reports/trial-balance'])(
    'while the database works ends the statement: %s',
    async (path) => {
      const locked = Promise.withResolvers<void>();
      const done = Promise.withResolvers<void>();
      const holding = superuser.begin(async (sql) => {
        await sql`lock table ${sql(AUTHORITY)}.checkpoint_balances in access exclusive mode`;
        locked.resolve();
        await done.promise;
      });
      await locked.promise;
      const asked = get(url(path), { headers: { authorization: `Bearer ${auditor.token}` } });
      asked.on('error', () => {});
      while ((await busy(superuser)).length === 0)
        await new Promise((resolve) => setImmediate(resolve));
      asked.destroy();
      await quiet(superuser).finally(() => done.resolve());
      await holding;
      expect((await auditor.get(path)).status).toBe(200);
    },
  );

  it('in the middle ends the transaction, and the connection works on', async () => {
    await fill(superuser, a.treasury.id, 60_000);
    const asked = get(url(), { headers: { authorization: `Bearer ${auditor.token}` } });
    asked.on('error', () => {});
    await new Promise<void>((resolve) => {
      asked.on('response', (response) => {
        response.once('data', () => {
          response.pause();
          resolve();
        });
      });
    });
    expect(await busy(superuser)).not.toEqual([]);
    asked.destroy();
    await quiet(superuser);
    const { body } = await auditor.get('/balances');
    expect(body.items.length).toBeGreaterThan(60_000);
    expect(body.books).toMatchObject([{ balance: '0.00' }, { balance: '0.00' }]);
  });
});

/** Gives many bank accounts a balance, past the service; an entry has 30,000 lines. */
async function fill(superuser: Client, treasury: string, count: number): Promise<void> {
  await superuser.begin(async (sql) => {
    await sql`set local search_path = ${sql(AUTHORITY)}`;
    // What is inserted here keeps its foreign keys by itself; checking them takes ten seconds.
    await sql`set local session_replication_role = replica`;
    await sql`
      with opened as (
        insert into accounts (class, subject)
        select (select id from account_classes where name = 'bank'), gen_random_uuid()
        from generate_series(1, ${count}::int) returning id, class
      ), numbered as (
        select id, class, row_number() over () - 1 as n from opened
      ), posted as (
        insert into entries (key, kind, effective_on, by, content)
        select 'fill ' || gen_random_uuid() || ' ' || n, (select id from entry_kinds where name = 'treasury'), '2026-04-14',
          '00000000-0000-0000-0000-000000000000', ''
        from generate_series(0, ${count}::int / 30000) n
        returning id, kind, effective_on, split_part(key, ' ', 3)::int as n
      )
      insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
        to_account, amount)
      select p.id, 1 + b.n % 30000, p.kind, p.effective_on,
        (select class from accounts where id = ${treasury}), b.class, ${treasury}, b.id, 1.25
      from numbered b join posted p on p.n = b.n / 30000`;
  });
}

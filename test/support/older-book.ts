import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, inject } from 'vitest';
import { connect, type Client } from '../../src/database/connections.ts';
import { migrate, readMigrations } from '../../src/database/migrate.ts';
import { ROLES } from '../../src/database/roles.ts';
import { inTransaction, type Scope } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { TODAY, type TestDatabase } from './database.ts';
import { AUTHORITY, urlFor } from './template.ts';

const SHARED = new URL('../../schema/shared.sql', import.meta.url);

/** A book with the tables of an earlier version, to be filled and then brought up to date. */
export interface OlderBook {
  /** As a superuser whom no foreign key holds back, in the authority's schema. */
  readonly superuser: Client;
  /** Work as a superuser: the privileges of the service are those of this version. */
  readonly before: TestDatabase;
  /** Applies what is missing, as `migrate` does. @returns the book as the service sees it then */
  upToDate(): Promise<TestDatabase>;
}

/** A database of its own with one authority and the migrations before one, such as "0015". */
export async function bookBefore(migration: string): Promise<OlderBook> {
  const superuserUrl = inject('superuserUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const main = connect(superuserUrl, { name: 'test', max: 1 });
  await main.unsafe(`create database ${name} owner ${ROLES.owner}`);
  const urlOf = (role: string): string => urlFor(superuserUrl, name, role);
  const inDatabase = new URL(superuserUrl);
  inDatabase.pathname = `/${name}`;
  const owner = connect(urlOf(ROLES.owner), { name: 'test owner', max: 2 });
  const superuser = connect(inDatabase.toString(), { name: 'test superuser', max: 1 });
  const service = connect(urlOf(ROLES.service), { name: 'test service', max: 4 });
  afterAll(async () => {
    await Promise.all([owner.end(), superuser.end(), service.end()]);
    await main.unsafe(`drop database ${name} with (force)`);
    await main.end();
  });
  await applyBefore(owner, migration);
  await superuser.unsafe(`set search_path = ${AUTHORITY}; set session_replication_role = replica`);
  const urls = { owner: '', service: '', reader: '', superuser: inDatabase.toString() };
  const scope: Scope = {
    authority: AUTHORITY,
    user: WHOLE_AUTHORITY,
    kind: 'service',
    today: TODAY,
  };
  const as = (client: Client): TestDatabase => ({
    urls,
    service: client,
    authority: AUTHORITY,
    run: (work, more = {}) => inTransaction(client, { ...scope, ...more }, work),
  });
  return {
    superuser,
    before: as(superuser),
    async upToDate() {
      await migrate(owner, ROLES, () => {});
      return as(service);
    },
  };
}

async function applyBefore(owner: Client, migration: string): Promise<void> {
  await owner.unsafe(readFileSync(SHARED, 'utf8'));
  await owner.begin(async (sql) => {
    await sql.unsafe(`create schema ${AUTHORITY}; set local search_path = ${AUTHORITY}`);
    await sql`insert into public.authorities (name, title) values (${AUTHORITY}, 'Testshire')`;
    for (const { name, statements, sha256 } of readMigrations()) {
      if (name >= migration) break;
      for (const statement of statements) await sql.unsafe(statement);
      await sql`insert into public.migrations (authority, name, sha256)
        values (${AUTHORITY}, ${name}, ${sha256})`;
    }
  });
}

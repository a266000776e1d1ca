import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { connect, type Client } from '../../src/database/connections.ts';
import { createAuthority, migrate } from '../../src/database/migrate.ts';
import { ROLES } from '../../src/database/roles.ts';
import { DEMONSTRATION, isUnfinished, markUnfinished } from '../../src/database/unfinished.ts';
import { loadOnEmptyBook } from '../../src/process/demonstration.ts';
import { clock } from '../support/database.ts';
import { urlFor } from '../support/template.ts';

const superuserUrl = inject('superuserUrl');
const superuser = connect(superuserUrl, { name: 'test', max: 1 });
const database = `test_${randomBytes(6).toString('hex')}`;
let owner: Client;
let service: Client;
let said: string[];

beforeAll(async () => {
  await superuser.unsafe(`create database ${database} owner ${ROLES.owner}`);
  owner = connect(urlFor(superuserUrl, database, ROLES.owner), { name: 'test', max: 2 });
  service = connect(urlFor(superuserUrl, database, ROLES.service), { name: 'test', max: 16 });
});

afterAll(async () => {
  await Promise.all([owner.end(), service.end()]);
  await superuser.unsafe(`drop database ${database} with (force)`);
  await superuser.end();
});

async function load(): Promise<void> {
  said = [];
  await migrate(owner, ROLES, () => {});
  await loadOnEmptyBook({
    owner: { client: owner, roles: ROLES },
    service,
    clock,
    issuer: 'http://127.0.0.1:3000/development-issuer',
    onProgress: (sentence) => said.push(sentence),
  });
}

const tables = async (): Promise<number> => {
  const [row] = await owner<{ tables: number }[]>`
    select count(*)::int as tables from pg_tables where schemaname = ${DEMONSTRATION}`;
  return row!.tables;
};

it('a loading that was cut off is thrown away and done over, and a whole one is left', async () => {
  await createAuthority(owner, ROLES, { name: DEMONSTRATION, title: 'Half' }, () => {});
  const empty = await tables();
  await owner.unsafe(`create table ${DEMONSTRATION}.left_behind ()`);
  await markUnfinished(owner);
  await load();
  expect(said[0]).toContain('it starts over');
  expect(said.length).toBeGreaterThan(3);
  expect(await tables()).toBe(empty);
  expect(await isUnfinished(owner)).toBe(false);

  await load();
  expect(said).toEqual([]);
  expect(await tables()).toBe(empty);
});

it('is not loaded beside an authority of somebody’s own', async () => {
  await owner.unsafe(`drop schema ${DEMONSTRATION} cascade`);
  await owner`delete from public.migrations`;
  await owner`delete from public.authorities`;
  await createAuthority(owner, ROLES, { name: 'own', title: 'Own' }, () => {});
  await load();
  expect(said).toEqual([]);
  expect(await tables()).toBe(0);
});

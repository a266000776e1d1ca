import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import type postgres from 'postgres';
import { accessStatements } from '../../schema/access.ts';
import type { Client } from './connections.ts';
import { AUTHORITY_PATTERN } from './transactions.ts';

/** The database roles that are not the owner: the service runs as one, reports as the other. */
export interface Roles {
  readonly service: string;
  readonly reader: string;
}

export type Progress = (message: string) => void;

interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
  readonly sha256: Buffer;
}

const FOLDER = new URL('../../schema/migrations/', import.meta.url);
const SHARED = new URL('../../schema/shared.sql', import.meta.url);
/** One number for "somebody is migrating", so that two instances do it one after the other. */
const LOCK = 4_011_886;

/** The migrations in order, each with a digest of its text. */
export function readMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, FOLDER), 'utf8').replaceAll('"public".', '');
      return {
        name: name.replace('.sql', ''),
        statements: text.split('--> statement-breakpoint').map((one) => one.trim()),
        sha256: createHash('sha256').update(text).digest(),
      };
    });
}

/**
 * Brings every authority's tables up to date. Runs as the owner; safe when two instances start at
 * once. Each authority's migration happens whole or not at all.
 */
export async function migrate(owner: Client, roles: Roles, onProgress: Progress): Promise<void> {
  await locked(owner, async (sql) => {
    await prepareShared(sql, roles);
    const authorities = await sql<
      { name: string }[]
    >`select name from public.authorities order by name`;
    for (const { name } of authorities) {
      await sql.begin(async (tx) => applyTo(tx, name, roles, onProgress));
    }
  });
}

/** Makes a new authority: its schema, tables, privileges and policies. */
export async function createAuthority(
  owner: Client,
  roles: Roles,
  authority: { name: string; title: string },
  onProgress: Progress,
): Promise<void> {
  const { name, title } = authority;
  if (!AUTHORITY_PATTERN.test(name) || ['public', 'information_schema'].includes(name)) {
    throw new Error(
      `An authority's name is 2 to 31 small letters, digits and underscores, beginning with a letter. Found "${name}".`,
    );
  }
  await locked(owner, async (sql) => {
    await prepareShared(sql, roles);
    const known = await sql`select from public.authorities where name = ${name}`;
    if (known.length > 0) throw new Error(`There is an authority called "${name}" already.`);
    await sql.begin(async (tx) => {
      await tx.unsafe(`create schema "${name}"`);
      await tx`insert into public.authorities (name, title) values (${name}, ${title})`;
      await applyTo(tx, name, roles, onProgress);
    });
  });
}

async function locked(owner: Client, work: (sql: Client) => Promise<void>): Promise<void> {
  const sql = await owner.reserve();
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await work(Object.assign(sql, { begin: beginOn(sql) }) as Client);
  } finally {
    await sql`select pg_advisory_unlock(${LOCK})`.catch(() => {});
    sql.release();
  }
}

/** A transaction on the connection that holds the lock. */
function beginOn(sql: postgres.ReservedSql) {
  return async (work: (tx: postgres.ReservedSql) => Promise<void>): Promise<void> => {
    await sql.unsafe('begin');
    try {
      await work(sql);
      await sql.unsafe('commit');
    } catch (error) {
      await sql.unsafe('rollback');
      throw error;
    }
  };
}

async function prepareShared(sql: Client, roles: Roles): Promise<void> {
  await sql.unsafe(readFileSync(SHARED, 'utf8'));
  const both = `"${roles.service}", "${roles.reader}"`;
  await sql.unsafe(`grant usage on schema public to ${both};
    grant select on public.authorities, public.migrations to ${both}`);
}

async function applyTo(
  sql: postgres.ReservedSql | postgres.TransactionSql,
  authority: string,
  roles: Roles,
  onProgress: Progress,
): Promise<void> {
  await sql.unsafe(`set local search_path = "${authority}"`);
  const applied = await sql<{ name: string; sha256: Buffer }[]>`
    select name, sha256 from public.migrations where authority = ${authority}`;
  const known = new Map(applied.map((one) => [one.name, one.sha256]));
  let changed = false;
  for (const migration of readMigrations()) {
    const before = known.get(migration.name);
    if (before !== undefined && !before.equals(migration.sha256)) {
      throw new Error(
        `Migration ${migration.name} of ${authority} is not the one that was applied. Migrations are never edited: add a new one.`,
      );
    }
    if (before !== undefined) continue;
    onProgress(`${authority}: ${migration.name.replaceAll('_', ' ')}`);
    for (const statement of migration.statements) await sql.unsafe(statement);
    await remember(sql, authority, migration.name, migration.sha256);
    changed = true;
  }
  await applyAccess(sql, authority, roles, changed, known.get('access'));
  await sql.unsafe('set local search_path = pg_catalog');
}

/** What stands in `public.migrations` for the privileges and policies of an authority. */
export function accessDigest(authority: string, roles: Roles): Buffer {
  return createHash('sha256').update(accessStatements(authority, roles).join(';')).digest();
}

async function applyAccess(
  sql: postgres.ReservedSql | postgres.TransactionSql,
  authority: string,
  roles: Roles,
  changed: boolean,
  before: Buffer | undefined,
): Promise<void> {
  const statements = accessStatements(authority, roles);
  const sha256 = accessDigest(authority, roles);
  if (!changed && before?.equals(sha256) === true) return;
  const policies = await sql<{ statement: string }[]>`
    select format('drop policy %I on %I', policyname, tablename) as statement
    from pg_policies where schemaname = ${authority}`;
  for (const { statement } of policies) await sql.unsafe(statement);
  await sql.unsafe(statements.join(';\n'));
  await remember(sql, authority, 'access', sha256);
}

async function remember(
  sql: postgres.ReservedSql | postgres.TransactionSql,
  authority: string,
  name: string,
  sha256: Buffer,
): Promise<void> {
  await sql`
    insert into public.migrations (authority, name, sha256) values (${authority}, ${name}, ${sha256})
    on conflict (authority, name) do update set sha256 = excluded.sha256, applied_at = now()`;
}

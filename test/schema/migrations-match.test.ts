import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACCESS } from '../../schema/access.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const SCHEMA = join(ROOT, 'schema');

/** Every table that schema/ describes. */
async function tables(): Promise<PgTable[]> {
  const files = readdirSync(SCHEMA).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(files.map(async (name) => import(join(SCHEMA, name))));
  const found = modules.flatMap((module) => Object.values(module as object));
  return found.filter((value): value is PgTable => value instanceof PgTable);
}

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});

describe('the migrations', () => {
  it('leave nothing for drizzle-kit to add', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'ledger-schema-'));
    try {
      cpSync(join(SCHEMA, 'migrations'), folder, { recursive: true });
      const before = readdirSync(folder).sort();
      const said = execFileSync(
        process.execPath,
        [
          'node_modules/drizzle-kit/bin.cjs',
          'generate',
          '--dialect=postgresql',
          '--schema=./schema/*.ts',
          `--out=${relative(ROOT, folder)}`,
        ],
        { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      );
      expect(said).toContain('No schema changes');
      expect(readdirSync(folder).sort()).toEqual(before);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('make exactly the tables, columns and constraints that schema/ describes', async () => {
    const described = (await tables()).map((table) => getTableConfig(table));
    const columns = described
      .flatMap((table) =>
        table.columns.map(
          (one) => `${table.name}.${one.name} ${one.notNull ? 'not null' : 'null'}`,
        ),
      )
      .sort();
    const made = await db.run(
      (tx) => tx.sql<{ one: string }[]>`
        select c.relname || '.' || a.attname || case when a.attnotnull then ' not null' else ' null' end as one
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'testshire'::regnamespace and c.relkind = 'r'`,
    );
    expect(made.map((row) => row.one).sort()).toEqual(columns);
    const checks = described
      .flatMap((table) => [
        ...table.checks.map((one) => one.name),
        ...table.foreignKeys.map((one) => one.getName()),
        ...table.uniqueConstraints.map((one) => one.name!),
      ])
      .sort();
    const kept = await db.run(
      (tx) => tx.sql<{ name: string }[]>`
        select conname as name from pg_constraint
        where connamespace = 'testshire'::regnamespace and contype in ('c', 'f', 'u')`,
    );
    expect(kept.map((row) => row.name).sort()).toEqual(checks.map((name) => name.slice(0, 63)));
  });

  it('leave no table without a rule of who may see it', async () => {
    const names = (await tables()).map((table) => getTableConfig(table).name).sort();
    expect(Object.keys(ACCESS).sort()).toEqual(names);
  });

  it('use no trigger', async () => {
    const triggers = await db.run(
      (tx) => tx.sql`select tgname from pg_trigger where not tgisinternal`,
    );
    expect(triggers).toHaveLength(0);
  });
});

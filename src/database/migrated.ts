import postgres from 'postgres';
import type { Client } from './connections.ts';
import { accessDigest, readMigrations } from './migrate.ts';

const DO_THIS = 'Run `npm run -s ledger -- migrate` first.';

/**
 * Whether every authority's tables, privileges and policies are the ones this version knows.
 * Migrations of a later version are no hindrance: they come first when a service is renewed.
 *
 * @returns a sentence that says what is missing, or null
 */
export async function whyNotMigrated(service: Client): Promise<string | null> {
  try {
    return await missing(service);
  } catch (error) {
    if (isUndefinedTable(error)) return `The database holds no ledger yet. ${DO_THIS}`;
    if (isNoPrivilege(error)) {
      return `The role of DATABASE_URL may not read the ledger, because \`migrate\` has not granted it anything. ${DO_THIS}`;
    }
    throw error;
  }
}

async function missing(service: Client): Promise<string | null> {
  const authorities = await service<{ name: string }[]>`
    select name from public.authorities order by name`;
  const applied = await service<{ authority: string; name: string; sha256: Buffer }[]>`
    select authority, name, sha256 from public.migrations`;
  const known = new Map(applied.map((one) => [`${one.authority}/${one.name}`, one.sha256]));
  const migrations = readMigrations();
  for (const { name: authority } of authorities) {
    const absent = migrations.find(
      ({ name, sha256 }) => known.get(`${authority}/${name}`)?.equals(sha256) !== true,
    );
    if (absent !== undefined) {
      return `The tables of ${authority} lack the migration ${absent.name}. ${DO_THIS}`;
    }
    const access = await expectedAccess(service, authority);
    if (access === null || known.get(`${authority}/access`)?.equals(access) !== true) {
      return `The privileges and policies of ${authority} are not this version's, or not for this role. ${DO_THIS}`;
    }
  }
  return null;
}

/** The reader's name need not be known to the service: the policies hold it beside its own. */
async function expectedAccess(service: Client, authority: string): Promise<Buffer | null> {
  const bound = await service<{ role: string; self: boolean }[]>`
    select distinct role::text, role = current_user as self
    from pg_policies, unnest(roles) as role
    where schemaname = ${authority} and policyname = 'of_this_authority'`;
  const self = bound.find((one) => one.self)?.role;
  const reader = bound.find((one) => !one.self)?.role;
  if (self === undefined || reader === undefined) return null;
  return accessDigest(authority, { service: self, reader });
}

function isUndefinedTable(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '42P01';
}

function isNoPrivilege(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '42501';
}

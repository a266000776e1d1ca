import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { connect, type Client } from './connections.ts';

/** Where each role signs in. */
export interface DatabaseUrls {
  readonly owner: string;
  readonly service: string;
  readonly reader: string;
}

export const ROLES = { owner: 'ledger_owner', service: 'ledger_service', reader: 'ledger_reader' };
const DATABASE = 'ledger';

/**
 * Sets up the embedded default: the three roles with random passwords (kept in a file only the
 * user can read), and a database that belongs to the owner. Does nothing when it has been done.
 */
export async function setUpRoles(
  superuserUrl: string,
  passwordFile: string,
): Promise<DatabaseUrls> {
  const passwords = readPasswords(passwordFile);
  const sql = connect(superuserUrl, { name: 'ledger set-up', max: 1 });
  try {
    for (const [part, role] of Object.entries(ROLES)) {
      const password = passwords[part as keyof typeof ROLES];
      const known = await sql`select from pg_roles where rolname = ${role}`;
      const verb = known.length > 0 ? 'alter' : 'create';
      await sql.unsafe(
        `${verb} role ${role} with login nosuperuser nobypassrls nocreatedb nocreaterole password '${password}'`,
      );
    }
    const there = await sql`select from pg_database where datname = ${DATABASE}`;
    if (there.length === 0) {
      await sql.unsafe(`create database ${DATABASE} owner ${ROLES.owner}`);
      await sql.unsafe(`revoke all on database ${DATABASE} from public`);
      await sql.unsafe(
        `grant connect on database ${DATABASE} to ${ROLES.service}, ${ROLES.reader}`,
      );
    }
  } finally {
    await sql.end();
  }
  const url = (part: keyof typeof ROLES): string => {
    const made = new URL(superuserUrl);
    made.username = ROLES[part];
    made.password = passwords[part];
    made.pathname = `/${DATABASE}`;
    return made.toString();
  };
  return { owner: url('owner'), service: url('service'), reader: url('reader') };
}

function readPasswords(file: string): Record<keyof typeof ROLES, string> {
  if (!existsSync(file)) {
    const made = Object.fromEntries(
      Object.keys(ROLES).map((part) => [part, randomBytes(24).toString('hex')]),
    );
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Record<keyof typeof ROLES, string>;
}

/**
 * Whether the role the service signed in as is one that row-level security and privileges bind.
 * @returns a sentence that says what is wrong, or null.
 */
export async function whyRoleIsUnsafe(service: Client): Promise<string | null> {
  const [role] = await service<{ name: string; super: boolean; bypass: boolean; owns: boolean }[]>`
    select r.rolname as name, r.rolsuper as super, r.rolbypassrls as bypass,
      exists (select from pg_namespace n where n.nspowner = r.oid or pg_has_role(r.oid, n.nspowner, 'member'))
        and exists (select from pg_namespace n join public.authorities a on a.name = n.nspname
          where n.nspowner = r.oid or pg_has_role(r.oid, n.nspowner, 'member')) as owns
    from pg_roles r where r.rolname = current_user`;
  if (role === undefined) return 'The database does not say who signed in.';
  const advice = 'Give DATABASE_URL a role that only has the privileges `migrate` grants.';
  if (role.super) return `The role "${role.name}" is a superuser, which no rule binds. ${advice}`;
  if (role.bypass) return `The role "${role.name}" bypasses row-level security. ${advice}`;
  if (role.owns)
    return `The role "${role.name}" owns the tables and could change the journal. ${advice}`;
  return null;
}

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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
 * user can read), and a database that belongs to the owner. Does nothing when it has been done,
 * so that a command may call it beside the running service.
 */
export async function setUpRoles(
  superuserUrl: string,
  passwordFile: string,
): Promise<DatabaseUrls> {
  const renewed = makePasswords(passwordFile);
  const passwords = readPasswords(passwordFile);
  const sql = connect(superuserUrl, { name: 'ledger set-up', max: 1 });
  try {
    for (const [part, role] of Object.entries(ROLES)) {
      const password = passwords[part as keyof typeof ROLES];
      const known = await sql`select from pg_roles where rolname = ${role}`;
      if (known.length > 0 && !renewed) continue;
      const verb = known.length > 0 ? 'alter' : 'create';
      await sql.unsafe(
        `${verb} role ${role} with login nosuperuser nobypassrls nocreatedb nocreaterole password '${password}'`,
      );
    }
    await setUpDatabase(sql);
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

/** A set-up that was cut off after the first statement is finished by the next one. */
async function setUpDatabase(sql: Client): Promise<void> {
  const find = sql<{ granted: boolean }[]>`
    select datacl is not null and has_database_privilege(${ROLES.service}, oid, 'temporary') as granted
    from pg_database where datname = ${DATABASE}`;
  const [there] = await find;
  if (there === undefined) {
    await sql.unsafe(`create database ${DATABASE} owner ${ROLES.owner}`);
  }
  if (there?.granted === true) return;
  // Sent together, these are one transaction. A search for matches works in temporary tables.
  await sql.unsafe(
    `revoke all on database ${DATABASE} from public;
     grant connect on database ${DATABASE} to ${ROLES.service}, ${ROLES.reader};
     grant temporary on database ${DATABASE} to ${ROLES.service}`,
  );
}

/** Makes the file with the passwords, whole or not at all; false if it is there already. */
function makePasswords(file: string): boolean {
  if (existsSync(file)) return false;
  const made = Object.fromEntries(
    Object.keys(ROLES).map((part) => [part, randomBytes(24).toString('hex')]),
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return true;
}

function readPasswords(file: string): Record<keyof typeof ROLES, string> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<keyof typeof ROLES, string>;
}

/**
 * Whether the role the service signed in as is one that row-level security and privileges bind.
 * A role that may become another one is judged by that one.
 *
 * @returns a sentence that says what is wrong, or null.
 */
export async function whyRoleIsUnsafe(service: Client): Promise<string | null> {
  const [role] = await service<{ name: string; super: boolean; bypass: boolean; owns: boolean }[]>`
    select current_user as name, bool_or(rolsuper) as super, bool_or(rolbypassrls) as bypass,
      exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relname in ('authorities', 'entries')
          and (pg_has_role(c.relowner, 'member') or pg_has_role(n.nspowner, 'member'))
      ) as owns
    from pg_roles where pg_has_role(oid, 'member')`;
  if (role === undefined) return 'The database does not say who signed in.';
  const advice = 'Give DATABASE_URL a role that only has the privileges `migrate` grants.';
  if (role.super) return `The role "${role.name}" is a superuser, which no rule binds. ${advice}`;
  if (role.bypass) return `The role "${role.name}" bypasses row-level security. ${advice}`;
  if (role.owns)
    return `The role "${role.name}" owns the tables and could change the journal. ${advice}`;
  return null;
}

import postgres from 'postgres';
import type { Client } from './connections.ts';

const OLDEST = 15;

/** Why a connection may fail that whoever set the variable can mend, by code. */
const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'refuses the user or the password',
  '28000': 'does not let this user in',
  '3D000': 'has no database of this name',
  '42501': 'does not let this user connect',
  '53300': 'has no connection left',
  '57P03': 'is starting up or shutting down',
};

/**
 * Makes sure that a database answers and is new enough.
 *
 * @param variable the environment variable that names it; its value is never shown
 * @throws Error naming the variable and the reason
 */
export async function requireAnswer(client: Client, variable: string): Promise<void> {
  const version = await versionOf(client, variable);
  if (version >= OLDEST) return;
  throw new Error(
    `${variable} must name a PostgreSQL ${OLDEST} or later, but it is PostgreSQL ${version}.`,
  );
}

async function versionOf(client: Client, variable: string): Promise<number> {
  try {
    const [row] = await client<{ version: number }[]>`
      select current_setting('server_version_num')::int / 10000 as version`;
    return row?.version ?? 0;
  } catch (error) {
    throw new Error(
      `${variable} must name a database that can be used, but the one it names ${reasonOf(error)}.`,
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  const { code = '' } = error as { code?: string };
  const known = REASONS[code];
  if (known !== undefined) return known;
  return error instanceof postgres.PostgresError
    ? `answers with the error ${code}`
    : `does not answer (${code})`;
}

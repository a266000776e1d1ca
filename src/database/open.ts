import { join } from 'node:path';
import type { DatabaseConfig, EmbeddedDatabase, ExternalDatabase } from '../config.ts';
import { connect, roleOf, type Client } from './connections.ts';
import { runningEmbedded, startEmbedded } from './embedded.ts';
import type { Roles } from './migrate.ts';
import { requireAnswer } from './reach.ts';
import { ROLES, setUpRoles } from './roles.ts';

/** The database of a process, with its sign-ins. */
export interface Book {
  /** Where each role signs in; null where the environment does not say. They hold passwords. */
  readonly urls: {
    readonly service: string;
    readonly owner: string | null;
    readonly reader: string | null;
  };
  /** Signed in as the service. */
  readonly service: Client;
  /** Signed in as the service too: for what is written while others of its connections are held. */
  readonly readings: Client;
  /**
   * Signed in as the owner, who makes and migrates tables, with the roles to grant them to.
   *
   * @throws Error naming the environment variable that is missing
   */
  owner(): Promise<Owner>;
  /** Ends all connections, and the embedded PostgreSQL if it was started for this book. */
  close(): Promise<void>;
}

export interface Owner {
  readonly client: Client;
  readonly roles: Roles;
}

export interface OpenOptions {
  readonly onProgress: (sentence: string) => void;
  /** For a command: use the database of the running service, if there is one. */
  readonly beside?: boolean;
}

/** Connections of the service; each request holds one for its transaction. */
const SERVICE_CONNECTIONS = 16;
/** Connections for the log of who was shown what; those who read at once share them. */
const READINGS_CONNECTIONS = 2;
const CLOSE_WITHIN_SECONDS = 5;

/**
 * Opens the book that the environment names: starts the embedded PostgreSQL and sets up its
 * roles, or takes the one of DATABASE_URL, which is not asked for anything yet.
 *
 * @throws Error if the embedded one cannot be started
 */
export async function openBook(config: DatabaseConfig, options: OpenOptions): Promise<Book> {
  return config.mode === 'embedded' ? openEmbedded(config, options) : openExternal(config);
}

async function openEmbedded(
  { dataDir }: EmbeddedDatabase,
  { beside = false, onProgress }: OpenOptions,
): Promise<Book> {
  const running = beside ? await runningEmbedded(dataDir) : null;
  const embedded = running === null ? await startEmbedded({ dataDir, onProgress }) : null;
  const stop = async (): Promise<void> => embedded?.stop();
  try {
    const superuserUrl = running ?? embedded?.superuserUrl ?? '';
    const urls = await setUpRoles(superuserUrl, join(dataDir, 'roles.json'));
    return bookOf({ urls, roles: () => ({ service: ROLES.service, reader: ROLES.reader }), stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

function openExternal(config: ExternalDatabase): Book {
  const { databaseUrl: service, ownerUrl: owner = null, readerUrl: reader = null } = config;
  return bookOf({
    urls: { service, owner, reader },
    roles: () => rolesOf(service, reader),
    stop: async () => {},
  });
}

function rolesOf(service: string, reader: string | null): Roles {
  if (reader === null) {
    throw new Error('DATABASE_READER_URL must be set for this, but is not: its role is granted.');
  }
  const roles = { service: roleOf(service), reader: roleOf(reader) };
  if (roles.service === roles.reader) {
    throw new Error(
      `DATABASE_URL and DATABASE_READER_URL must sign in as two roles, but both are "${roles.service}".`,
    );
  }
  return roles;
}

function bookOf(parts: {
  urls: Book['urls'];
  roles: () => Roles;
  stop: () => Promise<void>;
}): Book {
  const { urls } = parts;
  // Connections are made when they are first used.
  const service = connect(urls.service, { name: 'ledger service', max: SERVICE_CONNECTIONS });
  const readings = connect(urls.service, { name: 'ledger readings', max: READINGS_CONNECTIONS });
  const clients = [service, readings];
  return {
    urls,
    service,
    readings,
    async owner() {
      if (urls.owner === null) {
        throw new Error('DATABASE_OWNER_URL must be set for this, but is not.');
      }
      const roles = parts.roles();
      const client = connect(urls.owner, { name: 'ledger owner', max: 2 });
      clients.push(client);
      await requireAnswer(client, 'DATABASE_OWNER_URL');
      await requireRoles(client, roles);
      return { client, roles };
    },
    async close() {
      await Promise.all(clients.map((client) => client.end({ timeout: CLOSE_WITHIN_SECONDS })));
      await parts.stop();
    },
  };
}

/** The tables' privileges are granted to these roles, so they must exist and not be the owner. */
async function requireRoles(owner: Client, roles: Roles): Promise<void> {
  const known = await owner<{ name: string; self: boolean }[]>`
    select rolname as name, rolname = current_user as self from pg_roles
    where rolname in (${roles.service}, ${roles.reader})`;
  for (const role of Object.values(roles)) {
    const found = known.find(({ name }) => name === role);
    if (found === undefined) {
      throw new Error(
        `The database has no role "${role}". Have its administrator run: ` +
          `create role "${role}" login password '…'`,
      );
    }
    if (found.self) {
      throw new Error(
        `DATABASE_OWNER_URL must sign in as a role of its own, but "${role}" is also that of ` +
          'DATABASE_URL or DATABASE_READER_URL.',
      );
    }
  }
}

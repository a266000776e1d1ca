import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  anyText,
  date,
  host,
  issuer,
  logLevel,
  port,
  postgresUrl,
  shownSafely,
  type LogLevel,
} from './config-values.ts';

export type { LogLevel } from './config-values.ts';

/** The environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The service runs its own PostgreSQL. */
export interface EmbeddedDatabase {
  readonly mode: 'embedded';
  readonly dataDir: string;
  /** The date to take as today's, for practice and demonstrations; null for the real one. */
  readonly today: Temporal.PlainDate | null;
}

/** The service uses a PostgreSQL that someone else runs. The URLs hold passwords. */
export interface ExternalDatabase {
  readonly mode: 'external';
  /** Connects as the service's role. */
  readonly databaseUrl: string;
  /** Connects as the role that owns the tables, to migrate them. */
  readonly ownerUrl?: string;
  /** Connects as the role that only reads, for reports. */
  readonly readerUrl?: string;
}

/** What a command needs that works with the database and serves no one. */
export type DatabaseConfig = (EmbeddedDatabase | ExternalDatabase) & {
  readonly logLevel: LogLevel;
  /** The key that signs seals: null only with an external database, and if it is not set. */
  readonly sealKeyFile: string | null;
  /** The folder of the signed seals, by the same rule. */
  readonly sealDir: string | null;
};

/** What the service needs. */
export type Config = DatabaseConfig & {
  readonly port: number;
  readonly host: string;
  /** Who may sign users in; null only with an embedded database. */
  readonly oidc: { readonly issuer: string; readonly audience: string } | null;
  readonly sealKeyFile: string;
  readonly sealDir: string;
  /** The folder in which audit bundles are made and kept. */
  readonly bundlesDir: string;
};

/** The environment cannot be used. The message lists every wrong value, a sentence each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The configuration cannot be used:', ...problems].join('\n- '));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const databaseVariables = z.object({
  DATA_DIR: anyText.default('.data'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  DATABASE_READER_URL: postgresUrl.optional(),
  SEAL_KEY_FILE: anyText.optional(),
  SEAL_DIR: anyText.optional(),
  LOG_LEVEL: logLevel.default('info'),
  TODAY: date.optional(),
});

const serviceVariables = databaseVariables.extend({
  PORT: port.default(3000),
  HOST: host.default('127.0.0.1'),
  BUNDLES_DIR: anyText.optional(),
  OIDC_ISSUER: issuer.optional(),
  OIDC_AUDIENCE: anyText.optional(),
});

/**
 * Reads what the service needs from its environment. A variable that is empty counts as not set.
 *
 * @throws ConfigError that lists every wrong value; passwords are never shown
 */
export function readConfig(env: Environment): Config {
  const given = withoutEmpty(env);
  const set = parse(serviceVariables, given, [...databaseRules(given), ...serviceRules(given)]);
  const { OIDC_ISSUER, OIDC_AUDIENCE } = set;
  return {
    ...databaseConfig(set),
    ...sealPlaces(set),
    port: set.PORT,
    host: set.HOST,
    bundlesDir: bundlesDir(set),
    oidc:
      OIDC_ISSUER === undefined || OIDC_AUDIENCE === undefined
        ? null
        : { issuer: OIDC_ISSUER, audience: OIDC_AUDIENCE },
  };
}

/**
 * Reads what a command needs that only works with the database, from the same environment. What
 * is wrong with the service's own variables does not matter to it.
 *
 * @throws ConfigError that lists every wrong value; passwords are never shown
 */
export function readDatabaseConfig(env: Environment): DatabaseConfig {
  const given = withoutEmpty(env);
  return databaseConfig(parse(databaseVariables, given, databaseRules(given)));
}

type DatabaseVariables = z.infer<typeof databaseVariables>;

function parse<Schema extends z.ZodType>(
  schema: Schema,
  given: Environment,
  broken: readonly string[],
): z.infer<Schema> {
  const result = schema.safeParse(given);
  const wrong = result.error?.issues ?? [];
  const problems = wrong.map(({ path, message }) => `${String(path[0])} ${message}`);
  if (result.success && broken.length === 0) return result.data;
  throw new ConfigError([...problems, ...broken]);
}

/** Empty variables are how Compose files and shells say "not set". */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, text]) => text !== ''));
}

/** The rules between the database's variables, a sentence for each that is broken. */
function databaseRules(given: Environment): string[] {
  const { DATABASE_URL, TODAY } = given;
  if (DATABASE_URL === undefined) {
    const needUrl = ['DATABASE_OWNER_URL', 'DATABASE_READER_URL'];
    const set = needUrl.filter((name) => given[name] !== undefined);
    return set.map((name) => `${name} must not be set without DATABASE_URL, but is.`);
  }
  if (TODAY === undefined) return [];
  return [
    'TODAY must not be set with DATABASE_URL, because real money needs the real date, but is ' +
      `${shownSafely(TODAY)}.`,
  ];
}

/** The rules between the service's variables, a sentence for each that is broken. */
function serviceRules(given: Environment): string[] {
  const { DATABASE_URL, OIDC_ISSUER, OIDC_AUDIENCE } = given;
  const real = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'SEAL_KEY_FILE', 'SEAL_DIR'];
  if (DATABASE_URL !== undefined) return missing(given, real, 'DATABASE_URL');
  if (OIDC_ISSUER !== undefined) return missing(given, ['OIDC_AUDIENCE'], 'OIDC_ISSUER');
  if (OIDC_AUDIENCE !== undefined) return missing(given, ['OIDC_ISSUER'], 'OIDC_AUDIENCE');
  return [];
}

function missing(given: Environment, names: readonly string[], because: string): string[] {
  const absent = names.filter((name) => given[name] === undefined);
  return absent.map((name) => `${name} must be set with ${because}, but is not.`);
}

function databaseConfig(set: DatabaseVariables): DatabaseConfig {
  return set.DATABASE_URL === undefined
    ? {
        mode: 'embedded',
        dataDir: set.DATA_DIR,
        today: set.TODAY ?? null,
        logLevel: set.LOG_LEVEL,
        ...sealPlaces(set),
      }
    : {
        mode: 'external',
        databaseUrl: set.DATABASE_URL,
        ...(set.DATABASE_OWNER_URL === undefined ? {} : { ownerUrl: set.DATABASE_OWNER_URL }),
        ...(set.DATABASE_READER_URL === undefined ? {} : { readerUrl: set.DATABASE_READER_URL }),
        logLevel: set.LOG_LEVEL,
        sealKeyFile: set.SEAL_KEY_FILE ?? null,
        sealDir: set.SEAL_DIR ?? null,
      };
}

/** With an embedded database beside its data, where they are found again after a stop. */
const bundlesDir = (set: z.infer<typeof serviceVariables>): string =>
  set.BUNDLES_DIR ?? (set.DATABASE_URL === undefined ? join(set.DATA_DIR, 'bundles') : tmpdir());

/** Where seals are kept with an embedded database, unless it is said where. */
function sealPlaces(set: DatabaseVariables): { sealKeyFile: string; sealDir: string } {
  return {
    sealKeyFile: set.SEAL_KEY_FILE ?? join(set.DATA_DIR, 'keys', 'seal.pem'),
    sealDir: set.SEAL_DIR ?? join(set.DATA_DIR, 'seals'),
  };
}

import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Client } from './connections.ts';

/**
 * In whose name a transaction runs. Row-level security decides by these what it may see; every
 * value is checked before it is written into a statement, because SET takes no parameters.
 */
export interface Scope {
  readonly authority: string;
  readonly user: string;
  readonly kind: string;
  readonly broker?: string | undefined;
  readonly funder?: string | undefined;
  readonly today: Temporal.PlainDate;
}

/** A part of a statement, to put into another. It is thenable: never return it from an async function. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** A transaction in someone's scope: plain queries by `db`, set-based statements by `sql`. */
export interface Tx {
  readonly sql: postgres.Sql;
  readonly db: PostgresJsDatabase;
  readonly scope: Scope;
}

export const AUTHORITY_PATTERN = /^[a-z][a-z0-9_]{1,30}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const KIND = /^[a-z_]{2,30}$/;

function checked(value: string, pattern: RegExp, what: string): string {
  if (!pattern.test(value)) throw new Error(`The ${what} of a transaction is not well formed.`);
  return value;
}

/**
 * Whoever may write holds this lock together with all others; closing a period takes it alone. So
 * nobody posts into a period on the strength of a snapshot from before it was closed. It must be
 * taken in a statement of its own, before the one that posts.
 */
export const CLOSING_LOCK = 'period closing';

function opening(scope: Scope, { readOnly, postsNothing }: TransactionOptions): string {
  const authority = checked(scope.authority, AUTHORITY_PATTERN, 'authority');
  const settings = [
    // Row-level security makes estimates that look dear; compiling such a query takes longer than
    // running it.
    'set local jit = off',
    `set local search_path = "${authority}"`,
    `set local ledger."authority" = '${authority}'`,
    `set local ledger."user" = '${checked(scope.user, UUID, 'user')}'`,
    setKind(scope.kind),
    `set local ledger."today" = '${scope.today.toString()}'`,
    ...(scope.broker === undefined
      ? []
      : [`set local ledger."broker" = '${checked(scope.broker, UUID, 'broker')}'`]),
    ...(scope.funder === undefined
      ? []
      : [`set local ledger."funder" = '${checked(scope.funder, UUID, 'funder')}'`]),
  ];
  const begin = readOnly === true ? 'begin isolation level repeatable read read only' : 'begin';
  const lock = `select pg_advisory_xact_lock_shared(hashtext('${CLOSING_LOCK}'), hashtext('${authority}'))`;
  const free = readOnly === true || postsNothing === true;
  return [begin, ...settings, ...(free ? [] : [lock])].join('; ');
}

/** The statement that sets of which kind the caller is, until the transaction ends. */
export const setKind = (kind: string): string =>
  `set local ledger."kind" = '${checked(kind, KIND, 'kind of user')}'`;

/** Deadlock, serialization failure: the work was rolled back whole and may be done again. */
const AGAIN = new Set(['40P01', '40001']);
const TRIES = 4;

export interface TransactionOptions {
  /** One snapshot for all statements, and no writing. */
  readonly readOnly?: boolean;
  /** Writes nothing that a closed period could refuse, so it waits for nobody who closes one. */
  readonly postsNothing?: boolean;
}

/**
 * Does some work in one transaction in the caller's scope: all of it or nothing. Work that met a
 * deadlock is done again, so it must have no effect outside the database.
 */
export async function inTransaction<T>(
  client: Client,
  scope: Scope,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const start = opening(scope, options);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(client, scope, start, work);
    } catch (error) {
      const again = error instanceof postgres.PostgresError && AGAIN.has(error.code);
      if (!again || attempt >= TRIES) throw error;
    }
  }
}

async function once<T>(
  client: Client,
  scope: Scope,
  start: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const reserved = await client.reserve();
  const sql = Object.assign(reserved, { options: client.options }) as unknown as postgres.Sql;
  // The opening travels with the first query: one round trip less for every request.
  const opened = sql.unsafe(start).simple();
  opened.catch(() => {});
  try {
    const result = await work({ sql, db: drizzle(sql), scope });
    await opened;
    await sql.unsafe('commit').simple();
    return result;
  } catch (error) {
    // When the opening itself failed, that is the cause of all that followed.
    const first = await opened.then(
      () => error,
      (reason: unknown) => reason,
    );
    await sql
      .unsafe('rollback')
      .simple()
      .catch(() => {});
    throw cause(first);
  } finally {
    reserved.release();
  }
}

/** drizzle wraps the database's error in one whose message holds the values: never let that out. */
function cause(error: unknown): unknown {
  if (error instanceof Error && error.cause instanceof postgres.PostgresError) return error.cause;
  return error;
}

import type { FastifyReply } from 'fastify';
import type { Tx } from '../database/transactions.ts';
import { Problem } from '../problem.ts';

interface Asked {
  readonly key: string;
  readonly asked: Buffer;
  readonly reply: FastifyReply;
}

interface Stored {
  readonly asked: Buffer;
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

/**
 * Makes work answer a repeated key with its first answer. The answer is written in the same
 * transaction as the work, so either both are there or neither. Keys belong to their caller.
 */
export function once(
  work: (tx: Tx) => Promise<unknown>,
  { key, asked, reply }: Asked,
): (tx: Tx) => Promise<unknown> {
  return async (tx) => {
    const before = await answeredBefore(tx, key);
    if (before !== undefined) return replay(before, { key, asked, reply });
    const answer = await work(tx);
    const location = reply.getHeader('location');
    await tx.sql`
      insert into answers (user_id, key, asked, status, location, body) values (${tx.scope.user},
        ${key}, ${asked}, ${reply.statusCode}, ${typeof location === 'string' ? location : null},
        ${JSON.stringify(answer ?? null)})`;
    return answer;
  };
}

/**
 * The answer to a key that came before. Whoever sends the same key at the same moment waits here
 * until the first is done, so that all of them get its answer. The lock is the transaction's.
 */
async function answeredBefore(tx: Tx, key: string): Promise<Stored | undefined> {
  const { sql, scope } = tx;
  const name = `${scope.authority} ${scope.user} ${key}`;
  const locked = sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
  // Sent together: the second statement sees what was there once the lock was given.
  const [, [before]] = await Promise.all([
    locked,
    sql<Stored[]>`
      select asked, status, location, body from answers
      where user_id = ${scope.user} and key = ${key}`,
  ]);
  return before;
}

function replay(before: Stored, { key, asked, reply }: Asked): unknown {
  if (!before.asked.equals(asked)) {
    throw new Problem('key-reused', `The Idempotency-Key "${key}" was used with other content.`);
  }
  reply.code(before.status).header('idempotent-replayed', 'true');
  if (before.location !== null) reply.header('location', before.location);
  return JSON.parse(before.body);
}

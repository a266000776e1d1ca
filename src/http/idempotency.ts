import type { FastifyReply } from 'fastify';
import postgres from 'postgres';
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
    const [before] = await tx.sql<Stored[]>`
      select asked, status, location, body from answers
      where user_id = ${tx.scope.user} and key = ${key}`;
    if (before !== undefined) return replay(before, { key, asked, reply });
    const answer = await work(tx);
    const location = reply.getHeader('location');
    await tx.sql`
      insert into answers (user_id, key, asked, status, location, body) values (${tx.scope.user},
        ${key}, ${asked}, ${reply.statusCode}, ${typeof location === 'string' ? location : null},
        ${JSON.stringify(answer ?? null)})`.catch(sameKeyAtOnce);
    return answer;
  };
}

function replay(before: Stored, { key, asked, reply }: Asked): unknown {
  if (!before.asked.equals(asked)) {
    throw new Problem('key-reused', `The Idempotency-Key "${key}" was used with other content.`);
  }
  reply.code(before.status).header('idempotent-replayed', 'true');
  if (before.location !== null) reply.header('location', before.location);
  return JSON.parse(before.body);
}

/** The same key came twice at once and the other was first: roll back, and answer as it did. */
function sameKeyAtOnce(error: unknown): never {
  if (error instanceof postgres.PostgresError && error.constraint_name === 'answers_pk') {
    throw Object.assign(error, { code: '40001' });
  }
  throw error;
}

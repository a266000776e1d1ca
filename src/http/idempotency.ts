import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Tx } from '../database/transactions.ts';
import { Problem } from '../problem.ts';

/** A request of the transaction's caller with an Idempotency-Key, and where its answer goes. */
interface Keyed {
  readonly key: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface Stored {
  readonly key: string;
  readonly asked: Buffer;
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

/**
 * Makes work answer repeated keys with their first answers, and does it for the others. The answers
 * are written in the same transaction as the work, so either both are there or neither. Keys belong
 * to their caller, and those of a set differ.
 *
 * @returns the answers in the order of the requests
 */
export async function onceEach<K extends Keyed>(
  tx: Tx,
  set: readonly K[],
  work: (set: readonly K[]) => Promise<readonly unknown[]>,
): Promise<unknown[]> {
  const stored = await answeredBefore(
    tx,
    set.map(({ key }) => key),
  );
  const before = new Map(stored.map((one) => [one.key, one]));
  const fresh = set.filter(({ key }) => !before.has(key));
  const made = fresh.length === 0 ? [] : await work(fresh);
  await store(tx, fresh, made);
  const answers = new Map(fresh.map(({ key }, n) => [key, made[n]]));
  return set.map((one) => {
    const earlier = before.get(one.key);
    return earlier === undefined ? answers.get(one.key) : replay(earlier, one);
  });
}

/**
 * The answers to keys that came before. Whoever sends the same key at the same moment waits here
 * until the first is done, so that all of them get its answer. The locks are the transaction's, and
 * they are taken in one order, so that no two sets wait for each other.
 */
async function answeredBefore(tx: Tx, keys: readonly string[]): Promise<Stored[]> {
  const { sql, scope } = tx;
  const names = JSON.stringify(keys.map((key) => `${scope.authority} ${scope.user} ${key}`));
  const locked = sql`
    select count(pg_advisory_xact_lock(number)) from (
      select hashtextextended(value, 0) as number
      from json_array_elements_text(${names}::text::json) order by number) as in_order`;
  // Sent together: the second statement sees what was there once the locks were given.
  const [, before] = await Promise.all([
    locked,
    sql<Stored[]>`
      select before.* from json_array_elements_text(${JSON.stringify(keys)}::text::json) as sent(key),
        lateral (select key, asked, status, location, body from answers
          where user_id = ${scope.user} and answers.key = sent.key limit 1) as before`,
  ]);
  return before;
}

async function store(
  { sql, scope }: Tx,
  set: readonly Keyed[],
  answers: readonly unknown[],
): Promise<void> {
  if (set.length === 0) return;
  const rows = set.map(({ key, request, reply }, n) => {
    const location = reply.getHeader('location');
    return {
      key,
      asked: digestOf(request).toString('hex'),
      status: reply.statusCode,
      location: typeof location === 'string' ? location : null,
      body: JSON.stringify(answers[n] ?? null),
    };
  });
  await sql`
    insert into answers (user_id, key, asked, status, location, body)
    select ${scope.user}, key, decode(asked, 'hex'), status, location, body
    from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as answered(key text, asked text, status smallint, location text, body text)`;
}

function replay(before: Stored, { key, request, reply }: Keyed): unknown {
  if (!before.asked.equals(digestOf(request))) {
    throw new Problem('key-reused', `The Idempotency-Key "${key}" was used with other content.`);
  }
  reply.code(before.status).header('idempotent-replayed', 'true');
  if (before.location !== null) reply.header('location', before.location);
  return JSON.parse(before.body);
}

/** What a request asks for, to tell whether the same is asked again. */
function digestOf(request: FastifyRequest): Buffer {
  const body = Buffer.isBuffer(request.body) ? request.body : JSON.stringify(request.body ?? null);
  return createHash('sha256').update(`${request.method} ${request.url}\n`).update(body).digest();
}

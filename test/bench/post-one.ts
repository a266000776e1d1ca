import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from '../../src/database/connections.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import type { BenchOptions, Measurement, Turns } from './measurement.ts';
import { numberOf, openMany, type OpenAccount } from './support/accounts.ts';
import { loadOf, rateOf, runsOf, type Load } from './support/rate.ts';
import { rawClient } from './support/raw-http.ts';
import { AUTHORITY, openScratch, type Scratch } from './support/scratch.ts';
import { startService, type Service } from './support/service.ts';
import { inTurns } from './support/turns.ts';

const CLIENTS = 32;
const AMOUNT = '12.34';

/** Where each client moves money: accounts of its own. */
type Pair = readonly [treasury: OpenAccount, bank: OpenAccount];

/**
 * One posting by HTTP against the bare insertion of its rows. How the cores are shared: ours has
 * three parts, the load in this process, the service in another, and PostgreSQL; the baseline has
 * two, its loops in this process and PostgreSQL. On two cores ours therefore also pays for the load.
 */
export const postOne: Measurement = {
  name: 'post-one',
  unit: 'postings/s',
  bar: { atLeast: 0.3 },
  async measure(options) {
    const scratch = await openScratch(options);
    try {
      return await withService(scratch, options);
    } finally {
      await scratch.close();
    }
  },
};

async function withService(scratch: Scratch, options: BenchOptions): Promise<Turns> {
  const service = await startService({
    databaseUrl: scratch.urls.service,
    authority: AUTHORITY,
    keysDir: join(scratch.dataDir, 'keys'),
  });
  try {
    const load = (warmingUp: boolean): Load => loadOf(CLIENTS, options.quick, warmingUp);
    const pairs = await openPairs(scratch);
    const today = scratch.scope.today.toString();
    const insert = await bareInsert(scratch.plain(CLIENTS), pairs, today);
    return await inTurns({
      runs: runsOf(options.quick),
      pid: service.pid,
      ours: (warmingUp) => byHttp(service, load(warmingUp), pairs, today),
      baseline: (warmingUp) => rateOf(load(warmingUp), insert),
    });
  } finally {
    await service.stop();
  }
}

async function openPairs(scratch: Scratch): Promise<Pair[]> {
  const client = scratch.service(1);
  const treasuries = await openMany(client, scratch.scope, 'treasury', CLIENTS);
  const banks = await openMany(client, scratch.scope, 'bank', CLIENTS);
  return treasuries.map((treasury, n) => [treasury, banks[n]!]);
}

async function byHttp(
  { port, token }: Service,
  load: Load,
  pairs: readonly Pair[],
  effectiveOn: string,
): Promise<number> {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => rawClient(port)));
  const requests = pairs.map(([from, to]) => {
    const transfers = [{ from: from.name, to: to.name, amount: AMOUNT }];
    const body = JSON.stringify({ kind: 'treasury', effectiveOn, reason: 'funding', transfers });
    const head = `POST /v1/${AUTHORITY}/entries HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nidempotency-key: `;
    return [head, `\r\n\r\n${body}`];
  });
  try {
    return await rateOf(load, async (n) => {
      const { status, body } = await clients[n]!.send(requests[n]!.join(randomUUID()));
      if (status !== 201) throw new Error(`A posting was answered with ${status}: ${body}`);
    });
  } finally {
    for (const client of clients) client.close();
  }
}

/**
 * The rows that one posting leaves behind, the stored answer among them, by one statement that is
 * prepared once a connection.
 */
async function bareInsert(
  plain: Client,
  pairs: readonly Pair[],
  effectiveOn: string,
): Promise<(worker: number) => Promise<unknown>> {
  const kind = await numberOf(plain, 'entry_kinds', 'treasury');
  const treasury = await numberOf(plain, 'account_classes', 'treasury');
  const bank = await numberOf(plain, 'account_classes', 'bank');
  const body = JSON.stringify({ id: '1000000', text: 'x'.repeat(500) });
  return (worker) => {
    const [from, to] = pairs[worker]!;
    const key = randomUUID();
    return plain`
      with entry as (
        insert into entries (key, kind, effective_on, by, reason, content)
        values (${`hand:${WHOLE_AUTHORITY}:${key}`}, ${kind}, ${effectiveOn}, ${WHOLE_AUTHORITY},
          'funding', ${randomBytes(32)})
        returning id
      ), moved as (
        insert into transfers (entry_id, line, kind, effective_on, from_class, to_class,
          from_account, to_account, amount)
        select id, 1, ${kind}, ${effectiveOn}, ${treasury}, ${bank}, ${from.id}, ${to.id}, ${AMOUNT}
        from entry
      )
      insert into answers (user_id, key, asked, status, location, body)
      values (${WHOLE_AUTHORITY}, ${key}, ${randomBytes(32)}, 201,
        ${`/v1/${AUTHORITY}/entries/1000000`}, ${body})`;
  };
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTransaction, type Scope } from '../../src/database/transactions.ts';
import type { Client } from '../../src/database/connections.ts';
import { makeNextCheckpoint } from '../../src/ledger/checkpoints.ts';
import { post, type Posting } from '../../src/ledger/post.ts';
import { sealNext, settledThrough } from '../../src/ledger/seal-store.ts';
import { money } from '../../src/money.ts';
import { quantile, type BenchOptions, type Measurement, type Turns } from './measurement.ts';
import { openMany, type OpenAccount } from './support/accounts.ts';
import { rawClient, type RawClient } from './support/raw-http.ts';
import { openScratch, type Scratch } from './support/scratch.ts';
import { startService } from './support/service.ts';
import { inTurns } from './support/turns.ts';

/** Lines in the month that is asked for: as many on both sides, for the bar is about history. */
const LINES = 50;
const MONTHS = 36;

/** The statement of one month of an account with 100,000 transfers, against one with 100. */
export const statement: Measurement = {
  name: 'statement',
  unit: 'ms (p95)',
  bar: { atMost: 1.3 },
  async measure(options) {
    const scratch = await openScratch(options);
    try {
      return await run(scratch, options);
    } finally {
      await scratch.close();
    }
  },
};

async function run(scratch: Scratch, { quick }: BenchOptions): Promise<Turns> {
  const { scope } = scratch;
  const client = scratch.service(4);
  const [busy, quiet] = await openMany(client, scope, 'bank', 2);
  const [treasury] = await openMany(client, scope, 'treasury', 1);
  const month = scope.today.with({ day: 1 }).subtract({ months: 2 });
  await fillAccount(client, scope, {
    from: treasury!,
    to: busy!,
    month,
    count: quick ? 10_000 : 100_000,
  });
  await fillAccount(client, scope, { from: treasury!, to: quiet!, month, count: 100 });
  await sealAll(client, scope);
  // As PostgreSQL does by itself within a minute: it knows how much is where.
  await scratch.plain(1)`vacuum analyze`;
  const keysDir = mkdtempSync(join(tmpdir(), 'ledger-bench-'));
  const service = await startService({
    databaseUrl: scratch.urls.service,
    authority: scope.authority,
    keysDir,
  });
  const http = await rawClient(service.port);
  try {
    const p95 = (account: OpenAccount): Promise<number> =>
      p95Of(http, quick ? 100 : 300, requestFor(account, month, { ...service, ...scope }));
    return await inTurns({
      runs: quick ? 3 : 7,
      pid: service.pid,
      ours: () => p95(busy!),
      baseline: () => p95(quiet!),
    });
  } finally {
    http.close();
    await service.stop();
  }
}

interface Filling {
  readonly from: OpenAccount;
  readonly to: OpenAccount;
  readonly month: Temporal.PlainDate;
  readonly count: number;
}

/** Spreads a number of transfers over the years before a month, and puts some into it. */
async function fillAccount(
  client: Client,
  scope: Scope,
  { from, to, month, count }: Filling,
): Promise<void> {
  const days = MONTHS * 30;
  const one = (n: number): Posting => ({
    key: `fill:${to.id}:${n}`,
    kind: 'treasury',
    effectiveOn: n < LINES ? month.add({ days: n % 28 }) : month.subtract({ days: 1 + (n % days) }),
    transfers: [{ from: from.id, to: to.id, amount: money('1.00') }],
  });
  for (let done = 0; done < count; done += 20_000) {
    const size = Math.min(20_000, count - done);
    await inTransaction(client, scope, (tx) =>
      post(
        tx,
        Array.from({ length: size }, (_, n) => one(done + n)),
      ),
    );
  }
}

async function sealAll(client: Client, scope: Scope): Promise<void> {
  const settled = await settledThrough(client, scope);
  while ((await sealNext(client, scope, settled)) !== null);
  while ((await inTransaction(client, scope, makeNextCheckpoint)) !== null);
}

function requestFor(
  account: OpenAccount,
  month: Temporal.PlainDate,
  { token, authority }: { token: string; authority: string },
): string {
  const to = month.add({ months: 1 }).subtract({ days: 1 });
  const path = `/v1/${authority}/accounts/${account.id}/statement?from=${month.toString()}&to=${to.toString()}`;
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;
}

async function p95Of(http: RawClient, count: number, request: string): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const before = performance.now();
    const { status, body } = await http.send(request);
    times.push(performance.now() - before);
    if (status !== 200) throw new Error(`The statement was answered with ${status}: ${body}`);
  }
  return quantile(times, 0.95);
}

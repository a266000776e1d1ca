import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../src/database/transactions.ts';
import { post } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import type { BenchOptions, Measurement, Turns } from './measurement.ts';
import { openMany, type OpenAccount } from './support/accounts.ts';
import { watchLockWaits } from './support/lock-waits.ts';
import { loadOf, rateOf, runsOf } from './support/rate.ts';
import { openScratch, type Scratch } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

const POSTERS = 32;
const AMOUNT = money('12.34');

/**
 * Many posters with one bank account against the same posters with a bank account each. The bank
 * account has no row that a posting would have to lock, so nobody may be seen waiting for a lock.
 */
export const postHot: Measurement = {
  name: 'post-hot',
  unit: 'postings/s',
  bar: { atLeast: 0.9 },
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
  const client = scratch.service(POSTERS);
  const treasuries = await openMany(client, scope, 'treasury', POSTERS);
  const banks = await openMany(client, scope, 'bank', POSTERS);
  const rate = (warmingUp: boolean, bankOf: (poster: number) => OpenAccount): Promise<number> =>
    rateOf(loadOf(POSTERS, quick, warmingUp), (poster) =>
      inTransaction(client, scope, (tx) =>
        post(tx, [
          {
            key: randomUUID(),
            kind: 'treasury',
            effectiveOn: scope.today,
            transfers: [{ from: treasuries[poster]!.id, to: bankOf(poster).id, amount: AMOUNT }],
          },
        ]),
      ),
    );
  const watch = watchLockWaits(scratch.plain(1));
  const turns = await inTurns({
    runs: runsOf(quick),
    ours: (warmingUp) => watch.during(() => rate(warmingUp, () => banks[0]!)),
    baseline: (warmingUp) => watch.during(() => rate(warmingUp, (poster) => banks[poster]!)),
  });
  const { looks, waits } = watch.seen();
  return {
    ...turns,
    also: { looks, lockWaits: waits },
    broken: waits === 0 ? [] : [`${waits} times in ${looks} looks somebody waited for a lock`],
  };
}

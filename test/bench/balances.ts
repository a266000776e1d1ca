import { connect } from '../../src/database/connections.ts';
import { inTransaction } from '../../src/database/transactions.ts';
import { everyBalance, startOf } from '../../src/ledger/balances.ts';
import { serviceScope } from '../../src/ledger/sealer.ts';
import { systemClock } from '../../src/calendar.ts';
import type { BenchOptions, Measurement, Turns } from './measurement.ts';
import { openBigBook, type BigBook } from './support/big-book.ts';
import { timeOf } from './support/rate.ts';
import { AUTHORITY, plainClient } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

/**
 * Every balance as at a day a year back, in the middle of a month, against summing the transfers up
 * to that day. Both leave their rows in the database, which counts and adds them up.
 */
export const balances: Measurement = {
  name: 'balances',
  unit: 'ms',
  bar: { atMost: 0.1 },
  async measure(options) {
    const book = await openBigBook(options);
    try {
      return await run(book, options);
    } finally {
      await book.close();
    }
  },
};

async function run(book: BigBook, { quick }: BenchOptions): Promise<Turns> {
  const asAt = book.today.subtract({ years: 1 }).with({ day: 15 });
  const scope = serviceScope(AUTHORITY, systemClock());
  const service = connect(book.urls.service, { name: 'bench', max: 1 });
  const plain = plainClient(book.urls.owner, AUTHORITY, 1);
  const found: string[] = [];
  const ours = async (): Promise<void> =>
    inTransaction(service, scope, async (tx) => {
      const start = await startOf(tx, { asAt, knownThrough: null });
      const [row] = await tx.sql<{ sum: string }[]>`
        select count(*) || ' accounts, ' || sum(abs(balance)) as sum
        from (${everyBalance(tx, start)}) as b`;
      found.push(row!.sum);
    });
  const summed = async (): Promise<void> => {
    const [row] = await plain<{ sum: string }[]>`
      select count(*) || ' accounts, ' || sum(abs(balance)) as sum from (
        select account_id, sum(amount) as balance from (
          select to_account as account_id, amount from transfers where effective_on <= ${asAt.toString()}
          union all
          select from_account, -amount from transfers where effective_on <= ${asAt.toString()}) as m
        group by account_id having sum(amount) <> 0) as b`;
    found.push(row!.sum);
  };
  // A turn on the small book is over in no time, so it is made of several.
  const times = quick ? 6 : 1;
  const turn = async (work: () => Promise<void>): Promise<number> => {
    const took = await timeOf(async () => {
      for (let n = 0; n < times; n += 1) await work();
    });
    return took / times;
  };
  try {
    const turns = await inTurns({
      runs: quick ? 3 : 5,
      ours: () => turn(ours),
      baseline: () => turn(summed),
    });
    const same = new Set(found).size === 1;
    return same ? turns : { ...turns, broken: ['The two sides do not find the same balances.'] };
  } finally {
    await service.end({ timeout: 5 });
    await plain.end({ timeout: 5 });
  }
}

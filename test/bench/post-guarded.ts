import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Client } from '../../src/database/connections.ts';
import { together } from '../../src/database/together.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { post, type Posting } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import type { BenchOptions, Measurement, Turns } from './measurement.ts';
import { fund, numberOf, openMany, type OpenAccount } from './support/accounts.ts';
import { loadOf, rateOf, runsOf } from './support/rate.ts';
import { openScratch, type Scratch } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

const POSTERS = 32;
const AVAILABLE = 'available/direct/education';
const COMMITTED = 'committed/direct/education';
const PER_CLASS = 500;

/** Two of the thousand accounts, in the direction in which money moves. */
interface Pair {
  readonly from: OpenAccount;
  readonly to: OpenAccount;
  readonly isBack: boolean;
}

/**
 * Posters on random pairs of a thousand accounts that may not go below zero, against one plain
 * statement that writes the same rows and balances. Those who post at the same moment share a
 * statement, as requests to post an entry by hand do.
 */
export const postGuarded: Measurement = {
  name: 'post-guarded',
  unit: 'postings/s',
  bar: { atLeast: 0.8 },
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
  const available = await openMany(client, scope, AVAILABLE, PER_CLASS);
  const committed = await openMany(client, scope, COMMITTED, PER_CLASS);
  await fund(client, scope, available, committed);
  const pair = (): Pair => {
    const [a, b] = [available[randomInt(PER_CLASS)]!, committed[randomInt(PER_CLASS)]!];
    return randomInt(2) === 0
      ? { from: a, to: b, isBack: false }
      : { from: b, to: a, isBack: true };
  };
  const amount = money('0.01');
  const insert = await plainStatement(scratch.plain(POSTERS), scope.today.toString());
  const posted = together(client, {
    work: async (tx, postings: readonly Posting[]) => {
      const { ids } = await post(tx, postings);
      return postings.map(({ key }) => ids.get(key)!);
    },
    keyOf: ({ key }) => key,
  });
  return inTurns({
    runs: runsOf(quick),
    ours: (warmingUp) =>
      rateOf(loadOf(POSTERS, quick, warmingUp), () => {
        const { from, to } = pair();
        const transfers = [{ from: from.id, to: to.id, amount }];
        const posting = { key: randomUUID(), kind: 'scheduled', effectiveOn: scope.today };
        return posted(scope, { ...posting, transfers });
      }),
    baseline: (warmingUp) => rateOf(loadOf(POSTERS, quick, warmingUp), () => insert(pair())),
  });
}

/**
 * The same rows by one statement that is prepared once a connection. It locks the two balances in
 * the order of their number, or two of them would wait for each other now and then.
 */
async function plainStatement(
  plain: Client,
  day: string,
): Promise<(pair: Pair) => Promise<unknown>> {
  const kind = await numberOf(plain, 'entry_kinds', 'scheduled');
  const available = await numberOf(plain, 'account_classes', AVAILABLE);
  const committed = await numberOf(plain, 'account_classes', COMMITTED);
  return ({ from, to, isBack }) => plain`
    with entry as (
      insert into entries (key, kind, effective_on, by, content)
      values (${randomUUID()}, ${kind}, ${day}, ${WHOLE_AUTHORITY}, ${randomBytes(32)})
      returning id
    ), moved as (
      insert into transfers (entry_id, line, kind, effective_on, from_class, to_class,
        from_account, to_account, amount)
      select id, 1, ${kind}, ${day}, ${isBack ? committed : available},
        ${isBack ? available : committed}, ${from.id}, ${to.id}, 0.01
      from entry
    ), locked as (
      select account_id, case account_id when ${from.id} then -0.01 else 0.01 end as delta
      from account_balances where account_id in (${from.id}, ${to.id})
      order by account_id for update
    )
    update account_balances b
    set balance = b.balance + l.delta, last_effective_on = greatest(b.last_effective_on, ${day})
    from locked l where l.account_id = b.account_id`;
}

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { payRunsAreWhatWasApproved } from '../../src/ledger/verify/pay-runs.ts';
import { agreedIsSomewhere, drawnIsExplained } from '../../src/ledger/verify/shares.ts';
import { ok } from '../support/book.ts';
import { offenders } from '../support/offenders.ts';
import { STEPS, Story } from '../support/payment-story.ts';
import { council, paidToTheMother, type Council } from '../support/turning-sixteen.ts';

/**
 * Whatever comes in whatever order - runs, withdrawals, documents that come late or go again, holds
 * that are let go, several at once - every share of every instalment is paid at most once.
 */
let book: Council;
beforeAll(async () => {
  book = await council();
});

/** Of each share of each instalment: how many runs that stand pay it, and whether all that is due. */
async function paid(arrangement: string) {
  return book.api.db.run(
    (tx) => tx.sql<{ times: number; all: boolean }[]>`
      select count(p.item_id)::int as times,
        coalesce(sum(p.amount), 0) = coalesce(h.amount, x.amount) as all
      from instalment_shares x
      left join hold_releases h on h.instalment_id = x.instalment_id and h.share_id = x.share_id
      left join pay_run_item_shares p on p.instalment_id = x.instalment_id
        and p.share_id = x.share_id
        and p.pay_run_id not in (select pay_run_id from pay_run_withdrawals)
      where x.arrangement_id = ${arrangement}
      group by x.instalment_id, x.share_id, x.amount, h.amount`,
  );
}

const itemsThatDoNotAddUp = () =>
  book.api.db.run(
    (tx) => tx.sql`
      select i.id from pay_run_items i left join pay_run_item_shares p on p.item_id = i.id
      group by i.id having i.amount is distinct from sum(p.amount)`,
  );

describe('every share of every instalment', () => {
  it(
    'is paid at most once, and items are what their shares make',
    { timeout: 240_000 },
    async () => {
      const done = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(STEPS, async (steps) => {
          const story = new Story(book, await paidToTheMother(book));
          for (const step of steps) {
            await story.take(step);
            const shares = await paid(story.arrangement);
            expect(shares).toHaveLength(26);
            const wrong = shares.filter(({ times, all }) => times > 1 || (times === 1 && !all));
            expect(wrong).toEqual([]);
          }
          expect([...(await itemsThatDoNotAddUp())]).toEqual([]);
          for (const id of story.open) await ok(story.withdraw(id), 200);
          for (const [what, times] of story.done) done.set(what, (done.get(what) ?? 0) + times);
        }),
        { numRuns: 25 },
      );
      // The stories were about something.
      for (const what of ['draw up', 'draw up at once', 'pay', 'withdraw', 'let go', 'take back']) {
        expect(done.get(what) ?? 0, what).toBeGreaterThan(0);
      }
      const checks = [payRunsAreWhatWasApproved, agreedIsSomewhere, drawnIsExplained];
      expect(await offenders(book.api.db, checks)).toEqual([]);
    },
  );
});

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { aBrokersAccount } from '../support/payable.ts';
import {
  arranged,
  held,
  movingBook,
  restOfYear,
  wrongWith,
  type MovingBook,
} from './moving-money.ts';

/**
 * Whatever moves among three arrangements of one person, in whatever order and on whatever days, the
 * person has the same of each source on every day as without it, and what was drawn is explained.
 */
let book: MovingBook;
let three: string[];
beforeAll(async () => {
  book = await movingBook();
  const contribution = { contribution: { weekly: '10.00', paid: 'net' } };
  const second = await aBrokersAccount(book, 'Hillside Accounts');
  const direct = { kind: 'direct', purpose: 'Paid direct' };
  three = [];
  for (const terms of [
    restOfYear(book, book.broker, contribution),
    restOfYear(book, second, contribution),
    restOfYear(book, book.person.payeeId, { ...contribution, ...direct }),
  ]) {
    three.push(await arranged(book, book.budget, terms));
  }
  book.on('2026-05-27');
  await book.pay('2026-06-01');
  book.on('2026-06-30');
});

/** What is held by source at the end of every day on which something moved. */
async function heldByDay(): Promise<Record<string, string>> {
  const rows = await book.api.db.run(
    (tx) => tx.sql<{ at: string; amount: string }[]>`
      select d.on || ' ' || c.source as at, sum(case when t.to_account = a.id then t.amount
        else -t.amount end)::text as amount
      from generate_series('2026-06-01'::date, '2026-06-30'::date, '1 day') as d("on")
      join transfers t on t.effective_on <= d.on
      join accounts a on a.id in (t.from_account, t.to_account)
      join account_classes c on c.id = a.class and c.kind = 'held'
      where a.arrangement_id in
        (select value::uuid from jsonb_array_elements_text(${JSON.stringify(three)}::text::jsonb))
      group by d.on, c.source`,
  );
  return Object.fromEntries(rows.map((row) => [row.at, row.amount]));
}

const index = fc.integer({ min: 0, max: 2 });
const day = fc.integer({ min: 1, max: 30 }).map((n) => `2026-06-${String(n).padStart(2, '0')}`);
const amount = fc
  .integer({ min: 1, max: 70_000 })
  .map((pence) => `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('transfer' as const),
      from: index,
      steps: fc.integer({ min: 1, max: 2 }),
      on: day,
      amount: fc.option(amount),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('spend' as const), from: index, on: day, amount }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('come' as const), from: index, on: day, amount }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const done = new Map<string, number>();
let number = 0;

async function take(one: Step): Promise<void> {
  const { caseworker, finance } = book.staff;
  const from = three[one.from]!;
  const answer =
    one.what === 'transfer'
      ? await caseworker.post(`/arrangements/${from}/transfers`, bodyOf(one))
      : one.what === 'spend'
        ? await finance.post(`/arrangements/${from}/spending`, {
            spentOn: one.on,
            amount: one.amount,
            category: 'support',
            description: 'Tutor',
          })
        : await finance.post(`/arrangements/${from}/contributions`, {
            source: 'contribution',
            receivedOn: one.on,
            amount: one.amount,
            reference: `SO ${(number += 1)}`,
            paidInto: 'holder',
          });
  if (answer.status !== 201) {
    if (answer.body.type !== '/problems/not-covered') throw new Error(answer.text);
    return;
  }
  if (one.what === 'transfer') await agreed(answer.body);
  done.set(one.what, (done.get(one.what) ?? 0) + 1);
}

function bodyOf(one: Extract<Step, { what: 'transfer' }>): object {
  const to = (one.from + one.steps) % 3;
  const cause = [one.from, to].includes(2) ? 'other_kind' : 'other_broker';
  const how = one.amount === null ? {} : { all: undefined, amount: one.amount };
  return held(three[to]!, { effectiveOn: one.on, cause, ...how });
}

/** Decides a transfer, and looks at what each person has on every day before and after it. */
async function agreed(transfer: any): Promise<void> {
  const before = await heldByDay();
  const outcome = { outcome: 'agreed' };
  const decided = await book.staff.approver.post(`/transfers/${transfer.id}/decision`, outcome);
  expect(decided.status, decided.text).toBe(200);
  expect(decided.body.shares).toEqual(transfer.shares);
  expect(await heldByDay()).toEqual(before);
}

describe('random transfers among three arrangements', () => {
  it('change nothing of what the person has, on any day', async () => {
    const steps = fc.array(step, { minLength: 8, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        for (const one of list) await take(one);
        expect(await wrongWith(book)).toEqual([]);
      }),
      { numRuns: 8, endOnFailure: true },
    );
    expect(done.get('transfer')).toBeGreaterThan(10);
    expect(done.get('spend')).toBeGreaterThan(0);
    expect(done.get('come')).toBeGreaterThan(0);
  }, 120_000);
});

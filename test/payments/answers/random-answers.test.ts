import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Work } from '../../../src/ledger/verify/check.ts';
import { payRunsAreWhatWasApproved } from '../../../src/ledger/verify/pay-runs.ts';
import { returnedCreditsAreUndone } from '../../../src/ledger/verify/returned-credits.ts';
import { money, toText, ZERO } from '../../../src/money.ts';
import { ok } from '../../support/book.ts';
import {
  arucs,
  pain002,
  payingCouncil,
  type Credit,
  type Paying,
} from '../../support/answering.ts';

/**
 * Whatever the bank answers and however often, a payment comes back at most once, and what is held
 * is what went out less what came back.
 */
const FAMILIES = 5;
let book: Paying;
let credits: Credit[];
beforeAll(async () => {
  book = await payingCouncil(FAMILIES);
  credits = await book.credits((await book.pay('2026-04-02')).id);
  book.on('2026-04-08');
});

const line = fc.record({
  nth: fc.nat(FAMILIES + 1),
  status: fc.constantFrom('RJCT', 'RJCT', 'ACSC', 'PDNG'),
  code: fc.constantFrom('AM04', 'AC04', 'MD07', 'C', '2', '5'),
  amount: fc.constantFrom('769.23', '769.23', '769.23', '1.00'),
});
const file = fc.record({
  bacs: fc.boolean(),
  block: fc.constantFrom(undefined, undefined, 'ACCP', 'PART'),
  lines: fc.array(line, { maxLength: 4 }),
});
const files = fc.array(file, { minLength: 3, maxLength: 6 });

const referenceOf = (nth: number): string => credits[nth]?.reference ?? 'PB 000009 000009';

type File = typeof file extends fc.Arbitrary<infer F> ? F : never;

function textOf({ bacs, block, lines }: File, n: string): string {
  const each = lines.map((one) => ({ ...one, reference: referenceOf(one.nth) }));
  if (bacs) return `${arucs(each)}<!--${n}-->`;
  const id = 'TESTSHIRE-000001';
  const own = block === undefined ? undefined : { status: block };
  const report = {
    messageId: id,
    group: { status: 'ACTC' },
    blocks: [{ id, own, payments: each }],
  };
  return `${pain002(report as never)}<!--${n}-->`;
}

let number = 0;

it('a payment comes back at most once', async () => {
  let cameBack = 0;
  await fc.assert(
    fc.asyncProperty(files, async (made) => {
      for (const one of made) {
        const answer = await book.receive(textOf(one, String((number += 1))));
        expect(answer.status, answer.text).toBe(201);
        const found = await book.api.db.run(async (tx) => {
          const work = { tx } as unknown as Work;
          return [
            ...(await returnedCreditsAreUndone.run(work)).named,
            ...(await payRunsAreWhatWasApproved.run(work)).named,
          ];
        });
        expect(found).toEqual([]);
      }
      const { items } = await ok(book.staff.finance.get('/returned-credits?limit=200'), 200);
      const back = items.reduce((sum: any, one: any) => sum.plus(money(one.amount)), ZERO);
      const held = await Promise.all(
        book.families.map(({ arrangement }) => book.balance('held', arrangement)),
      );
      const all = held.reduce((sum: any, one) => sum.plus(money(one)), back);
      expect(toText(all)).toBe('3846.15');
      cameBack = items.length;
    }),
    { numRuns: 6 },
  );
  // A story in which nothing came back would say nothing.
  expect(cameBack).toBeGreaterThan(0);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/money.ts';
import { solveSum, type SolvedSum, type SumItem } from '../../src/reconciliation/matching/sums.ts';

const itemsOf = (pence: readonly number[]): SumItem[] =>
  pence.map((amount, n) => ({ id: `line ${n}`, amount: new Decimal(amount).div(100) }));

/** Every set of two or more that makes the target, by trying them all. */
function everySet(target: number, pence: readonly number[]): string[] {
  const sets: string[] = [];
  for (let chosen = 0; chosen < 2 ** pence.length; chosen += 1) {
    const places = pence.map((_, n) => n).filter((n) => Math.floor(chosen / 2 ** n) % 2 === 1);
    const total = places.reduce((sum, n) => sum + pence[n]!, 0);
    if (total === target && places.length > 1) sets.push(nameOf(places.map((n) => `line ${n}`)));
  }
  return sets;
}

const nameOf = (ids: readonly string[]): string => [...ids].sort().join(', ');

const solve = (target: number, pence: readonly number[]): SolvedSum =>
  solveSum(new Decimal(target).div(100), itemsOf(pence));

/** From amounts that are nearly all alike to amounts that are nearly all different. */
const amounts = (max: number): fc.Arbitrary<number[]> =>
  fc.oneof(
    ...[3, 20, 300, 100_000].map((largest) =>
      fc.array(fc.integer({ min: 1, max: largest }), { maxLength: max }),
    ),
  );

/** Amounts, and a target that some of them make, or one beside it. */
const blocks = (max: number): fc.Arbitrary<{ pence: number[]; target: number }> =>
  amounts(max).chain((pence) =>
    fc.tuple(fc.subarray(pence), fc.constantFrom(0, 0, 0, -1, 1)).map(([some, beside]) => ({
      pence,
      target: Math.max(1, some.reduce((sum, one) => sum + one, 0) + beside),
    })),
  );

const setsOf = (found: SolvedSum): string[] => {
  if (found.result === 'unique') return [nameOf(found.ids)];
  return found.result === 'several' ? found.first.map(nameOf) : [];
};

describe('a sum against every set tried', () => {
  it('has one answer, several or none as there are', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(blocks(12), ({ pence, target }) => {
        const sets = everySet(target, pence);
        const found = solve(target, pence);
        expect(found.result).toBe((['none', 'unique'] as const)[sets.length] ?? 'several');
        expect(new Set(setsOf(found)).size).toBe(Math.min(2, sets.length));
        expect(sets).toEqual(expect.arrayContaining(setsOf(found)));
        seen.add(found.result);
      }),
      { numRuns: 600 },
    );
    expect(seen).toEqual(new Set(['none', 'several', 'unique']));
  });

  it('is the same in whatever order the items come', () => {
    const shuffled = blocks(40).chain(({ pence, target }) => {
      const items = itemsOf(pence);
      return fc.record({
        target: fc.constant(new Decimal(target).div(100)),
        items: fc.constant(items),
        other: fc.shuffledSubarray(items, { minLength: items.length }),
      });
    });
    fc.assert(
      fc.property(shuffled, ({ target, items, other }) => {
        expect(solveSum(target, other)).toEqual(solveSum(target, items));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a pay day', () => {
  /** Payments in steps, and two of them that one line pays. */
  const payDay = (count: number, step: number): fc.Arbitrary<[number[], number]> =>
    fc
      .tuple(
        fc.array(fc.integer({ min: 1000 / step, max: 90_000 / step }), {
          minLength: count,
          maxLength: count,
        }),
        fc.nat(count / 2 - 1),
        fc.nat(count / 2 - 1),
      )
      .map(([steps, one, other]) => {
        const pence = steps.map((amount) => amount * step);
        return [pence, pence[one]! + pence[count / 2 + other]!];
      });

  /** How many pairs make the target. */
  function pairs(target: number, pence: readonly number[]): number {
    const before = new Map<number, number>();
    let count = 0;
    for (const amount of pence) {
      count += before.get(target - amount) ?? 0;
      before.set(amount, (before.get(amount) ?? 0) + 1);
    }
    return count;
  }

  it.each([
    ['40 payments, some of them alike', 40, 50, 300, undefined],
    ['300 payments, with all the steps that it wants', 300, 10, 30, { items: 300, steps: 2e7 }],
  ])('never calls one of several pairs unique: %s', (_, count, step, numRuns, bound) => {
    const collided: string[] = [];
    fc.assert(
      fc.property(payDay(count, step), ([pence, target]) => {
        const { result } = solveSum(new Decimal(target).div(100), itemsOf(pence), bound);
        const collides = pairs(target, pence) > 1;
        expect(collides ? ['several'] : ['several', 'unique']).toContain(result);
        if (collides) collided.push(result);
      }),
      { numRuns, endOnFailure: true },
    );
    expect(collided.length).toBeGreaterThan(0);
  });

  it('of 300 payments is beyond the bound, whichever two are paid', () => {
    fc.assert(
      fc.property(payDay(300, 1), ([pence, target]) => {
        const fitting = pence.filter((amount) => amount < target).length;
        fc.pre(fitting > 40);
        expect(solve(target, pence)).toEqual({
          result: 'gave_up',
          why: `${fitting} amounts may be part of it; the search is bound to 40.`,
        });
      }),
      { numRuns: 30 },
    );
  });
});

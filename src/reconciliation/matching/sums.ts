import { penceOf, type Decimal } from '../../money.ts';

/** An amount that may be a part of a sum, and what it is known by. */
export interface SumItem {
  readonly id: string;
  readonly amount: Decimal;
}

/** How far a search goes: over how many amounts, and through how many sums of some of them. */
export interface SumBound {
  readonly items: number;
  readonly steps: number;
}

/** Any 40 amounts have at most 4,194,300 sums to go through, so that they are always solved. */
export const SUM_BOUND: SumBound = { items: 40, steps: 4_200_000 };

/** A search solves the sums of at most so many lines, and of as many expected lines. */
export const MOST_SUMS = 500;

/** What was found: ids from the largest amount to the smallest, equal amounts by id. */
export type SolvedSum =
  | { readonly result: 'unique'; readonly ids: readonly string[] }
  | { readonly result: 'several'; readonly first: readonly [readonly string[], readonly string[]] }
  | { readonly result: 'none' }
  | { readonly result: 'gave_up'; readonly why: string };

interface Part {
  readonly id: string;
  readonly pence: bigint;
}

/** No more than two sets of parts that make the target, or why none was looked for to the end. */
type Found = { readonly sets: readonly (readonly Part[])[] } | { readonly why: string };

/**
 * Whether exactly one set of at least two items makes the target, to the penny. Items of the same
 * amount are different items: taking one of two alike is one of several answers. The same items in
 * any order give the same answer; beyond the bound it says so, and never guesses.
 *
 * All items together need no search, however many: when every amount is above zero and they make
 * the target, no smaller set can.
 *
 * @param target above zero, in whole pence.
 * @param items amounts above zero in whole pence, each id once.
 * @throws RangeError when an amount is not above zero, has parts of a penny, or an id is there twice.
 */
export function solveSum(
  target: Decimal,
  items: readonly SumItem[],
  bound: SumBound = SUM_BOUND,
): SolvedSum {
  const pence = penceAboveZero(target);
  // Two amounts above zero make the target only when each is below it.
  const parts = partsOf(items).filter((part) => part.pence < pence);
  const found = setsThatMake(pence, parts, bound);
  if ('why' in found) return { result: 'gave_up', why: found.why };
  const [first, second] = found.sets.map((set) => set.map((part) => part.id));
  if (first === undefined) return { result: 'none' };
  if (second === undefined) return { result: 'unique', ids: first };
  return { result: 'several', first: [first, second] };
}

/** The items in whole pence, the largest first and then by id: the order they came in is forgotten. */
function partsOf(items: readonly SumItem[]): Part[] {
  if (new Set(items.map((item) => item.id)).size !== items.length) {
    throw new RangeError('Expected each item of a sum once, found an id twice. Give each once.');
  }
  return items
    .map((item) => ({ id: item.id, pence: penceAboveZero(item.amount) }))
    .sort((a, b) => {
      if (a.pence !== b.pence) return a.pence > b.pence ? -1 : 1;
      return a.id < b.id ? -1 : 1;
    });
}

function penceAboveZero(amount: Decimal): bigint {
  const pence = penceOf(amount);
  if (pence > 0n) return pence;
  throw new RangeError(
    'Expected amounts above zero in a sum, found one that is not. Leave out what has nothing left.',
  );
}

/**
 * What is left out makes the rest of the total as surely as what is taken makes the target, so the
 * smaller of the two is looked for. What is above it cannot be in it.
 */
function setsThatMake(target: bigint, parts: readonly Part[], bound: SumBound): Found {
  const fitting = parts.filter((part) => part.pence <= target);
  const total = fitting.reduce((sum, part) => sum + part.pence, 0n);
  if (total < target) return { sets: [] };
  if (total === target) return { sets: [fitting] };
  const rest = total - target;
  if (rest >= target) return search(target, fitting, bound);
  const leftOut = setsThatMake(rest, fitting, bound);
  if ('why' in leftOut) return leftOut;
  return {
    sets: leftOut.sets.map((set) => {
      const out = new Set(set);
      return fitting.filter((part) => !out.has(part));
    }),
  };
}

/** The sums of some of the parts, rising, and for each step how each came about. */
interface Sums {
  readonly parts: readonly Part[];
  readonly sums: Float64Array;
  /** By part: twice the place of the sum before, and one more when the part was taken. */
  readonly from: readonly Int32Array[];
}

/**
 * Looks through every set of the parts by halves: the sums of each half, then the pairs that make
 * the target.
 */
function search(target: bigint, parts: readonly Part[], bound: SumBound): Found {
  if (parts.length > bound.items) {
    return {
      why: `${parts.length} amounts may be part of it; the search is bound to ${bound.items}.`,
    };
  }
  if (target > BigInt(Number.MAX_SAFE_INTEGER)) {
    return { why: `The search is bound to amounts of ${Number.MAX_SAFE_INTEGER} pence.` };
  }
  const halves = [0, 1].map((half) => parts.filter((_, place) => place % 2 === half));
  const one = sumsOf(halves[0]!, Number(target), bound.steps);
  const other = one && sumsOf(halves[1]!, Number(target), bound.steps - stepsOf(one));
  if (!one || !other) {
    return {
      why: `${parts.length} amounts may be part of it; the search is bound to ${bound.steps} steps.`,
    };
  }
  const sets = pairsThatMake(Number(target), one.sums, other.sums).map(([here, there]) => {
    const taken = new Set([...takenFor(one, here), ...takenFor(other, there)]);
    return parts.filter((part) => taken.has(part));
  });
  return { sets };
}

const stepsOf = (sums: Sums): number => sums.from.reduce((all, { length }) => all + length, 0);

interface Merged {
  readonly sums: Float64Array;
  readonly from: Int32Array;
}

/** All sums up to the target, each at most twice: two are enough to know that there are several. */
function sumsOf(parts: readonly Part[], target: number, steps: number): Sums | undefined {
  let sums: Float64Array = new Float64Array(1);
  let left = steps;
  const from: Int32Array[] = [];
  for (const part of parts) {
    const next = withOneMore(sums, Number(part.pence), target);
    left -= next.sums.length;
    if (left < 0) return undefined;
    sums = next.sums;
    from.push(next.from);
  }
  return { parts, sums, from };
}

/**
 * Merges the sums without a part and those with it, which are both rising. A sum without the part
 * is always there before the same sum with it, and never later than the sum that it grows into.
 */
function withOneMore(sums: Float64Array, pence: number, target: number): Merged {
  const merged = new Float64Array(sums.length * 2);
  const from = new Int32Array(sums.length * 2);
  let count = 0;
  const keep = (sum: number, how: number): void => {
    if (count > 1 && merged[count - 2] === sum) return;
    merged[count] = sum;
    from[count] = how;
    count += 1;
  };
  let without = 0;
  for (let taken = 0; taken < sums.length; taken += 1) {
    const sum = sums[taken]! + pence;
    for (; without < sums.length && sums[without]! <= sum; without += 1) {
      keep(sums[without]!, without * 2);
    }
    if (sum > target) break;
    keep(sum, taken * 2 + 1);
  }
  return { sums: merged.subarray(0, count), from: from.subarray(0, count) };
}

/** The places of the first two pairs, one of each rising list, that make the target together. */
function pairsThatMake(target: number, one: Float64Array, other: Float64Array): [number, number][] {
  const pairs: [number, number][] = [];
  let top = other.length - 1;
  for (let here = 0; here < one.length; here += 1) {
    const wanted = target - one[here]!;
    while (top >= 0 && other[top]! > wanted) top -= 1;
    for (let there = top; there >= 0 && other[there] === wanted; there -= 1) {
      pairs.push([here, there]);
      if (pairs.length === 2) return pairs;
    }
  }
  return pairs;
}

/** The parts of one sum, found from the last that was added back to the first. */
function takenFor({ parts, from }: Sums, place: number): Part[] {
  const taken: Part[] = [];
  let here = place;
  for (let last = parts.length - 1; last >= 0; last -= 1) {
    const step = from[last]![here]!;
    if (step % 2 === 1) taken.push(parts[last]!);
    here = Math.floor(step / 2);
  }
  return taken;
}

import type { Decimal } from '../../money.ts';
import { solveSum, SUM_BOUND, type SumBound, type SumItem } from './sums.ts';

/** What the expected lines of a sum have in common, in the order in which it is tried. */
export const BLOCKS = ['reference', 'pay_run', 'payee', 'budget'] as const;
export type Block = (typeof BLOCKS)[number];

/** A line of the bank, as far as sums need it. */
export interface LineOfSum {
  readonly id: string;
  /** As the bank has it: money out is negative. */
  readonly amount: Decimal;
  /** What of it is not matched yet, without a sign. */
  readonly left: Decimal;
}

/** A line of the bank that may be of several expected lines. */
export interface LineWithWords extends LineOfSum {
  /** Of its reference and text, as keys are written: capitals and digits. */
  readonly words: readonly string[];
}

/** An expected line, as far as sums need it. */
export interface ExpectedOfSum {
  readonly name: string;
  readonly kind: string;
  /** Money out is negative. */
  readonly amount: Decimal;
  /** What of it is not matched yet, without a sign. */
  readonly left: Decimal;
  /** What a statement may call it. */
  readonly keys: readonly string[];
  readonly payRunId: string | null;
  readonly payeeId: string | null;
  readonly beneficiaryId: string | null;
  readonly valueOn: Temporal.PlainDate;
  /** For one payment of a run: the expected line of which it is a part. */
  readonly whole?: string | null | undefined;
}

/** What came of looking for a sum. */
export interface SumAnswer {
  /** 'several' and 'gave_up' are answers too: nothing wider was tried then. */
  readonly result: 'unique' | 'several' | 'none' | 'gave_up';
  /** What was left of each in the sum, without a sign, in the same order; with 'several' of the first. */
  readonly amounts: readonly Decimal[];
  /** In which block it was answered: the evidence of a sum. Null for 'none'. */
  readonly block: Block | null;
  /** Among how many in that block; with 'none', among how many in all blocks. */
  readonly considered: number;
  /** Why it gave up, with the bound; null otherwise. */
  readonly why: string | null;
}

export interface SeveralExpected extends SumAnswer {
  /** The expected lines that make the line; with 'several', one of the answers. */
  readonly names: readonly string[];
  /** With 'several', another of the answers. */
  readonly otherNames: readonly string[];
}

export interface SeveralLines extends SumAnswer {
  /** The lines that make what is expected; with 'several', one of the answers. */
  readonly lineIds: readonly string[];
  /** With 'several', another of the answers. */
  readonly otherLineIds: readonly string[];
}

/**
 * Which expected lines a line of the bank is the sum of. Only those are summed that have something
 * in common with one that the line names: its reference, its pay run, its payee, its budget, in
 * that order. The first block in which there is an answer decides; where there are several, no
 * wider block is asked, as one that seems to know more would only know less of the others.
 *
 * @param line what is left of it is above zero.
 * @param named the expected lines that the line names.
 * @param open the expected lines in the window of days; those of the other direction are left out.
 */
export function proposeSeveralExpected(
  line: LineWithWords,
  named: readonly ExpectedOfSum[],
  open: readonly ExpectedOfSum[],
  bound: SumBound = SUM_BOUND,
): SeveralExpected {
  const words = new Set(line.words);
  const candidates = sameWay(line, open);
  const seen = new Set<string>();
  for (const block of BLOCKS) {
    const marks = new Set(named.flatMap((one) => namedMarks(one, block, words)));
    const members = candidates.filter((one) => marksOf(one, block).some((mark) => marks.has(mark)));
    for (const { name } of members) seen.add(name);
    const found = sumOfMembers(line.left, members, bound);
    if (found.result !== 'none') return answerOf(found, members, block);
  }
  return { ...NOTHING, considered: seen.size, names: [], otherNames: [] };
}

/**
 * Which lines of the bank make up one expected line, of those that name it.
 *
 * @param expected what is left of it is above zero.
 * @param naming the lines in the window of days that name it; those of the other direction are left out.
 */
export function proposeSeveralLines(
  expected: Pick<ExpectedOfSum, 'amount' | 'left'>,
  naming: readonly LineOfSum[],
  bound: SumBound = SUM_BOUND,
): SeveralLines {
  const members = sameWay(expected, naming).map((line) => ({ ...line, name: line.id }));
  const found = solveWithSingles(expected.left, members, members, bound);
  if (found.result === 'none') {
    return { ...NOTHING, considered: members.length, lineIds: [], otherLineIds: [] };
  }
  const { names, otherNames, ...answer } = answerOf(found, members, 'reference');
  return { ...answer, lineIds: names, otherLineIds: otherNames };
}

const NOTHING = { result: 'none', amounts: [], block: null, why: null } as const;

/** What goes the way of the other side and has something left. */
function sameWay<One extends { readonly amount: Decimal; readonly left: Decimal }>(
  { amount }: { readonly amount: Decimal },
  all: readonly One[],
): One[] {
  return all.filter((one) => one.amount.isNegative() === amount.isNegative() && one.left.gt('0'));
}

/** Of a named line's keys only those that the line has; all, when it is named in another way. */
function namedMarks(
  named: ExpectedOfSum,
  block: Block,
  words: ReadonlySet<string>,
): readonly string[] {
  const marks = marksOf(named, block);
  const found = block === 'reference' ? marks.filter((key) => words.has(key)) : [];
  return found.length > 0 ? found : marks;
}

/** By what an expected line belongs to a block. */
function marksOf(expected: ExpectedOfSum, block: Block): readonly string[] {
  if (block === 'reference') return expected.keys;
  const mark = {
    pay_run: expected.payRunId,
    payee: expected.payeeId,
    budget: expected.beneficiaryId,
  }[block];
  return mark === null ? [] : [mark];
}

interface Member {
  readonly name: string;
  readonly left: Decimal;
}

type Found =
  | { readonly result: 'none' }
  | { readonly result: 'gave_up'; readonly why: string }
  | {
      readonly result: 'unique' | 'several';
      readonly names: readonly string[];
      readonly otherNames: readonly string[];
    };

/**
 * The bank books what a run sends at once, or its payments: no sum has an expected line and a part
 * of it. Sums of wholes are looked for first, then of parts.
 */
function sumOfMembers(target: Decimal, members: readonly ExpectedOfSum[], bound: SumBound): Found {
  const names = new Set(members.map(({ name }) => name));
  const isPart = (one: ExpectedOfSum): boolean =>
    one.whole !== null && one.whole !== undefined && names.has(one.whole);
  const parts = members.filter(isPart);
  const wholes = members.filter((one) => !isPart(one));
  const found = solveWithSingles(target, wholes, members, bound);
  if (found.result !== 'none' || parts.length === 0) return found;
  const parted = new Set(parts.map(({ whole }) => whole));
  const undivided = members.filter(({ name }) => !parted.has(name));
  return solveWithSingles(target, undivided, members, bound);
}

/** A single one that makes the target by itself is a rival of any sum. */
function solveWithSingles(
  target: Decimal,
  members: readonly Member[],
  block: readonly Member[],
  bound: SumBound,
): Found {
  const items: SumItem[] = members.map(({ name, left }) => ({ id: name, amount: left }));
  const found = solveSum(target, items, bound);
  if (found.result === 'several') {
    const [names, otherNames] = found.first;
    return { result: 'several', names, otherNames };
  }
  if (found.result !== 'unique') return found;
  const [single] = block
    .filter(({ left }) => left.eq(target))
    .map(({ name }) => name)
    .sort();
  if (single === undefined) return { result: 'unique', names: found.ids, otherNames: [] };
  return { result: 'several', names: found.ids, otherNames: [single] };
}

function answerOf(
  found: Exclude<Found, { result: 'none' }>,
  members: readonly Member[],
  block: Block,
): SeveralExpected {
  const considered = members.length;
  if (found.result === 'gave_up') {
    return { ...found, names: [], otherNames: [], amounts: [], block, considered };
  }
  const left = new Map(members.map((member) => [member.name, member.left]));
  const amounts = found.names.map((name) => left.get(name)!);
  return { ...found, amounts, block, considered, why: null };
}

import { money, ZERO, type Decimal } from '../../money.ts';
import { messageIdOf } from '../pain001.ts';
import type { AnswerLine, Said } from './answer.ts';

/** What became of a line. */
export type Outcome =
  | 'accepted'
  | 'settled'
  | 'pending'
  | 'rejected'
  | 'returned'
  | 'advised'
  | 'unclear'
  | 'unknown'
  | 'already_known'
  | 'amount_differs'
  | 'not_released'
  | 'not_covered';

/** A run by the serial in a name, and the day's block in its file where the name has one. */
export interface NamedRun {
  readonly serial: string;
  readonly block: number | null;
}

const NAME = /^.+-([0-9A-Z]{6})(?:-(\d{1,3}))?$/;

/**
 * The run that a message or block identifier of ours names; null for one that is not ours, such as
 * another authority's.
 */
export function runNamed(authority: string, identifier: string | null): NamedRun | null {
  const given = identifier?.toUpperCase() ?? '';
  const [, serial, block] = NAME.exec(given) ?? [];
  if (serial === undefined) return null;
  const whole = messageIdOf(authority, serial);
  if (given === whole) return { serial, block: null };
  if (block === undefined || given !== `${whole}-${block}`) return null;
  return { serial, block: Number(block) };
}

const REFERENCE = /^PB ?([0-9A-Z]{6}) ?(C?)(\d{6})$/;

/** Our reference of a credit as we wrote it, and the serial in it. Banks may close its spaces up. */
export function referenceNamed(
  reference: string | null,
): { serial: string; reference: string } | null {
  const [, serial, pooled, number] = REFERENCE.exec(reference?.trim().toUpperCase() ?? '') ?? [];
  if (serial === undefined || number === undefined) return null;
  return { serial, reference: `PB ${serial} ${pooled ?? ''}${number}` };
}

/** A credit of a run, as far as an answer needs it. */
export interface SentCredit {
  readonly id: string;
  readonly payRunId: string;
  /** What left, in pounds. */
  readonly amount: string;
  readonly released: boolean;
  /** It was rejected or returned before. */
  readonly known: boolean;
}

/** What a line is about, in our book: one credit, or those of a whole file or block. */
export type Target =
  | { readonly credit: SentCredit }
  | {
      readonly payRunId: string;
      readonly released: boolean;
      readonly credits: readonly SentCredit[];
    };

export interface MatchedLine {
  readonly line: AnswerLine;
  readonly target: Target | null;
}

/** A credit that the bank rejected or gives back, and the line that says so. */
export interface Return {
  readonly line: number;
  readonly creditId: string;
  readonly payRunId: string;
  readonly how: 'rejected' | 'returned';
  readonly code: string;
  readonly amount: string;
  /** Whether it was named by itself, and not with all of its file or block. */
  readonly named: boolean;
}

/** The code of a return for which the bank gave no reason. */
export const NO_REASON = 'none';

const FINEST_FIRST: Readonly<Record<AnswerLine['level'], number>> = {
  transaction: 0,
  return: 0,
  advice: 0,
  payment: 1,
  group: 2,
};

/** What is known of the money of runs before a file is acted on. */
export interface MoneyKnown {
  /** The reasons of rejections from which it follows that no money left. */
  readonly clear: ReadonlySet<string>;
  /** Ids of the credits that the bank said it has settled. */
  readonly settled: ReadonlySet<string>;
  /** By run, the pounds of it that the bank has neither taken nor rejected. */
  readonly left: ReadonlyMap<string, Decimal>;
}

/**
 * What follows from the lines of one file. A credit comes back once, by the line that says most
 * precisely why: one that names it, before one that rejects its block or the whole file. A
 * rejection of money that may have left is unclear, and brings nothing back: the bank may have
 * refused a duplicate of what it has paid, and what is undone is paid again.
 *
 * @returns the outcome of each line by its number, the credits that come back, and those of which
 *   somebody has to ask the bank
 */
export function outcomesOf(
  matched: readonly MatchedLine[],
  known: MoneyKnown,
): { outcomes: Map<number, Outcome>; returns: Return[]; unclear: Return[] } {
  const outcomes = new Map<number, Outcome>();
  const returns = new Map<string, Return>();
  const unclear = new Map<string, Return>();
  const settled = new Set([...known.settled, ...settledBy(matched)]);
  const inOrder = matched.toSorted(
    (a, b) => FINEST_FIRST[a.line.level] - FINEST_FIRST[b.line.level] || a.line.line - b.line.line,
  );
  for (const one of inOrder) {
    const { line, code, said } = one.line;
    const credits = backBy(one).filter(({ id }) => !returns.has(id) && !unclear.has(id));
    const clear = known.clear.has(code ?? NO_REASON) && !credits.some(({ id }) => settled.has(id));
    const doubtful = said === 'rejected' && credits.length > 0 && !clear;
    outcomes.set(line, doubtful ? 'unclear' : outcomeOf(one, credits.length, unclear));
    for (const credit of credits) {
      (doubtful ? unclear : returns).set(credit.id, returnOf(one, credit));
    }
  }
  for (const one of moreThanLeft([...returns.values()], known.left)) {
    returns.delete(one.creditId);
    unclear.set(one.creditId, one);
    outcomes.set(one.line, 'unclear');
  }
  return { outcomes, returns: [...returns.values()], unclear: [...unclear.values()] };
}

/** The credits that the same file says the bank has settled. */
const settledBy = (matched: readonly MatchedLine[]): string[] =>
  matched.flatMap(({ line, target }) =>
    target === null || line.said !== 'settled'
      ? []
      : 'credit' in target
        ? [target.credit.id]
        : target.credits.map(({ id }) => id),
  );

/**
 * The rejections of runs of which the bank has taken more than would then have left. Which of them
 * it took is not known, so none is acted on.
 */
function moreThanLeft(
  returns: readonly Return[],
  left: ReadonlyMap<string, Decimal>,
): readonly Return[] {
  const rejected = returns.filter(({ how }) => how === 'rejected');
  return [...Map.groupBy(rejected, ({ payRunId }) => payRunId)].flatMap(([run, of]) => {
    const all = of.reduce((sum, { amount }) => sum.plus(money(amount)), ZERO);
    const most = left.get(run);
    return most !== undefined && all.gt(most) ? of : [];
  });
}

const comesBack = (said: Said): said is 'rejected' | 'returned' =>
  said === 'rejected' || said === 'returned';

/** The credits that a line brings back, if none of them had come back before. */
function backBy({ line, target }: MatchedLine): readonly SentCredit[] {
  if (target === null || !comesBack(line.said)) return [];
  if (!('credit' in target)) {
    return target.released ? target.credits.filter((credit) => !credit.known) : [];
  }
  const { credit } = target;
  return credit.released && !credit.known && !differs(line, credit) ? [credit] : [];
}

function outcomeOf(
  { line, target }: MatchedLine,
  back: number,
  unclear: ReadonlyMap<string, unknown>,
): Outcome {
  if (target === null) return 'unknown';
  const released = 'credit' in target ? target.credit.released : target.released;
  if (!released) return 'not_released';
  if ('credit' in target && differs(line, target.credit)) return 'amount_differs';
  if (!comesBack(line.said)) return line.said;
  if (back > 0) return line.said;
  // A rejected block whose payments were all named by themselves was rejected none the less.
  const open = 'credit' in target ? [] : target.credits.filter(({ known }) => !known);
  if (open.length === 0) return 'already_known';
  return open.every(({ id }) => unclear.has(id)) ? 'unclear' : line.said;
}

/** Whether the bank speaks of another amount, or of other money, than we sent. */
function differs(line: AnswerLine, credit: SentCredit): boolean {
  if (line.currency !== null && line.currency !== 'GBP') return true;
  return line.amount !== null && !money(line.amount).eq(money(credit.amount));
}

function returnOf({ line, target }: MatchedLine, credit: SentCredit): Return {
  return {
    line: line.line,
    creditId: credit.id,
    payRunId: credit.payRunId,
    how: line.said === 'returned' ? 'returned' : 'rejected',
    code: line.code ?? NO_REASON,
    amount: credit.amount,
    named: target !== null && 'credit' in target,
  };
}

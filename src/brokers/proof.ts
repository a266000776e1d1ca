import { ZERO, toText, type Decimal } from '../money.ts';

/** What the latest return that has begun by the day says, until the day or its own last one. */
export interface Declared {
  readonly returnId: string;
  /** ISO days: the last one that counts here, and the last one of the return. */
  readonly asOf: string;
  readonly endsOn: string;
  readonly otherAuthorities: Decimal;
  readonly interest: Decimal;
  /** Null inside the period of a return that lists no bank lines. */
  readonly statement: Decimal | null;
}

/** What the proof of a pooled account rests on. Amounts in pounds. */
export interface ProofFigures {
  readonly on: string;
  readonly ledger: Decimal;
  readonly notYetAccepted: Decimal;
  readonly postedLater: Decimal;
  readonly sinceReturn: Decimal;
  readonly declared: Declared | null;
}

export interface Proof {
  readonly on: string;
  readonly asOf: string | null;
  readonly returnId: string | null;
  readonly ledger: string;
  readonly notYetAccepted: string;
  readonly postedLater: string;
  readonly sinceReturn: string | null;
  readonly otherAuthorities: string | null;
  readonly interest: string | null;
  readonly statement: string | null;
  readonly expected: string | null;
  readonly difference: string | null;
  readonly proven: boolean;
  readonly words: string;
}

/**
 * The proof that a pooled account holds what it must: what the ledger says of everybody in it, less
 * what was spent and is still to be accepted, together with what it holds for other authorities and
 * its interest, is the balance on the bank statement.
 */
export function proofOf(figures: ProofFigures): Proof {
  const { declared, ledger, notYetAccepted, postedLater, sinceReturn, on } = figures;
  const known = {
    on,
    ledger: toText(ledger),
    notYetAccepted: toText(notYetAccepted),
    postedLater: toText(postedLater),
  };
  if (declared === null) return { ...known, ...NOTHING_DECLARED };
  const expected = ledger
    .minus(notYetAccepted)
    .plus(postedLater)
    .minus(sinceReturn)
    .plus(declared.otherAuthorities)
    .plus(declared.interest);
  const difference = declared.statement?.minus(expected) ?? null;
  return {
    ...known,
    asOf: declared.asOf,
    returnId: declared.returnId,
    sinceReturn: toText(sinceReturn),
    otherAuthorities: toText(declared.otherAuthorities),
    interest: toText(declared.interest),
    statement: declared.statement === null ? null : toText(declared.statement),
    expected: toText(expected),
    difference: difference === null ? null : toText(difference),
    proven: difference?.isZero() === true,
    words: wordsOf(declared, on, difference),
  };
}

const NOTHING_DECLARED = {
  asOf: null,
  returnId: null,
  sinceReturn: null,
  otherAuthorities: null,
  interest: null,
  statement: null,
  expected: null,
  difference: null,
  proven: false,
  words: 'No return covers this day, so there is no statement to compare with.',
} as const;

function wordsOf({ asOf, endsOn }: Declared, on: string, difference: Decimal | null): string {
  if (difference === null) {
    return `The return lists no bank lines, so it says what is in the account on ${endsOn} and on no day before.`;
  }
  const until = asOf < on ? ` as at ${asOf}, the last day of the latest return` : ` as at ${asOf}`;
  if (difference.isZero()) return `The statement and the ledger agree${until}.`;
  const way = difference.gt(ZERO) ? 'more' : 'less';
  return `The account holds ${toText(difference.abs())} ${way} than is expected${until}.`;
}

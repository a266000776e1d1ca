import { joinsOf, partsOf, referenceWords } from './words.ts';

/** What is written in a line whose day and amount are those of another. */
export interface LineInWords {
  readonly reference: string | null;
  readonly text: string | null;
  readonly counterparty: string | null;
  /** The beginning of the name of its file's format: "camt", "csv". */
  readonly family: string;
  /** Whether it was set aside because it repeats another known line, which stands for both. */
  readonly setAside?: boolean;
}

/** Lines of one account, of one booked day and one amount, that are not known to be the same yet. */
export interface LikeLines {
  /** Lines of earlier files that no line of this file is exactly. */
  readonly known: readonly LineInWords[];
  /** Lines of this file that no line of an earlier file is exactly. */
  readonly found: readonly LineInWords[];
  /** Whether this file's statements and one of an earlier file have all that was booked that day. */
  readonly wholeDay: boolean;
}

/** What a found line is: a known one (its place in `known`), maybe a known one, or a new one. */
export type Verdict =
  | { readonly is: 'same'; readonly known: number }
  | { readonly is: 'likely'; readonly known: number }
  | { readonly is: 'new' };

const NEW: Verdict = { is: 'new' };

/** How many pairs of lines are compared word by word: thousands may have one amount on one day. */
const MOST_COMPARED = 500_000;

/**
 * Decides which lines of a file are lines of earlier files in other words, as when a bank gives
 * the same day as CSV and as camt.053, or words a line differently at the end of the day.
 *
 * All lines given are of one account, one booked day and one amount. A known line stands for at
 * most one found line, so two lines that are truly two stay two. The rules in their order:
 *
 * - a. **The same reference.** Both have the bank's reference, equal without case and separators,
 *   and it is telling: 6 characters or more with a digit among them. "BACS" or "NONREF" says
 *   nothing. The line is the same.
 * - b. **The same number of lines on a whole day.** This file and an earlier one both have all that
 *   was booked on the day, and as many lines of the amount. They are the same lines, whatever is
 *   written in them. A known line that was set aside is not counted: another stands for it.
 * - c. **The same words.** A telling part of the reference of one stands in the other; or all words
 *   of one (reference, text and counterparty, of 4 characters and more) stand in the other, and
 *   not only words such as "PAYMENT" that are about no payment. The line is the same, unless the
 *   two contradict each other: files of one format with two different telling references.
 * - d. **Anything else** is added. Where a known line is left that it may be, a person is asked to
 *   look; unless the two contradict each other, because then they are two.
 *
 * A line is never dropped but by a, b or c.
 *
 * @returns a verdict for each found line, in their order
 */
export function verdictsOn({ known, found, wholeDay }: LikeLines): Verdict[] {
  const pairing = new Pairing(known, found);
  pairing.byReference();
  if (wholeDay && pairing.isAsMany) pairing.allTheRest();
  else pairing.byWords();
  return pairing.verdicts();
}

/** Whether a reference says which payment it is: 6 characters or more, with a digit. */
export function isTelling(word: string): boolean {
  return word.length >= 6 && /\p{N}/u.test(word);
}

/** A line as its words are compared. */
interface Read {
  readonly line: LineInWords;
  /** Its whole reference without separators, where that is telling. */
  readonly reference: string | null;
  /** The telling words of its reference. */
  readonly telling: readonly string[];
  /** Its words of 4 characters and more. */
  readonly words: ReadonlySet<string>;
  /** Its words, and neighbouring parts joined. */
  readonly keys: ReadonlySet<string>;
}

/** Words about the kind of a payment rather than the payment. */
const OF_NO_PAYMENT = new Set(
  `BACS BANK BILL CARD CASH CHAPS CHARGE CHARGES CHEQUE CREDIT CREDITS DEBIT DEBITS DEPOSIT DIRECT
  FASTER FEES FROM INTEREST INWARD MONEY NONE NONREF NOTPROVIDED ONLINE ORDER OUTWARD PAYMENT
  PAYMENTS RECEIPT RECEIVED REFERENCE REFUND RETURN SALARY SENT STANDING TRANSFER UNKNOWN`.split(
    /\s+/,
  ),
);

function read(line: LineInWords): Read {
  const reference = partsOf(line.reference).join('');
  const parts = [line.reference, line.text, line.counterparty].map(partsOf);
  const words = parts.flat().filter((part) => part.length >= 4);
  return {
    line,
    reference: isTelling(reference) ? reference : null,
    telling: referenceWords(line.reference).filter(isTelling),
    words: new Set(words),
    keys: new Set([...parts.flat(), ...parts.flatMap(joinsOf)]),
  };
}

class Pairing {
  readonly #known: readonly Read[];
  readonly #found: readonly Read[];
  /** The known line that each found line is, and the known lines that are none yet. */
  readonly #sameAs = new Map<number, number>();
  readonly #free: Set<number>;
  #compared = 0;

  constructor(known: readonly LineInWords[], found: readonly LineInWords[]) {
    this.#known = known.map(read);
    this.#found = found.map(read);
    this.#free = new Set(known.keys());
  }

  byReference(): void {
    const places = new Map<string, number[]>();
    for (const [n, { reference }] of this.#known.entries()) {
      if (reference !== null) places.set(reference, [...(places.get(reference) ?? []), n]);
    }
    for (const [n, { reference }] of this.#found.entries()) {
      const place = reference === null ? undefined : places.get(reference)?.shift();
      if (place !== undefined) this.#pair(n, place);
    }
  }

  /** Whether as many known lines that stand are left as found ones. */
  get isAsMany(): boolean {
    const standing = [...this.#free].filter((place) => isStanding(this.#known[place]!));
    return standing.length === this.#found.length - this.#sameAs.size;
  }

  /** As many known as found lines are left: each is one of them, the likest first. */
  allTheRest(): void {
    this.#each((n) => this.#likest(n, (_, known) => isStanding(known)));
  }

  byWords(): void {
    this.#each((n) => this.#likest(n, isSameInWords));
  }

  verdicts(): Verdict[] {
    return this.#found.map((_, n) => {
      const same = this.#sameAs.get(n);
      if (same !== undefined) return { is: 'same', known: same };
      const likely = this.#likest(n, (one, other) => !contradict(one, other));
      return likely === undefined ? NEW : { is: 'likely', known: likely };
    });
  }

  #each(choose: (found: number) => number | undefined): void {
    for (const n of this.#found.keys()) {
      if (this.#sameAs.has(n)) continue;
      const known = choose(n);
      if (known !== undefined) this.#pair(n, known);
    }
  }

  #pair(found: number, known: number): void {
    this.#sameAs.set(found, known);
    this.#free.delete(known);
  }

  /** The free known line that has most words of a found one, the first of several. */
  #likest(n: number, may: (one: Read, other: Read) => boolean): number | undefined {
    const found = this.#found[n]!;
    let best: number | undefined;
    let most = -1;
    for (const place of this.#free) {
      const known = this.#known[place]!;
      // Beyond that, the first that may be it has to do.
      if (this.#compared > MOST_COMPARED && best !== undefined) break;
      this.#compared += 1;
      if (!may(found, known)) continue;
      const shared = sharedBy(found, known);
      if (shared > most) [best, most] = [place, shared];
      if (this.#compared > 2 * MOST_COMPARED) break;
    }
    return best;
  }
}

const isStanding = ({ line }: Read): boolean => line.setAside !== true;

function sharedBy(one: Read, other: Read): number {
  let shared = 0;
  for (const word of one.words) if (other.keys.has(word)) shared += 1;
  return shared;
}

/** Rule c. */
function isSameInWords(one: Read, other: Read): boolean {
  if (contradict(one, other)) return false;
  const sharesReference =
    one.telling.some((word) => other.keys.has(word)) ||
    other.telling.some((word) => one.keys.has(word));
  return sharesReference || isIn(one, other) || isIn(other, one);
}

/** Whether all words of one stand in the other, and say something. */
function isIn(one: Read, other: Read): boolean {
  const words = [...one.words];
  return (
    words.some((word) => !OF_NO_PAYMENT.has(word)) && words.every((word) => other.keys.has(word))
  );
}

/** Within one format a bank gives one payment one reference. */
function contradict(one: Read, other: Read): boolean {
  return (
    one.line.family === other.line.family &&
    one.reference !== null &&
    other.reference !== null &&
    one.reference !== other.reference
  );
}

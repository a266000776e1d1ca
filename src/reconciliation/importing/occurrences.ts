import { Problem } from '../../problem.ts';

/*
 * What can be read off the text of a staged line without reading all of it: its JSON begins with
 * the fingerprint and the statement; see StagedLine.
 */
const FINGERPRINT_START = '{"fingerprint":"'.length;
const FINGERPRINT_END = FINGERPRINT_START + 64;
const STATEMENT_START = FINGERPRINT_END + '","statement":"'.length;
const STATEMENT_END = STATEMENT_START + 36;

export const fingerprintIn = (text: string): string =>
  text.slice(FINGERPRINT_START, FINGERPRINT_END);
export const statementIn = (text: string): string => text.slice(STATEMENT_START, STATEMENT_END);

/** Where a statement stands among those of its file that have the same day; see placesOn. */
export interface Place {
  /** Statements of one series have lines of their own; several series of a group have the same. */
  readonly group: number;
  readonly series: number;
}

/** The places of statements by their ids; null on a day that no two have the same lines of. */
export type Places = ReadonlyMap<string, Place> | null;

/** The text of a line, and its number among those that are equal. */
export interface Numbered {
  readonly text: string;
  readonly number: number;
}

/**
 * Numbers lines of one day that are equal in their order: the second of two is 2. Where several
 * series of statements have the same lines, the second of one is the second of the other.
 */
export class Occurrences {
  readonly #places: Places;
  /** How many there are of each fingerprint: in all, and in each group and each series. */
  readonly #last = new Map<string, number>();
  readonly #counts = new Map<string, number>();

  constructor(places: Places) {
    this.#places = places;
  }

  /** The lines with their numbers, without those that another series had. */
  numberedOf(texts: readonly string[]): Numbered[] {
    const found: Numbered[] = [];
    for (const text of texts) {
      const key = keyOf(fingerprintIn(text));
      if (this.#places !== null && this.#isThere(key, this.#places.get(statementIn(text))))
        continue;
      const number = (this.#last.get(key) ?? 0) + 1;
      if (number > MOST_EQUAL) throw tooManyEqual();
      this.#last.set(key, number);
      found.push({ text, number });
    }
    return found;
  }

  /** The last number that was given to a fingerprint. */
  last(fingerprint: string): number {
    return this.#last.get(keyOf(fingerprint)) ?? 0;
  }

  /** Whether another series of the group had a line already. */
  #isThere(key: string, place: Place | undefined): boolean {
    if (place === undefined) return false;
    const series = this.#count(`series ${place.series} ${key}`);
    const group = `group ${place.group} ${key}`;
    if (series <= (this.#counts.get(group) ?? 0)) return true;
    this.#count(group);
    return false;
  }

  #count(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}

/** As many as the database numbers; no bank books more equal payments of an account in a day. */
const MOST_EQUAL = 32_767;

function tooManyEqual(): Problem {
  const most = MOST_EQUAL.toLocaleString('en-GB');
  const message = `Expected at most ${most} equal lines on a day; found more. Ask the bank.`;
  const errors = [{ where: 'file', message }];
  return new Problem('bank-file-unreadable', 'Nothing was imported.', { errors });
}

/** As its bytes a fingerprint is half as long, and does not keep the whole text in memory. */
const keyOf = (fingerprint: string): string => Buffer.from(fingerprint, 'hex').toString('latin1');

/** The text of a line with its number, where that is not 1. */
export function numbered({ text, number }: Numbered): string {
  return number === 1 ? text : `${text.slice(0, -1)},"occurrence":${number}}`;
}

import { ZERO, money, toText } from '../money.ts';
import type { Fault } from '../problem.ts';

/** A class of account as codes are named for it. */
export interface ClassFacts {
  readonly id: number;
  readonly name: string;
  readonly book: 'control' | 'money';
  /** Whose money it is: a sector, or the person's contribution or top-up; null for neither. */
  readonly source: string | null;
}

/** A funder as codes are named for it. */
export interface FunderFacts {
  readonly id: string;
  readonly sector: string;
}

/** A code as it is asked for. */
export interface AskedCode {
  readonly class: string;
  /** Null: for every funder that has no code of its own. */
  readonly funderId: string | null;
  readonly code: string;
  readonly name: string;
}

const SECTORS = new Set(['education', 'health', 'social_care']);

/** Everything that is wrong with a set of codes, by its place in the body. */
export function faultsOfCodes(
  asked: readonly AskedCode[],
  classes: ReadonlyMap<string, ClassFacts>,
  funders: ReadonlyMap<string, FunderFacts>,
): Fault[] {
  const seen = new Map<string, number>();
  return asked.flatMap((one, n) => {
    const where = `body.codes.${n}`;
    const faults = [
      ...faultsOfClass(one, classes, where),
      ...faultsOfFunder(one, classes, funders, where),
    ];
    const key = `${one.class} ${one.funderId}`;
    const before = seen.get(key);
    seen.set(key, before ?? n);
    if (before === undefined) return faults;
    const message = `The same class and funder stand in codes.${before} already. Leave one out.`;
    return [...faults, { where, message }];
  });
}

function faultsOfClass(
  { class: name }: AskedCode,
  classes: ReadonlyMap<string, ClassFacts>,
  where: string,
): Fault[] {
  const found = classes.get(name);
  const at = `${where}.class`;
  if (found === undefined) {
    return [
      {
        where: at,
        message: `No such class of account: ${name}. GET /general-ledger/codes lists them.`,
      },
    ];
  }
  if (found.book === 'money') return [];
  const message =
    `${name} is of the budget control book, which is not handed over. ` +
    'Codes are named for classes of the money book.';
  return [{ where: at, message }];
}

function faultsOfFunder(
  { class: name, funderId }: AskedCode,
  classes: ReadonlyMap<string, ClassFacts>,
  funders: ReadonlyMap<string, FunderFacts>,
  where: string,
): Fault[] {
  if (funderId === null) return [];
  const at = `${where}.funderId`;
  const funder = funders.get(funderId);
  if (funder === undefined) return [{ where: at, message: 'There is no such funder.' }];
  const found = classes.get(name);
  if (found === undefined || found.source === funder.sector) return [];
  const message = SECTORS.has(found.source ?? '')
    ? `The funder is of ${funder.sector}, and ${name} is of ${found.source}.`
    : `${name} is no funder's. Leave the funder out.`;
  return [{ where: at, message }];
}

/** What is wrong with the day through which a feed is drawn up. */
export function faultsOfPeriodEnd(
  periodEnd: Temporal.PlainDate,
  { last, today }: { last: string | null; today: Temporal.PlainDate },
): Fault[] {
  const where = 'body.periodEnd';
  const day = periodEnd.toString();
  if (last !== null && day < last) {
    const message = `The last feed goes through ${last}; the next goes as far or further. Found ${day}.`;
    return [{ where, message }];
  }
  if (day < today.toString()) return [];
  const message = `A feed is of days that are over: before today, ${today.toString()}. Found ${day}.`;
  return [{ where, message }];
}

/** What moved in a class for a funder, and the code named for it; amounts are pounds as text. */
export interface Movement {
  readonly classId: number;
  readonly class: string;
  readonly funderId: string | null;
  readonly funder: string | null;
  readonly code: string | null;
  readonly name: string | null;
  readonly debit: string;
  readonly credit: string;
}

/** A line of a feed: so much on one side, for one code. */
export interface FeedLine extends Omit<Movement, 'code' | 'name' | 'debit' | 'credit'> {
  readonly line: number;
  readonly code: string;
  readonly name: string;
  readonly debit: string | null;
  readonly credit: string | null;
}

/** Each class and funder with no code, as a fault that says which. */
export function faultsOfMissingCodes(movements: readonly Movement[], on: string): Fault[] {
  return movements
    .filter((one) => one.code === null)
    .map(({ class: name, funderId, funder }) => ({
      where: funderId === null ? name : `${name}:${funderId}`,
      message: `No code is named on ${on} for ${name}${funder === null ? '' : ` of ${funder}`}.`,
    }));
}

/**
 * The lines of a feed in the order of codes, classes and funders: what was received is a debit, and
 * what was given a credit. Both are gross, so that the council's ledger shows what moved. Every code
 * must be named.
 */
export function linesOf(movements: readonly Movement[]): FeedLine[] {
  const place = (one: Movement): string =>
    [one.code, String(one.classId).padStart(5, '0'), one.funder ?? '', one.funderId ?? ''].join(
      '\n',
    );
  return movements
    .toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
    .flatMap(({ debit, credit, code, name, ...of }) => {
      const whose = { ...of, code: code!, name: name! };
      return [
        ...(money(debit).isZero() ? [] : [{ ...whose, debit, credit: null }]),
        ...(money(credit).isZero() ? [] : [{ ...whose, debit: null, credit }]),
      ];
    })
    .map((line, n) => ({ line: n + 1, ...line }));
}

/**
 * What the debits of a feed add up to, in pounds.
 *
 * @throws Error if the credits make another sum: then a transfer has left the money book
 */
export function totalOf(lines: readonly FeedLine[]): string {
  const sumOf = (side: 'debit' | 'credit'): string =>
    toText(lines.reduce((sum, line) => sum.plus(line[side] ?? ZERO), ZERO));
  const [debits, credits] = [sumOf('debit'), sumOf('credit')];
  if (debits === credits) return debits;
  throw new Error(
    `Debits and credits of a feed must be one sum; found ${debits} and ${credits}. Run verify.`,
  );
}

/** The fields that the digest of a code covers, in order. */
export const codeFields = (one: {
  readonly id: string;
  readonly class: string;
  readonly funderId: string | null;
  readonly fromOn: string;
  readonly revision: number;
  readonly code: string;
  readonly name: string;
  readonly setBy: string;
}): (string | null)[] => [
  'general-ledger-code-1',
  one.id,
  one.class,
  one.funderId,
  one.fromOn,
  String(one.revision),
  one.code,
  one.name,
  one.setBy,
];

/** What is recorded of a feed. */
export interface FeedRecord {
  readonly number: number;
  readonly periodEnd: string;
  readonly throughEntry: string;
  readonly previous: number | null;
  readonly lines: number;
  readonly total: string;
  /** Of the CSV file, in hexadecimal. */
  readonly sha256: string;
  readonly drawnUpBy: string;
}

/** The fields that the digest of a feed covers, in order. */
export const feedFields = (one: FeedRecord): (string | null)[] => [
  'general-ledger-feed-1',
  String(one.number),
  one.periodEnd,
  one.throughEntry,
  one.previous === null ? null : String(one.previous),
  String(one.lines),
  one.total,
  one.sha256,
  one.drawnUpBy,
];

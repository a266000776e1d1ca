import { CalendarError, addWorkingDays } from '../calendar.ts';
import { toText, type Decimal } from '../money.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** A line of the bank's statement, as far as matching needs it. */
export interface LineToMatch {
  readonly id: string;
  readonly bankAccountId: string;
  readonly bookedOn: Day;
  /** As the bank has it: money out is negative. */
  readonly amount: Decimal;
  /** What of it is not matched yet, without a sign. */
  readonly left: Decimal;
  readonly reference: string | null;
  readonly text: string | null;
}

/** What of a run the bank takes on one day. */
export interface RunDay {
  readonly valueOn: Day;
  readonly left: Decimal;
}

/** A pay run, as far as matching needs it. */
export interface RunToMatch {
  readonly id: string;
  readonly serial: string;
  readonly bankAccountId: string;
  readonly valueOn: Day;
  /** Released, and not withdrawn since. */
  readonly released: boolean;
  /** What of its total is neither rejected by the bank nor matched yet. */
  readonly left: Decimal;
  /** The days that are not matched yet, of a run that pays on several. */
  readonly days?: readonly RunDay[] | undefined;
}

export interface Pair {
  readonly line: LineToMatch;
  readonly run: RunToMatch;
}

/** How a match came about. */
export type Rule = 'run_total_and_date' | 'by_hand';

/** A line and a run that fit each other, why, and what else would fit either of them. */
export interface Proposal extends Pair {
  readonly rule: Rule;
  /** What speaks for it, in sentences. */
  readonly evidence: readonly string[];
  readonly rivals: { readonly runs: readonly RunToMatch[]; readonly lines: readonly LineToMatch[] };
  /** Whether nothing else fits either of the two. */
  readonly certain: boolean;
}

/** The bank books the total of a Bacs file on its value date, or within these working days. */
const DAYS_TO_BOOK = [0, 1, 2, 3] as const;

/**
 * The rule `run_total_and_date`: money went out of the run's account, exactly as much as is left
 * of the run, booked from its value date to three working days after. Of a run that pays on several
 * days the bank takes each day's sum by itself, so a line may be that of one day. Beyond the
 * calendar of bank holidays nothing fits; a person can still match.
 */
export const fits = (pair: Pair): boolean => dayOf(pair) !== undefined;

/** The day of a run whose sum a line is; undefined if none. */
function dayOf({ line, run }: Pair): RunDay | undefined {
  if (!run.released || line.bankAccountId !== run.bankAccountId) return undefined;
  if (!line.amount.isNegative() || line.left.isZero()) return undefined;
  const days = [...(run.days ?? []), { valueOn: run.valueOn, left: run.left }];
  return days.find(
    ({ valueOn, left }) =>
      line.left.eq(left) &&
      line.left.lte(run.left) &&
      daysToBook(line.bookedOn, valueOn) !== undefined,
  );
}

/**
 * The days of a run that are open, in their order: a line that was matched before took the first
 * day with its amount that had come.
 */
export function openDays(
  days: readonly RunDay[],
  matched: readonly { readonly bookedOn: Day; readonly amount: Decimal }[],
): RunDay[] {
  const open = [...days];
  for (const { bookedOn, amount } of matched) {
    const taken = open.findIndex(
      ({ valueOn, left }) => left.eq(amount) && Temporal.PlainDate.compare(valueOn, bookedOn) <= 0,
    );
    if (taken >= 0) open.splice(taken, 1);
  }
  return open;
}

/** In how many working days after the value date the line was booked; undefined if in none. */
function daysToBook(bookedOn: Day, valueOn: Day): number | undefined {
  if (Temporal.PlainDate.compare(bookedOn, valueOn) < 0) return undefined;
  try {
    return DAYS_TO_BOOK.find(
      (days) => Temporal.PlainDate.compare(bookedOn, addWorkingDays(valueOn, days)) <= 0,
    );
  } catch (error) {
    if (error instanceof CalendarError) return undefined;
    throw error;
  }
}

/**
 * What to propose, of candidates in any order: every pair that fits, each with its evidence and
 * its rivals, which fit the line too, or that day of the run. In order of the line's booking date
 * and number, then the run's value date and serial.
 */
export function proposals(candidates: readonly Pair[]): Proposal[] {
  const pairs = candidates.filter(fits).toSorted(inOrder);
  const byLine = Map.groupBy(pairs, ({ line }) => line.id);
  const byRun = Map.groupBy(pairs, dayName);
  return pairs.map(({ line, run }) => {
    const runs = byLine.get(line.id)!.map((pair) => pair.run);
    const lines = byRun.get(dayName({ line, run }))!.map((pair) => pair.line);
    return {
      line,
      run,
      rule: 'run_total_and_date',
      evidence: evidenceFor(line, run),
      rivals: {
        runs: runs.filter((other) => other.id !== run.id),
        lines: lines.filter((other) => other.id !== line.id),
      },
      certain: runs.length === 1 && lines.length === 1,
    };
  });
}

/** The days of a run are no rivals: each has a line of its own. */
const dayName = (pair: Pair): string => `${pair.run.id} ${dayOf(pair)?.valueOn.toString()}`;

function inOrder(a: Pair, b: Pair): number {
  return (
    Temporal.PlainDate.compare(a.line.bookedOn, b.line.bookedOn) ||
    compareNumbers(a.line.id, b.line.id) ||
    Temporal.PlainDate.compare(a.run.valueOn, b.run.valueOn) ||
    (a.run.serial < b.run.serial ? -1 : 1)
  );
}

/** Lines are numbered by bigints, too long for a number. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function evidenceFor(line: LineToMatch, run: RunToMatch): string[] {
  const whole = line.left.eq(line.amount.abs());
  const part = whole ? '' : ` that is left of the £${toText(line.amount.abs())}`;
  const { valueOn, left } = dayOf({ line, run }) ?? run;
  const ofDay = left.eq(run.left) ? '' : ` on ${valueOn.toString()}`;
  const days = daysToBook(line.bookedOn, valueOn) ?? 0;
  const after = days === 1 ? '1 working day after ' : `${days} working days after `;
  const named = (['reference', 'text'] as const).filter((field) => names(line[field], run.serial));
  return [
    `The £${toText(line.left)}${part} that went out is exactly what is in transit for the pay run${ofDay}.`,
    `The line was booked on ${line.bookedOn.toString()}, ${days === 0 ? '' : after}the value date` +
      `${days === 0 ? '' : `, ${valueOn.toString()}`}.`,
    ...named.map((field) => `The line's ${field} names the pay run's serial, ${run.serial}.`),
  ];
}

/** Whether a text has the serial as a word of its own: 000123 is not in 20000123. */
function names(text: string | null, serial: string): boolean {
  return text !== null && new RegExp(`(?<![0-9A-Z])${serial}(?![0-9A-Z])`, 'i').test(text);
}

/** Why a line and a run cannot be matched for an amount; empty when they can. */
export function whyNot({ line, run }: Pair, amount: Decimal | undefined): Fault[] {
  const faults: Fault[] = [];
  const add = (where: string, message: string): void => void faults.push({ where, message });
  if (line.bankAccountId !== run.bankAccountId) {
    add('payRunId', 'The pay run is paid from another bank account than the line is on.');
  }
  if (!line.amount.isNegative()) {
    add('lineId', 'Money came in by this line; a pay run is matched to money that went out.');
  }
  if (!run.released) {
    add('payRunId', 'The pay run is not released, or was withdrawn, so no money is in transit.');
  }
  if (line.left.isZero()) add('lineId', 'Nothing of the line is left: it is matched already.');
  if (run.released && run.left.isZero()) {
    add('payRunId', 'Nothing of the pay run is left: it is matched already.');
  }
  if (faults.length > 0) return faults;
  const [ofLine, ofRun] = [`£${toText(line.left)}`, `£${toText(run.left)}`];
  if (amount === undefined && !line.left.eq(run.left) && !fits({ line, run })) {
    const both = `${ofLine} of the line is left and ${ofRun} of the pay run`;
    add('amount', `${both}. Say which amount is to be matched.`);
  }
  if (amount !== undefined && amount.gt(line.left)) {
    add('amount', `${ofLine} of the line is left; £${toText(amount)} was asked.`);
  }
  if (amount !== undefined && amount.gt(run.left)) {
    add('amount', `${ofRun} of the pay run is left; £${toText(amount)} was asked.`);
  }
  return faults;
}

import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** The first day there can be anything to read about. */
const EARLIEST = Temporal.PlainDate.from('1900-01-01');
/** How far from today somebody may date an entry, so that a mistyped year is found. */
const MOST_YEARS_BACK = 10;
const MOST_YEARS_AHEAD = 1;

/** What is wrong with a date to read balances at; empty when it is today or before. */
export function faultsOfDate(asAt: Day, today: Day): Fault[] {
  if (Temporal.PlainDate.compare(asAt, today) <= 0 && !isBefore(asAt, EARLIEST)) return [];
  const message = `Balances are of a day from ${EARLIEST.toString()} up to today. Found ${asAt.toString()}.`;
  return [{ where: 'query.asAt', message }];
}

/** What is wrong with a period to read; empty when it is in order. */
export function faultsOfPeriod(period: { from: Day; to: Day }): Fault[] {
  const faults: Fault[] = [];
  if (isBefore(period.from, EARLIEST)) {
    const message = `A period begins on ${EARLIEST.toString()} or later.`;
    faults.push({ where: 'query.from', message });
  }
  if (isBefore(period.to, period.from)) {
    const message = `A period ends on or after the day it begins, ${period.from.toString()}.`;
    faults.push({ where: 'query.to', message });
  }
  return faults;
}

/** What is wrong with the date of an entry that somebody writes by hand. */
export function faultsOfEntryDate(effectiveOn: Day, today: Day): Fault[] {
  const [first, last] = [
    today.subtract({ years: MOST_YEARS_BACK }),
    today.add({ years: MOST_YEARS_AHEAD }),
  ];
  if (!isBefore(effectiveOn, first) && !isBefore(last, effectiveOn)) return [];
  const message =
    `An entry is dated from ${first.toString()} to ${last.toString()}, so that a mistyped year is ` +
    `found. Found ${effectiveOn.toString()}.`;
  return [{ where: 'body.effectiveOn', message }];
}

/** The day a reversal takes effect when none is asked for: never before what it takes back. */
export function dayOfReversal(entryOn: Day, today: Day): Day {
  return isBefore(today, entryOn) ? entryOn : today;
}

/** What is wrong with the date of a reversal; empty when it is not before the entry. */
export function faultsOfReversal(reversedOn: Day, entryOn: Day): Fault[] {
  if (!isBefore(reversedOn, entryOn)) return [];
  const message = `An entry is taken back on the day it took effect, ${entryOn.toString()}, or later.`;
  return [{ where: 'body.effectiveOn', message }];
}

/** Why a period cannot be closed through a day, or null when it can. */
export function whyNotClosed(closing: {
  through: Day;
  last: Day | null;
  today: Day;
}): string | null {
  const { through, last, today } = closing;
  if (last !== null && !isBefore(last, through)) {
    return `The books are closed through ${last.toString()}; a closing goes further than the last.`;
  }
  if (isBefore(through, today)) return null;
  return `A period is closed when it is over: before today, ${today.toString()}.`;
}

function isBefore(a: Day, b: Day): boolean {
  return Temporal.PlainDate.compare(a, b) < 0;
}

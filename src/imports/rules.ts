import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** How far from today a start date may be, so that a mistyped year is found. */
const MOST_YEARS_BACK = 2;
const MOST_YEARS_AHEAD = 1;

const isBefore = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** What is wrong with a start date; a file may be checked before its day has come. */
export function faultsOfStart(startsOn: Day, today: Day): Fault[] {
  const first = today.subtract({ years: MOST_YEARS_BACK });
  const last = today.add({ years: MOST_YEARS_AHEAD });
  if (!isBefore(startsOn, first) && !isBefore(last, startsOn)) return [];
  const message =
    `A start date is from ${first.toString()} to ${last.toString()}, so that a mistyped year is ` +
    `found. Found ${startsOn.toString()}.`;
  return [{ where: 'query.startsOn', message }];
}

/** Why balances of a start date cannot be posted today, or null when they can. */
export function whyNotLoaded(start: {
  startsOn: Day;
  today: Day;
  closedThrough: Day | null;
}): { readonly type: 'state-does-not-allow' | 'period-closed'; readonly message: string } | null {
  const { startsOn, today, closedThrough } = start;
  if (isBefore(today, startsOn)) {
    const message = `Balances are loaded when their day has come: on ${startsOn.toString()} or later.`;
    return { type: 'state-does-not-allow', message };
  }
  if (closedThrough !== null && !isBefore(closedThrough, startsOn)) {
    const open = closedThrough.add({ days: 1 }).toString();
    const message = `The books are closed through ${closedThrough.toString()}: send the file again with a start date of ${open} or later.`;
    return { type: 'period-closed', message };
  }
  return null;
}

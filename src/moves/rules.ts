import { addWorkingDays, calendarCovers } from '../calendar.ts';
import type { RulesInForce } from '../law/rules.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

const isBefore = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;
const later = (a: Day, b: Day): Day => (isBefore(a, b) ? b : a);

/**
 * The day by which a plan is transferred: the day of the move where the authority knew of it 15
 * working days before or earlier, else the last of 15 working days of which the first is the day
 * on which it learnt of it, or the working day that follows.
 *
 * Source: SI 2014/1530, reg. 15, by the dated rule `transfer_of_plan`. Throws a `CalendarError`
 * where the bank holidays are not known; see `faultsOfMove`.
 */
export function transferBy(movedOn: Day, learntOn: Day, rules: RulesInForce): Day {
  const days = workingDaysOf(rules);
  const inGoodTime = !isBefore(addWorkingDays(movedOn, -days), learntOn);
  // The day it was learnt is the first that counts, so counting starts from the day before it.
  return inGoodTime ? movedOn : addWorkingDays(learntOn.subtract({ days: 1 }), days);
}

function workingDaysOf(rules: RulesInForce): number {
  const { value, unit } = rules.rule('transfer_of_plan');
  if (unit === 'working_days') return Number(value);
  throw new RangeError(
    `The rule transfer_of_plan is counted in working days, and was found in ${unit}. Add a later version of it in working_days.`,
  );
}

/**
 * The day by which the new body has written to the family: that the plan is transferred, whether
 * it will reassess, and when it will review. Source: SI 2014/1530, reg. 15.
 */
export function letterBy(transferOn: Day, rules: RulesInForce): Day {
  return rules.after(transferOn, 'letter_after_transfer');
}

/**
 * The day by which the new authority reviews the plan: 12 months from its last review, or from its
 * making where it has had none, or 3 months from the transfer, whichever is later.
 * Source: SI 2014/1530, reg. 15.
 */
export function reviewBy(lastReview: Day, transferOn: Day, rules: RulesInForce): Day {
  return later(
    rules.after(lastReview, 'next_review', 'education'),
    rules.after(transferOn, 'review_after_transfer'),
  );
}

/** A move as it is reported. */
export interface MoveDates {
  readonly direction: 'out' | 'in';
  readonly learntOn: Day;
  readonly movedOn: Day;
}

/**
 * All faults in the dates of a move, against the days of its budget and today. Whoever moves in can
 * have moved before the budget that the new authority makes for them starts.
 */
export function faultsOfMove(
  { direction, learntOn, movedOn }: MoveDates,
  budget: { readonly startsOn: Day; readonly endsOn: Day },
  today: Day,
): Fault[] {
  const faults: Fault[] = [];
  const fault = (where: string, message: string) =>
    faults.push({ where: `body.${where}`, message });
  if (isBefore(today, learntOn)) {
    fault('learntOn', `Nobody learns of a move in the future: today is ${today.toString()}.`);
  }
  if (direction === 'out' && isBefore(movedOn, budget.startsOn)) {
    fault(
      'movedOn',
      `The budget starts on ${budget.startsOn.toString()}. Found ${movedOn.toString()}.`,
    );
  } else if (isBefore(budget.endsOn, movedOn)) {
    fault(
      'movedOn',
      `The budget ends on ${budget.endsOn.toString()}. Found ${movedOn.toString()}.`,
    );
  } else if (!coversCounting(movedOn)) {
    fault('movedOn', NOT_COVERED);
  }
  if (isBefore(movedOn, learntOn) && !coversCounting(learntOn)) fault('learntOn', NOT_COVERED);
  return faults;
}

const NOT_COVERED = 'The bank holidays of that time are not known, so no day can be counted.';

/** Whether the bank holidays are known for as long as working days may be counted from a day. */
function coversCounting(day: Day): boolean {
  return calendarCovers(day.subtract({ months: 3 })) && calendarCovers(day.add({ months: 3 }));
}

import type { Versioned, StoredVersion } from '../budgets/version-store.ts';
import { amountOfWeekly } from '../budgets/weekly.ts';
import { toPence, type Decimal } from '../money.ts';

type Day = Temporal.PlainDate;

/** By how much every arrangement is raised: a factor above 1, or so much a week more. */
export type Rise = { readonly factor: Decimal } | { readonly perWeek: Decimal };

/** What a raised arrangement is to cost: over the whole schedule, or by the week. */
export type Raised = { readonly amount: Decimal } | { readonly weekly: Decimal };

export const WHY_LEFT_OUT = [
  'not-agreed',
  'proposal-open',
  'later-version',
  'ended',
  'budget-closed',
  'ends-before',
  'begins-after',
  'not-by-week',
  'shares-do-not-make-one',
  'period-closed',
  'terms',
] as const;

/** Why an arrangement is not raised with the others, as a code and in words. */
export interface Why {
  readonly why: (typeof WHY_LEFT_OUT)[number];
  readonly message: string;
}

/**
 * What an arrangement is raised to, rounded once (R1): its amount for the whole schedule, or where it
 * is stated by the week, that. Null where so much a week more says nothing of the schedule.
 */
export function raise(
  before: Pick<StoredVersion, 'amount' | 'weekly'>,
  grid: Versioned['grid'],
  rise: Rise,
): Raised | null {
  if ('factor' in rise) {
    return before.weekly === null
      ? { amount: toPence(before.amount.times(rise.factor)) }
      : { weekly: toPence(before.weekly.times(rise.factor)) };
  }
  if (before.weekly !== null) return { weekly: before.weekly.plus(rise.perWeek) };
  const more = amountOfWeekly(grid, rise.perWeek);
  return more === null ? null : { amount: before.amount.plus(more) };
}

/** Why an arrangement cannot be raised from a day on, as far as its records say; null if it can. */
export function whyLeftOut(one: Versioned, effectiveOn: Day): Why | null {
  const agreed = one.versions.filter((version) => version.state === 'agreed');
  const isAfter = (day: Day): boolean => Temporal.PlainDate.compare(effectiveOn, day) > 0;
  const isBefore = (day: Day): boolean => Temporal.PlainDate.compare(effectiveOn, day) < 0;
  if (one.budgetClosed) return { why: 'budget-closed', message: 'Its budget is closed.' };
  if (one.versions.at(-1)!.state === 'proposed') {
    return { why: 'proposal-open', message: 'A proposed version is still to be decided.' };
  }
  const before = agreed.at(-1);
  if (before === undefined) return { why: 'not-agreed', message: 'It was never agreed.' };
  if (before.ends) {
    return { why: 'ended', message: `It ended on ${before.effectiveOn.toString()}.` };
  }
  if (isAfter(one.budgetEndsOn)) {
    return { why: 'ends-before', message: `Its budget ends on ${one.budgetEndsOn.toString()}.` };
  }
  if (isBefore(one.budgetStartsOn)) {
    const message = `Its budget starts on ${one.budgetStartsOn.toString()}.`;
    return { why: 'begins-after', message };
  }
  const later = agreed.find((version) => isBefore(version.effectiveOn));
  if (later === undefined || agreed.length === 1) return null;
  const message = `Version ${later.number} holds from ${later.effectiveOn.toString()}: raise it from then on.`;
  return { why: 'later-version', message };
}

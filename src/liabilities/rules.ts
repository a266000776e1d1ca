import { Decimal, ZERO, sum, toPence, toText, type Decimal as Amount } from '../money.ts';
import { Problem } from '../problem.ts';

export const LIABILITY_KINDS = [
  'wages',
  'tax',
  'pension',
  'holiday',
  'redundancy',
  'notice',
  'insurance',
] as const;
export type LiabilityKind = (typeof LIABILITY_KINDS)[number];

/** Why a liability rose or fell; `payroll` only by an accepted return. */
export const CAUSES = ['became_due', 'paid', 'no_longer_due', 'correction'] as const;
export type Cause = (typeof CAUSES)[number] | 'payroll';

/** What moved a liability on a day, in pounds. */
export interface DayMoved {
  readonly on: string;
  readonly amount: Amount;
}

/**
 * Whether more than is owed would be paid or taken off: on the day, or on any day after it that is
 * known already. Throws the problem "not-covered" with the day and both figures.
 */
export function refuseBelowZero(days: readonly DayMoved[], movement: DayMoved): void {
  const all = [...days, movement].toSorted((a, b) => (a.on < b.on ? -1 : 1));
  let owed = ZERO;
  for (const [on, moved] of Map.groupBy(all, (one) => one.on)) {
    owed = owed.plus(sum(moved.map((one) => one.amount)));
    if (on < movement.on || !owed.isNegative()) continue;
    const [asked, available] = [movement.amount.negated(), owed.minus(movement.amount)];
    throw new Problem(
      'not-covered',
      `${toText(available)} is owed on ${on}, and ${toText(asked)} was to be taken off. ` +
        'A liability is never below zero.',
      {
        shortfalls: [
          { account: 'liability', on, available: toText(available), asked: toText(asked) },
        ],
      },
    );
  }
}

/** The terms that a weekly rate follows from; amounts in pounds. */
export interface RateTerms {
  readonly amount: Amount;
  /** Where the amount is stated by the week. */
  readonly weekly: Amount | null;
  readonly every: string;
  /** The days of the whole schedule. */
  readonly days: number;
}

/**
 * The weekly rate of an agreement, exact: as it is stated, else by the days of its whole schedule.
 * A single payment has none, and nothing of it may be kept.
 */
export function weeklyRate({ amount, weekly, every, days }: RateTerms): Amount {
  if (every === 'once') return ZERO;
  return weekly ?? amount.times(7).div(days);
}

/** What of the money that is held is free, and what of that is more than may be kept. */
export interface FreeMoney {
  readonly liabilities: Amount;
  readonly free: Amount;
  readonly mayKeep: Amount;
  readonly above: Amount;
}

/** Held less what is owed; and of that what goes beyond so many weeks' rate (R1). */
export function freeMoney(
  held: Amount,
  owed: readonly Amount[],
  { rate, weeks }: { readonly rate: Amount; readonly weeks: number },
): FreeMoney {
  const liabilities = sum(owed);
  const free = held.minus(liabilities);
  const mayKeep = toPence(rate.times(weeks));
  return { liabilities, free, mayKeep, above: Decimal.max(free.minus(mayKeep), ZERO) };
}

/** Holiday that accrues on what was earned, by a percentage (R1). */
export function holidayAccrued(gross: Amount, percent: string): Amount {
  return toPence(gross.times(percent).div(100));
}

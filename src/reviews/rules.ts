import { birthday } from '../calendar.ts';
import { RulesInForce, type Rule } from '../law/rules.ts';
import type { Sector } from '../ledger/accounts.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

const isBefore = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** The dated rules by which reviews come due. */
export const REVIEW_RULES = [
  'first_review',
  'first_review_adult',
  'next_review',
  'next_review_adult',
  'adult_from',
] as const;

/** What decides when the next review of one sector of an arrangement is due. */
export interface ReviewFacts {
  readonly sector: Sector;
  readonly bornOn: Day | null;
  /** The value date of the first payment; null where nothing has been paid. */
  readonly firstPaidOn: Day | null;
  /** The last review held since that payment. */
  readonly lastHeldOn: Day | null;
  /** The day by which the plan is reviewed, unless this sector was reviewed with it already. */
  readonly planReviewBy: Day | null;
}

/** When a review is due, why then, and every version of a rule that was looked at. */
export interface DueReview {
  readonly dueOn: Day;
  /** The rule that sets the day: `first_review` and so on, or `plan_review`. */
  readonly basis: string;
  /** The version of the rule, which has the source. */
  readonly rule: Rule;
  /** The first payment or the last review; null where only the plan's review counts. */
  readonly countedFrom: Day | null;
  readonly used: readonly Rule[];
}

/** The rules that hold on a day, out of all their versions. */
export function rulesAt(versions: readonly Rule[], day: Day): RulesInForce {
  const come = versions
    .filter((one) => one.effectiveOn <= day.toString())
    .toSorted((a, b) =>
      a.effectiveOn === b.effectiveOn
        ? a.revision - b.revision
        : a.effectiveOn < b.effectiveOn
          ? -1
          : 1,
    );
  return new RulesInForce(day, come);
}

/**
 * When the next review of one sector is due: so long after the first payment, then after the last
 * review, by the rules in force on the day from which it is counted. In social care the law for
 * adults counts from whoever had reached that age on that day. Education is also reviewed with the
 * plan, whichever is earlier, and with the plan only where nothing has been paid; other sectors
 * then have nothing due. `sources` gives the rules in force on a day.
 *
 * Sources: SI 2014/1652, reg. 11; SI 2013/1617, reg. 14; SI 2009/1887; SI 2014/2871, reg. 7.
 */
export function reviewDue(
  facts: ReviewFacts,
  rulesOn: (day: Day) => RulesInForce,
): DueReview | null {
  const byPeriod = dueByPeriod(facts, rulesOn);
  const byPlan = dueWithPlan(facts, rulesOn);
  if (byPeriod === null || byPlan === null) return byPeriod ?? byPlan;
  const used = [...new Set([...byPeriod.used, ...byPlan.used])];
  const planIsEarlier = isBefore(byPlan.dueOn, byPeriod.dueOn);
  return { ...(planIsEarlier ? byPlan : byPeriod), used };
}

function dueByPeriod(
  { sector, bornOn, firstPaidOn, lastHeldOn }: ReviewFacts,
  rulesOn: (day: Day) => RulesInForce,
): DueReview | null {
  if (firstPaidOn === null) return null;
  const countedFrom = lastHeldOn ?? firstPaidOn;
  const rules = rulesOn(countedFrom);
  const adult = sector === 'social_care' && isAdult(bornOn, countedFrom, rules);
  const basis = `${lastHeldOn === null ? 'first_review' : 'next_review'}${adult ? '_adult' : ''}`;
  const dueOn = rules.after(countedFrom, basis, sector);
  return { dueOn, basis, rule: rules.rule(basis, sector), countedFrom, used: rules.used() };
}

function isAdult(bornOn: Day | null, day: Day, rules: RulesInForce): boolean {
  if (bornOn === null) return false;
  const from = birthday(bornOn, Number(rules.rule('adult_from', 'social_care').value));
  return !isBefore(day, from);
}

function dueWithPlan(
  { sector, firstPaidOn, lastHeldOn, planReviewBy }: ReviewFacts,
  rulesOn: (day: Day) => RulesInForce,
): DueReview | null {
  if (sector !== 'education' || planReviewBy === null) return null;
  const countedFrom = lastHeldOn ?? firstPaidOn;
  const rules = rulesOn(countedFrom ?? planReviewBy);
  const rule = rules.rule('next_review', sector);
  return { dueOn: planReviewBy, basis: 'plan_review', rule, countedFrom, used: rules.used() };
}

/** The faults of the day of a review; empty when it was held under the arrangement and not ahead. */
export function faultsOfHeldOn(heldOn: Day, firstOn: Day, today: Day): Fault[] {
  const where = 'body.heldOn';
  if (isBefore(today, heldOn)) {
    return [{ where, message: `A review is recorded once held. Today is ${today.toString()}.` }];
  }
  if (!isBefore(heldOn, firstOn)) return [];
  return [{ where, message: `The arrangement holds from ${firstOn.toString()} on.` }];
}

/** A notice's days, and what has been said about it so far. */
export interface NoticeDays {
  readonly givenOn: Day;
  readonly takesEffectOn: Day;
}

/**
 * The faults of the day on which somebody asked that a notice be reconsidered: it is asked while
 * the notice runs, on the day it takes effect at the latest.
 */
export function faultsOfAskedOn(askedOn: Day, notice: NoticeDays, today: Day): Fault[] {
  const where = 'body.askedOn';
  const span = `The notice was given on ${notice.givenOn.toString()} and takes effect on ${notice.takesEffectOn.toString()}.`;
  if (isBefore(today, askedOn)) {
    return [
      { where, message: `What was asked is recorded once asked. Today is ${today.toString()}.` },
    ];
  }
  if (isBefore(askedOn, notice.givenOn)) return [{ where, message: span }];
  if (isBefore(notice.takesEffectOn, askedOn)) {
    return [{ where, message: `It is asked while the notice runs. ${span}` }];
  }
  return [];
}

/** The faults of the day on which somebody was told what came of it. */
export function faultsOfToldOn(toldOn: Day, askedOn: Day, today: Day): Fault[] {
  if (!isBefore(toldOn, askedOn) && !isBefore(today, toldOn)) return [];
  const span = `It was asked on ${askedOn.toString()}, and today is ${today.toString()}.`;
  return [
    {
      where: 'body.toldOn',
      message: `People are told after they asked, and it is recorded then. ${span}`,
    },
  ];
}

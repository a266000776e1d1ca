import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** The faults of a plan's dates; empty when they are in order. */
export function faultsOfPlan(plan: { startsOn: Day; reviewBy: Day }, bornOn: Day | null): Fault[] {
  const faults: Fault[] = [];
  if (Temporal.PlainDate.compare(plan.reviewBy, plan.startsOn) <= 0) {
    faults.push({
      where: 'body.reviewBy',
      message: `A review follows the plan's start. Found ${plan.reviewBy.toString()} and ${plan.startsOn.toString()}.`,
    });
  }
  if (bornOn !== null && Temporal.PlainDate.compare(plan.startsOn, bornOn) < 0) {
    faults.push({ where: 'body.startsOn', message: 'A plan starts after the person is born.' });
  }
  return faults;
}

/** The faults of a span of family access; without an end it lasts. */
export function faultsOfAccess(fromOn: Day, toOn: Day | null | undefined): Fault[] {
  if (!toOn || Temporal.PlainDate.compare(toOn, fromOn) >= 0) return [];
  const found = `Found ${fromOn.toString()} to ${toOn.toString()}.`;
  return [{ where: 'body.toOn', message: `Access ends on or after the day it begins. ${found}` }];
}

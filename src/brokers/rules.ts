import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

export const AGREEMENT_KINDS = ['managed_account', 'third_party'] as const;

/** The days on which an agreement with a broker is in force; no end where it runs on. */
export interface Span {
  readonly fromOn: Day;
  readonly toOn: Day | null;
}

const isBefore = (one: Day, other: Day): boolean => Temporal.PlainDate.compare(one, other) < 0;

/** What is wrong with the days of a new span. @param where e.g. `body.agreement` */
export function faultsOfSpan({ fromOn, toOn }: Span, where: string): Fault[] {
  if (toOn === null || !isBefore(toOn, fromOn)) return [];
  const message = `The last day is the first, ${fromOn.toString()}, or a later one. Found ${toOn.toString()}.`;
  return [{ where: `${where}.toOn`, message }];
}

/** Whether two spans have a day in common. */
export function overlaps(one: Span, other: Span): boolean {
  const startsWithin = (a: Span, b: Span): boolean =>
    !isBefore(a.fromOn, b.fromOn) && (b.toOn === null || !isBefore(b.toOn, a.fromOn));
  return startsWithin(one, other) || startsWithin(other, one);
}

/** What is wrong with the days on which an agreement is to end. */
export function faultsOfEnding(
  { fromOn, toOn }: Span,
  { endedOn, accessUntil }: { readonly endedOn: Day; readonly accessUntil: Day },
): Fault[] {
  const faults: Fault[] = [];
  if (isBefore(endedOn, fromOn)) {
    const message = `An agreement ends on its first day, ${fromOn.toString()}, or later. Found ${endedOn.toString()}.`;
    faults.push({ where: 'body.endedOn', message });
  }
  if (toOn !== null && isBefore(toOn, endedOn)) {
    const message = `It ends on ${toOn.toString()} anyway. Found ${endedOn.toString()}.`;
    faults.push({ where: 'body.endedOn', message });
  }
  if (isBefore(accessUntil, endedOn)) {
    const message = `The broker may look at least until ${endedOn.toString()}. Found ${accessUntil.toString()}.`;
    faults.push({ where: 'body.accessUntil', message });
  }
  return faults;
}

/** What is wrong with the days of an overdrawing. */
export function faultsOfOverdrawing(days: {
  readonly fromOn: Day;
  readonly untilOn: Day;
}): Fault[] {
  if (!isBefore(days.untilOn, days.fromOn)) return [];
  const message = `It lasts until its first day, ${days.fromOn.toString()}, or later. Found ${days.untilOn.toString()}.`;
  return [{ where: 'body.untilOn', message }];
}

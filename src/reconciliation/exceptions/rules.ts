import { CalendarError, addWorkingDays, calendarCovers } from '../../calendar.ts';
import { BANK_HOLIDAYS } from '../../calendar/bank-holidays.ts';
import type { RulesInForce } from '../../law/rules.ts';
import { ZERO, money, type Decimal } from '../../money.ts';

/** From which amount on an exception is seen to within how many Bacs working days. */
export interface Limit {
  readonly from: Decimal;
  readonly workingDays: number;
}

/** The limits in force, the largest amount first; the last is for every amount. */
export function limitsOf(rules: RulesInForce): Limit[] {
  const limit = (from: Decimal, due: string): Limit => ({
    from,
    workingDays: Number(rules.rule(due).value),
  });
  const limits = [
    limit(money(rules.rule('exception_very_large').value), 'exception_very_large_due'),
    limit(money(rules.rule('exception_large').value), 'exception_large_due'),
  ].sort((a, b) => b.from.cmp(a.from));
  return [...limits, limit(ZERO, 'exception_due')];
}

/**
 * By when an exception is seen to: so many Bacs working days after the day since which it stands,
 * and fewer the larger its amount is. An exception about no amount has the longest time. The amount
 * has no sign.
 */
export function dueOn(
  since: Temporal.PlainDate,
  amount: Decimal | null,
  limits: readonly Limit[],
): Temporal.PlainDate {
  const size = amount ?? ZERO;
  return addWorkingDays(since, limits.find(({ from }) => size.gte(from))!.workingDays);
}

/** A limit for every amount. */
export const within = (workingDays: number): Limit => ({ from: ZERO, workingDays });

/** Of every day of the calendar in turn, how many days later something is due. */
export interface Offsets {
  readonly first: string;
  readonly days: readonly number[];
}

const known = new Map<number, Offsets>();

/**
 * How many days after each day of the calendar something is due by a limit, so that the database
 * tells due days by looking them up. Days whose due day the calendar does not know are left out at
 * its end.
 */
export function offsetsOf(limit: Limit): Offsets {
  const before = known.get(limit.workingDays);
  if (before !== undefined) return before;
  const first = Temporal.PlainDate.from(`${BANK_HOLIDAYS[0]!.on.slice(0, 4)}-01-01`);
  const days: number[] = [];
  for (let day = first; calendarCovers(day); day = day.add({ days: 1 })) {
    const due = dueOrNull(day, limit);
    if (due === null) break;
    days.push(day.until(due, { largestUnit: 'days' }).days);
  }
  const offsets = { first: first.toString(), days };
  known.set(limit.workingDays, offsets);
  return offsets;
}

function dueOrNull(day: Temporal.PlainDate, limit: Limit): Temporal.PlainDate | null {
  try {
    return dueOn(day, limit.from, [limit]);
  } catch (error) {
    if (error instanceof CalendarError) return null;
    throw error;
  }
}

/** A statement of whole days with its balances, amounts as text; null: the bank left it out. */
export interface Span {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly opening: string | null;
  readonly closing: string | null;
}

/** Two statements of which the later does not open with what the earlier closed with. */
export interface Gap {
  readonly before: Span;
  readonly after: Span;
  readonly closing: string;
  readonly opening: string;
}

/**
 * Where something is missing between the statements of an account, which are given in order of
 * their first and last days. A statement that overlaps those before it says nothing about gaps;
 * nor do balances that the bank left out. Of several that end on one day, one that fits is enough.
 */
export function gapsIn(spans: readonly Span[]): Gap[] {
  const gaps: Gap[] = [];
  let last: Span[] = [];
  for (const span of spans) {
    const end = last[0]?.to ?? '';
    const gap = span.from > end ? gapBetween(last, span) : null;
    if (gap !== null) gaps.push(gap);
    if (span.to > end) last = [span];
    else if (span.to === end) last.push(span);
  }
  return gaps;
}

function gapBetween(last: readonly Span[], after: Span): Gap | null {
  const { opening } = after;
  const before = last.find(({ closing }) => closing !== null);
  if (before === undefined || opening === null) return null;
  if (last.some(({ closing }) => closing === opening)) return null;
  return { before, after, closing: before.closing!, opening };
}

import { daysInclusive, financialYear, type FinancialYear } from '../calendar.ts';
import { dueByPeriod, type DueByVersion } from '../budgets/due.ts';
import type { Grid, Version } from '../budgets/entitlement.ts';
import { partsByYear } from '../budgets/financial-years.ts';
import { Decimal, ZERO, proRata, splitByWeights, splitSchedule, sum, toPence } from '../money.ts';

type Day = Temporal.PlainDate;

/** The financial years whose end can be asked for, by the calendar year in which they begin. */
export const FIRST_YEAR = 2014;
export const LAST_YEAR = 2099;

/** The financial year that begins on 1 April of a calendar year. */
export const yearFrom = (year: number): FinancialYear =>
  financialYear(Temporal.PlainDate.from({ year, month: 4, day: 1 }));

/** What a payment is made of: an amount for some days, below zero where too much was paid before. */
export interface Line {
  readonly from: Day;
  readonly to: Day;
  readonly amount: Decimal;
  /** The versions that were in force on these days, where they changed within them. */
  readonly under?: { readonly grid: Grid; readonly versions: readonly Version[] };
}

/** What one share pays of a payment. */
export interface SharePart {
  readonly amount: Decimal;
  /** Whether it is paid by the year's end. */
  readonly paid: boolean;
}

/** What of a share's part is carried over the year's end. */
export interface Carried {
  /** Paid by then for days after it. */
  readonly prepayment: Decimal;
  /** For days up to then, and not paid by then. */
  readonly accrual: Decimal;
}

/** The terms that a line of even days stands for. */
const EVEN: Version = {
  number: 1,
  effectiveOn: Temporal.PlainDate.from('0001-01-01'),
  ends: false,
  amount: ZERO,
  shares: [],
};
const ONE_POUND = new Decimal(1);

/** A line as `partsByYear` takes it: by even days, or each day at the version in force on it. */
function asDue({ from, to, amount, under }: Line): DueByVersion {
  const days = daysInclusive(from, to);
  const stretches = [{ version: EVEN, instalment: ONE_POUND, days }];
  const period = { number: 1, from, to, gross: amount, contributions: [], amount };
  if (under === undefined) return { period, stretches };
  const same = dueByPeriod(under.grid, under.versions).find(
    (due) => due.period.from.equals(from) && due.period.to.equals(to),
  );
  return same === undefined
    ? { period, stretches }
    : { period: { ...same.period, amount }, stretches: same.stretches };
}

/**
 * A payment by the financial years that its days are in (R5) and by its shares (R4): each year's
 * parts add up to what is for its days, and each share's parts over all years to what it pays.
 *
 * @param shares what each share pays, in the agreed order; they make the sum of the lines
 */
export function byYearAndShare(
  lines: readonly Line[],
  shares: readonly Decimal[],
): { readonly year: FinancialYear; readonly parts: readonly Decimal[] }[] {
  const parts = lines.flatMap((line) => partsByYear(asDue(line)));
  const years = [...new Map(parts.map(({ year }) => [year.name, year])).values()].toSorted((a, b) =>
    Temporal.PlainDate.compare(a.from, b.from),
  );
  const amounts = years.map(({ name }) =>
    sum(parts.filter(({ year }) => year.name === name).map(({ amount }) => amount)),
  );
  const rows = years.length === 1 ? [shares] : splitSchedule(amounts, shares);
  return years.map((year, n) => ({ year, parts: rows[n]! }));
}

/**
 * What is carried over a year's end of one payment, by share. What is paid by then for later days
 * is a prepayment; what is for days up to then and is not paid by then, an accrual.
 */
export function carriedOver(
  lines: readonly Line[],
  shares: readonly SharePart[],
  yearEnd: Day,
): Carried[] {
  const years = byYearAndShare(
    lines,
    shares.map((share) => share.amount),
  );
  const isLater = (year: FinancialYear): boolean =>
    Temporal.PlainDate.compare(year.from, yearEnd) > 0;
  const part = (n: number, later: boolean): Decimal =>
    sum(years.filter(({ year }) => isLater(year) === later).map(({ parts }) => parts[n]!));
  return shares.map(({ paid }, n) =>
    paid
      ? { prepayment: part(n, true), accrual: ZERO }
      : { prepayment: ZERO, accrual: part(n, false) },
  );
}

/** How an order under a notional arrangement stands at a year's end. Amounts net of VAT. */
export interface OrderAtYearEnd {
  readonly rate: Decimal;
  /** What was ordered, less what was freed by then. */
  readonly open: Decimal;
  /** Of invoices accepted by then, the part for days up to then. */
  readonly accepted: Decimal;
  readonly deliveries: readonly {
    readonly from: Day;
    readonly to: Day;
    readonly delivered: Decimal;
  }[];
}

/**
 * What was delivered by the year's end at the order's rate, not above what is ordered, less what
 * was accepted of invoices by then for such days. Days over the year's end count by days.
 */
export function orderAccrual(order: OrderAtYearEnd, yearEnd: Day): Decimal {
  const exact = order.deliveries.map(({ from, to, delivered }) => {
    if (Temporal.PlainDate.compare(from, yearEnd) > 0) return ZERO;
    const until = Temporal.PlainDate.compare(to, yearEnd) > 0 ? yearEnd : to;
    const worth = delivered.times(order.rate);
    return proRata(worth, daysInclusive(from, until), daysInclusive(from, to));
  });
  const due = Decimal.min(toPence(sum(exact)), order.open);
  return Decimal.max(due.minus(order.accepted), ZERO);
}

/** Shares an order's figure out by what each share committed to it (R3). */
export function byCommitment(amount: Decimal, committed: readonly Decimal[]): Decimal[] {
  if (sum(committed).isZero()) return committed.map(() => ZERO);
  return splitByWeights(amount, committed);
}

import { financialYear, type FinancialYear, type Period } from '../calendar.ts';
import { Decimal, ZERO, splitByWholes, sum, toText } from '../money.ts';
import { ratesByDay, type DueByVersion } from './due.ts';

type Day = Temporal.PlainDate;

/** A payment by the days that decide which year it is in. */
export interface DatedPayment {
  /** The day the money is there. */
  readonly valueOn: Day;
  /** The day the file goes to Bacs, which can be in the year before. */
  readonly inputOn: Day;
  readonly amount: Decimal;
}

/** One financial year of an arrangement. Amounts in pounds, public money only. */
export interface YearOfArrangement {
  readonly year: FinancialYear;
  /** What is due for its days. */
  readonly due: Decimal;
  /** What has its value date in it. */
  readonly paid: Decimal;
  /** What is submitted in it. */
  readonly submitted: Decimal;
  /** What is paid up to its end for days after it, or beyond what is due at all. */
  readonly prepayment: Decimal;
  /** What is due for days up to its end and not paid by then. */
  readonly accrual: Decimal;
}

/**
 * An arrangement by financial years, 1 April to 31 March, without a gap from the first that anything
 * is due, submitted or paid in to the last. A period that runs over 31 March counts by calendar days,
 * each day at its own version; its parts add up to it (R3), and so do the years to the whole.
 */
export function byFinancialYear(
  due: readonly DueByVersion[],
  payments: readonly DatedPayment[],
): YearOfArrangement[] {
  const parts = due.flatMap(partsByYear).filter((part) => !part.amount.isZero());
  const days = payments.flatMap((one) => [one.valueOn, one.inputOn]);
  const years = yearsOf([...parts.map((part) => part.year), ...days.map(financialYear)]);
  const within = (name: string, day: Day): boolean => financialYear(day).name === name;
  let ahead = ZERO;
  return years.map((year) => {
    const { name } = year;
    const mine = (dayOf: (one: DatedPayment) => Day): Decimal =>
      sum(payments.filter((one) => within(name, dayOf(one))).map((one) => one.amount));
    const dueIn = sum(parts.filter((part) => part.year.name === name).map((part) => part.amount));
    const paid = mine((one) => one.valueOn);
    ahead = ahead.plus(paid).minus(dueIn);
    return {
      year,
      due: dueIn,
      paid,
      submitted: mine((one) => one.inputOn),
      prepayment: Decimal.max(ahead, ZERO),
      accrual: Decimal.max(ahead.negated(), ZERO),
    };
  });
}

/** What is due for a period by the financial years that its days are in; adds up to it. */
export function partsByYear(due: DueByVersion): { year: FinancialYear; amount: Decimal }[] {
  const { period } = due;
  const years = yearsOf([financialYear(period.from), financialYear(period.to)]);
  if (years.length === 1 || period.amount.isZero()) {
    return [{ year: years[0]!, amount: period.amount }];
  }
  const rates = ratesByDay(due);
  const weights = years.map((year) =>
    rates.reduce((total, { from, to, rate }) => total + rate * common({ from, to }, year), 0n),
  );
  return splitByWholes(period.amount, weights).map((amount, n) => ({ year: years[n]!, amount }));
}

/** How many days two spans have in common. */
function common(a: Pick<Period, 'from' | 'to'>, b: Pick<Period, 'from' | 'to'>): bigint {
  const later = isBefore(a.from, b.from) ? b.from : a.from;
  const earlier = isBefore(a.to, b.to) ? a.to : b.to;
  return isBefore(earlier, later) ? 0n : BigInt(later.until(earlier).days + 1);
}

/** Every year from the first of some to the last, in order. */
function yearsOf(some: readonly FinancialYear[]): FinancialYear[] {
  const starts = some.map((year) => year.from.year);
  const first = Math.min(...starts);
  return Array.from({ length: some.length === 0 ? 0 : Math.max(...starts) - first + 1 }, (_, n) =>
    financialYear(Temporal.PlainDate.from({ year: first + n, month: 4, day: 1 })),
  );
}

const isBefore = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** A financial year as it is shown. */
export const shownYear = ({ year, ...figures }: YearOfArrangement) => ({
  year: year.name,
  from: year.from.toString(),
  to: year.to.toString(),
  due: toText(figures.due),
  paid: toText(figures.paid),
  submitted: toText(figures.submitted),
  prepayment: toText(figures.prepayment),
  accrual: toText(figures.accrual),
});

import { bacsInputDay, nextWorkingDay } from '../calendar.ts';
import { ZERO, sum, type Decimal } from '../money.ts';
import type { DuePeriod, Grid, Locked, NewPayment, PaymentLine } from './entitlement.ts';
import { paymentDays } from './rules.ts';

type Day = Temporal.PlainDate;

const before = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** A payment to come without its parts, and the numbers of the periods that it pays. */
export interface Draft {
  readonly payment: Omit<NewPayment, 'parts'>;
  readonly periods: readonly number[];
}

/** Payments to come, and what was paid and can be taken off none of them. */
export interface StillToPay {
  readonly drafts: readonly Draft[];
  readonly overpaid: Decimal;
  /** The locked payments that were too much, and by how much: above zero. */
  readonly tooMuch: readonly { readonly paid: Locked; readonly by: Decimal }[];
}

/**
 * The payments to come: one for each period that no locked payment covers. The first also carries
 * the differences. A payment that would be zero or less is not made: its lines go on the next.
 * What is still owed when no period is left makes one more payment.
 */
export function stillToPay(
  due: readonly DuePeriod[],
  locked: readonly Locked[],
  plan: { readonly grid: Grid; readonly earliest: Day },
): StillToPay {
  const owners = due.map((period) => ownerOf(period, locked, due.length));
  const differences = differencesOf(due, owners, locked);
  const tooMuch = differences.flatMap(({ paid, amount }) =>
    amount.gt(0) ? [] : [{ paid, by: amount.negated() }],
  );
  let carried = differences.map(lineOf);
  let periods: DuePeriod[] = [];
  const drafts: Draft[] = [];
  for (const [n, period] of due.entries()) {
    if (owners[n] !== undefined || period.amount.isZero()) continue;
    const { number, to, amount } = period;
    const line: PaymentLine = { what: 'period', from: period.from, to, amount };
    // The period comes before the differences that it carries.
    carried = periods.length === 0 ? [line, ...carried] : [...carried, line];
    periods.push(period);
    const sofar = sum(carried.map((one) => one.amount));
    if (!sofar.gt(0)) continue;
    const from = periods[0]!.from;
    const days = paymentDays(plan.grid, period);
    drafts.push({
      payment: { number, from, to, ...days, amount: sofar, lines: carried },
      periods: periods.map((one) => one.number),
    });
    carried = [];
    periods = [];
  }
  const left = sum(carried.map((one) => one.amount));
  if (!left.gt(0)) return { drafts, overpaid: left.abs(), tooMuch };
  const last = Math.max(due.length, ...locked.map((one) => one.number));
  drafts.push(outsideGrid(last + 1, carried, plan.earliest));
  return { drafts, overpaid: ZERO, tooMuch };
}

/**
 * The locked payment that a period belongs to. A payment can be for several periods, where those
 * before it came to nothing: it is the next one whose dates the period is within.
 */
function ownerOf(period: DuePeriod, locked: readonly Locked[], count: number): Locked | undefined {
  return locked
    .filter((one) => one.number >= period.number && one.number <= count)
    .filter((one) => !before(period.from, one.periodFrom))
    .filter((one) => !before(one.periodTo, period.to))
    .toSorted((a, b) => a.number - b.number)[0];
}

/** A locked payment that was too little, or too much (below zero). */
interface Difference {
  readonly paid: Locked;
  readonly amount: Decimal;
}

/** What locked payments were too little or too much, less what others made good already. */
function differencesOf(
  due: readonly DuePeriod[],
  owners: readonly (Locked | undefined)[],
  locked: readonly Locked[],
): Difference[] {
  const made = madeGood(locked);
  return locked
    .toSorted((a, b) => a.number - b.number)
    .map((paid) => {
      const own = sum(due.filter((_, n) => owners[n] === paid).map((period) => period.amount));
      return { paid, amount: own.minus(paid.ownAmount).minus(made.get(paid.instalmentId)!) };
    })
    .filter(({ amount }) => !amount.isZero());
}

function lineOf({ paid, amount }: Difference): PaymentLine {
  const { periodFrom: from, periodTo: to, instalmentId: adjusts } = paid;
  return { what: 'difference', from, to, amount, adjusts };
}

/** What locked payments have made good for each other so far. */
function madeGood(locked: readonly Locked[]): Map<string, Decimal> {
  const made = new Map(locked.map((one) => [one.instalmentId, ZERO]));
  for (const { number, amount, parts, ownAmount, differences } of locked) {
    if (!amount.eq(sum(parts.values()))) {
      throw new RangeError(`Payment ${number} is not the sum of its parts. Load every share's.`);
    }
    if (!amount.eq(ownAmount.plus(sum(differences.values())))) {
      throw new RangeError(
        `Payment ${number} is not the sum of its own amount and its differences. Load all its lines.`,
      );
    }
    for (const [id, difference] of differences) {
      const sofar = made.get(id);
      if (sofar === undefined) {
        throw new RangeError(
          `Payment ${number} makes good a payment that is not locked. Load every locked payment.`,
        );
      }
      made.set(id, sofar.plus(difference));
    }
  }
  return made;
}

/** A payment for differences alone, on the first day that it can be made. */
function outsideGrid(number: number, lines: readonly PaymentLine[], earliest: Day): Draft {
  const valueOn = nextWorkingDay(earliest);
  const byDay = (days: Day[]): Day[] => days.sort((a, b) => Temporal.PlainDate.compare(a, b));
  const payment = {
    number,
    from: byDay(lines.map((line) => line.from))[0]!,
    to: byDay(lines.map((line) => line.to)).at(-1)!,
    valueOn,
    inputOn: bacsInputDay(valueOn),
    amount: sum(lines.map((line) => line.amount)),
    lines,
  };
  return { payment, periods: [] };
}

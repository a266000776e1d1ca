import {
  bacsInputDay,
  calendarCovers,
  periods,
  valueDate,
  type Frequency,
  type Period,
} from '../calendar.ts';
import {
  ZERO,
  instalments,
  makesOne,
  split,
  splitCumulatively,
  splitSchedule,
  sum,
  toText,
  weightsOf,
  type Decimal,
  type Fraction,
} from '../money.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** How one share of an arrangement is stated: an exact fraction, a fixed amount, or the rest. */
export type ShareTerm =
  | { readonly fraction: Fraction }
  | { readonly fixed: Decimal }
  | { readonly rest: true };

export type Every = 'week' | '2_weeks' | '4_weeks' | 'month' | 'once';

/** The terms of an arrangement: what is paid, how often, from when. */
export interface Terms {
  readonly amount: Decimal;
  readonly effectiveOn: Day;
  readonly every: Every;
  readonly firstPeriodOn: Day;
  readonly instalments: number;
  readonly paid: 'in_advance' | 'in_arrears';
}

/** What the stated shares make of an amount, or the fault in them. */
export type SharedOut =
  | {
      readonly ok: true;
      readonly amounts: readonly Decimal[];
      readonly weights: readonly Decimal[];
    }
  | { readonly ok: false; readonly message: string };

/**
 * Shares an amount out (R3). Fractions must make exactly one; fixed amounts must make the amount,
 * or leave something for exactly one share that takes the rest. The weights are those by which
 * every instalment is split later.
 */
export function shareOut(amount: Decimal, terms: readonly ShareTerm[]): SharedOut {
  const fractions = terms.flatMap((term) => ('fraction' in term ? [term.fraction] : []));
  if (fractions.length === terms.length) {
    if (!makesOne(fractions)) return { ok: false, message: notOne(fractions) };
    return { ok: true, amounts: split(amount, fractions), weights: weightsOf(fractions) };
  }
  if (fractions.length > 0) {
    return {
      ok: false,
      message: 'Use fractions for all shares, or fixed amounts for all but one.',
    };
  }
  const fixed = sum(terms.map((term) => ('fixed' in term ? term.fixed : ZERO)));
  const rests = terms.filter((term) => 'rest' in term).length;
  const left = amount.minus(fixed);
  if (rests > 1) return { ok: false, message: 'At most one share can take the rest.' };
  if (rests === 1 && !left.gt(0)) {
    return {
      ok: false,
      message: `The fixed amounts make ${toText(fixed)} and leave nothing of ${toText(amount)} for the rest.`,
    };
  }
  if (rests === 0 && !left.isZero()) {
    return {
      ok: false,
      message: `The fixed amounts make ${toText(fixed)}, and ${toText(amount)} is agreed.`,
    };
  }
  const amounts = terms.map((term) => ('fixed' in term ? term.fixed : left));
  return { ok: true, amounts, weights: amounts };
}

function notOne(fractions: readonly Fraction[]): string {
  const words = fractions.map((part) => `${part.numerator}/${part.denominator}`);
  return `The fractions ${words.join(' + ')} do not make 1. A third is 1/3, not 33/100.`;
}

/** One instalment of a schedule: three dates, its amount, and what each share pays of it. */
export interface Instalment {
  readonly number: number;
  readonly periodFrom: Day;
  readonly periodTo: Day;
  readonly valueOn: Day;
  readonly inputOn: Day;
  readonly amount: Decimal;
  readonly shares: readonly Decimal[];
}

const FREQUENCY: Readonly<Record<Exclude<Every, 'once'>, Frequency>> = {
  week: { weeks: 1 },
  '2_weeks': { weeks: 2 },
  '4_weeks': { weeks: 4 },
  month: { months: 1 },
};

/**
 * The whole schedule of an arrangement: amounts by R2, shares by R4. In advance, the money is
 * there on the working day on or before a period begins; in arrears, on or before the day after
 * it ends. Bacs takes the file two working days earlier.
 */
export function schedule(terms: Terms, weights: readonly Decimal[]): Instalment[] {
  const spans = spansOf(terms);
  const amounts = instalments(terms.amount, spans.length);
  const parts = splitSchedule(amounts, weights);
  return spans.map((span, n) => {
    const due = terms.paid === 'in_advance' ? span.from : span.to.add({ days: 1 });
    const valueOn = valueDate(due);
    return {
      number: span.number,
      periodFrom: span.from,
      periodTo: span.to,
      valueOn,
      inputOn: bacsInputDay(valueOn),
      amount: amounts[n]!,
      shares: parts[n]!,
    };
  });
}

/** The periods that a schedule pays for. */
function spansOf(terms: Pick<Terms, 'every' | 'firstPeriodOn' | 'instalments'>): Period[] {
  const { every, firstPeriodOn, instalments: count } = terms;
  if (every === 'once') return [{ number: 1, from: firstPeriodOn, to: firstPeriodOn }];
  return periods({ firstOn: firstPeriodOn, every: FREQUENCY[every], count });
}

/**
 * The day from which the money of a version is agreed and scheduled in the books: the version's
 * date, or the first value date where that falls before it (a period paid in advance).
 */
export function agreedFrom(effectiveOn: Day, plan: readonly { valueOn: Day }[]): Day {
  return [effectiveOn, ...plan.map((one) => one.valueOn)].reduce((earliest, day) =>
    Temporal.PlainDate.compare(day, earliest) < 0 ? day : earliest,
  );
}

/** All faults of an arrangement's terms against its budget's dates. */
export function faultsOfTerms(
  terms: Terms,
  budget: { startsOn: Day; endsOn: Day },
  kind: string,
): Fault[] {
  const faults: Fault[] = [];
  const fault = (where: string, message: string) =>
    faults.push({ where: `body.${where}`, message });
  const before = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;
  if ((terms.every === 'once') !== (terms.instalments === 1)) {
    fault('schedule.instalments', 'One instalment is paid "once"; a repeated one has two or more.');
  }
  if (before(terms.effectiveOn, budget.startsOn) || before(budget.endsOn, terms.effectiveOn)) {
    fault(
      'effectiveOn',
      `The budget runs from ${budget.startsOn.toString()} to ${budget.endsOn.toString()}. Found ${terms.effectiveOn.toString()}.`,
    );
  }
  if (before(terms.firstPeriodOn, budget.startsOn) || before(budget.endsOn, terms.firstPeriodOn)) {
    fault('schedule.firstPeriodOn', 'The first period begins within the budget.');
  }
  if (!coversSchedule(terms)) {
    fault(
      'schedule.firstPeriodOn',
      'The schedule reaches past the years whose bank holidays are known.',
    );
  }
  if (terms.amount.times(100).lt(terms.instalments)) {
    fault('amount', 'Every instalment is at least a penny.');
  }
  if (kind === 'notional' && terms.every !== 'once') {
    fault('schedule.every', 'A notional arrangement pays nothing out; its schedule is "once".');
  }
  return faults;
}

/** Whether the bank holidays are known of every day that a schedule may be paid or sent on. */
function coversSchedule(terms: Terms): boolean {
  const first = terms.firstPeriodOn.subtract({ days: 10 });
  const last = spansOf(terms).at(-1)!.to.add({ days: 1 });
  return calendarCovers(first) && calendarCovers(last);
}

/**
 * What each share pays of spending (R4): cumulatively, in the proportions of the money paid in,
 * so that no share is asked for more than it holds.
 */
export function sharesOfSpending(
  amounts: readonly Decimal[],
  shares: readonly { paidIn: Decimal; spent: Decimal }[],
): Decimal[][] {
  const weights = shares.map((share) => share.paidIn);
  const parts = shares.map((share) => share.spent);
  return splitCumulatively(amounts, weights, { total: sum(parts), parts });
}

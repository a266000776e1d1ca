import {
  CALENDAR_YEARS,
  bacsInputDay,
  calendarCovers,
  periods,
  valueDate,
  type Frequency,
  type Period,
} from '../calendar.ts';
import {
  instalments,
  instalmentsByWeeks,
  money,
  splitSchedule,
  toText,
  type Decimal,
  type Remainder,
} from '../money.ts';
import type { Fault } from '../problem.ts';
import { faultsOfSchoolTerms, schoolTermsOf, weeksOf, type SchoolTerm } from './school-terms.ts';
import type { WeeksInYear } from './weekly.ts';

export type { SchoolTerm } from './school-terms.ts';
export { shareOut, type CappedShare, type ShareTerm, type SharedOut } from './share-terms.ts';

type Day = Temporal.PlainDate;

export type Every = 'week' | '2_weeks' | '4_weeks' | 'month' | 'term' | 'once';

/** The terms of an arrangement: what is paid, how often, from when. */
export interface Terms {
  readonly amount: Decimal;
  readonly effectiveOn: Day;
  readonly every: Every;
  readonly firstPeriodOn: Day;
  readonly instalments: number;
  readonly paid: 'in_advance' | 'in_arrears';
  /** The terms of a school year, where each is paid at once; for `every: 'term'` alone. */
  readonly terms?: readonly SchoolTerm[] | undefined;
  /** Which instalment has the pence that do not divide evenly; cumulative where nothing is said. */
  readonly remainder?: Remainder | undefined;
  /** How an amount a week becomes that of the whole schedule; where one was stated. */
  readonly weeksInYear?: WeeksInYear | undefined;
}

/**
 * What no version of an arrangement changes: its periods, and the conventions by which an amount is
 * divided over them and an amount a week is multiplied.
 */
export type Grid = Omit<Terms, 'amount' | 'effectiveOn'>;

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

const FREQUENCY: Readonly<Record<Exclude<Every, 'once' | 'term'>, Frequency>> = {
  week: { weeks: 1 },
  '2_weeks': { weeks: 2 },
  '4_weeks': { weeks: 4 },
  month: { months: 1 },
};

/**
 * The whole schedule of an arrangement: amounts by R2 or its own remainder rule, shares by R4. In advance, the money is
 * there on the working day on or before a period begins; in arrears, on or before the day after
 * it ends. Bacs takes the file two working days earlier.
 */
export function schedule(terms: Terms, weights: readonly Decimal[]): Instalment[] {
  const spans = spansOf(terms);
  const amounts = amountsOf(terms, terms.amount);
  const parts = splitSchedule(amounts, weights);
  return spans.map((span, n) => ({
    number: span.number,
    periodFrom: span.from,
    periodTo: span.to,
    ...paymentDays(terms, span),
    amount: amounts[n]!,
    shares: parts[n]!,
  }));
}

/** What an amount for the whole schedule makes of each period (R2); termly, by its weeks. */
export function amountsOf(grid: Grid, amount: Decimal): Decimal[] {
  if (grid.every !== 'term') return instalments(amount, grid.instalments, grid.remainder);
  return instalmentsByWeeks(
    amount,
    schoolTermsOf(grid).map((term) => term.weeks),
    grid.remainder,
  );
}

/** The day the money for a period is there, and the last day to send it to Bacs. */
export function paymentDays(grid: Grid, span: Pick<Period, 'from' | 'to'>) {
  const due = grid.paid === 'in_advance' ? span.from : span.to.add({ days: 1 });
  const valueOn = valueDate(due);
  return { valueOn, inputOn: bacsInputDay(valueOn) };
}

/** The periods that a schedule pays for. */
export function spansOf(grid: Grid): Period[] {
  const { every, firstPeriodOn, instalments: count } = grid;
  if (every === 'once') return [{ number: 1, from: firstPeriodOn, to: firstPeriodOn }];
  if (every === 'term') {
    return schoolTermsOf(grid).map(({ from, to }, n) => ({ number: n + 1, from, to }));
  }
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

/** As much as an amount in a request can be. */
export const MOST = money('9999999999.99');

const before = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** All faults of an arrangement's terms against its budget's dates. */
export function faultsOfTerms(
  terms: Terms,
  budget: { startsOn: Day; endsOn: Day },
  kind: string,
): Fault[] {
  const faults: Fault[] = [];
  const fault = (where: string, message: string) =>
    faults.push({ where: `body.${where}`, message });
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
  const ofSchoolTerms = faultsOfSchoolTerms(terms, budget);
  faults.push(...ofSchoolTerms);
  if (ofSchoolTerms.length === 0) faults.push(...faultsOfCalendar(terms));
  if (terms.amount.times(100).lt(leastPence(terms))) {
    fault('amount', 'Every instalment is at least a penny.');
  }
  if (terms.amount.gt(MOST)) {
    fault(
      'amount',
      `The whole schedule comes to ${toText(MOST)} at most. Found ${toText(terms.amount)}.`,
    );
  }
  if (kind === 'notional' && terms.every !== 'once') {
    fault('schedule.every', 'A notional arrangement pays nothing out; its schedule is "once".');
  }
  return faults;
}

/** The faults of a contribution or a top-up: each is paid by the week, towards regular payments. */
export function faultsOfOwnMoney(
  own: {
    readonly contribution?: object | null | undefined;
    readonly topUp?: object | null | undefined;
  },
  { kind, every }: { readonly kind: string; readonly every: Every },
): Fault[] {
  if (kind !== 'notional' && every !== 'once') return [];
  const message = 'It is paid by the week, towards money that is paid out regularly.';
  return (['contribution', 'topUp'] as const)
    .filter((name) => own[name] !== undefined && own[name] !== null)
    .map((name) => ({ where: `body.${name}`, message }));
}

/** So many pence that every instalment has one at least. */
function leastPence(terms: Terms): number {
  return terms.every === 'term' ? weeksOf(terms.terms ?? []) : terms.instalments;
}

/** The fault of a schedule whose bank holidays are not all known, on the days it is paid or sent. */
function faultsOfCalendar(terms: Terms): Fault[] {
  const { to } = spansOf(terms).at(-1)!;
  const days = [terms.firstPeriodOn.subtract({ days: 10 }), to.add({ days: 1 })];
  if (days.every(calendarCovers)) return [];
  const message =
    `Bank holidays are known for ${CALENDAR_YEARS}. Found a schedule from ` +
    `${terms.firstPeriodOn.toString()} to ${to.toString()}, which needs more: make it shorter, or ` +
    'have the calendar brought up to date.';
  return [{ where: 'body.schedule.firstPeriodOn', message }];
}

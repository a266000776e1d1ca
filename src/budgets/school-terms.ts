import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

/** A term of a school year, with the weeks that are paid for in it. Both ends are in it. */
export interface SchoolTerm {
  readonly from: Day;
  readonly to: Day;
  readonly weeks: number;
}

/** A schedule paid by the term, or by something else and then without any. */
interface Termly {
  readonly every: string;
  readonly firstPeriodOn: Day;
  readonly instalments: number;
  readonly terms?: readonly SchoolTerm[] | undefined;
}

const MOST_WEEKS = 53;
const before = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** The terms of a schedule paid by the term. @throws RangeError when it has none. */
export function schoolTermsOf(plan: Pick<Termly, 'terms'>): readonly SchoolTerm[] {
  if (plan.terms === undefined || plan.terms.length === 0) {
    throw new RangeError('A schedule paid by the term needs its terms, found none.');
  }
  return plan.terms;
}

/** The weeks of all terms. */
export function weeksOf(terms: readonly SchoolTerm[]): number {
  return terms.reduce((weeks, term) => weeks + term.weeks, 0);
}

/** All faults of the terms of a schedule: there, in order, apart, and within the budget. */
export function faultsOfSchoolTerms(
  plan: Termly,
  budget: { readonly startsOn: Day; readonly endsOn: Day },
): Fault[] {
  const { every, terms = [] } = plan;
  if (every !== 'term') {
    if (terms.length === 0) return [];
    const message = `Terms are for a schedule paid every "term". Found every "${every}".`;
    return [{ where: 'body.schedule.terms', message }];
  }
  if (terms.length === 0) {
    const message = 'A schedule paid every "term" needs its terms: from, to and weeks of each.';
    return [{ where: 'body.schedule.terms', message }];
  }
  const faults = terms.flatMap((_, n) => faultsOfTerm(terms, n, budget));
  if (plan.instalments !== terms.length) {
    const message = `Each term is one instalment. Found ${plan.instalments} instalments and ${terms.length} terms.`;
    faults.push({ where: 'body.schedule.instalments', message });
  }
  if (!plan.firstPeriodOn.equals(terms[0]!.from)) {
    const message = `The first period begins with the first term, on ${terms[0]!.from.toString()}. Found ${plan.firstPeriodOn.toString()}.`;
    faults.push({ where: 'body.schedule.firstPeriodOn', message });
  }
  return faults;
}

function faultsOfTerm(
  terms: readonly SchoolTerm[],
  n: number,
  budget: { readonly startsOn: Day; readonly endsOn: Day },
): Fault[] {
  const { from, to, weeks } = terms[n]!;
  const earlier = terms[n - 1];
  const faults: Fault[] = [];
  const fault = (field: string, message: string) =>
    faults.push({ where: `body.schedule.terms.${n}.${field}`, message });
  if (before(to, from)) {
    fault('to', `A term ends after it begins. Found ${from.toString()} to ${to.toString()}.`);
  }
  if (earlier !== undefined && !before(earlier.to, from)) {
    fault(
      'from',
      `Terms are in order and apart. The one before ends on ${earlier.to.toString()}, found ${from.toString()}.`,
    );
  }
  if (before(from, budget.startsOn) || before(budget.endsOn, to)) {
    fault(
      'from',
      `A term is within the budget, ${budget.startsOn.toString()} to ${budget.endsOn.toString()}. Found ${from.toString()} to ${to.toString()}.`,
    );
  }
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > MOST_WEEKS) {
    fault('weeks', `A term has 1 to ${MOST_WEEKS} whole weeks. Found ${weeks}.`);
  }
  return faults;
}

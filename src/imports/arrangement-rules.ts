import { workOut, type NewPayment } from '../budgets/entitlement.ts';
import { faultsOfTerms, shareOut, type Terms } from '../budgets/rules.ts';
import { ZERO, sum, toText, type Decimal } from '../money.ts';
import type { ColumnName } from './columns.ts';
import type { FileFaults } from './faults.ts';
import type { FileLine } from './file-lines.ts';
import type { Known, OpeningArrangement, OpeningShare } from './opening.ts';

type Day = Temporal.PlainDate;

const MOST_SHARES = 10;

/** Where the rules of terms say that a fault is, in columns. */
const COLUMN_OF: Readonly<Record<string, ColumnName>> = {
  'body.amount': 'amount',
  'body.effectiveOn': 'effective_on',
  'body.schedule.every': 'every',
  'body.schedule.firstPeriodOn': 'first_period_on',
  'body.schedule.instalments': 'instalments',
};

/** What an arrangement's lines make of it, without its place among the person's records. */
export type ArrangementFacts = Omit<OpeningArrangement, 'budget' | 'payee'>;

/** Terms, and what the shares make of them. */
interface Shared {
  readonly terms: Terms;
  readonly shares: readonly OpeningShare[];
  readonly weights: readonly Decimal[];
}

/** An arrangement from its lines, noting every fault; null when there is any. */
export function arrangementOf(
  lines: readonly FileLine[],
  known: Known,
  startsOn: Day,
  faults: FileFaults,
): ArrangementFacts | null {
  const before = faults.total;
  const [first] = lines as readonly [FileLine, ...FileLine[]];
  const { kind, purpose, broker } = first.values;
  const terms = termsOf(first);
  noteTerms(first, terms, faults);
  noteFunders(lines, known, faults);
  const brokerId = broker === undefined ? null : (known.brokers.get(broker) ?? null);
  if (broker !== undefined && brokerId === null) {
    faults.add(first.line, 'broker', 'No broker has this name.');
  }
  const shared = shareOut(
    terms.amount,
    lines.map((one) => one.values.share),
  );
  if (!shared.ok) faults.add(first.line, 'share', shared.message);
  if (!shared.ok || faults.total > before) return null;
  const shares = lines.map(({ values }, n): OpeningShare => {
    const { id: funderId, sector: source } = known.funders.get(values.funder)!;
    const { share: term, paid_to_date: paidToDate, held } = values;
    return { source, funderId, term, amount: shared.amounts[n]!, paidToDate, held };
  });
  if (kind !== 'notional')
    notePaid(lines, { terms, shares, weights: shared.weights }, startsOn, faults);
  return faults.total > before ? null : { brokerId, kind, purpose, terms, shares };
}

function termsOf({ values }: FileLine): Terms {
  return {
    amount: values.amount,
    effectiveOn: values.effective_on,
    every: values.every,
    firstPeriodOn: values.first_period_on,
    instalments: values.instalments,
    paid: values.paid,
  };
}

function noteTerms(first: FileLine, terms: Terms, faults: FileFaults): void {
  const { line, values } = first;
  const span = { startsOn: values.budget_starts_on, endsOn: values.budget_ends_on };
  if (Temporal.PlainDate.compare(span.endsOn, span.startsOn) < 0) {
    faults.add(line, 'budget_ends_on', 'A budget ends on or after the day it starts.');
    return;
  }
  if (Temporal.PlainDate.compare(span.startsOn, values.plan_starts_on) < 0) {
    const message = `The plan starts on ${values.plan_starts_on.toString()}, and its budget not before.`;
    faults.add(line, 'budget_starts_on', message);
  }
  for (const { where, message } of faultsOfTerms(terms, span, values.kind)) {
    faults.add(line, COLUMN_OF[where] ?? null, message);
  }
}

function noteFunders(lines: readonly FileLine[], known: Known, faults: FileFaults): void {
  const names = lines.map((one) => one.values.funder);
  for (const [n, { line }] of lines.entries()) {
    if (!known.funders.has(names[n]!)) faults.add(line, 'funder', 'No funder has this name.');
    if (names.indexOf(names[n]!) < n) {
      faults.add(line, 'funder', 'A funder has one share of an arrangement.');
    }
  }
  const above = lines[MOST_SHARES];
  if (above !== undefined) {
    const message = `An arrangement has at most ${MOST_SHARES} shares. Found ${lines.length}.`;
    faults.add(above.line, null, message);
  }
}

/** The payments that the terms make, by the same reckoning by which they will be scheduled. */
function paymentsOf(one: Shared): readonly NewPayment[] {
  const { amount, effectiveOn, ...grid } = one.terms;
  const shares = one.shares.map(({ funderId, source }, n) => ({
    shareId: funderId,
    source,
    weight: one.weights[n]!,
  }));
  const version = { number: 1, effectiveOn, ends: false, amount, shares };
  return workOut(grid, [version], [], { earliest: grid.firstPeriodOn }).payments;
}

/**
 * What was paid is what the schedule has before the start date, in all and by share: otherwise the
 * payments to come would not make up the agreed amount, or a share would pay too much.
 */
function notePaid(
  lines: readonly FileLine[],
  one: Shared,
  startsOn: Day,
  faults: FileFaults,
): void {
  const { shares } = one;
  const due = paymentsOf(one).filter(
    ({ valueOn }) => Temporal.PlainDate.compare(valueOn, startsOn) < 0,
  );
  const scheduled = sum(due.map((payment) => payment.amount));
  const paid = sum(shares.map((share) => share.paidToDate));
  const payments = due.length === 1 ? 'the one payment' : `the ${due.length} payments`;
  const by = `${payments} of the schedule before ${startsOn.toString()}`;
  if (!paid.eq(scheduled)) {
    const message = `Expected ${toText(scheduled)} in all: ${by}. Found ${toText(paid)} over the lines of the arrangement.`;
    faults.add(lines[0]!.line, 'paid_to_date', message);
    return;
  }
  for (const [n, { funderId, paidToDate }] of shares.entries()) {
    const mine = sum(due.map(({ parts }) => parts.get(funderId) ?? ZERO));
    if (paidToDate.eq(mine)) continue;
    const message = `Expected ${toText(mine)}: this share of ${by}. Found ${toText(paidToDate)}.`;
    faults.add(lines[n]!.line, 'paid_to_date', message);
  }
}

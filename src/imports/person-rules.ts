import { faultsOfPlan } from '../people/rules.ts';
import { arrangementOf } from './arrangement-rules.ts';
import { COLUMNS, type ColumnName, type Level } from './columns.ts';
import type { FileFaults } from './faults.ts';
import { arrangementKey, type FileLine } from './file-lines.ts';
import { differing } from './line-rules.ts';
import type { Known, OpeningArrangement, OpeningPayee, OpeningPerson } from './opening.ts';

type Day = Temporal.PlainDate;

const columnsAt = (level: Level): ColumnName[] =>
  COLUMNS.filter((column) => column.level === level).map(({ name }) => name);
const OF_PERSON = columnsAt('person');
const OF_ARRANGEMENT = columnsAt('arrangement');
const OF_ACCOUNT: readonly ColumnName[] = [
  'sort_code',
  'account_number',
  'account_name',
  'account_use',
];

/** What the lines of one person are read against. */
export interface Against {
  readonly known: Known;
  readonly startsOn: Day;
  /** Arrangements of which a line is bad, so that they are not to be judged as a whole. */
  readonly broken: ReadonlySet<string>;
}

/** A person from all their lines, noting every fault. What has faults is left out. */
export function personOf(
  lines: readonly FileLine[],
  against: Against,
  faults: FileFaults,
): OpeningPerson {
  const [first] = lines as readonly [FileLine, ...FileLine[]];
  noteDiffering(lines, OF_PERSON, 'person', faults);
  notePerson(first, against.known, faults);
  const groups = [...Map.groupBy(lines, ({ cells }) => arrangementKey(cells))];
  for (const [, mine] of groups) noteDiffering(mine, OF_ARRANGEMENT, 'arrangement', faults);
  const firsts = groups.map(([, mine]) => mine[0]!);
  const budgets = budgetsOf(firsts, faults);
  const payees = payeesOf(firsts, faults);
  const arrangements = groups.flatMap(([key, mine]): OpeningArrangement[] => {
    if (against.broken.has(key)) return [];
    const facts = arrangementOf(mine, against.known, against.startsOn, faults);
    if (facts === null) return [];
    const [budget, payee] = [budgets.keys.indexOf(budgetKey(mine[0]!)), payeeKey(mine[0]!)];
    return [{ ...facts, budget, payee: payee === null ? null : payees.keys.indexOf(payee) }];
  });
  return {
    facts: factsOf(first),
    plan: planOf(first, firsts),
    budgets: budgets.list,
    payees: payees.list,
    arrangements,
  };
}

function noteDiffering(
  lines: readonly FileLine[],
  columns: readonly ColumnName[],
  what: string,
  faults: FileFaults,
): void {
  const [first, ...others] = lines as readonly [FileLine, ...FileLine[]];
  for (const other of others) {
    for (const column of differing(other.cells, first.cells, columns)) {
      const message = `Expected the same as in line ${first.line}, which is of the same ${what}.`;
      faults.add(other.line, column, message);
    }
  }
}

function notePerson({ line, values }: FileLine, known: Known, faults: FileFaults): void {
  if (known.references.has(values.reference)) {
    const message = 'Somebody with this reference is in the book already: take these lines out.';
    faults.add(line, 'reference', message);
  }
  const plan = { startsOn: values.plan_starts_on, reviewBy: values.plan_review_by };
  for (const { where, message } of faultsOfPlan(plan, values.born_on)) {
    const column = where === 'body.reviewBy' ? 'plan_review_by' : 'plan_starts_on';
    faults.add(line, column, message);
  }
}

const budgetKey = ({ values }: FileLine): string =>
  `${values.budget_starts_on.toString()} ${values.budget_ends_on.toString()}`;

/** One budget for each span of days; spans that overlap are a mistake in one of them. */
function budgetsOf(firsts: readonly FileLine[], faults: FileFaults) {
  const byKey = new Map(
    firsts.toReversed().map((one): [string, FileLine] => [budgetKey(one), one]),
  );
  const inOrder = [...byKey.values()].toSorted((a, b) =>
    Temporal.PlainDate.compare(a.values.budget_starts_on, b.values.budget_starts_on),
  );
  for (const [n, one] of inOrder.entries()) {
    const before = inOrder[n - 1];
    if (before === undefined) continue;
    const { budget_starts_on: startsOn } = one.values;
    if (Temporal.PlainDate.compare(startsOn, before.values.budget_ends_on) > 0) continue;
    const message = `This budget begins before the one in line ${before.line} ends: use the same dates for one budget.`;
    faults.add(one.line, 'budget_starts_on', message);
  }
  const list = inOrder.map(({ values }) => ({
    startsOn: values.budget_starts_on,
    endsOn: values.budget_ends_on,
  }));
  return { keys: inOrder.map(budgetKey), list };
}

const payeeKey = ({ values }: FileLine): string | null =>
  values.kind === 'direct' ? `${values.payee_relationship}\n${values.payee_name}` : null;

/** One payee for each relationship and name, with one account. */
function payeesOf(firsts: readonly FileLine[], faults: FileFaults) {
  const direct = firsts.filter((one) => payeeKey(one) !== null);
  const groups = [...Map.groupBy(direct, (one) => payeeKey(one)!)];
  for (const [, [first, ...others]] of groups) {
    for (const other of others) {
      for (const column of differing(other.cells, first!.cells, OF_ACCOUNT)) {
        const message = `Expected the account of line ${first!.line}, which is of the same payee.`;
        faults.add(other.line, column, message);
      }
    }
  }
  const list = groups.map(([, [first]]): OpeningPayee => {
    const { values } = first!;
    return {
      relationship: values.payee_relationship!,
      name: values.payee_name!,
      sortCode: values.sort_code!,
      accountNumber: values.account_number!,
      accountName: values.account_name!,
      accountUse: values.account_use ?? null,
    };
  });
  return { keys: groups.map(([key]) => key), list };
}

function factsOf({ values }: FileLine): OpeningPerson['facts'] {
  return {
    reference: values.reference,
    givenName: values.given_name,
    familyName: values.family_name,
    bornOn: values.born_on.toString(),
    sex: values.sex,
    ethnicity: values.ethnicity,
    placement: values.placement,
    postcodeDistrict: values.postcode_district,
  };
}

/** The plan provides what its arrangements are for, each once. */
function planOf({ values }: FileLine, firsts: readonly FileLine[]): OpeningPerson['plan'] {
  const provision = firsts.map((one) => ({
    section: one.values.provision_section,
    provision: one.values.provision,
    outcome: one.values.outcome,
  }));
  const byText = new Map(provision.map((one) => [JSON.stringify(one), one]));
  return {
    startsOn: values.plan_starts_on.toString(),
    reviewBy: values.plan_review_by.toString(),
    provision: [...byText.values()],
  };
}

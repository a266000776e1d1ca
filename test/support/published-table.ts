import type { Client } from '../../src/database/connections.ts';
import { inTransaction, type Scope } from '../../src/database/transactions.ts';
import { importInto } from '../../src/commands/import-published.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { readPublished, type PublishedRow } from '../../src/published/read-file.ts';
import { REPORTS } from '../../src/reports/list.ts';
import { reportAt } from '../../src/reports/at.ts';
import { rowsOf } from '../../src/reports/reading.ts';
import type { Row } from '../../src/reports/report.ts';
import { fillBook, readyToFill, type YearOfPeople } from './published-book.ts';
import { peopleOf, type PublishedCounts } from './published-counts.ts';

/** The periods that were counted person by person, and the day of the census of each. */
const CENSUSES: ReadonlyMap<string, string> = new Map([
  ['202223', '2023-01-19'],
  ['202324', '2024-01-18'],
  ['202425', '2025-01-16'],
]);
const NUMBERS = [
  'personal_budget',
  'org_arrangments',
  'pb_health',
  'pb_education',
  'pb_social',
  'pb_integrated',
] as const;

const TODAY = Temporal.PlainDate.from('2026-04-15');

/** An empty book of one authority: as the service sees it, and as a superuser does. */
export interface EmptyBook {
  readonly service: Client;
  readonly superuser: Client;
  readonly authority: string;
}

/** How the published tables came out of the books that were made for them. */
export interface Reproduction {
  /** Rows of authorities compared in all their columns, of personal budgets and of plans. */
  budgetRows: number;
  planRows: number;
  /** Rows of regions and of England compared with the sums of their authorities. */
  sumRows: number;
  readonly differences: string[];
  /** Rows that no book can give, and why. */
  readonly impossible: string[];
  /** Rows with letters in place of figures. */
  readonly withheld: string[];
}

interface Asked {
  readonly budgets: Uint8Array;
  readonly plans: Uint8Array;
  /** Whether all plans are made, or only a few beside those with a budget. */
  readonly allPlans: boolean;
  /** Only the authorities of these regions; England as a whole is then not compared. */
  readonly regions?: readonly string[];
  readonly onProgress?: (sentence: string) => void;
}

/**
 * Makes a book for every authority of the published tables at its counts of January 2023, 2024 and
 * 2025, runs the reports in the published layout on it, and compares every column of every row.
 */
export async function reproduce(book: EmptyBook, asked: Asked): Promise<Reproduction> {
  const tables = await importBoth(book, asked);
  await readyToFill(book.superuser, book.authority);
  const found: Reproduction = {
    budgetRows: 0,
    planRows: 0,
    sumRows: 0,
    differences: [],
    impossible: [],
    withheld: [],
  };
  const ours: PublishedRow[] = [];
  const areas = Map.groupBy(tables.budgets.filter(isAuthority), (row) => row['new_la_code']!);
  for (const [n, [area, rows]] of [...areas].entries()) {
    if (n % 20 === 0) asked.onProgress?.(`${n} of ${areas.size} authorities`);
    ours.push(...(await oneAuthority(book, { area, rows, tables, asked }, found)));
  }
  compareSums(tables.budgets, ours, found);
  return found;
}

interface Tables {
  readonly budgets: readonly PublishedRow[];
  readonly plans: readonly PublishedRow[];
}

async function importBoth(book: EmptyBook, { budgets, plans, regions }: Asked): Promise<Tables> {
  const read = async (name: string, content: Uint8Array): Promise<readonly PublishedRow[]> => {
    const table = await readPublished(content);
    await importInto(book, scopeOf(book.authority, 'service'), { name, content, table });
    return table.rows.filter(
      (row) =>
        CENSUSES.has(row['time_period']!) &&
        (regions === undefined || regions.includes(row['region_name']!)),
    );
  };
  return {
    budgets: await read('personal_budgets.csv', budgets),
    plans: await read('plans.csv', plans),
  };
}

const scopeOf = (authority: string, kind: string): Scope => ({
  authority,
  user: WHOLE_AUTHORITY,
  kind,
  today: TODAY,
});

const isAuthority = (row: PublishedRow): boolean => row['geographic_level'] === 'Local authority';

interface Authority {
  readonly area: string;
  readonly rows: readonly PublishedRow[];
  readonly tables: Tables;
  readonly asked: Asked;
}

/** Makes and compares the years of one authority. @returns its rows of personal budgets */
async function oneAuthority(
  book: EmptyBook,
  { area, rows, tables, asked }: Authority,
  found: Reproduction,
): Promise<PublishedRow[]> {
  const planned = rows.map((row) => planOf(row, tables, asked.allPlans));
  const made = planned.filter((one) => typeof one.people !== 'string');
  await fillBook(
    book.superuser,
    made.map(({ census, people }) => ({ census, people }) as YearOfPeople),
  );
  const counted: PublishedRow[] = [];
  for (const { row, plansRow, census, people, isWithheld } of planned) {
    const name = `${row['la_name']} ${row['time_period']}`;
    if (isWithheld) found.withheld.push(name);
    if (typeof people === 'string') {
      found.impossible.push(`${name}: ${people}`);
      counted.push(row);
      continue;
    }
    const [budgets] = await read(book, 'sen2-published-layout', census, area);
    counted.push(budgets as PublishedRow);
    if (!isWithheld) {
      compare(name, row, budgets, found.differences);
      found.budgetRows += 1;
    }
    const [plans] = await read(book, 'sen2-plans-published-layout', census, area);
    compare(name, { ...plansRow, ehcplans: String(people.plans) }, plans, found.differences);
    found.planRows += 1;
  }
  return counted;
}

function planOf(row: PublishedRow, tables: Tables, allPlans: boolean) {
  const census = Temporal.PlainDate.from(CENSUSES.get(row['time_period']!)!);
  const plansRow = tables.plans.find(
    (one) => one['time_period'] === row['time_period'] && one['new_la_code'] === row['new_la_code'],
  )!;
  const isWithheld = !/^\d+$/.test(row['personal_budget']!);
  const shown = isWithheld ? restOfRegion(row, tables.budgets) : row;
  const [budgets, organised, health, education, social, integrated] = NUMBERS.map((name) =>
    Number(shown[name]),
  ) as [number, number, number, number, number, number];
  const plans = Number(plansRow['ehcplans']);
  const counts: PublishedCounts = {
    plans: allPlans ? plans : Math.min(plans, budgets + 5),
    budgets,
    organised,
    health,
    education,
    social,
    integrated,
  };
  return { row, plansRow, census, people: peopleOf(counts), isWithheld };
}

/** What the region has beyond its other authorities: what a row that was withheld must be. */
function restOfRegion(row: PublishedRow, budgets: readonly PublishedRow[]): PublishedRow {
  const same = budgets.filter(
    (one) => one['time_period'] === row['time_period'] && one['region_code'] === row['region_code'],
  );
  const region = same.find((one) => one['geographic_level'] === 'Regional')!;
  const others = same.filter((one) => isAuthority(one) && /^\d+$/.test(one['personal_budget']!));
  return Object.fromEntries(
    NUMBERS.map((name) => [
      name,
      String(others.reduce((left, one) => left - Number(one[name]), Number(region[name]))),
    ]),
  );
}

async function read(
  { service, authority }: EmptyBook,
  name: string,
  census: Temporal.PlainDate,
  area: string,
): Promise<readonly Row[]> {
  const report = REPORTS.find((one) => one.name === name)!;
  // The census is that of the rules in force a few days after it.
  const asked = {
    asAt: census.add({ days: 10 }),
    today: TODAY,
    knownMoment: null,
    given: { area },
    through: null,
  };
  return inTransaction(
    service,
    scopeOf(authority, 'commissioner'),
    async (tx) => {
      const rows: Row[] = [];
      const at = await reportAt(tx, asked);
      for await (const batch of rowsOf(tx, report, at, new AbortController().signal)) {
        rows.push(...batch);
      }
      return rows;
    },
    { readOnly: true },
  );
}

function compare(
  name: string,
  published: PublishedRow,
  ours: Row | undefined,
  differences: string[],
): void {
  const columns = Object.keys(published);
  const others = Object.keys(ours ?? {}).filter((column) => !columns.includes(column));
  for (const column of [...columns, ...others]) {
    if (published[column] === ours?.[column]) continue;
    differences.push(`${name}: ${column} is ${published[column]}, and ours ${ours?.[column]}`);
  }
}

/** Compares the sums of the authorities' rows with the rows of the regions and of England. */
function compareSums(
  published: readonly PublishedRow[],
  ours: readonly PublishedRow[],
  found: Reproduction,
): void {
  for (const row of published.filter((one) => !isAuthority(one))) {
    const parts = ours.filter(
      (one) =>
        one['time_period'] === row['time_period'] &&
        (row['geographic_level'] === 'National' || one['region_code'] === row['region_code']),
    );
    const sums = Object.fromEntries(
      NUMBERS.map((name) => [name, String(parts.reduce((sum, one) => sum + Number(one[name]), 0))]),
    );
    const name = `${row['region_name'] === '' ? 'England' : row['region_name']} ${row['time_period']}`;
    compare(
      name,
      Object.fromEntries(NUMBERS.map((one) => [one, row[one]!])),
      sums,
      found.differences,
    );
    found.sumRows += 1;
  }
}

import { hasDay } from './csv-dates.ts';
import { amountIn } from './csv-amounts.ts';
import type { Column, CsvProfile, Role } from './csv-profile.ts';
import { KNOWN_BY_FORM, KNOWN_BY_HEADINGS } from './csv-profiles.ts';
import { RowSplitter, type CsvRow } from './csv-records.ts';

/** Where the columns of a profile are in the rows of a file. */
export interface Layout {
  readonly profile: CsvProfile;
  /** How many cells a row has; null where nothing says it. */
  readonly width: number | null;
  /** The places of the cells for each role, from 0. */
  readonly places: Readonly<Partial<Record<Role, readonly number[]>>>;
  readonly currency: string | null;
}

/** How a file is to be read. */
export interface Form {
  readonly mark: string;
  /** The number of the row of headings; 0 when there is none. */
  readonly headingRow: number;
  readonly layout: Layout;
}

/** Headings are within this many rows. */
const MOST_ROWS_BEFORE = 60;

const MARKS = [',', ';', '\t', '|'];

/** A heading without case, marks and currency: "Amount (GBP)" is "amount". */
export function headingName(cell: string): string {
  return cell
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/ gbp$/, '');
}

/** A row without the empty cells at its end; `least` of them stay. */
export function withoutEmptyEnd(cells: readonly string[], least: number): readonly string[] {
  let length = cells.length;
  while (length > least && (cells[length - 1] ?? '').trim() === '') length -= 1;
  return cells.slice(0, length);
}

/** The layout of a file with these headings, or null when they are not of the profile. */
export function layoutByHeadings(row: readonly string[], profile: CsvProfile): Layout | null {
  const cells = withoutEmptyEnd(row, 1);
  if (profile.width !== null && cells.length !== profile.width) return null;
  const names = cells.map(headingName);
  const placeOf = (column: Column): number => names.indexOf(headingName(String(column)));
  if (!profile.needs.every((list) => list.some((one) => placeOf(one) >= 0))) return null;
  const places: Partial<Record<Role, readonly number[]>> = {};
  for (const [role, columns] of Object.entries(profile.columns) as [Role, readonly Column[]][]) {
    const found = columns.map(placeOf).filter((place) => place >= 0);
    const all = [...new Set(found)];
    if (all.length > 0) places[role] = role === 'description' ? all : all.slice(0, 1);
  }
  const isSummed = places.amount !== undefined;
  const currency = profile.currency ?? currencyOf(cells);
  if (!isSummed) return { profile, width: cells.length, places, currency };
  const { in: _in, out: _out, ...withAmount } = places;
  return { profile, width: cells.length, places: withAmount, currency };
}

function currencyOf(cells: readonly string[]): string | null {
  const found = cells.map((cell) => /\((£|[A-Z]{3})\)/.exec(cell.slice(0, 200))?.[1]);
  const code = found.find((one) => one !== undefined);
  return code === '£' ? 'GBP' : (code ?? null);
}

/** The layout of a profile whose columns are numbered. */
export function layoutByNumbers(profile: CsvProfile): Layout {
  const places = Object.fromEntries(
    Object.entries(profile.columns).map(([role, columns]) => [
      role,
      columns.map((one) => Number(one) - 1),
    ]),
  );
  return { profile, width: profile.width, places, currency: profile.currency };
}

/** How a file with this beginning is to be read: by a profile, or by the one that fits it. */
export function formOf(head: string, wanted: CsvProfile | null): Form | null {
  const byMark = MARKS.filter((mark) => (wanted?.mark ?? mark) === mark).map(
    (mark) => [mark, rowsOf(head, mark)] as const,
  );
  if (wanted !== null && !wanted.headings) {
    const layout = layoutByNumbers(wanted);
    const best = byMark.find(([, rows]) => rows.some((row) => fits(row, layout)));
    return { mark: best?.[0] ?? wanted.mark ?? ',', headingRow: 0, layout };
  }
  for (const profile of wanted === null ? KNOWN_BY_HEADINGS : [wanted]) {
    for (const [mark, rows] of byMark) {
      for (const { number, cells } of rows) {
        const layout = layoutByHeadings(cells, profile);
        // Plain headings could be those of anything with a date and an amount.
        const isNone = wanted === null && profile.format === 'csv' && isSpendingRow(cells);
        if (layout !== null && !isNone) return { mark, headingRow: number, layout };
      }
    }
  }
  if (wanted !== null) return null;
  const layout = layoutByNumbers(KNOWN_BY_FORM);
  const first = byMark[0]?.[1].find((row) => row.cells.some((cell) => cell.trim() !== ''));
  const isThree = first !== undefined && withoutEmptyEnd(first.cells, 1).length === 3;
  return isThree && fits(first, layout) ? { mark: ',', headingRow: 0, layout } : null;
}

function rowsOf(head: string, mark: string): CsvRow[] {
  const splitter = new RowSplitter(mark);
  const rows = splitter.push(head);
  if (rows.length < MOST_ROWS_BEFORE) rows.push(...splitter.end());
  return rows.slice(0, MOST_ROWS_BEFORE);
}

/** Whether there are a date and an amount in a row where the layout has them. */
function fits({ cells }: CsvRow, { places, profile }: Layout): boolean {
  const cellOf = (role: Role): string => cells[places[role]?.[0] ?? -1] ?? '';
  const hasAmount = (['amount', 'in', 'out'] as const).some(
    (role) => amountIn(cellOf(role), profile.decimalMark) !== null,
  );
  return hasAmount && hasDay(cellOf('date'), profile.dates);
}

const OF_SPENDING =
  /^(?:supplier|body name|expenditure|directorate|service area|beneficiary|organisational unit)/;

/** Whether the headings near the beginning are those of a list of payments to suppliers. */
export function isSpendingList(head: string): boolean {
  return rowsOf(head, ',').some(({ cells }) => isSpendingRow(cells));
}

function isSpendingRow(cells: readonly string[]): boolean {
  return cells.filter((cell) => OF_SPENDING.test(headingName(cell))).length > 1;
}

const DATE_NAME = /\bdate\b|^(?:posted|booked)/;
const MONEY_NAME = /amount|balance|paid|money|debit|credit|value|load|spend/;

/** Whether a row in the middle of a file looks like headings: names, and no figures. */
export function looksLikeHeadings(cells: readonly string[]): boolean {
  const names = cells.map(headingName).filter((name) => name !== '');
  if (names.length < 2 || cells.some((cell) => /\d/.test(cell))) return false;
  return names.some((name) => DATE_NAME.test(name)) && names.some((name) => MONEY_NAME.test(name));
}

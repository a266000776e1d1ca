import { setImmediate } from 'node:timers/promises';
import { UUID_FORM } from '../http/schemas.ts';
import { KINDS_OF_ROW, type KindOfRow, type RowKind } from './columns.ts';
import { readRow, type Period, type Row } from './read-row.ts';
import type { RawRow } from './read-rows.ts';
import type { RowFaults } from './row-faults.ts';

/** Rows that are read before others get their turn. */
const TURN_ROWS = 1000;

const HEADINGS = [
  'account_opening',
  'account_closing',
  'other_authorities_opening',
  'interest_opening',
] as const;
export type Heading = (typeof HEADINGS)[number];

const PAYROLL = [
  'payroll_gross',
  'payroll_net',
  'payroll_tax',
  'payroll_pension',
  'holiday_accrued',
] as const;
export type PayrollKind = (typeof PAYROLL)[number];

const isOneOf = <K extends RowKind>(kinds: readonly K[], kind: RowKind): kind is K =>
  (kinds as readonly RowKind[]).includes(kind);

/** The payroll rows of one assistant, each kind once. */
export type Payroll = Partial<Record<PayrollKind, Row>>;

/** What a return says of one arrangement. */
export interface PersonRows {
  readonly arrangement: string;
  /** Its first row, to point at what is missing. */
  readonly first: number;
  opening: Row | null;
  closing: Row | null;
  readonly lines: Row[];
  /** By assistant. */
  readonly payroll: Map<string, Payroll>;
}

/** The good rows of a return, put together; and what cannot be added up, because a row is bad. */
export interface Gathered {
  readonly headings: Partial<Record<Heading, Row>>;
  /** Rows about the whole account: the bank's, other authorities' and interest. */
  readonly whole: Row[];
  readonly people: Map<string, PersonRows>;
  /** Arrangements that a bad row names. */
  readonly broken: Set<string>;
  /** Whether a bad row could be about anything at all. */
  allBroken: boolean;
  /** Whether a bad row is about the whole account. */
  accountBroken: boolean;
}

/** Reads rows one by one and puts together what belongs together, noting every fault. */
export async function gather(
  rows: Iterable<RawRow>,
  period: Period,
  faults: RowFaults,
): Promise<Gathered> {
  const gathered: Gathered = {
    headings: {},
    whole: [],
    people: new Map(),
    broken: new Set(),
    allBroken: false,
    accountBroken: false,
  };
  let count = 0;
  let noted = faults.total;
  for (const raw of rows) {
    // What the reader of the file noted meanwhile is about rows that it could not tell apart.
    if (faults.total > noted) gathered.allBroken = true;
    const row = readRow(raw, period, faults);
    if (row === null) noteBroken(raw, gathered);
    else place(row, gathered, faults);
    noted = faults.total;
    count += 1;
    if (count % TURN_ROWS === 0) await setImmediate();
  }
  if (faults.total > noted) gathered.allBroken = true;
  return gathered;
}

/** What a bad row is about, as far as it says: it may be anyone's where that cannot be read. */
function noteBroken({ cells }: RawRow, gathered: Gathered): void {
  const { kind, arrangement } = cells;
  if (typeof arrangement === 'string' && UUID_FORM.test(arrangement.toLowerCase())) {
    gathered.broken.add(arrangement.toLowerCase());
  } else if (arrangement !== undefined || isOfPerson(kind)) gathered.allBroken = true;
  else gathered.accountBroken = true;
}

function isOfPerson(kind: unknown): boolean {
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS_OF_ROW, kind)) return false;
  const form: KindOfRow = KINDS_OF_ROW[kind as RowKind];
  return form.needs.includes('arrangement');
}

function place(row: Row, gathered: Gathered, faults: RowFaults): void {
  const { kind } = row;
  if (isOneOf(HEADINGS, kind)) {
    if (gathered.headings[kind] === undefined) gathered.headings[kind] = row;
    else faults.add(row.row, 'kind', `A return has this row once. It stands above already.`);
    return;
  }
  if (row.arrangement === null) {
    gathered.whole.push(row);
    return;
  }
  const person = gathered.people.get(row.arrangement) ?? newPerson(row.arrangement, row.row);
  gathered.people.set(row.arrangement, person);
  if (!placeOf(row, person)) {
    faults.add(row.row, 'kind', 'An arrangement has this row once. It stands above already.');
  }
}

/** @returns whether it could be placed; not where it stands there already */
function placeOf(row: Row, person: PersonRows): boolean {
  const { kind } = row;
  if (kind === 'opening' || kind === 'closing') {
    if (person[kind] !== null) return false;
    person[kind] = row;
    return true;
  }
  if (!isOneOf(PAYROLL, kind)) {
    person.lines.push(row);
    return true;
  }
  const payroll = person.payroll.get(row.employee!) ?? {};
  person.payroll.set(row.employee!, payroll);
  if (payroll[kind] !== undefined) return false;
  payroll[kind] = row;
  return true;
}

const newPerson = (arrangement: string, first: number): PersonRows => ({
  arrangement,
  first,
  opening: null,
  closing: null,
  lines: [],
  payroll: new Map(),
});

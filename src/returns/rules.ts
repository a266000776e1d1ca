import { ZERO, sum, toText, type Decimal } from '../money.ts';
import type { Gathered, Payroll, PersonRows } from './gather.ts';
import type { RowKind } from './columns.ts';
import type { Row } from './read-row.ts';
import type { RowFaults } from './row-faults.ts';

/** An arrangement whose money the account holds, with the person's number at the council. */
export interface Served {
  readonly beneficiaryId: string;
  readonly reference: string;
}

/** By what a return is judged. */
export interface Terms {
  readonly tier: 'standard' | 'light_touch';
  /** Whether the account is a broker's, or one person's. */
  readonly isPooled: boolean;
  /** Spending of more than this needs evidence in a standard return. */
  readonly evidenceAbove: Decimal;
  /** By arrangement. */
  readonly served: ReadonlyMap<string, Served>;
}

const NOT_SERVED =
  'This account holds no money of an arrangement with this identifier in the period.';

const amountsOf = (rows: readonly Row[]): Decimal => sum(rows.map((row) => row.amount));
/** The lines that take from a person's money; all others add to it. */
const OUT: ReadonlySet<RowKind> = new Set(['spending', 'fee', 'transferred_out']);
const change = (row: Row): Decimal => (OUT.has(row.kind) ? row.amount.negated() : row.amount);

/** Notes all that is wrong with a return whose rows have their form. */
export function judge(gathered: Gathered, terms: Terms, faults: RowFaults): void {
  judgeAccount(gathered, terms, faults);
  for (const person of gathered.people.values()) judgePerson(person, gathered, terms, faults);
  if (gathered.people.size === 0 && gathered.broken.size === 0 && !gathered.allBroken) {
    faults.add(1, 'arrangement', 'Expected rows of at least one arrangement; found none.');
  }
}

function judgeAccount(gathered: Gathered, terms: Terms, faults: RowFaults): void {
  const { headings, whole } = gathered;
  const { account_opening: opening, account_closing: closing } = headings;
  const others = [...whole, ...Object.values(headings)].filter((row) =>
    row.kind.startsWith('other_authorities'),
  );
  for (const row of terms.isPooled ? [] : others) {
    faults.add(row.row, 'kind', 'The account of one person holds no money of other authorities.');
  }
  if (gathered.allBroken || gathered.accountBroken) return;
  if (terms.isPooled) judgeOthers(gathered, faults);
  if (opening === undefined) faults.add(1, 'kind', 'The row account_opening is missing.');
  if (closing === undefined) faults.add(1, 'kind', 'The row account_closing is missing.');
  if (opening === undefined || closing === undefined) return;
  const bank = whole.filter((row) => row.kind === 'bank');
  if (bank.length === 0) {
    if (terms.tier === 'standard' && hasMoved(gathered)) faults.add(closing.row, 'kind', NO_BANK);
    return;
  }
  const found = closing.amount;
  const expected = opening.amount.plus(amountsOf(bank));
  if (!expected.eq(found)) {
    const message = `The opening balance and the bank's lines make ${toText(expected)}. Found ${toText(found)}.`;
    faults.add(closing.row, 'amount', message);
  }
}

/**
 * What is held for other authorities is never below zero: by such a line, money that is missing of
 * people's would seem to be there.
 */
function judgeOthers({ headings, whole }: Gathered, faults: RowFaults): void {
  const rows = whole.filter((row) => row.kind === 'other_authorities');
  const inOrder = rows.toSorted((a, b) => (a.on! < b.on! ? -1 : 1));
  let held = amountOr0(headings.other_authorities_opening);
  for (const [on, lines] of Map.groupBy(inOrder, (row) => row.on!)) {
    held = held.plus(amountsOf(lines));
    if (!held.isNegative()) continue;
    const message = `More goes out for other authorities than the account holds of them: ${toText(held)} on ${on}.`;
    faults.add(lines.at(-1)!.row, 'amount', message);
    return;
  }
}

const NO_BANK = 'A standard return has the lines of the bank statement, in rows of the kind bank.';

/**
 * Whether anything happened to the account, so that its bank statement has lines. A transfer between
 * two arrangements whose money is in the account leaves none.
 */
function hasMoved({ headings, people, whole }: Gathered): boolean {
  const { account_opening: opening, account_closing: closing } = headings;
  if (!opening!.amount.eq(closing!.amount) || whole.length > 0) return true;
  return [...people.values()].some((person) => person.lines.some((row) => !isTransfer(row)));
}

const isTransfer = ({ kind }: Row): boolean =>
  kind === 'transferred_in' || kind === 'transferred_out';

function judgePerson(
  person: PersonRows,
  gathered: Gathered,
  terms: Terms,
  faults: RowFaults,
): void {
  const served = terms.served.get(person.arrangement);
  for (const row of rowsOf(person)) {
    if (served === undefined) faults.add(row.row, 'arrangement', NOT_SERVED);
    else if (row.person !== served.reference) {
      faults.add(row.row, 'person', "This is not the number of the arrangement's person.");
    }
  }
  if (terms.tier === 'standard') judgeEvidence(person, terms, faults);
  if (gathered.allBroken || gathered.broken.has(person.arrangement)) return;
  for (const payroll of person.payroll.values()) judgePayroll(payroll, faults);
  judgeSum(person, faults);
}

const rowsOf = ({ opening, closing, lines, payroll }: PersonRows): Row[] =>
  [
    opening,
    closing,
    ...lines,
    ...[...payroll.values()].flatMap((one) => Object.values(one)),
  ].filter((row) => row !== null);

function judgeEvidence({ lines }: PersonRows, terms: Terms, faults: RowFaults): void {
  for (const { row, kind, amount, evidence } of lines) {
    if (kind === 'spending' && evidence === null && amount.gt(terms.evidenceAbove)) {
      const message = `Spending of more than ${toText(terms.evidenceAbove)} names its evidence.`;
      faults.add(row, 'evidence', message);
    }
  }
}

function judgePayroll(payroll: Payroll, faults: RowFaults): void {
  const { payroll_gross: gross, payroll_net: net } = payroll;
  const [first] = Object.values(payroll);
  if (gross === undefined || net === undefined) {
    const missing = gross === undefined ? 'payroll_gross' : 'payroll_net';
    faults.add(first!.row, 'kind', `The row ${missing} of this assistant is missing.`);
  } else if (net.amount.gt(gross.amount)) {
    const message = `Net pay is not above gross pay. Found ${toText(net.amount)} of ${toText(gross.amount)}.`;
    faults.add(net.row, 'amount', message);
  }
}

function judgeSum({ first, opening, closing, lines }: PersonRows, faults: RowFaults): void {
  for (const [name, row] of [
    ['opening', opening],
    ['closing', closing],
  ] as const) {
    if (row === null)
      faults.add(first, 'arrangement', `The row ${name} of this arrangement is missing.`);
  }
  if (opening === null || closing === null) return;
  const expected = lines.reduce((total, row) => total.plus(change(row)), opening.amount);
  if (expected.eq(closing.amount)) return;
  const [came, went] = [sum(lines.map(change).filter((one) => one.gt(0))), amountsOf(lines)];
  const message =
    `${toText(opening.amount)} at the opening, ${toText(came)} in and ${toText(went.minus(came))} ` +
    `out make ${toText(expected)}. Found ${toText(closing.amount)}.`;
  faults.add(closing.row, 'amount', message);
}

/** The amount of a row that may be left out. */
export const amountOr0 = (row: Row | undefined): Decimal => row?.amount ?? ZERO;

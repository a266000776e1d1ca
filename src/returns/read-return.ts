import { sum } from '../money.ts';
import { gather, type Gathered, type PersonRows } from './gather.ts';
import type { Period, Row } from './read-row.ts';
import { rowsOfCsv, rowsOfList } from './read-rows.ts';
import type {
  LineKind,
  NewReturn,
  ReturnLine,
  ReturnPayroll,
  ReturnPerson,
} from './return-store.ts';
import { RowFaults } from './row-faults.ts';
import { amountOr0, judge, type Served, type Terms } from './rules.ts';

/** The rows of a return: the CSV file as it came, or a list sent as JSON. */
export type Source =
  | { readonly csv: Uint8Array }
  | { readonly rows: readonly Readonly<Record<string, unknown>>[] };

/** What the rows of a return say, without whose it is. */
export type Said = Pick<
  NewReturn,
  'opening' | 'closing' | 'otherOpening' | 'interestOpening' | 'people' | 'lines' | 'payroll'
>;

/**
 * Reads the rows of a return and judges them.
 *
 * @param look finds which of the arrangements named the account serves
 * @throws Problem "return-faults" with every fault, by row and column
 */
export async function readReturn(
  source: Source,
  period: Period,
  terms: Omit<Terms, 'served'>,
  look: (arrangements: readonly string[]) => Promise<ReadonlyMap<string, Served>>,
): Promise<Said> {
  const faults = new RowFaults();
  const rows = 'csv' in source ? rowsOfCsv(source.csv, faults) : rowsOfList(source.rows, faults);
  const gathered = await gather(rows, period, faults);
  const served = await look([...gathered.people.keys()]);
  judge(gathered, { ...terms, served }, faults);
  faults.refuse();
  return said(gathered, served);
}

function said({ headings, whole, people }: Gathered, served: ReadonlyMap<string, Served>): Said {
  const all = [...people.values()];
  const beneficiaryOf = (arrangement: string): string => served.get(arrangement)!.beneficiaryId;
  const lines = [...whole, ...all.flatMap((person) => person.lines)].toSorted(
    (a, b) => a.row - b.row,
  );
  return {
    opening: amountOr0(headings.account_opening),
    closing: amountOr0(headings.account_closing),
    otherOpening: amountOr0(headings.other_authorities_opening),
    interestOpening: amountOr0(headings.interest_opening),
    people: all.map(({ arrangement, opening, closing }): ReturnPerson => ({
      arrangementId: arrangement,
      beneficiaryId: beneficiaryOf(arrangement),
      opening: opening!.amount,
      closing: closing!.amount,
    })),
    lines: lines.map((row) => lineOf(row, beneficiaryOf)),
    payroll: all.flatMap(payrollOf),
  };
}

const lineOf = (row: Row, beneficiaryOf: (arrangement: string) => string): ReturnLine => ({
  row: row.row,
  kind: row.kind as LineKind,
  onDay: row.on!,
  arrangementId: row.arrangement,
  beneficiaryId: row.arrangement === null ? null : beneficiaryOf(row.arrangement),
  amount: row.amount,
  category: row.category,
  description: row.description,
  evidence: row.evidence,
});

const payrollOf = ({ arrangement, payroll }: PersonRows): ReturnPayroll[] =>
  [...payroll].map(([employee, rows]) => ({
    arrangementId: arrangement,
    employee,
    gross: amountOr0(rows.payroll_gross),
    net: amountOr0(rows.payroll_net),
    tax: amountOr0(rows.payroll_tax),
    pension: amountOr0(rows.payroll_pension),
    holidayAccrued: amountOr0(rows.holiday_accrued),
  }));

/** What the lines of each kind come to, as it is shown after a file was checked. */
export function totalsOf({ people, lines, ...account }: Said) {
  const of = (...kinds: LineKind[]) =>
    sum(lines.filter((line) => kinds.includes(line.kind)).map((line) => line.amount));
  return {
    opening: account.opening,
    closing: account.closing,
    otherAuthorities: account.otherOpening.plus(of('other_authorities')),
    interest: account.interestOpening.plus(of('interest')),
    peopleOpening: sum(people.map((one) => one.opening)),
    peopleClosing: sum(people.map((one) => one.closing)),
    bank: of('bank'),
    paidIn: of('paid_in'),
    contributions: of('contribution'),
    spending: of('spending'),
    fees: of('fee'),
    refunds: of('refund'),
    transferredIn: of('transferred_in'),
    transferredOut: of('transferred_out'),
  };
}

import { createHash } from 'node:crypto';
import { csvPieces, type Column } from '../../http/csv.ts';
import type { Noted, Reconciliation } from './statement-store.ts';

/** A row of the file; what a row has nothing of is empty. */
interface Row {
  /** What sort of row it is, e.g. `balance`. */
  readonly section: string;
  readonly item: string;
  readonly day?: string | null;
  readonly count?: number;
  readonly amount?: string;
  /** The entry of the journal that it rests on. */
  readonly entry?: string;
  readonly detail?: string | null;
}

/** The columns of the CSV file, which the guide for finance officers explains. */
const COLUMNS: readonly Column<Row>[] = [
  { name: 'section', type: 'text' },
  { name: 'item', type: 'text' },
  { name: 'day', type: 'date' },
  { name: 'count', type: 'count' },
  { name: 'amount', type: 'money' },
  { name: 'entry', type: 'id' },
  { name: 'detail', type: 'text' },
];

/** A statement of reconciliation as CSV. The same statement is the same bytes. */
export async function reconciliationCsv(one: Reconciliation): Promise<string> {
  let text = '';
  for await (const piece of csvPieces(COLUMNS, rowsOf(one))) text += piece;
  return text;
}

/** The digest by which a statement is signed: SHA-256 of its CSV, in hex. */
export async function digestOf(one: Reconciliation): Promise<string> {
  return createHash('sha256')
    .update(await reconciliationCsv(one))
    .digest('hex');
}

async function* rowsOf(one: Reconciliation): AsyncGenerator<readonly Row[]> {
  yield [...headRows(one), ...balanceRows(one), ...lineRows(one), ...preparedRows(one)];
}

function headRows({ of, account, after }: Reconciliation): Row[] {
  const { name, sortCode, number } = account;
  return [
    { section: 'account', item: of.bankAccountId, detail: `${name}, ${sortCode} ${number}` },
    { section: 'days', item: 'signed off before', day: after },
    { section: 'days', item: 'through', day: of.throughOn },
  ];
}

function balanceRows(one: Reconciliation): Row[] {
  const { of, ledger, notOnStatement, statement, inTransit } = one;
  const day = of.throughOn;
  return [
    { section: 'balance', item: 'ledger', day, amount: ledger },
    ...notOnStatement.items.map(({ kind, effectiveOn, amount, entry }) => ({
      section: 'not on statement',
      item: kind,
      day: effectiveOn,
      amount,
      entry,
    })),
    {
      section: 'balance',
      item: 'not on statement',
      day,
      count: notOnStatement.count,
      amount: notOnStatement.sum,
    },
    {
      section: 'balance',
      item: 'statement',
      day,
      amount: statement.closing,
      detail: statement.reference,
    },
    ...inTransit.items.map(({ kind, reference, valueOn, amount, id }) => ({
      section: 'in transit',
      item: `${kind} ${reference}`,
      day: valueOn,
      amount,
      detail: id,
    })),
    {
      section: 'balance',
      item: 'in transit',
      day,
      count: inTransit.items.length,
      amount: inTransit.sum,
    },
  ];
}

function lineRows({ lines, writeOffs, differences, repeats }: Reconciliation): Row[] {
  const noted = (section: string, { line, bookedOn, amount, reason, entry }: Noted): Row => ({
    section,
    item: `line ${line}`,
    day: bookedOn,
    amount,
    entry,
    detail: reason,
  });
  return [
    ...lines.by.map(({ how, count, sum }) => ({
      section: 'lines by rule',
      item: how,
      count,
      amount: sum,
    })),
    { section: 'lines', item: 'since signed off before', count: lines.count, amount: lines.sum },
    ...writeOffs.map((one) => noted('written off', one)),
    ...differences.map((one) => noted('difference accepted', one)),
    ...repeats.map((one) => noted('repeat set aside', one)),
  ];
}

function preparedRows({ of }: Reconciliation): Row[] {
  const { id, preparedBy, preparedAt } = of;
  return [
    { section: 'sign-off', item: id },
    { section: 'prepared by', item: preparedBy, detail: preparedAt },
  ];
}

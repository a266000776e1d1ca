import { csvPieces, type Column } from '../http/csv.ts';
import { heading, makePdf, paragraph } from '../pdf/document.ts';
import { oneBatch, writeTable, type PdfColumn } from '../pdf/table.ts';
import { dayInWords, inPounds } from '../plain-text.ts';
import type { LineRow } from './recharge-store.ts';
import type { StatementHead } from './statement-store.ts';

/** The columns of the CSV file, which the guide for partners explains. */
const COLUMNS: readonly Column<LineRow>[] = [
  { name: 'person', type: 'text' },
  { name: 'arrangementId', type: 'id' },
  { name: 'shareId', type: 'id' },
  { name: 'spent', type: 'money' },
  { name: 'part', type: 'money' },
  { name: 'paidByPartner', type: 'money' },
  { name: 'before', type: 'money' },
  { name: 'amount', type: 'money' },
];

/** The lines of a statement as CSV, a person by reference only. */
export function statementCsv(
  batches: AsyncIterable<readonly LineRow[]>,
  excel: boolean,
): AsyncGenerator<string, void> {
  return csvPieces(COLUMNS, batches, { excel });
}

const right = { align: 'right' } as const;

/** What the PDF shows of each line; the widths fill a landscape page. */
const PDF_COLUMNS: readonly PdfColumn<LineRow>[] = [
  { heading: 'Person', width: 100, text: (row) => row.person ?? 'Not shown' },
  { heading: 'Arrangement', width: 182, text: (row) => row.arrangementId },
  { heading: 'Spent to date', width: 96, ...right, text: (row) => inPounds(row.spent) },
  { heading: 'Your part to date', width: 96, ...right, text: (row) => inPounds(row.part) },
  { heading: 'Paid by you', width: 92, ...right, text: (row) => inPounds(row.paidByPartner) },
  { heading: 'Recharged before', width: 96, ...right, text: (row) => inPounds(row.before) },
  { heading: 'This time', width: 96, ...right, text: (row) => inPounds(row.amount) },
];

/** A statement as a PDF file that a screen reader can follow. The same one has the same bytes. */
export function statementPdf(
  head: StatementHead,
  batches: AsyncIterable<readonly LineRow[]>,
  madeAt: Temporal.Instant,
): Promise<Buffer> {
  const { partner, recharge, account, totals } = head;
  const title = `Recharge ${recharge.number} to ${partner.organisation}`;
  const span = `${dayInWords(recharge.from)} to ${dayInWords(recharge.to)}`;
  const facts = { title, footer: `${title}, ${span}`, madeAt, layout: 'landscape' } as const;
  return makePdf(facts, async (pdf) => {
    heading(pdf, 1, title);
    paragraph(
      pdf,
      `For your share of what was spent up to ${dayInWords(recharge.to)}, by actuals.`,
    );
    paragraph(
      pdf,
      `Period: ${span}. Issued on ${dayInWords(recharge.issuedOn)}. Due by ${dayInWords(recharge.dueOn)}.`,
    );
    heading(pdf, 2, 'Your account');
    await writeTable(pdf, {
      about: 'What was open before, what was received, this recharge, and what is outstanding',
      columns: [
        { heading: 'What', width: 282, text: (row) => row[0] },
        { heading: 'Amount', width: 96, ...right, text: (row) => inPounds(row[1]) },
      ],
      batches: oneBatch<readonly [string, string]>([
        ['Brought forward', account.broughtForward],
        ['Received since the statement before', account.received],
        ['This recharge', account.recharged],
      ]),
      totals: ['Outstanding', inPounds(account.outstanding)],
    });
    heading(pdf, 2, 'What this recharge is for');
    const sums = [totals.spent, totals.part, totals.paidByPartner, totals.before, totals.amount];
    await writeTable(pdf, {
      about: 'By person and arrangement: spent, your part, recharged before, and this time',
      columns: PDF_COLUMNS,
      batches,
      totals: ['Total', '', ...sums.map(inPounds)],
    });
  });
}

import { heading, makePdf, paragraph, type Pdf } from '../../pdf/document.ts';
import { oneBatch, writeTable, type PdfColumn } from '../../pdf/table.ts';
import { dayInWords, inPounds } from '../../plain-text.ts';
import type { SignOff } from './sign-off-store.ts';
import { signatureOf } from './signature.ts';
import type { Noted, Reconciliation } from './statement-store.ts';

/** A sign-off, its statement, and the note that was signed where there is one. */
export interface Statement {
  readonly signOff: SignOff;
  readonly reconciliation: Reconciliation;
  readonly note: string | null;
}

/** A statement of reconciliation as a PDF file that a screen reader can follow. */
export function reconciliationPdf({ signOff, reconciliation, note }: Statement): Promise<Buffer> {
  const { account, of } = reconciliation;
  const day = dayInWords(of.throughOn);
  const title = `Bank reconciliation to ${day}`;
  const signed = note === null ? 'not signed' : `signed by ${signatureOf(note).key}`;
  const footer = `${title}, ${account.sortCode} ${account.number}, ${signed}`;
  const at = signOff.reopening?.at ?? signOff.approval?.at ?? signOff.preparedAt;
  const facts = { title, footer, madeAt: Temporal.Instant.from(at) };
  return makePdf(facts, async (pdf) => {
    heading(pdf, 1, title);
    paragraph(pdf, `${account.name}, sort code ${account.sortCode}, account ${account.number}.`);
    await writeBalances(pdf, reconciliation);
    await writeInTransit(pdf, reconciliation);
    await writeLines(pdf, reconciliation);
    writePeople(pdf, signOff);
    writeSignature(pdf, signOff, note);
  });
}

async function writeBalances(pdf: Pdf, one: Reconciliation): Promise<void> {
  const { ledger, notOnStatement, statement } = one;
  heading(pdf, 2, 'Proof');
  await writeAmounts(pdf, {
    about: 'From the balance in the ledger to the balance of the bank',
    rows: [
      ['Balance in the ledger', '', ledger],
      ...notOnStatement.items.map(({ kind, entry, effectiveOn, amount }) => [
        `Less what is not on the statement: ${inLetters(kind)}, entry ${entry}`,
        effectiveOn,
        opposite(amount),
      ]),
    ],
    total: ['Balance on the statement of the bank', one.of.throughOn, statement.closing],
  });
  paragraph(pdf, 'What the ledger and the bank differ by otherwise: £0.00.');
}

async function writeInTransit(pdf: Pdf, { inTransit }: Reconciliation): Promise<void> {
  heading(pdf, 2, 'In transit');
  paragraph(
    pdf,
    'Sent and on no statement yet. It leaves the bank account in the ledger when it is.',
  );
  await writeAmounts(pdf, {
    about: 'What was sent and is on no statement yet, with its value date',
    rows: inTransit.items.map(({ kind, reference, valueOn, amount }) => [
      `${inLetters(kind)} ${reference}`,
      valueOn,
      amount,
    ]),
    total: ['In transit', '', inTransit.sum],
  });
}

async function writeLines(pdf: Pdf, one: Reconciliation): Promise<void> {
  const { after, lines, writeOffs, differences, repeats } = one;
  heading(pdf, 2, 'Lines of the bank');
  paragraph(
    pdf,
    after === null ? 'All lines to that day.' : `The lines after ${dayInWords(after)} to that day.`,
  );
  await writeAmounts(pdf, {
    about: 'How the lines of the bank came to be reconciled',
    rows: lines.by.map(({ how, count, sum }) => [inLetters(how), String(count), sum]),
    total: ['Lines', String(lines.count), lines.sum],
    second: 'Lines',
  });
  const noted: [string, readonly Noted[]][] = [
    ['Written off', writeOffs],
    ['Differences accepted', differences],
    ['Repeats set aside', repeats],
  ];
  for (const [title, items] of noted.filter(([, all]) => all.length > 0)) {
    heading(pdf, 2, title);
    await writeAmounts(pdf, {
      about: title,
      rows: items.map(({ line, reason, entry, bookedOn, amount }) => [
        `Line ${line}, ${inLetters(reason ?? 'no reason')}, entry ${entry}`,
        bookedOn,
        amount,
      ]),
    });
  }
}

function writePeople(pdf: Pdf, { preparedBy, preparedAt, entry, approval, reopening }: SignOff) {
  heading(pdf, 2, 'Who signed');
  paragraph(pdf, `Prepared by ${preparedBy} at ${preparedAt}, entry ${entry}.`);
  if (approval !== null) {
    paragraph(pdf, `Approved by ${approval.by} at ${approval.at}, entry ${approval.entry}.`);
  }
  if (reopening !== null) {
    const { by, at, reason } = reopening;
    paragraph(pdf, `Reopened by ${by} at ${at}, ${inLetters(reason)}, entry ${reopening.entry}.`);
  }
}

function writeSignature(pdf: Pdf, { id, sha256 }: SignOff, note: string | null): void {
  heading(pdf, 2, 'Signature');
  paragraph(pdf, `Sign-off ${id}. SHA-256 of this statement as CSV: ${sha256}.`);
  if (note === null) return paragraph(pdf, 'Not signed.');
  const { key, signature } = signatureOf(note);
  paragraph(pdf, `Key ${key}. Ed25519 signature of the note of this sign-off: ${signature}.`);
}

interface Amounts {
  readonly about: string;
  /** What, a day or a count, and an amount. */
  readonly rows: readonly (readonly string[])[];
  readonly total?: readonly [string, string, string];
  readonly second?: string;
}

const right = { align: 'right' } as const;

function writeAmounts(pdf: Pdf, { about, rows, total, second = 'Day' }: Amounts): Promise<void> {
  const columns: readonly PdfColumn<readonly string[]>[] = [
    { heading: 'What', width: 335, text: (row) => row[0]! },
    { heading: second, width: 80, text: (row) => row[1]! },
    { heading: 'Amount', width: 100, ...right, text: (row) => inPounds(row[2]!) },
  ];
  const totals = total === undefined ? {} : { totals: [total[0], total[1], inPounds(total[2])] };
  return writeTable(pdf, { about, columns, batches: oneBatch(rows), ...totals });
}

/** The other way round: what the ledger has more, the bank has less. */
const opposite = (amount: string): string =>
  amount.startsWith('-') ? amount.slice(1) : `-${amount}`;

/** A code as words, e.g. "bank charge". */
function inLetters(code: string): string {
  return code.replaceAll('_', ' ');
}

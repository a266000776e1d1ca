import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { sum, toText } from '../money.ts';
import { invoiceAlone, linesAsked, type LinePart } from './deciding.ts';
import { booksOf, creditOf } from './ledger-lines.ts';
import { CREDITS, type Credited } from './line-sums.ts';
import type { LineRow } from './line-store.ts';
import { later, takeInTurn, type NetAndVat } from './rules.ts';
import { addSteps, type NewStep } from './step-store.ts';

export interface NewCreditNote {
  readonly providerId: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly numberKey: string;
  readonly creditedOn: Temporal.PlainDate;
  readonly lines: readonly LinePart[];
}

/** The facts that the digest of a credit note covers; its lines are the steps that name it. */
export interface CreditNoteRecord {
  readonly id: string;
  readonly providerId: string;
  readonly invoiceId: string;
  readonly numberKey: string;
  readonly creditedOn: string;
  readonly net: string;
  readonly vat: string;
  readonly recordedBy: string;
}

export function creditNoteFields(one: CreditNoteRecord): (string | null)[] {
  const { id, providerId, invoiceId, numberKey, creditedOn, net, vat, recordedBy } = one;
  return ['credit-note-1', id, providerId, invoiceId, numberKey, creditedOn, net, vat, recordedBy];
}

/**
 * Records a credit note. Of each line it first takes what is in query, then what was found not to be
 * owed, then what nobody has decided about, and last what was accepted; only that moves money.
 */
export async function addCreditNote(tx: Tx, note: NewCreditNote): Promise<void> {
  const { invoice, lines } = await invoiceAlone(tx, note.invoiceId);
  const pairs = linesAsked(lines, note.lines, {
    there: creditable,
    what: 'there to be credited',
  });
  const books = await booksOf(tx, invoice.providerId, lines);
  const on = later(note.creditedOn, await lastStep(tx, note.invoiceId));
  const steps = pairs.flatMap(([line, part]) =>
    partsOf(line, part).map(([state, taken]): NewStep => ({
      invoiceId: note.invoiceId,
      line: line.line,
      step: 'credited',
      ...taken,
      creditNumber: note.number,
      reason: CREDITS[state],
      kind: state === 'accepted' ? 'credit_note' : 'decision',
      effectiveOn: on,
      transfers: state === 'accepted' ? creditOf(books, line, taken) : [],
    })),
  );
  const record: CreditNoteRecord = {
    id: randomUUID(),
    providerId: note.providerId,
    invoiceId: note.invoiceId,
    numberKey: note.numberKey,
    creditedOn: note.creditedOn.toString(),
    net: toText(sum(note.lines.map((part) => part.net))),
    vat: toText(sum(note.lines.map((part) => part.vat))),
    recordedBy: tx.scope.user,
  };
  const key = `credit_note:${record.id}`;
  const evidence = evidenceOf(creditNoteFields(record));
  const reason = 'credit_note_received';
  const received = { key, kind: 'decision', effectiveOn: on, reason, evidence, transfers: [] };
  const entries = await addSteps(tx, steps, [received]);
  await tx.sql`
    insert into credit_notes (id, provider_id, invoice_id, number, number_key, credited_on, net, vat,
      recorded_by, entry_id)
    values (${record.id}, ${record.providerId}, ${record.invoiceId}, ${note.number},
      ${record.numberKey}, ${record.creditedOn}, ${record.net}, ${record.vat}, ${tx.scope.user},
      ${entries.get(key)!})`;
}

const acceptedOf = ({ accepted, credited }: LineRow): NetAndVat => ({
  net: accepted.net.minus(credited.net),
  vat: accepted.vat.minus(credited.vat),
});

function inTurn(line: LineRow): (readonly [Credited, NetAndVat])[] {
  return [
    ['in_query', line.inQuery],
    ['not_owed', line.notOwed],
    ['undecided', line.undecided],
    ['accepted', acceptedOf(line)],
  ];
}

function creditable(line: LineRow): NetAndVat {
  const there = inTurn(line).map(([, part]) => part);
  return { net: sum(there.map((part) => part.net)), vat: sum(there.map((part) => part.vat)) };
}

const partsOf = (line: LineRow, part: NetAndVat) => takeInTurn(part, inTurn(line)).parts;

/** The day in the books of what was last done about an invoice: nothing is taken back before it. */
async function lastStep(tx: Tx, invoiceId: string): Promise<Temporal.PlainDate> {
  const [row] = await tx.sql<{ on: string }[]>`
    select max(e.effective_on) as on from entries e where e.id in (
      select entry_id from invoices where id = ${invoiceId}
      union all select entry_id from invoice_steps where invoice_id = ${invoiceId})`;
  return Temporal.PlainDate.from(row!.on);
}

/** The credit notes of an invoice, the first one first. */
export async function creditNotesOf(tx: Tx, invoiceId: string): Promise<object[]> {
  return tx.sql`
    select id, number, credited_on as "creditedOn", net, vat from credit_notes
    where invoice_id = ${invoiceId} order by entry_id`;
}

import { decideAloneOnAll } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { ZERO, toText, type Decimal } from '../money.ts';
import { Problem, refuseFaults, type Fault } from '../problem.ts';
import { beyondOrder, invoiceOf } from './find.ts';
import type { Cause } from './invoice-schemas.ts';
import type { InvoiceRow } from './invoice-list.ts';
import { acceptanceOf, booksOf, openOf } from './ledger-lines.ts';
import { linesOf, type LineRow } from './line-store.ts';
import { matchLine, type Proposal } from './match.ts';
import { later, type NetAndVat } from './rules.ts';
import { addSteps, type NewStep } from './step-store.ts';

/** A part of a line, as somebody asked for it. */
export type LinePart = NetAndVat & { readonly line: number };

/** An invoice with its lines, while nobody else decides about it or its arrangements. */
export async function invoiceAlone(
  tx: Tx,
  id: string,
): Promise<{ invoice: InvoiceRow; lines: LineRow[] }> {
  await invoiceOf(tx, id);
  const arrangements = await tx.sql<{ id: string }[]>`
    select distinct arrangement_id as id from invoice_lines where invoice_id = ${id}`;
  const names = arrangements.map((row) => `arrangement ${row.id}`);
  await decideAloneOnAll(tx, [`invoice ${id}`, ...names]);
  return { invoice: await invoiceOf(tx, id), lines: await linesOf(tx, id) };
}

/** What is proposed of each line, in order; a line leaves the later ones less of its order. */
export function proposalsOf(lines: readonly LineRow[]): Proposal[] {
  const taken = new Map<string, Decimal>();
  return lines.map((line) => {
    const before = taken.get(line.orderId) ?? ZERO;
    const proposal = matchLine({ ...line, open: line.open.minus(before) });
    taken.set(line.orderId, before.plus(proposal.accept.net));
    return proposal;
  });
}

/** What there is of a line to be asked for, in words, and where the request names each part. */
interface Asked {
  readonly there: (line: LineRow) => NetAndVat;
  readonly what: string;
  readonly placeOf?: (n: number) => string;
}
const inLines = (n: number): string => `body.lines.${n}`;
const UNDECIDED: Asked = { there: (line) => line.undecided, what: 'still to be decided' };

/** Refuses parts of lines that there are not, that are named twice, or larger than what is there. */
export function linesAsked(
  lines: readonly LineRow[],
  asked: readonly LinePart[],
  { there, what, placeOf = inLines }: Asked,
): [LineRow, LinePart][] {
  const faults: Fault[] = [];
  const pairs = asked.flatMap((part, n): [LineRow, LinePart][] => {
    const line = lines.find((one) => one.line === part.line);
    if (line === undefined || asked.findIndex((one) => one.line === part.line) < n) {
      const message = line === undefined ? 'The invoice has no such line.' : 'Named twice.';
      faults.push({ where: `${placeOf(n)}.line`, message });
      return [];
    }
    return [[line, part]];
  });
  refuseFaults('invalid-request', 'The lines are not those of the invoice.', faults);
  const beyond = pairs.flatMap(([line, part], n) =>
    faultsBeyond(there(line), part, placeOf(n), what),
  );
  refuseFaults('state-does-not-allow', `There is not so much ${what}.`, beyond);
  return pairs;
}

function faultsBeyond(has: NetAndVat, part: LinePart, place: string, what: string): Fault[] {
  return (['net', 'vat'] as const)
    .filter((which) => part[which].gt(has[which]))
    .map((which) => ({
      where: `${place}.${which}`,
      message: `${toText(has[which])} of line ${part.line} is ${what}, and ${toText(part[which])} was asked.`,
    }));
}

/** Accepts parts of an invoice's lines, by somebody else than who recorded it. */
export async function accept(
  tx: Tx,
  id: string,
  asked: readonly LinePart[] | undefined,
): Promise<void> {
  const { invoice, lines } = await invoiceAlone(tx, id);
  if (invoice.recordedBy === tx.scope.user) {
    throw new Problem('needs-a-second-person', 'You recorded this invoice yourself.');
  }
  const parts = asked ?? proposed(lines);
  if (parts.length === 0) {
    const detail =
      'Nothing of this invoice is proposed to be accepted. Name the lines, or query them.';
    throw new Problem('state-does-not-allow', detail, { state: invoice.state });
  }
  const pairs = linesAsked(lines, parts, UNDECIDED);
  const books = await booksOf(tx, invoice.providerId, lines);
  const steps = pairs.map(([line, part], n): NewStep => {
    const open = openOf(books, line);
    if (part.net.gt(open)) throw beyondOrder(open, part.net, `body.lines.${n}.net`);
    return {
      invoiceId: id,
      ...part,
      step: 'accepted',
      reason: 'invoice_accepted',
      kind: 'invoice',
      effectiveOn: later(tx.scope.today, line.orderedOn),
      transfers: acceptanceOf(books, line, part),
    };
  });
  await addSteps(tx, steps);
}

function proposed(lines: readonly LineRow[]): LinePart[] {
  return proposalsOf(lines).flatMap(({ accept }, n) =>
    accept.net.plus(accept.vat).gt(0) ? [{ line: lines[n]!.line, ...accept }] : [],
  );
}

const onRecord = (tx: Tx, invoiceId: string) => ({
  invoiceId,
  kind: 'decision' as const,
  effectiveOn: tx.scope.today,
  transfers: [],
});

/** Queries a part of a line: it is in dispute until that is settled. Nothing is posted. */
export async function query(
  tx: Tx,
  id: string,
  { cause, note, ...part }: LinePart & { readonly cause: Cause; readonly note: string },
): Promise<void> {
  const { lines } = await invoiceAlone(tx, id);
  linesAsked(lines, [part], { ...UNDECIDED, placeOf: () => 'body' });
  await addSteps(tx, [
    { ...onRecord(tx, id), ...part, step: 'queried', cause, note, reason: 'invoice_queried' },
  ]);
}

/** Settles what of a line is in query: it may be accepted after all, or is not owed. */
export async function settleQuery(
  tx: Tx,
  { id, line: number }: { readonly id: string; readonly line: number },
  { outcome, note }: { readonly outcome: 'withdrawn' | 'not_owed'; readonly note: string },
): Promise<void> {
  const { invoice, lines } = await invoiceAlone(tx, id);
  const line = lines.find((one) => one.line === number);
  if (line === undefined || line.inQuery.net.plus(line.inQuery.vat).isZero()) {
    const detail = `Nothing of line ${number} is in query.`;
    throw new Problem('state-does-not-allow', detail, { state: invoice.state });
  }
  const step = outcome === 'withdrawn' ? 'query_withdrawn' : 'not_owed';
  await addSteps(tx, [
    { ...onRecord(tx, id), line: number, ...line.inQuery, step, note, reason: step },
  ]);
}

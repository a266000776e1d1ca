import type { Tx } from '../database/transactions.ts';
import { toText } from '../money.ts';
import { creditNotesOf } from './credit-store.ts';
import { proposalsOf } from './deciding.ts';
import { invoiceOf } from './find.ts';
import { linesOf, type LineRow } from './line-store.ts';
import type { Proposal } from './match.ts';
import { paymentsOf } from './payment-store.ts';
import type { NetAndVat } from './rules.ts';
import { stepsOf } from './step-store.ts';

/** An invoice with its lines as they stand and match, what was done about them, and its payments. */
export async function wholeInvoice(tx: Tx, id: string): Promise<object> {
  const invoice = await invoiceOf(tx, id);
  const lines = await linesOf(tx, id);
  const steps = Map.groupBy(await stepsOf(tx, id), (step) => step.line);
  const proposals = proposalsOf(lines);
  return {
    ...invoice,
    lines: lines.map((line, n) => ({
      ...shownLine(line, proposals[n]!),
      steps: steps.get(line.line) ?? [],
    })),
    creditNotes: await creditNotesOf(tx, id),
    payments: await paymentsOf(tx, id),
  };
}

const shown = ({ net, vat }: NetAndVat) => ({ net: toText(net), vat: toText(vat) });

function shownLine(line: LineRow, { accept, queries }: Proposal): object {
  const { accepted, credited, order } = line;
  return {
    line: line.line,
    orderId: line.orderId,
    arrangementId: line.arrangementId,
    fromOn: line.fromOn.toString(),
    toOn: line.toOn.toString(),
    quantity: line.quantity.toFixed(),
    rate: toText(line.rate),
    ...shown(line),
    accepted: shown({
      net: accepted.net.minus(credited.net),
      vat: accepted.vat.minus(credited.vat),
    }),
    inDispute: shown(line.inQuery),
    notOwed: shown(line.notOwed),
    toDecide: shown(line.undecided),
    match: {
      ordered: order.quantity.toFixed(),
      delivered: line.delivered.toFixed(),
      billedBefore: line.billedBefore.toFixed(),
      orderRate: toText(order.rate),
      openOnOrder: toText(line.open),
      accept: shown(accept),
      queries: queries.map(({ cause, ...part }) => ({ cause, ...shown(part) })),
    },
  };
}

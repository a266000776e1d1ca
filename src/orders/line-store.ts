import type { Tx } from '../database/transactions.ts';
import { money } from '../money.ts';
import { stands } from './delivery-store.ts';
import type { NetAndVatText } from './invoice-list.ts';
import { lineSums } from './line-sums.ts';
import type { LineToMatch } from './match.ts';
import type { NetAndVat } from './rules.ts';

/** A line of an invoice with how it stands, and what its order has to say of it. */
export interface LineRow extends LineToMatch {
  readonly line: number;
  readonly orderId: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  /** The partner that pays; null where the authority does. */
  readonly heldBy: string | null;
  /** When the order takes effect in the books. */
  readonly orderedOn: Temporal.PlainDate;
  /** What of the line was accepted and then credited. */
  readonly credited: NetAndVat;
  readonly inQuery: NetAndVat;
  readonly notOwed: NetAndVat;
}

interface Read {
  readonly line: number;
  readonly orderId: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly heldBy: string | null;
  readonly orderedOn: string;
  readonly fromOn: string;
  readonly toOn: string;
  readonly quantity: string;
  readonly rate: string;
  readonly net: string;
  readonly vat: string;
  readonly order: Readonly<Record<keyof LineToMatch['order'], string>>;
  readonly delivered: string;
  readonly billedBefore: string;
  readonly open: string;
  readonly sums: Readonly<
    Record<'accepted' | 'credited' | 'inQuery' | 'notOwed' | 'undecided', NetAndVatText>
  >;
}

/** The lines of an invoice in their order. */
export async function linesOf(tx: Tx, invoiceId: string): Promise<LineRow[]> {
  const { sql } = tx;
  const part = (name: string) => sql`jsonb_build_object(
    'net', s.${sql(`${name}_net`)}::text, 'vat', s.${sql(`${name}_vat`)}::text)`;
  const rows = await sql<Read[]>`
    select l.line, l.order_id as "orderId", l.arrangement_id as "arrangementId",
      l.beneficiary_id as "beneficiaryId", o.held_by as "heldBy", e.effective_on as "orderedOn",
      l.from_on as "fromOn", l.to_on as "toOn", trim_scale(l.quantity)::text as quantity, l.rate,
      l.net, l.vat, jsonb_build_object('fromOn', o.from_on, 'toOn', o.to_on,
        'quantity', o.quantity::text, 'rate', o.rate::text,
        'quantityTolerance', o.quantity_tolerance::text, 'rateTolerance', o.rate_tolerance::text)
        as order,
      (select coalesce(sum(delivered), 0)::text from deliveries d
        where d.order_id = o.id and d.from_on <= l.to_on and ${stands(tx)}) as delivered,
      b.billed::text as "billedBefore",
      (o.amount - (select coalesce(sum(amount), 0.00) from order_freeings f where f.order_id = o.id)
        - b.drawn)::text as open,
      jsonb_build_object('accepted', ${part('accepted')}, 'credited', ${part('credited')},
        'inQuery', ${part('in_query')}, 'notOwed', ${part('not_owed')},
        'undecided', ${part('undecided')}) as sums
    from invoice_lines l
    join orders o on o.id = l.order_id
    join entries e on e.id = o.entry_id
    join invoices i on i.id = l.invoice_id
    join ${lineSums(tx)} as s on s.invoice_id = l.invoice_id and s.line = l.line
    cross join lateral (
      select coalesce(sum(n.accepted_net - n.credited_net), 0.00) as drawn,
        coalesce(sum(least(x.quantity, round((n.accepted_net - n.credited_net + case
            when (x.invoice_id <> l.invoice_id and j.entry_id < i.entry_id)
              or (x.invoice_id = l.invoice_id and x.line < l.line) then n.undecided_net
            else 0.00 end) / least(x.rate, o.rate), 3)))
          filter (where (x.invoice_id, x.line) <> (l.invoice_id, l.line)), 0) as billed
      from invoice_lines x join invoices j on j.id = x.invoice_id
      join ${lineSums(tx)} as n on n.invoice_id = x.invoice_id and n.line = x.line
      where x.order_id = o.id and n.order_id = o.id
    ) as b
    where l.invoice_id = ${invoiceId} and s.invoice_id = ${invoiceId} order by l.line`;
  return rows.map(read);
}

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const both = ({ net, vat }: NetAndVatText): NetAndVat => ({ net: money(net), vat: money(vat) });

function read({ order, sums, ...row }: Read): LineRow {
  return {
    ...row,
    orderedOn: day(row.orderedOn),
    fromOn: day(row.fromOn),
    toOn: day(row.toOn),
    quantity: money(row.quantity),
    rate: money(row.rate),
    net: money(row.net),
    vat: money(row.vat),
    delivered: money(row.delivered),
    billedBefore: money(row.billedBefore),
    open: money(row.open),
    order: {
      fromOn: day(order.fromOn),
      toOn: day(order.toOn),
      quantity: money(order.quantity),
      rate: money(order.rate),
      quantityTolerance: money(order.quantityTolerance),
      rateTolerance: money(order.rateTolerance),
    },
    accepted: both(sums.accepted),
    credited: both(sums.credited),
    inQuery: both(sums.inQuery),
    notOwed: both(sums.notOwed),
    undecided: both(sums.undecided),
  };
}

import type { Tx } from '../database/transactions.ts';
import { lineSums } from './line-sums.ts';

export interface NetAndVatText {
  readonly net: string;
  readonly vat: string;
}

/** An invoice with how it stands. Amounts are text. */
export interface InvoiceRow {
  readonly id: string;
  readonly providerId: string;
  readonly provider: string;
  readonly number: string;
  readonly invoicedOn: string;
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly net: string;
  readonly vat: string;
  readonly gross: string;
  readonly heldBy: string | null;
  readonly state: 'to_decide' | 'in_query' | 'to_pay' | 'overpaid' | 'settled';
  readonly accepted: NetAndVatText;
  readonly inDispute: NetAndVatText;
  readonly toDecide: NetAndVatText;
  readonly owed: string;
  readonly paid: string;
  readonly recordedBy: string;
  readonly entry: string;
}

type Which =
  | { readonly id: string }
  | { readonly ids: readonly string[] }
  | {
      readonly state?: string | undefined;
      readonly providerId?: string | undefined;
      /** Only those due before this ISO day of which something is not settled yet. */
      readonly overdueOn?: string | undefined;
      readonly after?: string | undefined;
      readonly limit: number;
    };

/** Invoices, the one received last first: one, some, or a page after a cursor of day and id. */
export async function listInvoices(tx: Tx, by: Which): Promise<InvoiceRow[]> {
  const { sql } = tx;
  const filters = 'limit' in by ? by : undefined;
  const [day, id] = filters?.after?.split('_') ?? [];
  const { state, providerId, overdueOn } = filters ?? {};
  const wanted = () => {
    if ('id' in by) return sql`i.id = ${by.id}`;
    if ('ids' in by) {
      return sql`i.id in (select value::uuid
        from jsonb_array_elements_text(${JSON.stringify(by.ids)}::text::jsonb))`;
    }
    return sql`true`;
  };
  return sql<InvoiceRow[]>`
    select i.id, i.provider_id as "providerId", p.name as provider, i.number,
      i.invoiced_on as "invoicedOn", i.received_on as "receivedOn", i.due_on as "dueOn", i.net, i.vat,
      i.gross, l.held_by as "heldBy", t.state,
      jsonb_build_object('net', l.accepted_net::text, 'vat', l.accepted_vat::text) as accepted,
      jsonb_build_object('net', l.in_query_net::text, 'vat', l.in_query_vat::text) as "inDispute",
      jsonb_build_object('net', l.undecided_net::text, 'vat', l.undecided_vat::text) as "toDecide",
      l.owed, y.paid, i.recorded_by as "recordedBy", i.entry_id as entry
    from (
      -- They are put in their order first, so that those of other pages are never added up.
      select * from invoices i where ${wanted()}
        ${providerId === undefined ? sql`` : sql`and i.provider_id = ${providerId}`}
        ${id === undefined ? sql`` : sql`and (i.received_on, i.id) < (${day!}::date, ${id}::uuid)`}
      order by i.received_on desc, i.id desc offset 0
    ) as i
    join providers p on p.id = i.provider_id
    cross join lateral (
      select (array_agg(o.held_by))[1] as held_by, sum(accepted_net - credited_net) as accepted_net,
        sum(accepted_vat - credited_vat) as accepted_vat, sum(in_query_net) as in_query_net,
        sum(in_query_vat) as in_query_vat, sum(undecided_net) as undecided_net,
        sum(undecided_vat) as undecided_vat, sum(accepted_net - credited_net
          + case when o.held_by is null then accepted_vat - credited_vat else 0.00 end) as owed
      from ${lineSums(tx)} as s join orders o on o.id = s.order_id where s.invoice_id = i.id) as l
    cross join lateral (
      select coalesce(sum(amount), 0.00) as paid from invoice_payment_lines
      where invoice_id = i.id) as y
    cross join lateral (
      select case when l.undecided_net + l.undecided_vat > 0 then 'to_decide'
        when l.in_query_net + l.in_query_vat > 0 then 'in_query'
        when l.owed > y.paid then 'to_pay' when l.owed < y.paid then 'overpaid'
        else 'settled' end as state) as t
    where true ${state === undefined ? sql`` : sql`and t.state = ${state}`}
      ${overdueOn === undefined ? sql`` : sql`and i.due_on < ${overdueOn}::date and t.state not in ('settled', 'overpaid')`}
    order by i.received_on desc, i.id desc
    ${filters === undefined ? sql`` : sql`limit ${filters.limit + 1}`}`;
}

import { asService } from '../database/as-service.ts';
import type { Tx } from '../database/transactions.ts';
import { stands } from './delivery-store.ts';
import { lineSums } from './line-sums.ts';

/** An order with its figures. Amounts and quantities are text. */
export interface OrderRow {
  readonly id: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly providerId: string;
  readonly provider: string;
  readonly service: string;
  readonly unit: string;
  readonly quantity: string;
  readonly rate: string;
  readonly amount: string;
  readonly fromOn: string;
  readonly toOn: string;
  readonly heldBy: string | null;
  readonly quantityTolerance: string;
  readonly rateTolerance: string;
  readonly delivered: string;
  readonly freed: string;
  readonly actual: string;
  readonly open: string;
  readonly inDispute: string;
  readonly toDecide: string;
  readonly vat: string;
  readonly orderedOn: string;
  readonly entry: string;
}

type OfArrangement =
  | { readonly arrangementId: string; readonly on: string }
  | {
      readonly arrangementId: string;
      readonly after?: string | undefined;
      readonly limit: number;
    };
type Which = { readonly id: string } | OfArrangement;

/** The most orders of an arrangement that are read at once. */
const MOST = 1000;

/** Orders by their first day: one, all of an arrangement as at a day, or a page after a cursor. */
export async function listOrders(tx: Tx, by: Which): Promise<OrderRow[]> {
  const { sql } = tx;
  const on = 'on' in by ? by.on : 'infinity';
  const [day, id] = ('limit' in by ? by.after : undefined)?.split('_') ?? [];
  return sql<OrderRow[]>`
    select o.id, o.arrangement_id as "arrangementId", o.beneficiary_id as "beneficiaryId",
      o.provider_id as "providerId", p.name as provider, o.service, o.unit,
      trim_scale(o.quantity)::text as quantity, o.rate, o.amount, o.from_on as "fromOn",
      o.to_on as "toOn", o.held_by as "heldBy",
      trim_scale(o.quantity_tolerance)::text as "quantityTolerance",
      o.rate_tolerance as "rateTolerance", trim_scale(d.delivered)::text as delivered,
      f.freed, l.actual, o.amount - f.freed - l.actual as open, l.in_dispute as "inDispute",
      l.to_decide as "toDecide", l.vat, e.effective_on as "orderedOn", o.entry_id as entry
    from orders o join providers p on p.id = o.provider_id
    join entries e on e.id = o.entry_id and e.effective_on <= ${on}::date
    cross join lateral (
      select coalesce(sum(x.amount), 0.00) as freed from order_freeings x
      join entries r on r.id = x.entry_id and r.effective_on <= ${on}::date
      where x.order_id = o.id) as f
    cross join lateral (
      select coalesce(sum(delivered), 0) as delivered from deliveries d
      where order_id = o.id and from_on <= ${on}::date and ${stands(tx)}) as d
    cross join lateral (
      select coalesce(sum(accepted_net - credited_net), 0.00) as actual,
        coalesce(sum(accepted_vat - credited_vat), 0.00) as vat,
        coalesce(sum(in_query_net), 0.00) as in_dispute,
        coalesce(sum(undecided_net), 0.00) as to_decide
      from ${lineSums(tx, on)} as s where s.order_id = o.id) as l
    where ${'id' in by ? sql`o.id = ${by.id}` : sql`o.arrangement_id = ${by.arrangementId}`}
      ${id === undefined ? sql`` : sql`and (o.from_on, o.id) > (${day!}::date, ${id}::uuid)`}
    order by o.from_on, o.id limit ${'limit' in by ? by.limit + 1 : MOST}`;
}

/**
 * The orders of an arrangement that the caller was found to see. What is accepted, queried and
 * credited of them is told from invoices and entries, which are the office's: a family and a partner
 * have the same figures of their own arrangement as the office, and nothing else of an invoice.
 */
export const ordersOf = (tx: Tx, by: OfArrangement): Promise<OrderRow[]> =>
  asService(tx, (wide) => listOrders(wide, by));

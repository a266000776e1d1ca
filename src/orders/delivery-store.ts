import type { Tx, Fragment } from '../database/transactions.ts';
import type { Decimal } from '../money.ts';
import type { OfOrder } from './order-store.ts';

type Day = Temporal.PlainDate;

export interface NewDelivery {
  readonly fromOn: Day;
  readonly toOn: Day;
  readonly planned: Decimal;
  readonly delivered: Decimal;
  /** The record that this one puts right. */
  readonly replaces?: string | undefined;
}

export interface DeliveryRow {
  readonly id: string;
  readonly orderId: string;
  readonly fromOn: string;
  readonly toOn: string;
  readonly planned: string;
  readonly delivered: string;
  readonly replaces: string | null;
  /** The record that puts this one right: this one counts nowhere any more. */
  readonly replacedBy: string | null;
}

/**
 * Whether a delivery `d` stands, as a condition: no later record puts it right.
 *
 * @param knownAt an ISO moment: only what was recorded by then counts; null for all
 */
export function stands({ sql }: Tx, knownAt: string | null = null): Fragment {
  const known = knownAt === null ? sql`` : sql`and n.recorded_at <= ${knownAt}::timestamptz`;
  return sql`not exists (select from deliveries n where n.replaces = d.id ${known})`;
}

/** Records what of an order was delivered in a part of its period. @returns the delivery's id */
export async function addDelivery(tx: Tx, order: OfOrder, one: NewDelivery): Promise<string> {
  const [row] = await tx.sql<{ id: string }[]>`
    insert into deliveries (order_id, arrangement_id, beneficiary_id, from_on, to_on, planned,
      delivered, replaces, recorded_by)
    values (${order.id}, ${order.arrangementId}, ${order.beneficiaryId}, ${one.fromOn.toString()},
      ${one.toOn.toString()}, ${one.planned.toFixed()}, ${one.delivered.toFixed()},
      ${one.replaces ?? null}, ${tx.scope.user})
    returning id`;
  return row!.id;
}

/** The deliveries of an order, the first one first, with those that were put right. */
export async function listDeliveries(tx: Tx, orderId: string): Promise<DeliveryRow[]> {
  return tx.sql<DeliveryRow[]>`
    select d.id, d.order_id as "orderId", d.from_on as "fromOn", d.to_on as "toOn",
      trim_scale(d.planned)::text as planned, trim_scale(d.delivered)::text as delivered,
      d.replaces, n.id as "replacedBy"
    from deliveries d left join deliveries n on n.replaces = d.id
    where d.order_id = ${orderId} order by d.from_on, d.recorded_at, d.id`;
}

import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post } from '../ledger/post.ts';
import { toText, type Decimal } from '../money.ts';
import type { Share } from './share-store.ts';

type Day = Temporal.PlainDate;

/** An order to place, with what each share commits to it. */
export interface NewOrder {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly providerId: string;
  readonly service: string;
  readonly unit: string;
  readonly quantity: Decimal;
  readonly rate: Decimal;
  readonly amount: Decimal;
  readonly fromOn: Day;
  readonly toOn: Day;
  readonly heldBy: string | null;
  readonly quantityTolerance: Decimal;
  readonly rateTolerance: Decimal;
}

/** The facts that the digest of an order covers. What the service is, is about the person. */
export interface OrderRecord {
  readonly id: string;
  readonly arrangementId: string;
  readonly providerId: string;
  readonly unit: string;
  readonly quantity: string;
  readonly rate: string;
  readonly amount: string;
  readonly fromOn: string;
  readonly toOn: string;
  readonly heldBy: string | null;
  readonly quantityTolerance: string;
  readonly rateTolerance: string;
  readonly orderedBy: string;
}

export function orderFields(one: OrderRecord): (string | null)[] {
  return [
    'order-1',
    one.id,
    one.arrangementId,
    one.providerId,
    one.unit,
    one.quantity,
    one.rate,
    one.amount,
    one.fromOn,
    one.toOn,
    one.heldBy,
    one.quantityTolerance,
    one.rateTolerance,
    one.orderedBy,
  ];
}

/** Places an order: what it comes to is no longer available but committed. @returns its id */
export async function addOrder(
  tx: Tx,
  order: NewOrder,
  from: { readonly shares: readonly Share[]; readonly parts: readonly Decimal[]; readonly on: Day },
): Promise<string> {
  const id: string = randomUUID();
  const record: OrderRecord = {
    ...order,
    id,
    quantity: order.quantity.toFixed(),
    rate: toText(order.rate),
    amount: toText(order.amount),
    fromOn: order.fromOn.toString(),
    toOn: order.toOn.toString(),
    quantityTolerance: order.quantityTolerance.toFixed(),
    rateTolerance: toText(order.rateTolerance),
    orderedBy: tx.scope.user,
  };
  const posted = await post(tx, [
    {
      key: `order:${id}`,
      kind: 'scheduled',
      effectiveOn: from.on,
      reason: 'ordered',
      evidence: evidenceOf(orderFields(record)),
      transfers: from.shares.flatMap(({ accounts }, n) =>
        from.parts[n]!.gt(0)
          ? [{ from: accounts.available, to: accounts.committed, amount: from.parts[n]! }]
          : [],
      ),
    },
  ]);
  await tx.sql`
    insert into orders (id, arrangement_id, beneficiary_id, provider_id, service, unit, quantity, rate,
      amount, from_on, to_on, held_by, quantity_tolerance, rate_tolerance, ordered_by, entry_id)
    values (${id}, ${order.arrangementId}, ${order.beneficiaryId}, ${order.providerId},
      ${order.service}, ${order.unit}, ${record.quantity}, ${record.rate}, ${record.amount},
      ${record.fromOn}, ${record.toOn}, ${order.heldBy}, ${record.quantityTolerance},
      ${record.rateTolerance}, ${tx.scope.user}, ${posted.ids.get(`order:${id}`)!})`;
  const shares = from.shares.map(({ shareId }, n) => ({ shareId, amount: toText(from.parts[n]!) }));
  await tx.sql`
    insert into order_shares (order_id, arrangement_id, beneficiary_id, share_id, amount)
    select ${id}, ${order.arrangementId}, ${order.beneficiaryId}, "shareId", amount
    from jsonb_to_recordset(${JSON.stringify(shares)}::text::jsonb) as s("shareId" uuid, amount numeric)`;
  return id;
}

/** The first day on which anything that is agreed of an arrangement is in the books, if any is. */
export async function agreedSince(tx: Tx, arrangementId: string): Promise<Day | null> {
  const [row] = await tx.sql<{ on: string | null }[]>`
    select min(e.effective_on) as on from agreements g
    join agreement_decisions d on d.agreement_id = g.id join entries e on e.id = d.entry_id
    where g.arrangement_id = ${arrangementId}`;
  const on = row?.on ?? null;
  return on === null ? null : Temporal.PlainDate.from(on);
}

export interface OfOrder {
  readonly id: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
}

export interface NewFreeing {
  readonly quantity: Decimal | null;
  readonly amount: Decimal;
  readonly cause: string;
  readonly freedOn: Day;
}

/** The facts that the digest of a freeing covers. */
export interface FreeingRecord {
  readonly id: string;
  readonly orderId: string;
  readonly quantity: string | null;
  readonly amount: string;
  readonly cause: string;
  readonly freedOn: string;
  readonly freedBy: string;
}

export function freeingFields(one: FreeingRecord): (string | null)[] {
  const { id, orderId, quantity, amount, cause, freedOn, freedBy } = one;
  return ['order-freeing-1', id, orderId, quantity, amount, cause, freedOn, freedBy];
}

/** Frees a part of an order: it is available again from the day it was freed. */
export async function addFreeing(
  tx: Tx,
  order: OfOrder,
  one: NewFreeing & { readonly shares: readonly Share[]; readonly parts: readonly Decimal[] },
): Promise<void> {
  const record: FreeingRecord = {
    id: randomUUID(),
    orderId: order.id,
    quantity: one.quantity?.toFixed() ?? null,
    amount: toText(one.amount),
    cause: one.cause,
    freedOn: one.freedOn.toString(),
    freedBy: tx.scope.user,
  };
  const posted = await post(tx, [
    {
      key: `order_freeing:${record.id}`,
      kind: 'scheduled',
      effectiveOn: one.freedOn,
      reason: one.cause,
      evidence: evidenceOf(freeingFields(record)),
      transfers: one.shares.flatMap(({ accounts }, n) =>
        one.parts[n]!.gt(0)
          ? [{ from: accounts.committed, to: accounts.available, amount: one.parts[n]! }]
          : [],
      ),
    },
  ]);
  await tx.sql`
    insert into order_freeings (id, order_id, arrangement_id, beneficiary_id, quantity, amount, freed_on,
      cause, freed_by, entry_id)
    values (${record.id}, ${order.id}, ${order.arrangementId}, ${order.beneficiaryId},
      ${record.quantity}, ${record.amount}, ${record.freedOn}, ${record.cause}, ${tx.scope.user},
      ${posted.ids.get(`order_freeing:${record.id}`)!})`;
}

export interface FreeingRow {
  readonly id: string;
  readonly quantity: string | null;
  readonly amount: string;
  readonly freedOn: string;
  readonly cause: string;
  readonly entry: string;
}

/** What of an order was freed, the first one first. */
export async function listFreeings(tx: Tx, orderId: string): Promise<FreeingRow[]> {
  return tx.sql<FreeingRow[]>`
    select id, trim_scale(quantity)::text as quantity, amount, freed_on as "freedOn", cause,
      entry_id as entry
    from order_freeings where order_id = ${orderId} order by entry_id`;
}

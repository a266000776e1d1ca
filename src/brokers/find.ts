import type { Tx } from '../database/transactions.ts';
import { notFound } from '../problem.ts';
import { agreementsBy, type Agreement } from './agreement-store.ts';
import { feesBy, type Fee } from './fee-store.ts';
import { pooledAccountsBy, type PooledAccount } from './account-store.ts';

export interface Broker {
  readonly id: string;
  readonly name: string;
  /** Whether the authority lets it in today. */
  readonly letIn: boolean;
  readonly agreements: readonly Agreement[];
  /** What it takes today; null where it takes nothing yet. */
  readonly fee: Fee | null;
}

/**
 * Brokers in order of their names, after a cursor of name and id, or one. A broker that is not let
 * in finds none: it learns nothing of an authority that it does not work for.
 */
export async function brokersBy(
  tx: Tx,
  by: { readonly id: string } | { readonly after?: string | undefined; readonly limit: number },
): Promise<Broker[]> {
  const { sql, scope } = tx;
  const after = 'id' in by ? undefined : by.after;
  const [name, id] = after === undefined ? [] : [after.slice(0, -37), after.slice(-36)];
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from brokers
    where ${'id' in by ? sql`id = ${by.id}` : sql`true`}
      ${id === undefined ? sql`` : sql`and (name, id) > (${name!}, ${id}::uuid)`}
    order by name, id limit ${'id' in by ? 1 : by.limit + 1}`;
  const brokerIds = rows.map((row) => row.id);
  const agreements = await agreementsBy(tx, { brokerIds });
  const fees = await feesBy(tx, { brokerIds });
  const today = scope.today.toString();
  const brokers = rows.map((row) => {
    const own = agreements.filter((one) => one.brokerId === row.id);
    const fee = fees.find((one) => one.brokerId === row.id && one.effectiveOn <= today) ?? null;
    return { ...row, letIn: own.some((one) => one.letsIn), agreements: own, fee };
  });
  return scope.kind === 'broker' ? brokers.filter((broker) => broker.letIn) : brokers;
}

/** A broker that the caller may see, or not found. */
export async function brokerOf(tx: Tx, id: string): Promise<Broker> {
  const [broker] = await brokersBy(tx, { id });
  if (broker === undefined) throw notFound();
  return broker;
}

/** A pooled account that the caller may see, or not found. */
export async function pooledAccountOf(tx: Tx, id: string): Promise<PooledAccount> {
  const [account] = await pooledAccountsBy(tx, { id });
  if (account === undefined) throw notFound();
  return account;
}

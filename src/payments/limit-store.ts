import { randomUUID } from 'node:crypto';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import type { Limit } from './limit-rules.ts';

/** What was decided about how much somebody may approve. Amounts are text, in pounds. */
export interface LimitFacts extends Limit {
  readonly userId: string;
  readonly fromOn: string;
  readonly setBy: string;
}

/** A limit as it is listed. */
export interface ApprovalLimit extends LimitFacts {
  readonly setAt: string;
  /** Whether it is the one that counts today. */
  readonly inForce: boolean;
  readonly entry: string;
}

/** The fields that the digest of a decision about a limit covers, in order. */
export const limitFields = (limit: LimitFacts): string[] => [
  'approval-limit-1',
  limit.id,
  limit.userId,
  limit.amount,
  limit.fromOn,
  limit.setBy,
];

/** While a limit changes, nobody approves by it: what counted is then told by the journal's order. */
export const limitAlone = (tx: Tx, userId: string): Promise<void> =>
  decideAlone(tx, `approval limit of ${userId}`);

/** Sets how much somebody may approve from a day on, and puts it on record. @returns its id */
export async function addLimit(
  tx: Tx,
  limit: { userId: string; amount: string; fromOn: string },
): Promise<string> {
  const facts: LimitFacts = { ...limit, id: randomUUID(), setBy: tx.scope.user };
  await limitAlone(tx, limit.userId);
  const [entry] = await recordDecisions(tx, [
    {
      key: `approval_limit:${facts.id}`,
      reason: 'approval_limit_set',
      fields: limitFields(facts),
    },
  ]);
  await tx.sql`
    insert into approval_limits (id, user_id, amount, from_on, set_by, entry_id)
    values (${facts.id}, ${facts.userId}, ${facts.amount}, ${facts.fromOn}, ${facts.setBy},
      ${entry!})`;
  return facts.id;
}

/** Whether somebody is known here. */
export async function isUser(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.sql`select from users where id = ${id}`;
  return rows.length > 0;
}

/** The limit of somebody today; undefined where none was set. */
export async function limitOf(tx: Tx, userId: string): Promise<Limit | undefined> {
  const [limit] = await tx.sql<Limit[]>`
    select id, amount from approval_limits
    where user_id = ${userId} and from_on <= ${tx.scope.today.toString()}::date
    order by from_on desc, entry_id desc limit 1`;
  return limit;
}

/** Limits: one, or all in the order in which they were set, newest first, after one. */
export async function limitsBy(
  tx: Tx,
  by: { id: string } | { userId?: string | undefined; after?: string | undefined; limit: number },
): Promise<ApprovalLimit[]> {
  const { sql } = tx;
  const after = 'id' in by ? undefined : by.after;
  const userId = 'id' in by ? undefined : by.userId;
  return sql<ApprovalLimit[]>`
    with in_force as materialized (
      select distinct on (user_id) id from approval_limits
      where from_on <= ${tx.scope.today.toString()}::date
      order by user_id, from_on desc, entry_id desc
    )
    select l.id, l.user_id as "userId", l.amount, l.from_on as "fromOn", l.set_by as "setBy",
      to_json(l.set_at) #>> '{}' as "setAt", l.entry_id as entry,
      l.id in (select id from in_force) as "inForce"
    from approval_limits l
    where ${'id' in by ? sql`l.id = ${by.id}` : sql`true`}
      ${userId === undefined ? sql`` : sql`and l.user_id = ${userId}`}
      ${after === undefined ? sql`` : sql`and l.entry_id < ${after}::bigint`}
    order by l.entry_id desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

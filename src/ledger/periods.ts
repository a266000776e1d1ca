import { CLOSING_LOCK, type Tx } from '../database/transactions.ts';
import { Problem } from '../problem.ts';
import { evidenceOf } from './evidence.ts';
import { post } from './post.ts';
import { whyNotClosed } from './rules.ts';

/** A closed period: no entry takes effect in it any more. */
export interface Closing {
  readonly closedThrough: string;
  readonly reason: string;
  readonly closedBy: string;
  readonly closedAt: string;
  readonly entry: string;
}

/**
 * Closes the books through a day, with an entry that records the decision. From then on an entry
 * dated in the period takes effect on the first open day. Throws the problem "period-closed" when
 * the day is not after the last closing or not before today.
 */
export async function closePeriod(
  tx: Tx,
  asked: { key: string; closedThrough: Temporal.PlainDate; reason: string },
): Promise<Closing> {
  const { sql, scope } = tx;
  const { key, closedThrough, reason } = asked;
  // Waits for all who may be posting, and keeps others from beginning until this is committed.
  await sql`select pg_advisory_xact_lock(hashtext(${CLOSING_LOCK}), hashtext(${scope.authority}))`;
  const [last] = await listClosings(tx, { limit: 1 });
  const why = whyNotClosed({
    through: closedThrough,
    last: last === undefined ? null : Temporal.PlainDate.from(last.closedThrough),
    today: scope.today,
  });
  if (why !== null) throw new Problem('period-closed', why);
  const through = closedThrough.toString();
  const evidence = evidenceOf([through, reason]);
  const decision = { kind: 'decision', reason: 'period_closed', evidence, transfers: [] };
  const posted = await post(tx, [{ ...decision, key, effectiveOn: scope.today }]);
  await sql`
    insert into period_closings (closed_through, reason, closed_by, entry_id)
    values (${through}, ${reason}, ${scope.user}, ${posted.ids.get(key)!})`;
  return (await listClosings(tx, { limit: 1 }))[0]!;
}

/** Closings, the latest period first, as many as asked for and one more. */
export async function listClosings(
  { sql }: Tx,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Closing[]> {
  return sql<Closing[]>`
    select closed_through as "closedThrough", reason, closed_by as "closedBy",
      to_char(closed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "closedAt",
      entry_id as entry
    from period_closings ${after === undefined ? sql`` : sql`where closed_through < ${after}`}
    order by closed_through desc limit ${limit + 1}`;
}

/** The day through which the books are closed, or null. */
export async function closedThrough({ sql }: Tx): Promise<string | null> {
  const [row] = await sql<{ through: string | null }[]>`
    select max(closed_through) as through from period_closings`;
  return row!.through;
}

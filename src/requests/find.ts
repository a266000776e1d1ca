import type { Tx } from '../database/transactions.ts';
import { notFound } from '../problem.ts';
import {
  requestById,
  standingsOf,
  wholeRequest,
  type DecisionRow,
  type RequestRow,
  type WholeRequest,
} from './read-store.ts';

/** A request the caller may see, or not found. */
export async function requestOf(tx: Tx, id: string): Promise<RequestRow> {
  const request = await requestById(tx, id);
  if (request === undefined) throw notFound();
  return request;
}

/** A request the caller may see with everything that belongs to it, or not found. */
export async function wholeRequestOf(tx: Tx, id: string): Promise<WholeRequest> {
  const request = await wholeRequest(tx, id);
  if (request === undefined) throw notFound();
  return request;
}

/**
 * The funders whose latest decision on a request is to agree, with the amount of it as text with
 * two decimals. A funder that refused, or has still to decide, is not among them.
 */
export async function fundersThatAgreed(
  tx: Tx,
  requestId: string,
): Promise<Map<string, { amount: string }>> {
  const standings = await standingsOf(tx, requestId);
  return new Map(
    standings.flatMap(({ funderId, amount }) => (amount === null ? [] : [[funderId, { amount }]])),
  );
}

/** A decision the caller may see with its request, or not found. */
export async function decisionOf(
  tx: Tx,
  id: string,
): Promise<{ request: WholeRequest; decision: DecisionRow }> {
  const [row] = await tx.sql<{ requestId: string }[]>`
    select request_id as "requestId" from funder_decisions where id = ${id}`;
  if (row === undefined) throw notFound();
  const request = await wholeRequestOf(tx, row.requestId);
  return { request, decision: request.decisions.find((one) => one.id === id)! };
}

/** Who did what came before the outcome of a review, and so may not decide it. */
export interface ReviewToDecide {
  readonly decisionId: string;
  readonly requestId: string;
  readonly decidedBy: string;
  readonly recordedBy: string;
}

/** A review the caller may decide on, or not found: a partner decides for its own funder only. */
export async function reviewToDecide(tx: Tx, id: string): Promise<ReviewToDecide> {
  const { sql, scope } = tx;
  const own = scope.funder === undefined ? sql`` : sql`and d.funder_id = ${scope.funder}`;
  const [row] = await sql<ReviewToDecide[]>`
    select w.decision_id as "decisionId", d.request_id as "requestId",
      w.decided_by as "decidedBy", w.recorded_by as "recordedBy"
    from decision_reviews w join funder_decisions d on d.id = w.decision_id
    where w.id = ${id} ${own}`;
  if (row === undefined) throw notFound();
  return row;
}

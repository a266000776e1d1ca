import { randomBytes, randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { Problem } from '../problem.ts';
import type { StandingPerson } from './decision-store.ts';

/** Something to be said about a return: of one arrangement, or of the whole account. */
export interface NewMessage {
  readonly returnId: string;
  readonly arrangementId: string | null;
  /** Of a broker's return: by that the broker sees it. */
  readonly brokerId: string | null;
  readonly kind: 'query' | 'answer' | 'note';
  readonly text: string;
}

/** The facts that the digest of a message covers; it is salted, because people are written about. */
export interface MessageRecord {
  readonly id: string;
  readonly returnId: string;
  readonly arrangementId: string | null;
  readonly kind: string;
  readonly text: string;
  readonly writtenBy: string;
}

export function messageFields(one: MessageRecord): (string | null)[] {
  const { id, returnId, arrangementId, kind, text, writtenBy } = one;
  return ['return-message-1', id, returnId, arrangementId, kind, text, writtenBy];
}

/** Keeps what was said, with its digest in the journal. @returns its id */
export async function addMessage(tx: Tx, one: NewMessage): Promise<string> {
  const [id, salt] = [randomUUID() as string, randomBytes(16)];
  const [entry] = await recordDecisions(tx, [
    {
      key: `return_message:${id}`,
      reason: `return_${one.kind}`,
      fields: messageFields({ ...one, id, writtenBy: tx.scope.user }),
      salt,
    },
  ]);
  await tx.sql`
    insert into return_messages (id, return_id, arrangement_id, broker_id, kind, text, salt,
      written_by, entry_id)
    values (${id}, ${one.returnId}, ${one.arrangementId}, ${one.brokerId}, ${one.kind}, ${one.text},
      ${salt}, ${tx.scope.user}, ${entry!})`;
  return id;
}

export interface MessageRow {
  readonly id: string;
  readonly arrangementId: string | null;
  readonly kind: 'query' | 'answer' | 'note';
  readonly text: string;
  readonly writtenBy: string;
  readonly writtenAt: string;
  readonly entry: string;
}

/** What was said about a return, in order: one message, or those after a cursor, its entry. */
export async function listMessages(
  tx: Tx,
  by: { readonly returnId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<MessageRow[]> {
  const { sql } = tx;
  return sql<MessageRow[]>`
    select m.id, m.arrangement_id as "arrangementId", m.kind, m.text,
      m.written_by as "writtenBy", to_json(m.written_at) #>> '{}' as "writtenAt",
      m.entry_id as entry
    from return_messages m
    where m.return_id = ${by.returnId} and m.entry_id > ${by.after ?? '0'}::bigint
    order by m.entry_id limit ${by.limit + 1}`;
}

/** One message of a return. */
export async function messageById(tx: Tx, id: string): Promise<MessageRow> {
  const [found] = await tx.sql<{ returnId: string; before: string }[]>`
    select return_id as "returnId", (entry_id - 1)::text as before from return_messages
    where id = ${id}`;
  const [row] = await listMessages(tx, {
    returnId: found!.returnId,
    after: found!.before,
    limit: 1,
  });
  return row!;
}

/**
 * The arrangement that a message is about; null where it is about the whole account. Throws the
 * problem "record-unknown" for an arrangement that the return does not declare.
 */
export function aboutWhom(
  people: readonly StandingPerson[],
  arrangementId: string | undefined,
): string | null {
  if (arrangementId === undefined) return null;
  if (people.some((one) => one.arrangementId === arrangementId)) return arrangementId;
  const message = 'The return declares no such arrangement.';
  const errors = [{ where: 'body.arrangementId', message }];
  throw new Problem('record-unknown', message, { errors });
}

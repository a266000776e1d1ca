import type { Clock } from '../calendar.ts';
import type { Client } from '../database/connections.ts';
import { together } from '../database/together.ts';
import type { Tx } from '../database/transactions.ts';
import { serviceScope } from '../ledger/sealer.ts';
import type { Caller } from './callers.ts';

/** One reading: who asked, in what role, and for which record. */
interface Reading {
  readonly user: string;
  readonly kind: string;
  readonly operation: string;
  readonly subject: string | null;
}

/** What was asked for, as it was read: numbers in the form in which the books have them. */
interface Asked {
  readonly params: unknown;
  readonly query: unknown;
}

/** Writes down one reading. */
export type NoteRead = (caller: Caller, operation: string, asked: Asked) => Promise<void>;

/** What a record in an address may look like; anything else is not written down. */
const SUBJECT = /^[0-9A-Za-z_.:/-]{1,120}$/;

/**
 * The record that a request is about: the numbers in its address, or the person or the
 * arrangement that a list is narrowed to. Null for a list of all, and for what is no number.
 */
export function subjectOf({ params, query }: Asked): string | null {
  const { authority: _, ...named } = params as Record<string, unknown>;
  const { beneficiaryId, arrangementId, person } = (query ?? {}) as Record<string, unknown>;
  const numbers = Object.values(named);
  const subject =
    numbers.length > 0 ? numbers.join('/') : (beneficiaryId ?? arrangementId ?? person);
  return typeof subject === 'string' && SUBJECT.test(subject) ? subject : null;
}

/**
 * Writes down who was shown what. Whoever asks waits until it is written; those who ask at the same
 * moment share one statement. What stood in the record is never written.
 */
export function readLog(client: Client, clock: Clock): NoteRead {
  let readings = 0;
  const write = together(client, {
    // No two readings are the same, so all that wait go together.
    keyOf: () => String((readings += 1)),
    // Whoever reads does not wait until a period is closed.
    transaction: { postsNothing: true },
    work: async (tx: Tx, set: readonly Reading[]) => {
      await tx.sql`
        insert into reads (user_id, kind, operation, subject)
        select "user", kind, operation, subject
        from jsonb_to_recordset(${JSON.stringify(set)}::text::jsonb)
          as r("user" uuid, kind text, operation text, subject text)`;
      return set.map(() => null);
    },
  });
  return async (caller, operation, asked) => {
    const { user, kind, authority } = caller;
    const reading = { user, kind, operation, subject: subjectOf(asked) };
    await write(serviceScope(authority, clock), reading);
  };
}

import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from './evidence.ts';
import { post } from './post.ts';

/** A decision to put on record in the journal: it moves no money. */
export interface Decision {
  /** Makes it idempotent, e.g. `funder_decision:ID`. */
  readonly key: string;
  /** A code for what was decided, e.g. `request_refused`. */
  readonly reason: string;
  /** What the digest covers, in order; the first says which form it is, e.g. `funder-decision-1`. */
  readonly fields: readonly (string | null)[];
  /** Where the fields hold what somebody wrote about a person; kept beside the text. */
  readonly salt?: Uint8Array;
}

/** Records decisions, effective today, as a set. @returns their entries' ids in the order given. */
export async function recordDecisions(tx: Tx, decisions: readonly Decision[]): Promise<string[]> {
  const posted = await post(
    tx,
    decisions.map(({ key, reason, fields, salt }) => ({
      key,
      kind: 'decision',
      effectiveOn: tx.scope.today,
      reason,
      evidence: evidenceOf(fields, salt),
      transfers: [],
    })),
  );
  return decisions.map(({ key }) => posted.ids.get(key)!);
}

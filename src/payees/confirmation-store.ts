import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';

export const OUTCOMES = ['match', 'close_match', 'no_match', 'not_available'] as const;

/** What the payee's bank answered when it was asked whose account it is. */
export interface Confirmation {
  readonly outcome: (typeof OUTCOMES)[number];
  readonly askedOn: string;
  /** The bank's own code for the answer. */
  readonly code: string | null;
}

export interface NewConfirmation extends Confirmation {
  readonly bankDetailsId: string;
}

/** What the digest of a confirmation covers. */
export interface ConfirmationFacts extends NewConfirmation {
  readonly id: string;
  readonly recordedBy: string;
}

/** The fields that the digest of a confirmation covers, in order. */
export function confirmationFields(one: ConfirmationFacts): (string | null)[] {
  const { id, bankDetailsId, outcome, askedOn, code, recordedBy } = one;
  return ['payee-confirmation-1', id, bankDetailsId, outcome, askedOn, code, recordedBy];
}

/** Records what banks answered, as a set. @returns their ids in the order given. */
export async function addConfirmations(
  tx: Tx,
  confirmations: readonly NewConfirmation[],
): Promise<string[]> {
  const rows = confirmations.map((one) => ({
    ...one,
    id: randomUUID(),
    recordedBy: tx.scope.user,
  }));
  const entryIds = await recordDecisions(
    tx,
    rows.map((row) => ({
      key: `payee_confirmation:${row.id}`,
      reason: 'confirmation_of_payee_recorded',
      fields: confirmationFields(row),
    })),
  );
  const input = rows.map((row, n) => ({ ...row, entryId: entryIds[n] }));
  await tx.sql`
    insert into payee_confirmations (id, bank_details_id, outcome, asked_on, code, recorded_by,
      entry_id)
    select id, "bankDetailsId", outcome, "askedOn", code, "recordedBy", "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as c(id uuid,
      "bankDetailsId" uuid, outcome text, "askedOn" date, code text, "recordedBy" uuid,
      "entryId" bigint)`;
  return rows.map((row) => row.id);
}

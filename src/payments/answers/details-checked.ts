import { decideAloneOnAll } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { recordDecisions } from '../../ledger/decision.ts';
import { addTexts } from '../../people/texts.ts';
import { openHolds } from '../holding/open.ts';
import { endingFields } from '../holding/store.ts';

/** Why such a hold ends. */
const REASONS = "New bank details were checked after the bank's return.";

/**
 * Ends the holds that were placed because a payment came back for its bank details, once details
 * that the payee gave since have been checked. What was held is due again, when a change of details
 * has cooled off. Holds that an officer placed stay until an officer ends them.
 */
export async function endDetailsHolds(tx: Tx, payeeId: string): Promise<void> {
  const open = await detailsHolds(tx, payeeId);
  if (open.length === 0) return;
  // An officer may be ending one of them: theirs is the end that counts.
  await decideAloneOnAll(
    tx,
    open.map(({ holdId }) => `payment hold ${holdId}`),
  );
  const holds = await detailsHolds(tx, payeeId);
  if (holds.length === 0) return;
  const texts = await addTexts(
    tx,
    holds.map(({ beneficiaryId }) => ({ beneficiaryId, text: REASONS })),
  );
  const endedBy = tx.scope.user;
  const entries = await recordDecisions(
    tx,
    holds.map(({ holdId }, n) => ({
      key: `payment_hold_ending:${holdId}`,
      reason: 'payment_hold_ended',
      fields: endingFields({ holdId, endedBy, reasons: REASONS }),
      salt: texts[n]!.salt,
    })),
  );
  const rows = holds.map((hold, n) => ({ ...hold, reasonsId: texts[n]!.id, entry: entries[n] }));
  await tx.sql`
    insert into payment_hold_endings (hold_id, beneficiary_id, reasons_id, ended_by, entry_id)
    select "holdId", "beneficiaryId", "reasonsId", ${endedBy}, entry
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as e("holdId" uuid,
      "beneficiaryId" uuid, "reasonsId" uuid, entry bigint)`;
}

/** Open holds of a payee's payments for bank details, since which other details were checked. */
async function detailsHolds(
  tx: Tx,
  payeeId: string,
): Promise<{ holdId: string; beneficiaryId: string }[]> {
  // What the bank said and the holds for it were recorded in one transaction, so at one moment.
  return tx.sql<{ holdId: string; beneficiaryId: string }[]>`
    select h.id as "holdId", h.beneficiary_id as "beneficiaryId"
    from (${openHolds(tx)}) as h join arrangements a on a.id = h.arrangement_id
    where a.payee_id = ${payeeId} and h.reason = 'bank_details' and h.instalment_id is null
      and exists (
        select from bank_details d join bank_details_checks k on k.bank_details_id = d.id
        where d.payee_id = a.payee_id and d.recorded_at > h.placed_at)
      and exists (
        select from returned_credits b join pay_run_items i on i.credit_id = b.credit_id
        where i.arrangement_id = h.arrangement_id and b.recorded_at = h.placed_at
        union all
        select from bank_answers w join bank_answer_lines n on n.answer_id = w.id
        join pay_run_items i on i.credit_id = n.credit_id
        where i.arrangement_id = h.arrangement_id and w.received_at = h.placed_at)
    order by h.id`;
}

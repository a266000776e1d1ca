import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { addTexts } from '../people/texts.ts';

/** A document to take back from a day on. */
export interface NewWithdrawal {
  readonly documentId: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly withdrawnOn: string;
  readonly reasons: string;
}

/** The fields that the digest of a withdrawal covers, in order; salted as its reasons are. */
export const withdrawalFields = (one: {
  readonly documentId: string;
  readonly withdrawnOn: string;
  readonly recordedBy: string;
  readonly reasons: string;
}): string[] => [
  'document-withdrawal-1',
  one.documentId,
  one.withdrawnOn,
  one.recordedBy,
  one.reasons,
];

/** Withdraws documents as a set, each by a decision in the journal. */
export async function addWithdrawals(tx: Tx, withdrawals: readonly NewWithdrawal[]): Promise<void> {
  const recordedBy = tx.scope.user;
  const texts = await addTexts(
    tx,
    withdrawals.map(({ beneficiaryId, reasons }) => ({ beneficiaryId, text: reasons })),
  );
  const entryIds = await recordDecisions(
    tx,
    withdrawals.map((one, n) => ({
      key: `document_withdrawal:${one.documentId}`,
      reason: 'document_withdrawn',
      fields: withdrawalFields({ ...one, recordedBy }),
      salt: texts[n]!.salt,
    })),
  );
  const input = withdrawals.map((one, n) => ({
    ...one,
    reasonsId: texts[n]!.id,
    entryId: entryIds[n],
  }));
  await tx.sql`
    insert into document_withdrawals (document_id, arrangement_id, beneficiary_id, withdrawn_on,
      reasons_id, recorded_by, entry_id)
    select "documentId", "arrangementId", "beneficiaryId", "withdrawnOn", "reasonsId",
      ${recordedBy}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as w("documentId" uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, "withdrawnOn" date, "reasonsId" uuid,
      "entryId" bigint)`;
}

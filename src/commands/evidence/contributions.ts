import { receiptFields, type ReceiptRecord } from '../../contributions/receipt-store.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { BATCH, compare, type Held } from './compare.ts';

const receipts: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & ReceiptRecord)[]>`
    select e.id as entry, e.evidence, r.id, r.arrangement_id as "arrangementId",
      r.share_id as "shareId", r.received_on as "receivedOn", r.amount, r.paid_into as "paidInto",
      r.bank_account_id as "bankAccountId"
    from contribution_receipts r join entries e on e.id = r.entry_id`;
  return compare('contribution that came', rows.cursor(BATCH), (row) =>
    evidenceOf(receiptFields(row)),
  );
};

/** How the evidence of contributions is recomputed, for `verify`. */
export const CONTRIBUTION_CHECKS: readonly EvidenceCheck[] = [receipts];

import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { receiptFields, type ReceiptRecord } from '../../partners/receipt-store.ts';
import {
  digestOfLines,
  issueFields,
  withdrawalFields,
  type IssueRecord,
} from '../../partners/recharge-store.ts';
import { settlementFields, type SettlementRecord } from '../../partners/settlement-store.ts';
import { partnerFields, type NewPartner } from '../../partners/store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const partners: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & NewPartner)[]>`
    select e.id as entry, e.evidence, p.funder_id as "funderId", p.organisation,
      p.since_on as "sinceOn"
    from partners p join entries e on e.id = p.entry_id`;
  return compare('partner', rows.cursor(BATCH), (row) => evidenceOf(partnerFields(row)));
};

const issues: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & IssueRecord)[]>`
    select e.id as entry, e.evidence, r.id as "rechargeId", r.funder_id as "partnerId",
      r.from_on as from, r.to_on as to, r.amount, ${digestOfLines(tx)} as lines,
      i.issued_by as "issuedBy", i.issued_on as "issuedOn", i.due_on as "dueOn"
    from recharge_issues i join recharges r on r.id = i.recharge_id
    join entries e on e.id = i.entry_id`;
  return compare('issue of a recharge', rows.cursor(BATCH), (row) => evidenceOf(issueFields(row)));
};

const withdrawals: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & Parameters<typeof withdrawalFields>[0])[]>`
    select e.id as entry, e.evidence, w.recharge_id as "rechargeId",
      w.withdrawn_by as "withdrawnBy", w.reason
    from recharge_withdrawals w join entries e on e.id = w.entry_id`;
  return compare('withdrawal of a recharge', rows.cursor(BATCH), (row) =>
    evidenceOf(withdrawalFields(row)),
  );
};

const receipts: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & ReceiptRecord)[]>`
    select e.id as entry, e.evidence, r.id, r.funder_id as "partnerId",
      r.bank_account_id as "bankAccountId", r.received_on as "receivedOn", r.amount, r.reference,
      r.bank_line_id::text as "bankLineId"
    from partner_receipts r join entries e on e.id = r.entry_id`;
  return compare('receipt from a partner', rows.cursor(BATCH), (row) =>
    evidenceOf(receiptFields(row)),
  );
};

const settlements: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & SettlementRecord)[]>`
    select e.id as entry, e.evidence, s.id, s.recharge_id as "rechargeId",
      s.receipt_id as "receiptId", s.amount, s.by
    from recharge_settlements s join entries e on e.id = s.entry_id`;
  return compare('settlement of a recharge', rows.cursor(BATCH), (row) =>
    evidenceOf(settlementFields(row)),
  );
};

/** How the evidence of what partners are recharged and pay is recomputed, for `verify`. */
export const PARTNER_CHECKS: readonly EvidenceCheck[] = [
  partners,
  issues,
  withdrawals,
  receipts,
  settlements,
];

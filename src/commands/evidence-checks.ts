import { BROKER_CHECKS } from './evidence/brokers.ts';
import { RETURN_CHECKS } from './evidence/returns.ts';
import { LIABILITY_CHECKS } from './evidence/liabilities.ts';
import { ORDER_CHECKS } from './evidence/orders.ts';
import { PARTNER_CHECKS } from './evidence/partners.ts';
import { GENERAL_LEDGER_CHECKS } from './evidence/general-ledger.ts';
import { FUND_CHECKS } from './evidence/funds.ts';
import { TRANSFER_CHECKS } from './evidence/transfers.ts';
import { agreementFields, loadProposals } from '../budgets/agreement-store.ts';
import { refusalFields } from '../budgets/proposal-store.ts';
import { ANSWER_CHECKS } from './evidence/answers.ts';
import { BATCH, compare, once, type Held } from './evidence/compare.ts';
import { CONTRIBUTION_CHECKS } from './evidence/contributions.ts';
import { DOCUMENT_CHECKS } from './evidence/documents.ts';
import { IMPORT_CHECKS } from './evidence/imports.ts';
import { LIMIT_CHECKS } from './evidence/limits.ts';
import { MATCH_CHECKS } from './evidence/matches.ts';
import { MOVE_CHECKS } from './evidence/moves.ts';
import { PAYEE_CHECKS } from './evidence/payees.ts';
import { PAYMENT_HOLD_CHECKS } from './evidence/payment-holds.ts';
import { PAYMENT_CHECKS } from './evidence/payments.ts';
import { WRITE_OFF_CHECKS } from './evidence/reconciliation.ts';
import { REPEAT_CHECKS } from './evidence/repeats.ts';
import { SIGN_OFF_CHECKS } from './evidence/sign-offs.ts';
import { REQUEST_EVIDENCE } from './evidence/requests.ts';
import { REVIEW_CHECKS } from './evidence/reviews.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import type { EvidenceCheck } from '../ledger/verify/evidence.ts';
import { bankDetailsFields } from '../payees/store.ts';

const bankDetails: EvidenceCheck = ({ tx }) => {
  type Row = Held & Parameters<typeof bankDetailsFields>[0] & { salt: Buffer };
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, d.id, d.payee_id as "payeeId", d.sort_code as "sortCode",
      d.account_number as "accountNumber", d.account_name as "accountName",
      d.account_use as "accountUse", d.salt
    from bank_details d join entries e on e.id = d.entry_id`;
  return compare('record of bank details', rows.cursor(BATCH), (row) =>
    evidenceOf(bankDetailsFields(row), row.salt),
  );
};

const bankDetailsChecks: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & { id: string; checkedBy: string; method: string })[]>`
    select e.id as entry, e.evidence, c.bank_details_id as id, c.checked_by as "checkedBy", c.method
    from bank_details_checks c join entries e on e.id = c.entry_id`;
  return compare('check of bank details', rows.cursor(BATCH), (row) =>
    evidenceOf(['bank-details-check-1', row.id, row.checkedBy, row.method]),
  );
};

const agreements: EvidenceCheck = ({ tx }) => {
  type Row = Held & { id: string; decidedBy: string };
  async function* batches(): AsyncGenerator<(Row & { fields: (string | null)[] })[]> {
    // A cursor would hold the connection, and each batch asks it for more: page by id instead.
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows = await tx.sql<Row[]>`
        select e.id as entry, e.evidence, d.agreement_id as id, d.decided_by as "decidedBy"
        from agreement_decisions d join entries e on e.id = d.entry_id
        where d.agreement_id > ${after} order by d.agreement_id limit ${BATCH}`;
      if (rows.length === 0) return;
      const loaded = await loadProposals(
        tx,
        rows.map((row) => row.id),
      );
      const byId = new Map(loaded.map((one) => [one.version.id, one]));
      yield rows.map((row) => {
        const proposal = byId.get(row.id);
        const fields = proposal === undefined ? [] : agreementFields(proposal, row.decidedBy);
        return { ...row, fields };
      });
      after = rows.at(-1)!.id;
    }
  }
  return compare('agreement', batches(), (row) => evidenceOf(row.fields));
};

const refusals: EvidenceCheck = ({ tx }) => {
  type Row = Held & { id: string; decidedBy: string; text: string; salt: Buffer };
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, r.agreement_id as id, r.decided_by as "decidedBy", t.text, t.salt
    from agreement_refusals r join entries e on e.id = r.entry_id join texts t on t.id = r.reasons_id`;
  return compare('refused proposal', rows.cursor(BATCH), (row) =>
    evidenceOf(refusalFields(row.id, row.decidedBy, row.text), row.salt),
  );
};

const spending: EvidenceCheck = ({ tx }) => {
  type Row = Held & { id: string; arrangementId: string; amount: string; category: string };
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, s.id, s.arrangement_id as "arrangementId", s.amount, s.category
    from spending s join entries e on e.id = s.entry_id`;
  return compare('record of spending', rows.cursor(BATCH), (row) =>
    evidenceOf(['spending-1', row.id, row.arrangementId, row.amount, row.category]),
  );
};

const closures: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & { id: string; closedOn: string; closedBy: string })[]>`
    select e.id as entry, e.evidence, c.budget_id as id, c.closed_on as "closedOn",
      c.closed_by as "closedBy"
    from budget_closures c join entries e on e.id = c.entry_id`;
  return compare('closed budget', rows.cursor(BATCH), (row) =>
    evidenceOf(['budget-closure-1', row.id, row.closedOn, row.closedBy]),
  );
};

const periods: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & { closedThrough: string; reason: string })[]>`
    select e.id as entry, e.evidence, c.closed_through as "closedThrough", c.reason
    from period_closings c join entries e on e.id = c.entry_id`;
  return compare('closed period', once(rows), (row) => evidenceOf([row.closedThrough, row.reason]));
};

/** How each room's evidence is recomputed, for `verify`. */
export const EVIDENCE_CHECKS: readonly EvidenceCheck[] = [
  bankDetails,
  bankDetailsChecks,
  agreements,
  refusals,
  ...PAYMENT_CHECKS,
  ...PAYMENT_HOLD_CHECKS,
  ...ANSWER_CHECKS,
  ...LIMIT_CHECKS,
  ...CONTRIBUTION_CHECKS,
  spending,
  closures,
  periods,
  ...REQUEST_EVIDENCE,
  ...DOCUMENT_CHECKS,
  ...REVIEW_CHECKS,
  ...MOVE_CHECKS,
  ...IMPORT_CHECKS,
  ...PAYEE_CHECKS,
  ...BROKER_CHECKS,
  ...RETURN_CHECKS,
  ...LIABILITY_CHECKS,
  ...ORDER_CHECKS,
  ...PARTNER_CHECKS,
  ...FUND_CHECKS,
  ...TRANSFER_CHECKS,
  ...MATCH_CHECKS,
  ...SIGN_OFF_CHECKS,
  ...REPEAT_CHECKS,
  ...WRITE_OFF_CHECKS,
  ...GENERAL_LEDGER_CHECKS,
];

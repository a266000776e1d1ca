import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import {
  approvalFields,
  reopeningFields,
  signOffFields,
} from '../../reconciliation/sign-off/sign-off-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const signOffs: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & Parameters<typeof signOffFields>[0])[]>`
    select e.id as entry, e.evidence, s.id, s.bank_account_id as "bankAccountId",
      s.through_on as "throughOn", s.statement_id as "statementId", s.ledger,
      s.not_on_statement as "notOnStatement", s.statement, s.in_transit as "inTransit", s.lines,
      encode(s.sha256, 'hex') as sha256, s.prepared_by as "preparedBy",
      to_char(s.prepared_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "preparedAt"
    from bank_sign_offs s join entries e on e.id = s.entry_id`;
  return compare('sign-off of a bank account', rows.cursor(BATCH), (row) =>
    evidenceOf(signOffFields(row)),
  );
};

const approvals: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & Parameters<typeof approvalFields>[0])[]>`
    select e.id as entry, e.evidence, s.id, encode(s.sha256, 'hex') as sha256,
      a.approved_by as "approvedBy"
    from bank_sign_off_approvals a join bank_sign_offs s on s.id = a.sign_off_id
    join entries e on e.id = a.entry_id`;
  return compare('approval of a sign-off', rows.cursor(BATCH), (row) =>
    evidenceOf(approvalFields(row)),
  );
};

const reopenings: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & Parameters<typeof reopeningFields>[0])[]>`
    select e.id as entry, e.evidence, r.sign_off_id as id, r.reason, r.note,
      r.reopened_by as "reopenedBy"
    from bank_sign_off_reopenings r join entries e on e.id = r.entry_id`;
  return compare('reopening of a sign-off', rows.cursor(BATCH), (row) =>
    evidenceOf(reopeningFields(row)),
  );
};

/** How the evidence of sign-offs is recomputed, for `verify`. */
export const SIGN_OFF_CHECKS: readonly EvidenceCheck[] = [signOffs, approvals, reopenings];

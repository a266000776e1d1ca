import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import {
  writeOffDecisionFields,
  writeOffFields,
  type WriteOffDecisionFacts,
  type WriteOffFacts,
} from '../../reconciliation/postings/write-off-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const writeOffs: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & WriteOffFacts)[]>`
    select e.id as entry, e.evidence, w.id, w.line_id::text as "lineId", w.amount, w.reason, w.note,
      w.asked_by as "askedBy"
    from write_offs w join entries e on e.id = w.entry_id`;
  return compare('write-off that was asked for', rows.cursor(BATCH), (row) =>
    evidenceOf(writeOffFields(row)),
  );
};

const writeOffDecisions: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & WriteOffDecisionFacts)[]>`
    select e.id as entry, e.evidence, d.write_off_id as id, d.approved,
      d.decided_by as "decidedBy", d.match_id as "matchId"
    from write_off_decisions d join entries e on e.id = d.entry_id`;
  return compare('decision on a write-off', rows.cursor(BATCH), (row) =>
    evidenceOf(writeOffDecisionFields(row)),
  );
};

/** How the evidence of what is written off of lines of the bank is recomputed, for `verify`. */
export const WRITE_OFF_CHECKS: readonly EvidenceCheck[] = [writeOffs, writeOffDecisions];

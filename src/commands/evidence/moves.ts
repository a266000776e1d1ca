import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { moveFields, type Move } from '../../moves/store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const moves: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & Move)[]>`
    select e.id as entry, e.evidence, m.id, m.beneficiary_id as "beneficiaryId",
      m.budget_id as "budgetId", m.what, m.direction, m.other_body as "otherBody",
      m.learnt_on as "learntOn", m.moved_on as "movedOn", m.transfer_by as "transferBy",
      m.letter_by as "letterBy", m.recorded_by as "recordedBy"
    from moves m join entries e on e.id = m.entry_id`;
  return compare('move', rows.cursor(BATCH), (row) => evidenceOf(moveFields(row)));
};

/** How the evidence of moves is recomputed, for `verify`. */
export const MOVE_CHECKS: readonly EvidenceCheck[] = [moves];

import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { movementFields, type MovementRecord } from '../../liabilities/store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const movements: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & MovementRecord)[]>`
    select e.id as entry, e.evidence, m.id, m.arrangement_id as "arrangementId", m.kind, m.employee,
      m.on_day as "onDay", m.due_on as "dueOn", m.amount, m.cause, m.return_id as "returnId"
    from liability_movements m join entries e on e.id = m.entry_id`;
  return compare('movement of a liability', rows.cursor(BATCH), (row) =>
    evidenceOf(movementFields(row)),
  );
};

/** How the evidence of liabilities is recomputed, for `verify`. */
export const LIABILITY_CHECKS: readonly EvidenceCheck[] = [movements];

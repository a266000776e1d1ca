import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { returnDecisionFields, type ReturnDecision } from '../../returns/decision-store.ts';
import { stepFields, type StepRecord } from '../../returns/difference-steps.ts';
import { messageFields, type MessageRecord } from '../../returns/message-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const decisions: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & ReturnDecision)[]>`
    select e.id as entry, e.evidence, d.id, d.return_id as "returnId",
      d.arrangement_id as "arrangementId", d.seq, d.outcome, d.decided_by as "decidedBy"
    from return_decisions d join entries e on e.id = d.entry_id`;
  return compare('decision on a return', rows.cursor(BATCH), (row) =>
    evidenceOf(returnDecisionFields(row)),
  );
};

const messages: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & MessageRecord & { salt: Buffer })[]>`
    select e.id as entry, e.evidence, m.id, m.return_id as "returnId",
      m.arrangement_id as "arrangementId", m.kind, m.text, m.written_by as "writtenBy", m.salt
    from return_messages m join entries e on e.id = m.entry_id`;
  return compare('message about a return', rows.cursor(BATCH), (row) =>
    evidenceOf(messageFields(row), row.salt),
  );
};

const steps: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & StepRecord)[]>`
    select e.id as entry, e.evidence, s.difference_id as "differenceId", s.seq, s.step,
      s.owner_id as "ownerId", s.note, s.by
    from difference_steps s join entries e on e.id = s.entry_id`;
  return compare('step about a difference', rows.cursor(BATCH), (row) =>
    evidenceOf(stepFields(row)),
  );
};

const refunds: EvidenceCheck = ({ tx }) => {
  type Row = Held & { id: string; arrangementId: string; amount: string; category: string };
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, r.id, r.arrangement_id as "arrangementId", r.amount, r.category
    from refunds r join entries e on e.id = r.entry_id`;
  return compare('refund', rows.cursor(BATCH), (row) =>
    evidenceOf(['refund-1', row.id, row.arrangementId, row.amount, row.category]),
  );
};

/** How the evidence of what is decided on returns is recomputed, for `verify`. */
export const RETURN_DECISION_CHECKS: readonly EvidenceCheck[] = [
  decisions,
  messages,
  steps,
  refunds,
];

import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { reconsiderationFields } from '../../reviews/reconsideration-store.ts';
import { reviewFields } from '../../reviews/review-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const reviews: EvidenceCheck = ({ tx }) => {
  type Row = Held & Parameters<typeof reviewFields>[0] & { salt: Buffer };
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, r.arrangement_id as "arrangementId", r.held_on as "heldOn",
      r.why, r.outcome, t.text as findings, t.salt, r.recorded_by as "recordedBy",
      jsonb_agg(jsonb_build_object('sector', r.sector, 'dueOn', r.due_on)
        order by r.sector collate "C") as sectors
    from reviews r join entries e on e.id = r.entry_id join texts t on t.id = r.findings_id
    group by e.id, r.arrangement_id, r.held_on, r.why, r.outcome, t.id, r.recorded_by`;
  return compare('review', rows.cursor(BATCH), (row) => evidenceOf(reviewFields(row), row.salt));
};

const reconsiderations: EvidenceCheck = ({ tx }) => {
  type Row = Held & Parameters<typeof reconsiderationFields>[0] & { salt: Buffer };
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, o.notice_id as "noticeId", r.asked_on as "askedOn",
      r.asked_by as "askedBy", a.text as representations, o.outcome, o.told_on as "toldOn",
      t.text as reasons, t.salt, o.decided_by as "decidedBy"
    from reconsideration_outcomes o join entries e on e.id = o.entry_id
    join reconsiderations r on r.notice_id = o.notice_id
    join texts a on a.id = r.representations_id join texts t on t.id = o.reasons_id`;
  return compare('reconsideration', rows.cursor(BATCH), (row) =>
    evidenceOf(reconsiderationFields(row), row.salt),
  );
};

/** How the evidence of reviews and reconsiderations is recomputed, for `verify`. */
export const REVIEW_CHECKS: readonly EvidenceCheck[] = [reviews, reconsiderations];

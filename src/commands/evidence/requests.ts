import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import {
  decisionFields,
  outcomeFields,
  type DecidedByFunder,
  type ReviewDecided,
} from '../../requests/decision-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

type Salted = Held & { readonly salt: Buffer };

const funderDecisions: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Salted & DecidedByFunder)[]>`
    select e.id as entry, e.evidence, d.id, d.request_id as "requestId",
      d.funder_id as "funderId", d.number, d.outcome, d.amount, d.ground, d.told_on as "toldOn",
      d.review_by as "reviewBy", d.decided_by as "decidedBy", t.text as reasons, t.salt
    from funder_decisions d join entries e on e.id = d.entry_id
    join texts t on t.id = d.reasons_id`;
  return compare('decision of a funder', rows.cursor(BATCH), (row) =>
    evidenceOf(decisionFields(row), row.salt),
  );
};

const reviewOutcomes: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Salted & ReviewDecided)[]>`
    select e.id as entry, e.evidence, o.review_id as "reviewId", o.outcome,
      o.told_on as "toldOn", o.decided_by as "decidedBy", t.text as reasons, t.salt
    from review_outcomes o join entries e on e.id = o.entry_id
    join texts t on t.id = o.reasons_id`;
  return compare('outcome of a review', rows.cursor(BATCH), (row) =>
    evidenceOf(outcomeFields(row), row.salt),
  );
};

/** How the evidence of decisions on requests is recomputed. */
export const REQUEST_EVIDENCE: readonly EvidenceCheck[] = [funderDecisions, reviewOutcomes];

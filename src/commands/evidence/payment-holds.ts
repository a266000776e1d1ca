import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import {
  endingFields,
  holdFields,
  type EndingFacts,
  type HoldFacts,
} from '../../payments/holding/store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const holds: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & HoldFacts & { salt: Buffer })[]>`
    select e.id as entry, e.evidence, h.id, h.arrangement_id as "arrangementId",
      h.instalment_id as "instalmentId", h.from_on as "fromOn", h.reason, h.acts,
      h.placed_by as "placedBy", t.text as reasons, t.salt
    from payment_holds h join entries e on e.id = h.entry_id join texts t on t.id = h.reasons_id`;
  return compare('payment held', rows.cursor(BATCH), (row) =>
    evidenceOf(holdFields(row), row.salt),
  );
};

const endings: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & EndingFacts & { salt: Buffer })[]>`
    select e.id as entry, e.evidence, n.hold_id as "holdId", n.ended_by as "endedBy",
      t.text as reasons, t.salt
    from payment_hold_endings n join entries e on e.id = n.entry_id
    join texts t on t.id = n.reasons_id`;
  return compare('end of a hold', rows.cursor(BATCH), (row) =>
    evidenceOf(endingFields(row), row.salt),
  );
};

/** How the evidence of what officers hold back is recomputed, for `verify`. */
export const PAYMENT_HOLD_CHECKS: readonly EvidenceCheck[] = [holds, endings];

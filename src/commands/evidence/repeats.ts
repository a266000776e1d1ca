import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { dismissalFields } from '../../reconciliation/exceptions/repeat-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const dismissals: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & { lineId: string; ofLineId: string; by: string })[]>`
    select e.id as entry, e.evidence, d.line_id as "lineId", r.of_line_id as "ofLineId",
      d.dismissed_by as by
    from repeat_dismissals d
    join likely_repeats r on r.line_id = d.line_id
    join entries e on e.id = d.entry_id`;
  return compare('line that is no repeat', rows.cursor(BATCH), (row) =>
    evidenceOf(dismissalFields(row)),
  );
};

/** How the evidence of what is not a repeat is recomputed. */
export const REPEAT_CHECKS: readonly EvidenceCheck[] = [dismissals];

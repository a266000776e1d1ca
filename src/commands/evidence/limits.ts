import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { limitFields, type LimitFacts } from '../../payments/limit-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const limits: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & LimitFacts)[]>`
    select e.id as entry, e.evidence, l.id, l.user_id as "userId", l.amount,
      l.from_on as "fromOn", l.set_by as "setBy"
    from approval_limits l join entries e on e.id = l.entry_id`;
  return compare('approval limit', rows.cursor(BATCH), (row) => evidenceOf(limitFields(row)));
};

/** How the evidence of who may approve how much is recomputed, for `verify`. */
export const LIMIT_CHECKS: readonly EvidenceCheck[] = [limits];

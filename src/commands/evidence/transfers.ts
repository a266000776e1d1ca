import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { factsOf, transferFields, type DecidedTransfer } from '../../transfers/transfer-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

/** A decision on a transfer answers to what was proposed, why, and how much moves by share. */
const transferDecisions: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & DecidedTransfer)[]>`
    select e.id as entry, e.evidence, ${factsOf(tx)}, d.outcome, d.decided_by as "decidedBy",
      coalesce((select jsonb_agg(jsonb_build_object('from', x.from_share_id, 'to', x.to_share_id,
          'amount', x.amount::text) order by x.position)
        from arrangement_transfer_shares x where x.transfer_id = t.id), '[]') as parts
    from arrangement_transfer_decisions d join entries e on e.id = d.entry_id
    join arrangement_transfers t on t.id = d.transfer_id join texts r on r.id = t.reasons_id`;
  return compare('decision on a transfer', rows.cursor(BATCH), (row) =>
    evidenceOf(transferFields(row), row.salt),
  );
};

/** How the evidence of transfers is recomputed, for `verify`. */
export const TRANSFER_CHECKS: readonly EvidenceCheck[] = [transferDecisions];

import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { confirmationFields, type ConfirmationFacts } from '../../payees/confirmation-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

const confirmations: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & ConfirmationFacts)[]>`
    select e.id as entry, e.evidence, c.id, c.bank_details_id as "bankDetailsId", c.outcome,
      c.asked_on as "askedOn", c.code, c.recorded_by as "recordedBy"
    from payee_confirmations c join entries e on e.id = c.entry_id`;
  return compare('confirmation of payee', rows.cursor(BATCH), (row) =>
    evidenceOf(confirmationFields(row)),
  );
};

/** How the evidence of what was found out about payees is recomputed, for `verify`. */
export const PAYEE_CHECKS: readonly EvidenceCheck[] = [confirmations];

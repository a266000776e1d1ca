import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { returnFields, type ReturnFacts } from '../../payments/answers/return-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

/** A credit from a file answers to the file's own digest, so that neither can be exchanged. */
const returnedCredits: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & ReturnFacts)[]>`
    select e.id as entry, e.evidence, b.credit_id as "creditId", b.pay_run_id as "payRunId", b.how,
      b.code, b.amount, b.advised_on as "advisedOn", b.expected_on as "expectedOn",
      encode(a.sha256, 'hex') as sha256, b.recorded_by as "recordedBy"
    from returned_credits b join entries e on e.id = b.entry_id
    left join bank_answers a on a.id = b.answer_id`;
  return compare('returned credit', rows.cursor(BATCH), (row) => evidenceOf(returnFields(row)));
};

/** How the evidence of what came back is recomputed, for `verify`. */
export const ANSWER_CHECKS: readonly EvidenceCheck[] = [returnedCredits];

import { fundFields, type FundFacts } from '../../funds/store.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { BATCH, compare, type Held } from './compare.ts';

const funds: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & FundFacts)[]>`
    with members as (
      select fund_id, jsonb_agg(jsonb_build_object('funderId', funder_id,
        'contribution', contribution::text, 'risk', risk_numerator || '/' || risk_denominator)
        order by position) as members
      from fund_members group by fund_id
    )
    select e.id as entry, e.evidence, f.id, f.name, f.kind, f.from_on as "fromOn",
      f.to_on as "toOn", f.host, f.manager, f.agreement, f.recorded_by as "recordedBy",
      coalesce(m.members, '[]') as members
    from funds f join entries e on e.id = f.entry_id left join members m on m.fund_id = f.id`;
  return compare('fund', rows.cursor(BATCH), (row) => evidenceOf(fundFields(row)));
};

/** How the evidence of funds is recomputed, for `verify`. */
export const FUND_CHECKS: readonly EvidenceCheck[] = [funds];

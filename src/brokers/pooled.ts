import type { Fragment, Tx } from '../database/transactions.ts';

/**
 * Which pooled account each third-party arrangement's money is in at the end of a day, as a
 * subquery with the columns arrangement_id, beneficiary_id, broker_id and pooled_account_id. An
 * arrangement that names no account is in the one that its broker opened first; of two opened on
 * one day, in the one recorded first. Null where the broker has no account yet.
 *
 * @param on an ISO day
 */
export function pooledArrangementsOn({ sql }: Tx, on: string): Fragment {
  return sql`(
    select p.arrangement_id, p.beneficiary_id, p.party_id as broker_id,
      coalesce(named.pooled_account_id, opened.pooled_account_id) as pooled_account_id
    from arrangement_parties p
    join arrangements a on a.id = p.arrangement_id and a.kind = 'third_party'
    left join (
      select distinct on (arrangement_id) arrangement_id, pooled_account_id
      from pooled_arrangements where from_on <= ${on}::date
      order by arrangement_id, from_on desc
    ) as named on named.arrangement_id = p.arrangement_id
    left join (
      select distinct on (broker_id) broker_id, id as pooled_account_id
      from pooled_accounts order by broker_id, opened_on, entry_id
    ) as opened on opened.broker_id = p.party_id
    where p.party = 'broker'
  )`;
}

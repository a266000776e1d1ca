import type { Tx, Fragment } from '../database/transactions.ts';

/** Where one arrangement of a return stands, by the last decision on it. */
export const PERSON_STATES = ['submitted', 'queried', 'accepted', 'sent_back'] as const;
export type PersonState = (typeof PERSON_STATES)[number];

/** Where a return stands as a whole. */
export const RETURN_STATES = [...PERSON_STATES, 'part_accepted', 'replaced'] as const;
export type ReturnState = (typeof RETURN_STATES)[number];

/**
 * Every arrangement of every return, as a subquery with the columns return_id, arrangement_id,
 * beneficiary_id, opening, closing and state (`PersonState`).
 */
export function personStates({ sql }: Tx): Fragment {
  return sql`(
    select p.return_id, p.arrangement_id, p.beneficiary_id, p.opening, p.closing,
      coalesce((select d.outcome from return_decisions d
        where d.return_id = p.return_id and d.arrangement_id = p.arrangement_id
        order by d.seq desc limit 1), 'submitted') as state
    from return_people p
  )`;
}

/**
 * Where a return stands, as an expression (`ReturnState`) over a row of holders_returns that the
 * statement calls `r`: replaced by a later one, sent back, accepted for everyone, queried for
 * anyone, accepted for some, or submitted.
 */
export function returnState(tx: Tx): Fragment {
  const { sql } = tx;
  return sql`(case
    when exists (select from holders_returns later where later.replaces = r.id) then 'replaced'
    else (select case
        when bool_or(s.state = 'sent_back') then 'sent_back'
        when bool_and(s.state = 'accepted') then 'accepted'
        when bool_or(s.state = 'queried') then 'queried'
        when bool_or(s.state = 'accepted') then 'part_accepted'
        else 'submitted' end
      from ${personStates(tx)} as s where s.return_id = r.id)
    end)`;
}

/** Whether a return that the statement calls `r` stands: neither sent back nor replaced. */
export function stands({ sql }: Tx): Fragment {
  return sql`(
    not exists (select from holders_returns later where later.replaces = r.id)
    and not exists (select from return_decisions d
      where d.return_id = r.id and d.outcome = 'sent_back'))`;
}

import type { Tx, Fragment } from '../../database/transactions.ts';

/**
 * The holds by officers, those that have ended too: a query of the rows of `payment_holds`, with the
 * `number` of the one payment that is held, null where it is every payment.
 */
export function everyHold({ sql }: Tx): Fragment {
  return sql`
    select h.*, o.number from payment_holds h left join instalments o on o.id = h.instalment_id`;
}

/** The holds by officers that have not ended; columns as of `everyHold`. */
export function openHolds(tx: Tx): Fragment {
  return tx.sql`
    select h.* from (${everyHold(tx)}) as h
    where not exists (select from payment_hold_endings n where n.hold_id = h.id)`;
}

/**
 * Whether a hold `h` of `everyHold` covers a payment of its arrangement, which is named as in the
 * query around it. A version that replaces the one payment that is held gives the one in its place
 * the same number, and it is held as well.
 */
export function covers({ sql }: Tx, payment: Fragment): Fragment {
  return sql`coalesce(h.number = ${payment}.number, h.from_on <= ${payment}.value_on)`;
}

import type { Tx } from '../../database/transactions.ts';
import type { Fragment } from '../../documents/missing.ts';

/**
 * The holds by officers that have not ended: a query of the rows of `payment_holds`, with the
 * `number` of the one payment that is held, null where it is every payment. A version that replaces
 * the payment gives the one in its place the same number, and it is held as well.
 */
export function openHolds({ sql }: Tx): Fragment {
  return sql`
    select h.*, o.number from payment_holds h left join instalments o on o.id = h.instalment_id
    where not exists (select from payment_hold_endings n where n.hold_id = h.id)`;
}

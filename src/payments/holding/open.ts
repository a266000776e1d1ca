import type { Tx } from '../../database/transactions.ts';
import type { Fragment } from '../../documents/missing.ts';

/** The holds by officers that have not ended: a query of the rows of `payment_holds`. */
export function openHolds({ sql }: Tx): Fragment {
  return sql`
    select h.* from payment_holds h
    where not exists (select from payment_hold_endings n where n.hold_id = h.id)`;
}

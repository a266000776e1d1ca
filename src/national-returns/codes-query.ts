import type { Fragment, Tx } from '../database/transactions.ts';

/** The national returns for which the ledger has codes. */
export type NationalReturn = 'sen2' | 'phb' | 'cld' | 's251';

/**
 * What our words are called in an item of a national return on a day, as a query of (ours, code):
 * of each the latest version by then, in its highest revision.
 */
export function codesOf(
  tx: Tx,
  { of, item, on }: { of: NationalReturn; item: string; on: Temporal.PlainDate },
): Fragment {
  return tx.sql`
    select distinct on (ours) ours, code from national_return_codes
    where return = ${of} and item = ${item} and effective_on <= ${on.toString()}::date
    order by ours, effective_on desc, revision desc`;
}

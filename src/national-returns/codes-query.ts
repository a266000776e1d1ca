import { dayIn, type DayOrExpression } from '../database/day.ts';
import type { Fragment, Tx } from '../database/transactions.ts';
import { recordedBy } from '../law/store.ts';

/** The national returns for which the ledger has codes. */
export type NationalReturn = 'sen2' | 'phb' | 'cld' | 's251';

/**
 * What our words are called in an item of a national return on a day, as a query of (ours, code):
 * of each the latest version by then, in its highest revision. Only what was recorded by the
 * moment counts, where one is given; what came with the service always does.
 */
export function codesOf(
  tx: Tx,
  by: { of: NationalReturn; item: string; on: DayOrExpression; knownMoment: string | null },
): Fragment {
  return tx.sql`
    select distinct on (ours) ours, code from national_return_codes
    where return = ${by.of} and item = ${by.item} and effective_on <= ${dayIn(tx, by.on)}
      and ${recordedBy(tx, by.knownMoment)}
    order by ours, effective_on desc, revision desc`;
}

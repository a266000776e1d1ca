import type { Tx } from '../database/transactions.ts';
import { rulesOn } from '../law/store.ts';
import type { Source } from '../ledger/accounts.ts';
import { dueShares, joiningWhole } from './due.ts';

/** Something that must be on file and is not. */
export interface MissingThing {
  readonly document: string;
  readonly givenBy: string | null;
}

/** What is due and cannot be paid, and why. */
export interface LeftOut {
  readonly instalmentId: string;
  readonly arrangementId: string;
  /** Whose money is on hold; null where nothing of the payment can leave, whosever it is. */
  readonly sector: Source | null;
  readonly amount: string;
  readonly valueOn: string;
  readonly why:
    | 'bank-details-not-checked'
    | 'bank-details-cooling-off'
    | 'budget-closed'
    | 'on-hold';
  /** What the sector requires and is not on file, where it is on hold. */
  readonly missing: readonly MissingThing[];
}

/** How much of what is left out is listed. */
const MOST_LISTED = 200;

/**
 * What is due by a date and cannot be paid: a share that is on hold, or all of a payment. What can
 * still be put right comes first. Of closed budgets, only what fell due since the last released
 * run is listed, for there is nothing to be done about it and it would fill the list for ever.
 */
export async function leftOut(tx: Tx, valueOn: string): Promise<LeftOut[]> {
  const rules = await rulesOn(tx, tx.scope.today);
  return joiningWhole(
    tx,
    () => tx.sql<LeftOut[]>`
      with left_out as (
        select d.*, case when d.why = 'on-hold' then s.source end as sector,
          case when d.why = 'on-hold' then d.missing else '[]' end as lacks
        from (${dueShares(tx, valueOn, rules)}) as d join shares s on s.id = d.share_id
        where d.why is not null and (d.why <> 'budget-closed' or d.value_on > (
          select coalesce(max(r.value_on), '-infinity') from pay_runs r
          join pay_run_releases l on l.pay_run_id = r.id where r.value_on < ${valueOn}::date))
      )
      select instalment_id as "instalmentId", arrangement_id as "arrangementId", sector,
        sum(amount) as amount, value_on as "valueOn", why, lacks as missing
      from left_out group by instalment_id, arrangement_id, value_on, why, sector, lacks
      order by why = 'budget-closed', value_on, instalment_id, sector limit ${MOST_LISTED}`,
  );
}

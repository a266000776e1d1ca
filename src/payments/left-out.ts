import type { Tx } from '../database/transactions.ts';
import { rulesOn } from '../law/store.ts';
import type { Source } from '../ledger/accounts.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { dueShares } from './due.ts';
import type { Acts, HoldReason } from './holding/rules.ts';

/** Something that must be on file and is not. */
export interface MissingThing {
  readonly document: string;
  readonly givenBy: string | null;
}

/** What an officer holds back: why, and who has to act for it to end. */
export interface HeldBy {
  readonly id: string;
  readonly reason: HoldReason;
  readonly acts: Acts;
}

/** What is due and cannot be paid, and why. */
export interface LeftOut {
  readonly instalmentId: string;
  readonly arrangementId: string;
  /** Whose money cannot leave; null where nothing of the payment can, whosever it is. */
  readonly sector: Source | null;
  readonly amount: string;
  readonly valueOn: string;
  readonly why:
    | 'bank-details-not-checked'
    | 'bank-details-cooling-off'
    | 'budget-closed'
    | 'held'
    | 'on-hold'
    | 'terms-changed'
    | 'account-not-dedicated';
  /** What the sector requires and is not on file, where it is on hold. */
  readonly missing: readonly MissingThing[];
  /** The open holds by officers, where it is held. */
  readonly holds: readonly HeldBy[];
}

/** How much of what is left out is listed. */
const MOST_LISTED = 200;

/**
 * What is due by a date and cannot be paid: a share of one sector, or all of a payment. What can
 * still be put right comes first. Of closed budgets, only what fell due since the last released
 * run is listed, for there is nothing to be done about it and it would fill the list for ever.
 */
export async function leftOut(
  tx: Tx,
  valueOn: string,
  eachOnItsDayFrom?: string,
): Promise<LeftOut[]> {
  const rules = await rulesOn(tx, tx.scope.today);
  return joiningWhole(
    tx,
    () => tx.sql<LeftOut[]>`
      with left_out as (
        select d.*,
          case when d.why in ('on-hold', 'account-not-dedicated') then s.source end as sector,
          case when d.why = 'on-hold' then d.missing else '[]' end as lacks,
          case when d.why = 'held' then d.holds else '[]' end as held_by
        from (${dueShares(tx, valueOn, rules, eachOnItsDayFrom)}) as d join shares s on s.id = d.share_id
        where d.why is not null and (d.why <> 'budget-closed' or d.value_on > (
          select coalesce(max(r.value_on), '-infinity') from pay_runs r
          join pay_run_releases l on l.pay_run_id = r.id where r.value_on < ${valueOn}::date))
      )
      select instalment_id as "instalmentId", arrangement_id as "arrangementId", sector,
        sum(amount) as amount, value_on as "valueOn", why, lacks as missing,
        held_by as holds
      from left_out
      group by instalment_id, arrangement_id, value_on, why, sector, lacks, held_by
      order by why = 'budget-closed', value_on, instalment_id, sector limit ${MOST_LISTED}`,
  );
}

import type { Tx, Fragment } from '../database/transactions.ts';
import { missingFor } from '../documents/missing.ts';
import { rulesOn } from '../law/store.ts';
import type { Source } from '../ledger/accounts.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { covers, openHolds } from './holding/open.ts';
import type { MissingThing } from './left-out.ts';
import { itemsOf } from './run-list.ts';

/** How much of what stands in a run's way is named. */
const MOST_NAMED = 200;

/**
 * The references of the payments `i` of a run, each with its instalment `n` and bank details `d`,
 * for which something is so.
 */
async function itemsWhere(tx: Tx, payRunId: string, isSo: Fragment): Promise<string[]> {
  const rows = await joiningWhole(
    tx,
    () => tx.sql<{ reference: string }[]>`
      select i.reference from (${itemsOf(tx, tx.sql`${payRunId}::uuid`)}) as i
      join instalments n on n.id = i.instalment_id
      join bank_details d on d.id = i.bank_details_id
      where ${isSo} order by i.reference limit ${MOST_NAMED}`,
  );
  return rows.map((row) => row.reference);
}

/** The references of the payments whose budget was closed after the run was drawn up. */
export async function itemsOfClosedBudgets(tx: Tx, payRunId: string): Promise<string[]> {
  const isSo = tx.sql`exists (
    select from arrangements a join budget_closures c on c.budget_id = a.budget_id
    where a.id = i.arrangement_id and c.closed_on <= n.value_on)`;
  return itemsWhere(tx, payRunId, isSo);
}

/**
 * The references of the payments that were held after the run was approved, e.g. because the bank
 * says that somebody has died. Before that a hold takes them out; now the run is not released.
 */
export async function itemsHeld(tx: Tx, payRunId: string): Promise<string[]> {
  const isSo = tx.sql`exists (select from (${openHolds(tx)}) as h
    where h.arrangement_id = i.arrangement_id and ${covers(tx, tx.sql`n`)})`;
  return itemsWhere(tx, payRunId, isSo);
}

/**
 * The references of the payments to bank details that are not the payee's latest any more. While a
 * change waits for its check nothing is paid, and once it is checked the money goes there.
 */
export async function itemsToOldDetails(tx: Tx, payRunId: string): Promise<string[]> {
  const isSo = tx.sql`exists (
    select from bank_details o where o.payee_id = d.payee_id and o.recorded_at > d.recorded_at)`;
  return itemsWhere(tx, payRunId, isSo);
}

/** The references of the payments to bank details that somebody recorded or checked. */
export async function itemsToOwnDetails(
  tx: Tx,
  payRunId: string,
  userId: string,
): Promise<string[]> {
  const isSo = tx.sql`(d.recorded_by = ${userId} or exists (
    select from bank_details_checks c where c.bank_details_id = d.id and c.checked_by = ${userId}))`;
  return itemsWhere(tx, payRunId, isSo);
}

/** A payment of a run with something missing for one of the sectors that pay it. */
export interface ItemOnHold extends MissingThing {
  readonly reference: string;
  readonly sector: Source;
}

/**
 * What is missing for the shares of a run: something was on file when it was drawn up and does not
 * hold any more, e.g. a consent taken back. A hold that was let go by decision stays let go.
 */
export async function sharesOnHold(tx: Tx, payRunId: string): Promise<ItemOnHold[]> {
  const rules = await rulesOn(tx, tx.scope.today);
  const asked = tx.sql`select distinct arrangement_id, share_id, day from leaving`;
  return joiningWhole(
    tx,
    () => tx.sql<ItemOnHold[]>`
      with leaving as materialized (
        select x.item_id, x.arrangement_id, x.share_id, n.period_from as day
        from (${itemsOf(tx, tx.sql`${payRunId}::uuid`)}) as i
        join pay_run_item_shares x on x.item_id = i.id join instalments n on n.id = x.instalment_id
        where not exists (
          select from hold_releases h
          where h.instalment_id = x.instalment_id and h.share_id = x.share_id)
      )
      select i.reference, s.source as sector, m.document, m.given_by as "givenBy"
      from (${missingFor(tx, asked, rules)}) as m
      join leaving l on l.arrangement_id = m.arrangement_id and l.share_id = m.share_id
        and l.day = m.day
      join pay_run_items i on i.id = l.item_id
      join shares s on s.id = l.share_id
      order by i.reference, s.position, m.document, m.given_by limit ${MOST_NAMED}`,
  );
}

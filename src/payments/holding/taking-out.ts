import { decideAloneOnAll } from '../../database/lock.ts';
import type { Tx, Fragment } from '../../database/transactions.ts';
import { undo } from '../release-store.ts';
import { covers, everyHold } from './open.ts';

/** A payment that is held and yet stands in an approved run: it cannot be taken out any more. */
export interface HeldTooLate {
  readonly payRunId: string;
  readonly serial: string;
  readonly reference: string;
}

/**
 * Takes the payments that new holds cover out of runs that are drawn up and not approved, so that
 * they are due again once the holds have ended.
 * @returns those that stand in approved runs, of which nothing is changed here
 */
export async function takeOutHeld(tx: Tx, holdIds: readonly string[]): Promise<HeldTooLate[]> {
  const { sql } = tx;
  const items = heldBy(tx, holdIds);
  const runs = await sql<{ id: string }[]>`select distinct pay_run_id as id from (${items}) as i`;
  if (runs.length === 0) return [];
  await decideAloneOnAll(
    tx,
    runs.map(({ id }) => `pay run ${id}`),
  );
  // Read anew: a run may have been approved, released or withdrawn before it was ours.
  await undo(
    tx,
    sql`select i.* from (${items}) as i where not exists (
      select from pay_run_approvals a where a.pay_run_id = i.pay_run_id)`,
    'taken_out',
  );
  return sql<HeldTooLate[]>`
    select i.pay_run_id as "payRunId", r.serial, i.reference
    from (${items}) as i join pay_runs r on r.id = i.pay_run_id order by i.reference`;
}

/** The payments that some holds cover and that stand in runs which have not been released. */
function heldBy(tx: Tx, holdIds: readonly string[]): Fragment {
  const { sql } = tx;
  return sql`
    select distinct on (i.id) i.* from (${everyHold(tx)}) as h
    join pay_run_items i on i.arrangement_id = h.arrangement_id
    join instalments n on n.id = i.instalment_id
    where h.id in (select value::uuid
        from jsonb_array_elements_text(${JSON.stringify(holdIds)}::text::jsonb))
      and ${covers(tx, sql`n`)}
      and not exists (select from undone_items u where u.item_id = i.id)
      and not exists (select from pay_run_releases l where l.pay_run_id = i.pay_run_id)`;
}

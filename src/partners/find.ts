import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { Problem, notFound } from '../problem.ts';
import { listRecharges, type RechargeRow } from './recharge-store.ts';
import { listPartners, type PartnerRow } from './store.ts';

/** A partner as it stands on a day, or not found: whoever decides for one sees that one only. */
export async function partnerOf(
  tx: Tx,
  id: string,
  on: Temporal.PlainDate = tx.scope.today,
): Promise<PartnerRow> {
  const [partner] = await listPartners(tx, { id, on: on.toString() });
  if (partner === undefined) throw notFound();
  return partner;
}

/** The same, and nobody else decides about what it owes until the transaction ends. */
export async function partnerAlone(tx: Tx, id: string): Promise<PartnerRow> {
  await decideAlone(tx, `partner ${id}`);
  return partnerOf(tx, id);
}

/** A recharge that the caller may see, or not found. */
export async function rechargeOf(tx: Tx, id: string): Promise<RechargeRow> {
  const [recharge] = await listRecharges(tx, { id });
  if (recharge === undefined) throw notFound();
  return recharge;
}

/** A recharge that is drawn up and waits, with its partner, decided about by nobody else. */
export async function waitingRecharge(
  tx: Tx,
  id: string,
): Promise<{ partner: PartnerRow; recharge: RechargeRow }> {
  const { partnerId } = await rechargeOf(tx, id);
  const partner = await partnerAlone(tx, partnerId);
  const recharge = await rechargeOf(tx, id);
  if (recharge.state === 'drawn_up') return { partner, recharge };
  throw new Problem(
    'state-does-not-allow',
    `Recharge ${recharge.number} is ${recharge.state} already. Draw up the next one.`,
    { state: recharge.state },
  );
}

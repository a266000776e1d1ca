import { decideAloneOnAll } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { ALREADY_RECORDED, addReceipts, sameReceipts } from '../../partners/receipt-store.ts';
import { settlingOf, type OpenRecharge, type Settling } from '../../partners/rules.ts';
import { openRechargesOf, settle } from '../../partners/settlement-store.ts';
import { listPartners, type PartnerRow } from '../../partners/store.ts';
import { sum, toText, type Decimal } from '../../money.ts';
import type { Fault } from '../../problem.ts';
import type { BankLine } from '../line-store.ts';
import type { PartFaults } from './faults.ts';
import type { Placed } from './plan.ts';
import type { PartAsked, PartOf } from './schemas.ts';

/** What a partner paid, and which recharges that pays. */
export interface PartnerPlan {
  readonly partner: PartnerRow;
  readonly amount: Decimal;
  readonly reference: string;
  readonly settles: readonly Settling[];
}

/** Nobody else decides about what the partners of the parts owe until the transaction ends. */
export async function partnersAlone(tx: Tx, parts: readonly PartAsked[]): Promise<void> {
  const ids = new Set(parts.flatMap((part) => (part.to === 'partner' ? [part.partnerId] : [])));
  if (ids.size > 0)
    await decideAloneOnAll(
      tx,
      [...ids].map((id) => `partner ${id}`),
    );
}

/** What partners pay by parts of a line: each part what the parts before it leave open. */
export async function planPartners(
  tx: Tx,
  line: BankLine,
  parts: readonly Placed<PartOf<'partner'>>[],
  faults: PartFaults,
): Promise<Map<number, PartnerPlan>> {
  const plans = new Map<number, PartnerPlan>();
  if (parts.length === 0) return plans;
  const ids = [...new Set(parts.map(({ part }) => part.partnerId))];
  const on = tx.scope.today.toString();
  const partners = new Map((await listPartners(tx, { ids, on })).map((one) => [one.id, one]));
  const open: Map<string, readonly OpenRecharge[]> = await openRechargesOf(tx, ids);
  faults.add('already-exists', await alreadyThere(tx, line, parts));
  for (const { n, part } of parts) {
    const { partnerId, amount, reference } = part;
    const partner = partners.get(partnerId);
    if (partner === undefined) {
      const where = `body.parts.${n}.partnerId`;
      faults.add('record-unknown', [{ where, message: 'There is no such partner.' }]);
      continue;
    }
    const now = open.get(partnerId) ?? [];
    const { settles, unknown, faults: wrong } = settlingOf({ ...part, left: amount }, now);
    faults.add('record-unknown', inPart(n, unknown));
    faults.add('match-not-possible', inPart(n, wrong));
    open.set(partnerId, afterwards(now, settles));
    plans.set(n, { partner, amount, reference, settles });
  }
  return plans;
}

const inPart = (n: number, faults: readonly Fault[]): Fault[] =>
  faults.map(({ where, message }) => ({
    where: where.replace(/^body/, `body.parts.${n}`),
    message,
  }));

/** What is open of recharges when some of it is paid. */
function afterwards(open: readonly OpenRecharge[], settles: readonly Settling[]): OpenRecharge[] {
  return open.map((recharge) => {
    const paid = settles.filter((one) => one.rechargeId === recharge.id);
    return { ...recharge, open: recharge.open.minus(sum(paid.map((one) => one.amount))) };
  });
}

/** Parts whose receipt was recorded before, or is of a part before them too. */
async function alreadyThere(
  tx: Tx,
  line: BankLine,
  parts: readonly Placed<PartOf<'partner'>>[],
): Promise<Fault[]> {
  const receivedOn = Temporal.PlainDate.from(line.bookedOn);
  const asked = parts.map(({ part }) => ({ ...part, receivedOn }));
  const known = new Set((await sameReceipts(tx, asked)).map((same) => same.n));
  const seen = new Set<string>();
  return parts.flatMap(({ n, part }, place) => {
    const name = JSON.stringify([part.partnerId, part.reference]);
    const isSame = known.has(place) || seen.has(name);
    seen.add(name);
    return isSame ? [{ where: `body.parts.${n}.reference`, message: ALREADY_RECORDED }] : [];
  });
}

/** Records what partners paid, and lets it pay. @returns the receipts and their entries, in order */
export async function recordPartners(
  tx: Tx,
  line: BankLine,
  plans: readonly PartnerPlan[],
): Promise<{ id: string; entryId: string }[]> {
  const { bankAccountId } = line;
  const receivedOn = Temporal.PlainDate.from(line.bookedOn);
  const made = await addReceipts(
    tx,
    plans.map((plan) => ({ ...plan, bankAccountId, receivedOn })),
  );
  // The chain of a recharge goes on where the receipt before has left it, so one after the other.
  for (const [n, { partner, amount, settles }] of plans.entries()) {
    const receipt = { id: made[n]!.id, partnerId: partner.id, amount: toText(amount) };
    await settle(tx, receipt, settles);
  }
  return made;
}

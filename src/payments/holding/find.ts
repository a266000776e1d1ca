import type { Tx } from '../../database/transactions.ts';
import { Problem, notFound } from '../../problem.ts';
import { paymentHoldsBy, type PaymentHold } from './list.ts';

/** A hold the caller may see, or not found. */
export async function paymentHoldOf(tx: Tx, id: string): Promise<PaymentHold> {
  const [hold] = await paymentHoldsBy(tx, { id });
  if (hold === undefined) throw notFound();
  return hold;
}

/** A payment that may be held. */
export interface Holdable {
  readonly id: string;
  readonly beneficiaryId: string;
  readonly arrangementId: string;
  readonly valueOn: string;
}

const WHY = {
  replaced: 'A later version of the agreement replaced this instalment.',
  paid_before: 'This instalment was paid before the book began.',
  released: 'All of this instalment is in released runs: there is nothing left to hold.',
} as const;

/**
 * An instalment of an arrangement of which something is still to be paid.
 * @throws Problem `record-unknown` where the arrangement has no such instalment, and
 *   `state-does-not-allow` where nothing of it is left to hold
 */
export async function holdable(
  tx: Tx,
  by: { readonly id: string; readonly arrangementId: string },
): Promise<Holdable> {
  const [row] = await tx.sql<(Holdable & { state: keyof typeof WHY | 'unpaid' })[]>`
    select i.id, i.beneficiary_id as "beneficiaryId", i.arrangement_id as "arrangementId",
      i.value_on as "valueOn",
      case when exists (select from replaced_instalments r where r.instalment_id = i.id)
          then 'replaced'
        when exists (select from instalments_paid_before b where b.instalment_id = i.id)
          then 'paid_before'
        when not exists (
          select from instalment_shares x where x.instalment_id = i.id and x.amount > 0
            and not exists (
              select from pay_run_item_shares p
              join pay_run_releases l on l.pay_run_id = p.pay_run_id
              left join undone_items u on u.item_id = p.item_id
              where p.instalment_id = i.id and p.share_id = x.share_id and u.item_id is null))
          then 'released'
        else 'unpaid' end as state
    from instalments i where i.id = ${by.id} and i.arrangement_id = ${by.arrangementId}`;
  if (row === undefined) {
    throw new Problem('record-unknown', 'The arrangement has no such instalment.', {
      errors: [{ where: 'body.instalmentId', message: 'No instalment of it has this identifier.' }],
    });
  }
  const { state, ...instalment } = row;
  if (state !== 'unpaid') throw new Problem('state-does-not-allow', WHY[state], { state });
  return instalment;
}

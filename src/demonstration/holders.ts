import { recordSpending } from '../budgets/spending-store.ts';
import type { Loading } from './load.ts';
import type { Choices } from './random.ts';
import { inventSpending, type Paid } from './spending.ts';

/** Records spending out of what was paid this year to holders who send in no returns of their own. */
export async function recordSome({ as, today }: Loading, choose: Choices): Promise<void> {
  await as('finance_officer', async (tx) => {
    const paid = await tx.sql<(Paid & { sendsReturns: boolean })[]>`
      select a.kind = 'third_party' as "sendsReturns", i.arrangement_id as "arrangementId", r.value_on as "valueOn", i.amount
      from pay_run_items i
      join pay_runs r on r.id = i.pay_run_id
      join pay_run_releases l on l.pay_run_id = r.id
      join beneficiaries b on b.id = i.beneficiary_id
      join arrangements a on a.id = i.arrangement_id
      where r.value_on <= ${today.toString()}::date order by r.value_on, b.reference, i.amount`;
    const brokers = new Set(paid.flatMap((one) => (one.sendsReturns ? [one.arrangementId] : [])));
    const spent = inventSpending(paid, today, choose);
    await recordSpending(
      tx,
      spent.filter((one) => !brokers.has(one.arrangementId)),
    );
  });
}

import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';

/** What a broker takes for each person from a day on. Amounts as text, in pounds. */
export interface NewFee {
  readonly brokerId: string;
  readonly effectiveOn: string;
  /** By the calendar month. */
  readonly perMonth: string;
  /** By the month too, for each public funder of the arrangement beyond the first. */
  readonly perExtraFunder: string;
}

export interface Fee extends NewFee {
  readonly id: string;
  readonly entry: string;
}

/** The fields that the digest of a broker's fee covers, in order. */
export const feeFields = (one: NewFee & { id: string; recordedBy: string }): string[] => [
  'broker-fee-1',
  one.id,
  one.brokerId,
  one.effectiveOn,
  one.perMonth,
  one.perExtraFunder,
  one.recordedBy,
];

/** Adds fees of brokers, as a set. @returns their ids in the order given */
export async function addFees(tx: Tx, fees: readonly NewFee[]): Promise<string[]> {
  const recordedBy = tx.scope.user;
  const rows = fees.map((one) => ({ ...one, id: randomUUID() as string }));
  const entries = await recordDecisions(
    tx,
    rows.map((row) => ({
      key: `broker_fee:${row.id}`,
      reason: 'broker_fee_agreed',
      fields: feeFields({ ...row, recordedBy }),
    })),
  );
  const input = rows.map((row, n) => ({ ...row, entryId: entries[n] }));
  await tx.sql`
    insert into broker_fees (id, broker_id, effective_on, per_month, per_extra_funder, recorded_by,
      entry_id)
    select id, "brokerId", "effectiveOn", "perMonth", "perExtraFunder", ${recordedBy}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as f(id uuid, "brokerId" uuid,
      "effectiveOn" date, "perMonth" numeric, "perExtraFunder" numeric, "entryId" bigint)`;
  return rows.map((row) => row.id);
}

/** The fees of brokers, the latest first. */
export async function feesBy(
  tx: Tx,
  { brokerIds }: { readonly brokerIds: readonly string[] },
): Promise<Fee[]> {
  return tx.sql<Fee[]>`
    select id, broker_id as "brokerId", effective_on as "effectiveOn", per_month as "perMonth",
      per_extra_funder as "perExtraFunder", entry_id as entry
    from broker_fees where broker_id in (select w::uuid from jsonb_array_elements_text(
      ${JSON.stringify(brokerIds)}::text::jsonb) as w)
    order by broker_id, effective_on desc`;
}

import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { money, toText, type Decimal } from '../money.ts';
import type { OpenRecharge, Settling } from './rules.ts';

/** The facts that the digest of a settlement covers. */
export interface SettlementRecord {
  readonly id: string;
  readonly rechargeId: string;
  readonly receiptId: string;
  readonly amount: string;
  readonly by: string;
}

export function settlementFields(one: SettlementRecord): (string | null)[] {
  return ['recharge-settlement-1', one.id, one.rechargeId, one.receiptId, one.amount, one.by];
}

/** What of a receipt pays a recharge, as it is shown. */
export interface SettlementRow {
  readonly rechargeId: string;
  readonly number: number;
  readonly amount: string;
}

/** What a receipt has paid, in the order in which it did. */
export async function settlementsOf({ sql }: Tx, receiptId: string): Promise<SettlementRow[]> {
  return sql<SettlementRow[]>`
    select s.recharge_id as "rechargeId", r.number, s.amount
    from recharge_settlements s join recharges r on r.id = s.recharge_id
    where s.receipt_id = ${receiptId} order by s.receipt_seq`;
}

/** Issued recharges of a partner that are owed in part or whole, the oldest first. */
export async function openRecharges(tx: Tx, partnerId: string): Promise<OpenRecharge[]> {
  return (await openRechargesOf(tx, [partnerId])).get(partnerId) ?? [];
}

/** The same of several partners, by partner. */
export async function openRechargesOf(
  { sql }: Tx,
  partnerIds: readonly string[],
): Promise<Map<string, OpenRecharge[]>> {
  const ids = `{${partnerIds.join(',')}}`;
  const rows = await sql<{ partnerId: string; id: string; number: number; open: string }[]>`
    select r.funder_id as "partnerId", r.id, r.number, r.amount - coalesce(s.amount, 0.00) as open
    from recharges r join recharge_issues i on i.recharge_id = r.id
    left join (
      select recharge_id, sum(amount) as amount from recharge_settlements
      where funder_id = any(${ids}::uuid[]) group by recharge_id
    ) as s on s.recharge_id = r.id
    where r.funder_id = any(${ids}::uuid[]) and r.amount > coalesce(s.amount, 0.00)
    order by r.funder_id, r.number`;
  const found = rows.map(({ open, ...row }) => ({ ...row, open: money(open) }));
  return Map.groupBy(found, (row) => row.partnerId);
}

interface Link {
  readonly id: string;
  readonly rechargeId: string;
  readonly rechargeAmount: string;
  readonly rechargeSeq: number;
  readonly rechargeBefore: string;
  readonly receiptSeq: number;
  readonly receiptBefore: string;
  readonly amount: string;
}

/**
 * Lets a receipt pay recharges, as a set. Each is a link of two chains, the receipt's and the
 * recharge's; whoever gets here with what somebody else took meanwhile is stopped by them. Check
 * what is open, under the partner's lock, before.
 */
export async function settle(
  tx: Tx,
  receipt: { readonly id: string; readonly partnerId: string; readonly amount: string },
  list: readonly Settling[],
): Promise<void> {
  if (list.length === 0) return;
  const links = await linksOf(tx, receipt.id, list);
  const entries = await recordDecisions(
    tx,
    links.map((link) => ({
      key: `recharge_settlement:${link.id}`,
      reason: 'recharge_settled',
      fields: settlementFields({ ...link, receiptId: receipt.id, by: tx.scope.user }),
    })),
  );
  const rows = links.map((link, n) => ({ ...link, entryId: entries[n] }));
  await tx.sql`
    insert into recharge_settlements (id, funder_id, recharge_id, recharge_amount, recharge_seq,
      recharge_previous, recharge_before, recharge_after, receipt_id, receipt_amount, receipt_seq,
      receipt_previous, receipt_before, receipt_after, amount, by, at, entry_id)
    select id, ${receipt.partnerId}, "rechargeId", "rechargeAmount", "rechargeSeq",
      nullif("rechargeSeq" - 1, 0), "rechargeBefore", "rechargeBefore" + amount,
      ${receipt.id}, ${receipt.amount}, "receiptSeq", nullif("receiptSeq" - 1, 0), "receiptBefore",
      "receiptBefore" + amount, amount, ${tx.scope.user}, clock_timestamp(), "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as s(id uuid, "rechargeId" uuid,
      "rechargeAmount" numeric, "rechargeSeq" smallint, "rechargeBefore" numeric,
      "receiptSeq" smallint, "receiptBefore" numeric, amount numeric, "entryId" bigint)`;
}

/** Where both chains of each settlement go on. No recharge is named twice. */
async function linksOf(tx: Tx, receiptId: string, list: readonly Settling[]): Promise<Link[]> {
  const { sql } = tx;
  const ids = JSON.stringify(list.map((one) => one.rechargeId));
  const recharges = await sql<{ id: string; amount: string; seq: number; settled: string }[]>`
    select r.id, r.amount, coalesce(max(s.recharge_seq), 0)::int as seq,
      coalesce(sum(s.amount), 0.00) as settled
    from recharges r left join recharge_settlements s on s.recharge_id = r.id
    where r.id in (select value::uuid from jsonb_array_elements_text(${ids}::text::jsonb))
    group by r.id, r.amount`;
  const [before] = await sql<{ seq: number; settled: string }[]>`
    select coalesce(max(receipt_seq), 0)::int as seq, coalesce(sum(amount), 0.00) as settled
    from recharge_settlements where receipt_id = ${receiptId}`;
  const known = new Map(recharges.map((one) => [one.id, one]));
  let settled: Decimal = money(before!.settled);
  return list.map(({ rechargeId, amount }, n) => {
    const recharge = known.get(rechargeId)!;
    const receiptBefore = toText(settled);
    settled = settled.plus(amount);
    return {
      id: randomUUID(),
      rechargeId,
      rechargeAmount: recharge.amount,
      rechargeSeq: recharge.seq + 1,
      rechargeBefore: recharge.settled,
      receiptSeq: before!.seq + n + 1,
      receiptBefore,
      amount: toText(amount),
    };
  });
}

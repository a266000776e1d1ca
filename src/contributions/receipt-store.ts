import { randomUUID } from 'node:crypto';
import type { Tx, Fragment } from '../database/transactions.ts';
import { findAccounts, openAccounts, type Holding, type NewAccount } from '../ledger/accounts.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post } from '../ledger/post.ts';
import { reverse } from '../ledger/reverse.ts';
import { toText, type Decimal } from '../money.ts';
import { isUndone } from './owed.ts';
import type { ReceiptFacts, Way } from './rules.ts';

/** The most receipts that are shown of an arrangement. */
export const MOST_RECEIPTS = 500;

/** A receipt to record, of a share that is known to be paid there. */
export interface NewReceipt extends ReceiptFacts {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly kind: Holding;
  readonly shareId: string;
  readonly amount: Decimal;
  readonly reference: string;
  /** Of money that came to the authority. */
  readonly bankAccountId?: string | undefined;
}

/** The facts that the digest of a receipt covers. What the statement calls it is not among them. */
export interface ReceiptRecord {
  readonly id: string;
  readonly arrangementId: string;
  readonly shareId: string;
  readonly receivedOn: string;
  readonly amount: string;
  readonly paidInto: string;
  readonly bankAccountId: string | null;
}

export function receiptFields(one: ReceiptRecord): (string | null)[] {
  return [
    'contribution-receipt-1',
    one.id,
    one.arrangementId,
    one.shareId,
    one.receivedOn,
    one.amount,
    one.paidInto,
    one.bankAccountId,
  ];
}

/** A share of an arrangement, and the ways in which agreed versions have it paid. */
export interface AgreedWays {
  readonly arrangementId: string;
  readonly source: string;
  readonly shareId: string;
  readonly ways: Way[];
}

/** Of each source that is asked for its share and ways; those that no version has are absent. */
export async function agreedWays(
  { sql }: Tx,
  asked: readonly { readonly arrangementId: string; readonly source: string }[],
): Promise<AgreedWays[]> {
  return sql<AgreedWays[]>`
    select s.arrangement_id as "arrangementId", s.source, s.id as "shareId",
      array_agg(distinct coalesce(x.paid, 'top_up')) as ways
    from shares s join agreement_shares x on x.share_id = s.id and x.weekly > 0
    join agreement_decisions d on d.agreement_id = x.agreement_id
    where (s.arrangement_id, s.source) in (
      select "arrangementId", source from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb)
        as w("arrangementId" uuid, source text))
    group by s.id`;
}

/** Receipts that are there already of the same share, day and reference, undone or not. */
export async function sameReceipts(
  tx: Tx,
  asked: readonly Pick<NewReceipt, 'arrangementId' | 'shareId' | 'receivedOn' | 'reference'>[],
): Promise<{ id: string; n: number; undone: boolean }[]> {
  const rows = asked.map(({ arrangementId, shareId, receivedOn, reference }) => ({
    arrangementId,
    shareId,
    on: receivedOn.toString(),
    reference,
  }));
  return tx.sql<{ id: string; n: number; undone: boolean }[]>`
    select r.id, (w.n - 1)::int as n, ${isUndone(tx)} as undone
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as ("arrangementId" uuid, "shareId" uuid, "on" date, reference text)) with ordinality
      as w(arrangement_id, share_id, received_on, reference, n)
    join contribution_receipts r on r.arrangement_id = w.arrangement_id
      and r.share_id = w.share_id and r.received_on = w.received_on and r.reference = w.reference
    order by w.n`;
}

/** The sentence of a receipt that is there already. */
export function alreadyRecorded(same: { readonly undone: boolean }): string {
  const what = same.undone
    ? 'It was undone: record it again under another reference.'
    : 'If more money came, give it the reference that tells the two apart.';
  return `A receipt of this day and reference is recorded already. ${what}`;
}

/** Between which accounts money of a receipt moves. */
function accountsOf(one: NewReceipt): { from: NewAccount; to: NewAccount } {
  const { source, arrangementId, beneficiaryId, shareId } = one;
  const person = (kind: string): NewAccount => ({
    class: `${kind}/${source}`,
    subject: beneficiaryId,
    beneficiaryId,
  });
  if (one.bankAccountId !== undefined) {
    return { from: person('contribution_due'), to: { class: 'bank', subject: one.bankAccountId } };
  }
  const held = { class: `held/${one.kind}/${source}`, subject: shareId };
  return { from: person('contribution'), to: { ...held, arrangementId, beneficiaryId } };
}

const nameOf = (account: NewAccount): string => `${account.class}:${account.subject}`;

/** A receipt that was recorded, with its entry. */
export interface Recorded {
  readonly id: string;
  readonly entryId: string;
}

/** Records receipts as a set, each with its entry on the day the money came. @returns in the order given */
export async function addReceipts(tx: Tx, list: readonly NewReceipt[]): Promise<Recorded[]> {
  if (list.length === 0) return [];
  const sides = list.map(accountsOf);
  const all = new Map(sides.flatMap(({ from, to }) => [from, to]).map((one) => [nameOf(one), one]));
  await openAccounts(tx, [...all.values()]);
  const accounts = await findAccounts(tx, [...all.keys()]);
  const records = list.map((one) => ({
    ...one,
    id: randomUUID() as string,
    receivedOn: one.receivedOn.toString(),
    amount: toText(one.amount),
    bankAccountId: one.bankAccountId ?? null,
  }));
  const posted = await post(
    tx,
    list.map((one, n) => ({
      key: `contribution_receipt:${records[n]!.id}`,
      kind: 'contribution_received',
      effectiveOn: one.receivedOn,
      evidence: evidenceOf(receiptFields(records[n]!)),
      transfers: [
        {
          from: accounts.get(nameOf(sides[n]!.from))!,
          to: accounts.get(nameOf(sides[n]!.to))!,
          amount: one.amount,
        },
      ],
    })),
  );
  const rows = records.map((one) => ({
    ...one,
    entryId: posted.ids.get(`contribution_receipt:${one.id}`)!,
  }));
  await tx.sql`
    insert into contribution_receipts (id, arrangement_id, beneficiary_id, share_id, received_on,
      amount, paid_into, bank_account_id, reference, recorded_by, entry_id)
    select id, "arrangementId", "beneficiaryId", "shareId", "receivedOn", amount, "paidInto",
      "bankAccountId", reference, ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(id uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, "shareId" uuid, "receivedOn" date,
      amount numeric, "paidInto" text, "bankAccountId" uuid, reference text, "entryId" bigint)`;
  return rows.map(({ id, entryId }) => ({ id, entryId }));
}

export interface ReceiptRow {
  readonly id: string;
  readonly arrangementId: string;
  readonly source: 'contribution' | 'top_up';
  readonly receivedOn: string;
  readonly amount: string;
  readonly paidInto: 'holder' | 'authority';
  readonly reference: string;
  readonly state: 'received' | 'undone';
  readonly entry: string;
}

/** Receipts, newest first: one, or those of an arrangement that came by a day. */
export async function listReceipts(
  tx: Tx,
  by: { readonly id: string } | { readonly arrangementId: string; readonly on: string },
): Promise<ReceiptRow[]> {
  const { sql } = tx;
  const wanted: Fragment =
    'id' in by
      ? sql`r.id = ${by.id}`
      : sql`r.arrangement_id = ${by.arrangementId} and r.received_on <= ${by.on}::date`;
  return sql<ReceiptRow[]>`
    select r.id, r.arrangement_id as "arrangementId", s.source, r.received_on as "receivedOn",
      r.amount, r.paid_into as "paidInto", r.reference, r.entry_id as entry,
      case when ${isUndone(tx)} then 'undone' else 'received' end as state
    from contribution_receipts r join shares s on s.id = r.share_id
    where ${wanted} order by r.received_on desc, r.id desc limit ${MOST_RECEIPTS}`;
}

/**
 * Takes back a receipt that was a mistake, from the day it was recorded for: it never came. Throws
 * the problem "already-reversed" for one that is undone already.
 */
export async function undoReceipt(tx: Tx, receipt: ReceiptRow, reason: string): Promise<void> {
  const [entry] = await tx.sql<{ on: string }[]>`
    select effective_on as on from entries where id = ${receipt.entry}`;
  const reversal = await reverse(tx, receipt.entry, {
    key: `contribution_undoing:${receipt.id}`,
    reason,
    effectiveOn: Temporal.PlainDate.from(entry!.on),
  });
  await tx.sql`
    insert into contribution_undoings (receipt_id, arrangement_id, beneficiary_id, undone_by, entry_id)
    select id, arrangement_id, beneficiary_id, ${tx.scope.user}, ${reversal}
    from contribution_receipts where id = ${receipt.id}`;
}

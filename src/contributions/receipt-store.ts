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

/** The share of a source, and the ways in which agreed versions have it paid; none if none has. */
export async function agreedWays(
  { sql }: Tx,
  arrangementId: string,
  source: string,
): Promise<{ shareId: string; ways: Way[] } | undefined> {
  const [row] = await sql<{ shareId: string; ways: Way[] }[]>`
    select s.id as "shareId", array_agg(distinct coalesce(x.paid, 'top_up')) as ways
    from shares s join agreement_shares x on x.share_id = s.id and x.weekly > 0
    join agreement_decisions d on d.agreement_id = x.agreement_id
    where s.arrangement_id = ${arrangementId} and s.source = ${source}
    group by s.id`;
  return row;
}

/** A receipt of the same share, day and reference, undone or not. */
export async function sameReceipt(
  tx: Tx,
  one: Pick<NewReceipt, 'arrangementId' | 'shareId' | 'receivedOn' | 'reference'>,
): Promise<{ id: string; undone: boolean } | undefined> {
  const [row] = await tx.sql<{ id: string; undone: boolean }[]>`
    select r.id, ${isUndone(tx)} as undone from contribution_receipts r
    where r.arrangement_id = ${one.arrangementId} and r.share_id = ${one.shareId}
      and r.received_on = ${one.receivedOn.toString()} and r.reference = ${one.reference}`;
  return row;
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

/** Records a receipt, with its entry on the day the money came. @returns its id */
export async function addReceipt(tx: Tx, one: NewReceipt): Promise<string> {
  const id: string = randomUUID();
  const { from, to } = accountsOf(one);
  await openAccounts(tx, [from, to]);
  const accounts = await findAccounts(tx, [nameOf(from), nameOf(to)]);
  const record = {
    ...one,
    id,
    receivedOn: one.receivedOn.toString(),
    amount: toText(one.amount),
    bankAccountId: one.bankAccountId ?? null,
  };
  const transfer = { from: accounts.get(nameOf(from))!, to: accounts.get(nameOf(to))! };
  const posted = await post(tx, [
    {
      key: `contribution_receipt:${id}`,
      kind: 'contribution_received',
      effectiveOn: one.receivedOn,
      evidence: evidenceOf(receiptFields(record)),
      transfers: [{ ...transfer, amount: one.amount }],
    },
  ]);
  await tx.sql`
    insert into contribution_receipts (id, arrangement_id, beneficiary_id, share_id, received_on,
      amount, paid_into, bank_account_id, reference, recorded_by, entry_id)
    values (${id}, ${one.arrangementId}, ${one.beneficiaryId}, ${one.shareId}, ${record.receivedOn},
      ${record.amount}, ${one.paidInto}, ${record.bankAccountId}, ${one.reference},
      ${tx.scope.user}, ${posted.ids.get(`contribution_receipt:${id}`)!})`;
  return id;
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

import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { findAccounts, openAccounts } from '../ledger/accounts.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post } from '../ledger/post.ts';
import { toText, type Decimal } from '../money.ts';
import type { PartnerRow } from './store.ts';

/** Money that came from a partner. The bank line is its number, where it is known. */
export interface NewReceipt {
  readonly receivedOn: Temporal.PlainDate;
  readonly amount: Decimal;
  readonly reference: string;
  readonly bankAccountId: string;
  readonly bankLineId?: string | undefined;
}

/** The facts that the digest of a receipt covers. */
export interface ReceiptRecord {
  readonly id: string;
  readonly partnerId: string;
  readonly bankAccountId: string;
  readonly receivedOn: string;
  readonly amount: string;
  readonly reference: string;
  readonly bankLineId: string | null;
}

export function receiptFields(one: ReceiptRecord): (string | null)[] {
  return [
    'partner-receipt-1',
    one.id,
    one.partnerId,
    one.bankAccountId,
    one.receivedOn,
    one.amount,
    one.reference,
    one.bankLineId,
  ];
}

/** A receipt that was recorded, with its entry. */
export interface Recorded {
  readonly id: string;
  readonly entryId: string;
}

/** Records receipts as a set: partners owe less, the bank has more. @returns in the order given */
export async function addReceipts(
  tx: Tx,
  list: readonly (NewReceipt & { readonly partner: PartnerRow })[],
): Promise<Recorded[]> {
  if (list.length === 0) return [];
  const records = list.map((one): ReceiptRecord => ({
    id: randomUUID(),
    partnerId: one.partner.id,
    bankAccountId: one.bankAccountId,
    receivedOn: one.receivedOn.toString(),
    amount: toText(one.amount),
    reference: one.reference,
    bankLineId: one.bankLineId ?? null,
  }));
  const subjects = new Set(list.map((one) => one.bankAccountId));
  await openAccounts(
    tx,
    [...subjects].map((subject) => ({ class: 'bank', subject })),
  );
  const sides = list.map(({ partner, bankAccountId }) => ({
    from: `partner/${partner.sector}:${partner.id}`,
    to: `bank:${bankAccountId}`,
  }));
  const names = new Set(sides.flatMap(({ from, to }) => [from, to]));
  const accounts = await findAccounts(tx, [...names]);
  const posted = await post(
    tx,
    list.map(({ receivedOn, amount }, n) => ({
      key: `partner_receipt:${records[n]!.id}`,
      kind: 'partner_paid',
      effectiveOn: receivedOn,
      evidence: evidenceOf(receiptFields(records[n]!)),
      transfers: [{ from: accounts.get(sides[n]!.from)!, to: accounts.get(sides[n]!.to)!, amount }],
    })),
  );
  const rows = records.map((one) => ({
    ...one,
    entryId: posted.ids.get(`partner_receipt:${one.id}`)!,
  }));
  await tx.sql`
    insert into partner_receipts (id, funder_id, bank_account_id, received_on, amount, reference,
      bank_line_id, recorded_by, recorded_at, entry_id)
    select id, "partnerId", "bankAccountId", "receivedOn", amount, reference, "bankLineId",
      ${tx.scope.user}, clock_timestamp(), "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(id uuid, "partnerId" uuid,
      "bankAccountId" uuid, "receivedOn" date, amount numeric, reference text,
      "bankLineId" bigint, "entryId" bigint)`;
  return rows.map(({ id, entryId }) => ({ id, entryId }));
}

/** Receipts that are there already of the same partner, day and reference. */
export async function sameReceipts(
  tx: Tx,
  asked: readonly {
    readonly partnerId: string;
    readonly receivedOn: Temporal.PlainDate;
    readonly reference: string;
  }[],
): Promise<{ id: string; n: number }[]> {
  const rows = asked.map((one) => ({ ...one, receivedOn: one.receivedOn.toString() }));
  return tx.sql<{ id: string; n: number }[]>`
    select r.id, (w.n - 1)::int as n
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as ("partnerId" uuid, "receivedOn" date, reference text)) with ordinality
      as w(partner_id, received_on, reference, n)
    join partner_receipts r on r.funder_id = w.partner_id and r.received_on = w.received_on
      and r.reference = w.reference
    order by w.n`;
}

/** The sentence of a receipt that is there already. */
export const ALREADY_RECORDED =
  'A receipt of this day and reference is recorded already. If more money came, give it the reference that tells the two apart.';

/** A receipt as it is shown, with what of it has paid recharges. Amounts are pounds as text. */
export interface ReceiptRow extends ReceiptRecord {
  readonly settled: string;
  readonly onAccount: string;
  readonly entry: string;
}

/** Receipts of a partner, newest first, or one. */
export async function listReceipts(
  { sql }: Tx,
  by:
    | { readonly id: string }
    | { readonly partnerId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<ReceiptRow[]> {
  const [day, id] = ('after' in by ? by.after?.split('_') : undefined) ?? [];
  const wanted =
    'id' in by
      ? sql`r.id = ${by.id}`
      : sql`r.funder_id = ${by.partnerId} ${
          id === undefined ? sql`` : sql`and (r.received_on, r.id) < (${day!}::date, ${id}::uuid)`
        }`;
  return sql<ReceiptRow[]>`
    select r.id, r.funder_id as "partnerId", r.bank_account_id as "bankAccountId",
      r.received_on as "receivedOn", r.amount, r.reference, r.bank_line_id::text as "bankLineId",
      s.amount as settled, r.amount - s.amount as "onAccount", r.entry_id as entry
    from partner_receipts r,
    lateral (select coalesce(sum(c.amount), 0.00) as amount from recharge_settlements c
      where c.receipt_id = r.id) as s
    where ${wanted} order by r.received_on desc, r.id desc
    limit ${'limit' in by ? by.limit + 1 : 1}`;
}

/** A credit on a statement of the bank, in pounds as text, that a receipt could be. */
export interface BankLineRow {
  readonly id: string;
  readonly bankAccountId: string;
  readonly bookedOn: string;
  readonly amount: string;
  readonly reference: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
}

/** Whether an earlier receipt named the line. It may have been taken from it since. */
export async function isNamed({ sql }: Tx, bankLineId: string): Promise<boolean> {
  const rows = await sql`select from partner_receipts where bank_line_id = ${bankLineId}`;
  return rows.length > 0;
}

/** The most lines that proposals are made for at a time. */
const MOST_LINES = 200;

/** Credits that nothing has taken yet and whose amount is one of some amounts, newest first. */
export async function freeCredits({ sql }: Tx, amounts: readonly string[]): Promise<BankLineRow[]> {
  return sql<BankLineRow[]>`
    select l.id::text as id, l.bank_account_id as "bankAccountId", l.booked_on as "bookedOn",
      l.amount, l.reference, l.counterparty, l.text
    from bank_lines l
    left join lateral (select line_after from line_allocations where line_id = l.id
      order by line_seq desc limit 1) as last on true
    where l.amount > 0 and coalesce(last.line_after, 0.00) = 0.00 and l.amount in (
      select value::numeric from jsonb_array_elements_text(${JSON.stringify(amounts)}::text::jsonb))
    order by l.booked_on desc, l.id desc limit ${MOST_LINES}`;
}

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

/** Records a receipt: the partner owes less, the bank has more. @returns its id */
export async function addReceipt(tx: Tx, partner: PartnerRow, one: NewReceipt): Promise<string> {
  const id: string = randomUUID();
  const record: ReceiptRecord = {
    id,
    partnerId: partner.id,
    bankAccountId: one.bankAccountId,
    receivedOn: one.receivedOn.toString(),
    amount: toText(one.amount),
    reference: one.reference,
    bankLineId: one.bankLineId ?? null,
  };
  await openAccounts(tx, [{ class: 'bank', subject: one.bankAccountId }]);
  const names = [`partner/${partner.sector}:${partner.id}`, `bank:${one.bankAccountId}`];
  const accounts = await findAccounts(tx, names);
  const [from, to] = names.map((name) => accounts.get(name)!) as [string, string];
  const key = `partner_receipt:${id}`;
  const posted = await post(tx, [
    {
      key,
      kind: 'partner_paid',
      effectiveOn: one.receivedOn,
      evidence: evidenceOf(receiptFields(record)),
      transfers: [{ from, to, amount: one.amount }],
    },
  ]);
  await tx.sql`
    insert into partner_receipts (id, funder_id, bank_account_id, received_on, amount, reference,
      bank_line_id, recorded_by, recorded_at, entry_id)
    values (${id}, ${partner.id}, ${record.bankAccountId}, ${record.receivedOn}, ${record.amount},
      ${record.reference}, ${record.bankLineId}, ${tx.scope.user}, clock_timestamp(),
      ${posted.ids.get(key)!})`;
  return id;
}

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
  /** Whether a receipt, or a match, has taken the line. */
  readonly taken: boolean;
}

function lines({ sql }: Tx) {
  return sql`
    select l.id::text as id, l.bank_account_id as "bankAccountId", l.booked_on as "bookedOn",
      l.amount, l.reference, l.counterparty, l.text,
      exists (select from partner_receipts r where r.bank_line_id = l.id)
        or coalesce((select sum(a.amount) from allocations a where a.line_id = l.id), 0) <> 0
        as taken
    from bank_lines l`;
}

/** One line, or undefined where there is none of this number. */
export async function bankLine(tx: Tx, id: string): Promise<BankLineRow | undefined> {
  const [row] = await tx.sql<BankLineRow[]>`${lines(tx)} where l.id = ${id}::bigint`;
  return row;
}

/** The most lines that proposals are made for at a time. */
const MOST_LINES = 200;

/** Credits that nothing has taken yet and whose amount is one of some amounts, newest first. */
export async function freeCredits(tx: Tx, amounts: readonly string[]): Promise<BankLineRow[]> {
  return tx.sql<BankLineRow[]>`
    select * from (${lines(tx)} where l.amount > 0 and l.amount in (
      select value::numeric from jsonb_array_elements_text(${JSON.stringify(amounts)}::text::jsonb)))
      as credits
    where not taken order by "bookedOn" desc, id::bigint desc limit ${MOST_LINES}`;
}

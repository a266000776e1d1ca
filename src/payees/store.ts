import { randomBytes, randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post } from '../ledger/post.ts';
import type { Confirmation } from './confirmation-store.ts';

export interface NewPayee {
  readonly beneficiaryId: string | null;
  readonly brokerId: string | null;
  readonly relationship: string;
  readonly name: string;
}

/** Adds payees as a set. @returns their ids in the order given. */
export async function addPayees(tx: Tx, payees: readonly NewPayee[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(payees)}::text::jsonb) as ("beneficiaryId" uuid, "brokerId" uuid,
          relationship text, name text)) with ordinality
        as p(beneficiary_id, broker_id, relationship, name, n)
    ), added as (
      insert into payees (id, beneficiary_id, broker_id, relationship, name, recorded_by)
      select id, beneficiary_id, broker_id, relationship, name, ${tx.scope.user} from input
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

/** What else may be in an account that direct payments go to. */
export const ACCOUNT_USES = [
  'only_direct_payments',
  'other_money_too',
  'pooled',
  'prepaid_card',
] as const;
export type AccountUse = (typeof ACCOUNT_USES)[number];

export interface NewBankDetails {
  readonly payeeId: string;
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly accountName: string;
  /** Null where an account is brought in by a file that does not say it. */
  readonly accountUse: AccountUse | null;
  /** What the modulus check said, and by which table; left out where it was not made. */
  readonly modulus?: { readonly outcome: 'pass' | 'not_covered'; readonly tableId: string } | null;
}

/**
 * Records bank details as a set, each with a salted digest in the journal, so that what was paid
 * to can be proven later. @returns their ids in the order given.
 */
export async function addBankDetails(
  tx: Tx,
  details: readonly NewBankDetails[],
): Promise<string[]> {
  const rows = details.map((one) => ({ ...one, id: randomUUID(), salt: randomBytes(16) }));
  const posted = await post(
    tx,
    rows.map((row) => ({
      key: `bank_details:${row.id}`,
      kind: 'decision',
      effectiveOn: tx.scope.today,
      reason: 'bank_details_recorded',
      evidence: evidenceOf(bankDetailsFields(row), row.salt),
      transfers: [],
    })),
  );
  const input = rows.map((row) => ({
    ...row,
    salt: row.salt.toString('hex'),
    modulus: row.modulus?.outcome,
    tableId: row.modulus?.tableId,
    entryId: posted.ids.get(`bank_details:${row.id}`),
  }));
  await tx.sql`
    insert into bank_details (id, payee_id, sort_code, account_number, account_name,
      account_use, salt, modulus, modulus_table_id, recorded_by, entry_id)
    select id, "payeeId", "sortCode", "accountNumber", "accountName", "accountUse",
      decode(salt, 'hex'), modulus, "tableId", ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as d(id uuid, "payeeId" uuid,
      "sortCode" text, "accountNumber" text, "accountName" text, "accountUse" text, salt text,
      modulus text, "tableId" uuid, "entryId" bigint)`;
  return rows.map((row) => row.id);
}

/**
 * The fields that the digest of bank details covers, in order. What the modulus check said is not
 * among them: it follows from the account and the table. The first form was for details recorded
 * before anybody asked what else is in the account; it covers no answer, so none can be put in.
 */
export function bankDetailsFields(one: {
  id: string;
  payeeId: string;
  sortCode: string;
  accountNumber: string;
  accountName: string;
  accountUse: AccountUse | null;
}): string[] {
  const { id, payeeId, sortCode, accountNumber, accountName, accountUse } = one;
  const account = [id, payeeId, sortCode, accountNumber, accountName];
  if (accountUse === null) return ['bank-details-1', ...account];
  return ['bank-details-2', ...account, accountUse];
}

export type CheckMethod = 'confirmation_of_payee' | 'bank_letter' | 'statement_seen' | 'call_back';

/** Records that bank details were checked with the payee, as a set. */
export async function checkBankDetails(
  tx: Tx,
  checks: readonly { id: string; method: CheckMethod }[],
): Promise<void> {
  const posted = await post(
    tx,
    checks.map((check) => ({
      key: `bank_details_check:${check.id}`,
      kind: 'decision',
      effectiveOn: tx.scope.today,
      reason: 'bank_details_checked',
      evidence: evidenceOf(['bank-details-check-1', check.id, tx.scope.user, check.method]),
      transfers: [],
    })),
  );
  const input = checks.map((check) => ({
    ...check,
    entryId: posted.ids.get(`bank_details_check:${check.id}`),
  }));
  await tx.sql`
    insert into bank_details_checks (bank_details_id, payee_id, recorded_by, checked_by, method, entry_id)
    select d.id, d.payee_id, d.recorded_by, ${tx.scope.user}, c.method, c."entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb)
      as c(id uuid, method text, "entryId" bigint)
    join bank_details d on d.id = c.id`;
}

export interface BankDetails extends Omit<NewBankDetails, 'modulus'> {
  readonly id: string;
  readonly recordedBy: string;
  /** The day on which they were recorded, by the journal. */
  readonly recordedOn: string;
  /** Whether the payee had others before. */
  readonly replaces: boolean;
  readonly checkedBy: string | null;
  readonly method: string | null;
  /** What the modulus check said, and the version of its table; null where it was not made. */
  readonly modulus: { readonly outcome: string; readonly table: string | null } | null;
  /** The latest answer to the question whose account it is. */
  readonly confirmation: Confirmation | null;
}

/** Bank details, newest first: of a payee, or one by id. */
export async function bankDetailsOf(
  tx: Tx,
  by: { payeeId: string } | { id: string },
): Promise<BankDetails[]> {
  const { sql } = tx;
  return sql<BankDetails[]>`
    select d.id, d.payee_id as "payeeId", d.sort_code as "sortCode",
      d.account_number as "accountNumber", d.account_name as "accountName",
      d.account_use as "accountUse", d.recorded_by as "recordedBy", e.effective_on as "recordedOn",
      exists (select from bank_details before where before.payee_id = d.payee_id
        and before.recorded_at < d.recorded_at) as replaces,
      c.checked_by as "checkedBy", c.method,
      case when d.modulus is not null then jsonb_build_object('outcome', d.modulus,
        'table', t.version) end as modulus,
      (select jsonb_build_object('outcome', p.outcome, 'askedOn', p.asked_on, 'code', p.code)
        from payee_confirmations p where p.bank_details_id = d.id
        order by p.recorded_at desc, p.entry_id desc limit 1) as confirmation
    from bank_details d
    join entries e on e.id = d.entry_id
    left join bank_details_checks c on c.bank_details_id = d.id
    left join modulus_tables t on t.id = d.modulus_table_id
    where ${'id' in by ? sql`d.id = ${by.id}` : sql`d.payee_id = ${by.payeeId}`}
    order by d.recorded_at desc limit 100`;
}

export interface Payee {
  readonly id: string;
  readonly beneficiaryId: string | null;
  readonly brokerId: string | null;
  readonly relationship: string;
  readonly name: string;
}

export async function payeeById(tx: Tx, id: string): Promise<Payee | undefined> {
  const [row] = await tx.sql<Payee[]>`
    select id, beneficiary_id as "beneficiaryId", broker_id as "brokerId", relationship, name
    from payees where id = ${id}`;
  return row;
}

import type { Tx } from '../database/transactions.ts';
import { openAccounts } from '../ledger/accounts.ts';

/** A bank account of the authority. Sort code and numbers are digits only. */
export interface NewBankAccount {
  readonly name: string;
  readonly sortCode: string;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly serviceUserNumber: string;
}

export interface BankAccount extends NewBankAccount {
  readonly id: string;
}

/** The ledger accounts that each bank account has. */
const CLASSES = ['bank', 'treasury', 'suspense', 'charges'];

/** Adds bank accounts with their ledger accounts, as a set. @returns the ids in the order given. */
export async function addBankAccounts(
  tx: Tx,
  accounts: readonly NewBankAccount[],
): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, a.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(accounts)}::text::jsonb) as (name text, "sortCode" text,
          "accountNumber" text, "accountName" text, "serviceUserNumber" text)) with ordinality
        as a(name, sort_code, account_number, account_name, service_user_number, n)
    ), added as (
      insert into bank_accounts (id, name, sort_code, account_number, account_name,
        service_user_number)
      select id, name, sort_code, account_number, account_name, service_user_number from input
    )
    select id from input order by n`;
  const ids = rows.map((row) => row.id);
  await openAccounts(
    tx,
    ids.flatMap((subject) => CLASSES.map((name) => ({ class: name, subject }))),
  );
  return ids;
}

/** The bank accounts in order of their names: all, one, or the one with a number. */
export async function listBankAccounts(
  tx: Tx,
  by: { id?: string; sortCode?: string; accountNumber?: string } = {},
): Promise<BankAccount[]> {
  const { sql } = tx;
  const { id, sortCode, accountNumber } = by;
  return sql<BankAccount[]>`
    select id, name, sort_code as "sortCode", account_number as "accountNumber",
      account_name as "accountName", service_user_number as "serviceUserNumber"
    from bank_accounts
    where true ${id === undefined ? sql`` : sql`and id = ${id}`}
      ${sortCode === undefined ? sql`` : sql`and sort_code = ${sortCode}`}
      ${accountNumber === undefined ? sql`` : sql`and account_number = ${accountNumber}`}
    order by name, id`;
}

import type { Tx } from '../database/transactions.ts';

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

/**
 * Adds bank accounts as a set, and opens the accounts that each has in the ledger. These are
 * opened here, because `openAccounts` looks at what it opened, and an administrator, who adds bank
 * accounts, sees no accounts of the ledger.
 * @returns the ids in the order given
 */
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
    ), opened as (
      insert into accounts (class, subject)
      select c.id, i.id from input i
      join account_classes c on c.name in ('bank', 'treasury', 'suspense', 'charges')
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
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

import { findAccounts } from '../../src/ledger/accounts.ts';
import { balancesOf } from '../../src/ledger/balances.ts';
import { toText, ZERO } from '../../src/money.ts';
import { importBankFile } from '../../src/reconciliation/import-store.ts';
import { bankFile, type Line } from './bank-file.ts';
import { TODAY, type TestDatabase } from './database.ts';
import { aBankAccount } from './released-run.ts';

type Account = Awaited<ReturnType<typeof aBankAccount>>;

/** A bank account with lines that were imported. */
export async function anImportedAccount(db: TestDatabase, lines: readonly Line[]) {
  const account = await aBankAccount(db);
  return { account, lines: await importLines(db, account, lines) };
}

/** Imports lines of April. @returns all lines of the account in order */
export async function importLines(
  db: TestDatabase,
  account: Account,
  lines: readonly Line[],
): Promise<string[]> {
  const content = Buffer.from(bankFile({ account, lines }));
  await db.run((tx) => importBankFile(tx, { name: 'a.xml', content }));
  const rows = await db.run(
    (tx) => tx.sql<{ id: string }[]>`
      select id from bank_lines where bank_account_id = ${account.id} order by booked_on, id`,
  );
  return rows.map((row) => row.id);
}

/** The balance of an account by its name, at the end of a day. */
export async function balanceAt(
  db: TestDatabase,
  name: string,
  asAt: Temporal.PlainDate = TODAY,
): Promise<string> {
  return db.run(async (tx) => {
    const id = (await findAccounts(tx, [name])).get(name)!;
    return toText((await balancesOf(tx, [id], { asAt, knownThrough: null })).get(id) ?? ZERO);
  });
}

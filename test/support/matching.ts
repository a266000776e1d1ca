import { findAccounts } from '../../src/ledger/accounts.ts';
import { balancesOf } from '../../src/ledger/balances.ts';
import { toText, ZERO } from '../../src/money.ts';
import { importBankFile } from '../../src/reconciliation/importing/import-store.ts';
import type { Answer, ApiUser } from './api.ts';
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

/** A line to match with a pay run, or with whatever else is expected. */
export interface ToMatch {
  readonly lineId: string | undefined;
  readonly payRunId?: string | undefined;
  readonly expected?: string | undefined;
  readonly amount?: string | undefined;
}

/** Matches one line with what is expected. @returns the answer, with the match itself as its body */
export async function postMatch(
  user: ApiUser,
  { lineId, payRunId, expected, amount }: ToMatch,
  headers?: Record<string, string>,
): Promise<Answer> {
  const pair = { lineId, expected: expected ?? `pay_run:${payRunId}`, amount };
  const answer = await user.post('/matches', { pairs: [pair] }, headers);
  return answer.status === 201 ? { ...answer, body: answer.body.items[0] } : answer;
}

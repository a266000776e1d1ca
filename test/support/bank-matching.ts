import { recordReturns } from '../../src/payments/answers/return-store.ts';
import { importBankFile } from '../../src/reconciliation/importing/import-store.ts';
import { bankFile, type Line } from './bank-file.ts';
import { ok } from './book.ts';
import type { Council } from './turning-sixteen.ts';

/** Approves and releases a run. */
export async function payOut({ staff }: Council, id: string): Promise<void> {
  await ok(staff.approver.post(`/pay-runs/${id}/approval`), 200);
  await ok(staff.finance.post(`/pay-runs/${id}/release`), 200);
}

/** Imports lines of April and May of the council's account. @returns all its lines in order */
export async function bankLines(book: Council, lines: readonly Line[]): Promise<string[]> {
  return book.api.db.run(async (tx) => {
    const [account] = await tx.sql<{ sortCode: string; accountNumber: string }[]>`
      select sort_code as "sortCode", account_number as "accountNumber" from bank_accounts
      where id = ${book.bankAccountId}`;
    const file = bankFile({ account: account!, lines, to: '2026-05-31' });
    await importBankFile(tx, { name: 'a.xml', content: Buffer.from(file) });
    const rows = await tx.sql<{ id: string }[]>`
      select id from bank_lines where bank_account_id = ${book.bankAccountId}
      order by booked_on, id`;
    return rows.map((row) => row.id);
  });
}

/** Says that the bank rejected the first payments of a run, so that they never left. */
export async function reject({ api }: Council, payRunId: string, count: number): Promise<void> {
  await api.db.run(async (tx) => {
    const credits = await tx.sql<{ creditId: string; amount: string }[]>`
      select id as "creditId", amount from pay_run_credits where pay_run_id = ${payRunId}
      order by reference limit ${count}`;
    const of = { payRunId, how: 'rejected', code: 'AC04', named: true } as const;
    const returns = credits.map((credit, n) => ({ ...credit, ...of, line: n + 1 }));
    const advisedOn = Temporal.PlainDate.from('2026-04-02');
    await recordReturns(tx, returns, { advisedOn, answerId: null, sha256: null });
  });
}

import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/database/transactions.ts';
import { findAccounts, openAccounts } from '../../src/ledger/accounts.ts';
import { post } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import { addBankAccounts } from '../../src/reconciliation/bank-account-store.ts';
import type { TestDatabase } from './database.ts';

let number = 0;

/** The numbers of the bank account that was added last are different each time. */
export async function aBankAccount(db: TestDatabase) {
  number += 1;
  const account = {
    name: `Direct payments ${number}`,
    sortCode: '202015',
    accountNumber: String(55_000_000 + number),
    accountName: 'Testshire Council',
    serviceUserNumber: '123456',
  };
  const [id] = await db.run((tx) => addBankAccounts(tx, [account]));
  return { id: id!, ...account };
}

/** What a released pay run is, as far as the bank sees it. */
export interface RunFacts {
  readonly bankAccountId: string;
  readonly serial: string;
  readonly valueOn: string;
  readonly total: string;
}

/** A pay run that was drawn up, approved and released, with its money in transit. @returns its id */
export async function aReleasedRun(db: TestDatabase, run: RunFacts): Promise<string> {
  const id = await aDrawnUpRun(db, run);
  await db.run(async (tx) => {
    const [approver] = await tx.sql<{ id: string }[]>`
      insert into users (issuer, subject) values ('test', ${randomUUID()}) returning id`;
    const entry = await paid(tx, id, run);
    await tx.sql`
      insert into pay_run_approvals (pay_run_id, drawn_up_by, approved_by, items, total, entry_id)
      select id, drawn_up_by, ${approver!.id}, 1, ${run.total}, ${entry}
      from pay_runs where id = ${id}`;
    await tx.sql`insert into pay_run_releases (pay_run_id, total, released_by)
      values (${id}, ${run.total}, ${approver!.id})`;
  });
  return id;
}

/** A pay run that nobody has approved yet. @returns its id */
export async function aDrawnUpRun(db: TestDatabase, run: RunFacts): Promise<string> {
  const { bankAccountId, serial, valueOn } = run;
  return db.run(async (tx) => {
    const [user] = await tx.sql<{ id: string }[]>`
      insert into users (issuer, subject) values ('test', ${randomUUID()}) returning id`;
    const [made] = await tx.sql<{ id: string }[]>`
      insert into pay_runs (serial, bank_account_id, value_on, input_on, drawn_up_by)
      values (${serial}, ${bankAccountId}, ${valueOn}, ${valueOn}, ${user!.id}) returning id`;
    return made!.id;
  });
}

/** Agrees, schedules and pays one share as much as the run is. @returns the decision's entry */
async function paid(tx: Tx, runId: string, run: RunFacts): Promise<string> {
  const [share, funder] = [randomUUID(), randomUUID()];
  const names = {
    agreed: `agreed/education:${funder}`,
    available: `available/direct/education:${share}`,
    committed: `committed/direct/education:${share}`,
    drawn: `drawn/direct/education:${share}`,
    held: `held/direct/education:${share}`,
    inTransit: `in_transit:${runId}`,
  };
  await openAccounts(
    tx,
    Object.values(names).map((name) => {
      const [kind, subject] = name.split(':');
      return { class: kind!, subject: subject! };
    }),
  );
  const ids = await findAccounts(tx, Object.values(names));
  const effectiveOn = Temporal.PlainDate.from(run.valueOn);
  const move = (from: keyof typeof names, to: keyof typeof names) => ({
    from: ids.get(names[from])!,
    to: ids.get(names[to])!,
    amount: money(run.total),
  });
  const entry = (kind: string, ...transfers: ReturnType<typeof move>[]) => ({
    key: `${kind}:${runId}`,
    kind,
    effectiveOn,
    transfers,
  });
  const posted = await post(tx, [
    entry('agreed', move('agreed', 'available')),
    entry('scheduled', move('available', 'committed')),
    entry('decision'),
    entry('payment', move('committed', 'drawn'), move('inTransit', 'held')),
  ]);
  return posted.ids.get(`decision:${runId}`)!;
}

import { randomUUID } from 'node:crypto';
import { findAccounts } from '../../src/ledger/accounts.ts';
import { post } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import type { Answer, Api, ApiUser } from './api.ts';
import { bankFile, importFile, type Line } from './bank-file.ts';
import { ok } from './book.ts';
import type { TestDatabase } from './database.ts';
import { postMatch } from './matching.ts';
import { aBankAccount, aReleasedRun } from './released-run.ts';

/** Those who reconcile, prepare, sign and open again. */
export interface Signers {
  readonly finance: ApiUser;
  readonly second: ApiUser;
  readonly approver: ApiUser;
  readonly auditor: ApiUser;
}

export async function signersOf(api: Api): Promise<Signers> {
  return {
    finance: await api.as('finance_officer'),
    second: await api.as('finance_officer', { sub: 'second' }),
    approver: await api.as('approver'),
    auditor: await api.as('auditor'),
  };
}

/** A bank account with some lines, in order of booking, and what was sent from it. */
export interface AccountToSign {
  readonly id: string;
  readonly account: Awaited<ReturnType<typeof aBankAccount>>;
  readonly lines: readonly string[];
  /** The run that left on the statement, its match, and the run that is in transit. */
  readonly seen: string;
  readonly match: string;
  readonly sent: string;
}

let serials = 0;
export const serial = (): string => `S${String((serials += 1)).padStart(5, '0')}`;

/** Puts an entry between the bank account and another account of it. @returns the entry */
export async function ownEntry(
  db: TestDatabase,
  bankAccountId: string,
  one: { kind: string; on: string; amount: string; from: string; to: string },
): Promise<string> {
  const names = [one.from, one.to].map((kind) => `${kind}:${bankAccountId}`) as [string, string];
  const key = randomUUID();
  return db.run(async (tx) => {
    const ids = await findAccounts(tx, names);
    const transfers = [
      { from: ids.get(names[0])!, to: ids.get(names[1])!, amount: money(one.amount) },
    ];
    const effectiveOn = Temporal.PlainDate.from(one.on);
    return (await post(tx, [{ key, kind: one.kind, effectiveOn, transfers }])).ids.get(key)!;
  });
}

/** The authority's own money comes into its account. @returns the entry */
export const fill = (db: TestDatabase, id: string, amount: string, on: string): Promise<string> =>
  ownEntry(db, id, { kind: 'treasury', on, amount, from: 'treasury', to: 'bank' });

/** Imports a statement. @returns all lines of the account in order */
export async function statement(
  finance: ApiUser,
  account: { readonly id: string; readonly sortCode: string; readonly accountNumber: string },
  facts: { from: string; to: string; opening: string; lines?: readonly Line[] },
): Promise<string[]> {
  await ok(importFile(finance, bankFile({ account, ...facts })));
  const { items } = await ok(finance.get(`/bank-lines?bankAccount=${account.id}&limit=200`), 200);
  return items.map((one: { id: string }) => one.id);
}

/**
 * An account of which the days to 10 April can be signed off: a run is on the statement and
 * matched, another is in transit, the bank took a charge, and of own money that came on the last
 * day the bank knows nothing yet.
 */
export async function anAccountToSign(api: Api, { finance }: Signers): Promise<AccountToSign> {
  const account = await aBankAccount(api.db);
  const { id } = account;
  await fill(api.db, id, '1000.00', '2026-04-01');
  const run = { bankAccountId: id, valueOn: '2026-04-07' };
  const seen = await aReleasedRun(api.db, { ...run, serial: serial(), total: '300.00' });
  const sent = await aReleasedRun(api.db, { ...run, serial: serial(), total: '50.00' });
  const lines = await statement(finance, account, {
    from: '2026-04-01',
    to: '2026-04-10',
    opening: '1000.00',
    lines: [
      ['2026-04-08', '-300.00'],
      ['2026-04-09', '-12.00'],
    ],
  });
  const match = await ok(postMatch(finance, { lineId: lines[0], payRunId: seen }));
  const parts = [{ to: 'charge', amount: '12.00' }];
  await ok(finance.post(`/bank-lines/${lines[1]!}/postings`, { parts }));
  await fill(api.db, id, '25.00', '2026-04-10');
  return { id, account, lines, seen, sent, match: match.id };
}

/** Asks to prepare a sign-off. */
export const prepare = (user: ApiUser, bankAccountId: string, throughOn: string): Promise<Answer> =>
  user.post('/sign-offs', { bankAccountId, throughOn });

/** Prepares and approves. @returns the sign-off */
export async function signOff(signers: Signers, bankAccountId: string, throughOn: string) {
  const { id } = await ok(prepare(signers.finance, bankAccountId, throughOn));
  return ok(signers.second.post(`/sign-offs/${id}/approval`));
}

/** Opens a sign-off again. */
export const reopen = (user: ApiUser, id: string, reason = 'wrong_match'): Promise<Answer> =>
  user.post(`/sign-offs/${id}/reopening`, { reason, note: 'A line belongs elsewhere' });

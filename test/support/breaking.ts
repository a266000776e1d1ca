import type { Client } from '../../src/database/connections.ts';
import type { VerifyOptions, VerifyReport } from '../../src/ledger/verify/book.ts';
import type { Check } from '../../src/ledger/verify/check.ts';
import type { OpenAccount } from './shares.ts';
import type { Copy, VerifiedBook } from './verified-book.ts';

/** What is broken, how, which check alone must find it, and what it must say. */
export interface Break {
  readonly what: string;
  readonly check: Check;
  readonly by: (copy: Copy, book: VerifiedBook) => Promise<unknown>;
  readonly says: RegExp;
}

/** Breaks a copy of the book and verifies it: which checks fail, and what the first of them says. */
export async function breakAndVerify(
  book: VerifiedBook,
  { by }: Break,
  options: Partial<VerifyOptions> = {},
): Promise<{ failed: string[]; said: string | undefined }> {
  const copy = await book.copy();
  await by(copy, book);
  const report = await copy.verify(options);
  const said = report.checks.find((check) => !check.holds)?.detail[0];
  return { failed: failing(report), said };
}

/** The names of the checks that fail. */
export const failing = (report: VerifyReport): string[] =>
  report.checks.filter((check) => !check.holds).map((check) => check.name);

/** The nth account of a class; those of people's shares come first. */
export async function accountIn({ superuser }: Copy, name: string, n = 0): Promise<OpenAccount> {
  const [found] = await superuser<OpenAccount[]>`
    select a.id, c.name || ':' || a.subject as name from accounts a
    join account_classes c on c.id = a.class where c.name = ${name}
    order by a.arrangement_id is null, a.id offset ${n} limit 1`;
  return found!;
}

/** An entry that is written around every rule. @returns its id */
export async function anEntryBy(sql: Client, kind: string, on: string): Promise<string> {
  const [entry] = await sql<{ id: string }[]>`
    insert into entries (key, kind, effective_on, by, content)
    select gen_random_uuid(), id, ${on}, '00000000-0000-0000-0000-000000000000', '' from entry_kinds
    where name = ${kind} returning id`;
  return entry!.id;
}

export async function aTransferBy(
  copy: Copy,
  entry: string,
  move: { from: string; to: string; amount: string },
): Promise<void> {
  const [from, to] = [await accountIn(copy, move.from), await accountIn(copy, move.to)];
  await copy.superuser`
    insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
      to_account, amount)
    select e.id, 1, e.kind, e.effective_on, f.class, t.class, f.id, t.id, ${move.amount}
    from entries e, accounts f, accounts t
    where e.id = ${entry} and f.id = ${from.id} and t.id = ${to.id}`;
}

/** A class of account of a direct share of education. */
export const DIRECT = (kind: string): string => `${kind}/direct/education`;

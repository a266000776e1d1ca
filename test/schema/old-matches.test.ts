import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { MATCH_CHECKS } from '../../src/commands/evidence/matches.ts';
import { findAccounts, openAccounts, WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import {
  linesAreNotOverAllocated,
  paymentsAreOfTheirRuns,
} from '../../src/ledger/verify/chains.ts';
import { expectedIsWhatItIsOf } from '../../src/ledger/verify/expected-lines.ts';
import { matchesAreInTheJournal, undoingsMirror } from '../../src/ledger/verify/matching.ts';
import { matchPairs } from '../../src/reconciliation/matching/pair-store.ts';
import { undoMatch } from '../../src/reconciliation/matching/undo-store.ts';
import { addCredits, linesOnAccount, moneyOf } from '../support/bank-scene.ts';
import type { TestDatabase } from '../support/database.ts';
import { bookBefore, type OlderBook } from '../support/older-book.ts';
import { aBankAccount, aReleasedRun } from '../support/released-run.ts';
import { anEntry, postAll } from '../support/shares.ts';

/** A book whose lines were matched before expected lines had a table of their own. */
let older: OlderBook;
let db: TestDatabase;
let account: string;
let lines: string[];
/** A run that was matched, undone and matched again; and one of two days. */
let runs: { again: string; byDays: string };
let receipt: { id: string; entry: string };
let before: readonly object[];

beforeAll(async () => {
  older = await bookBefore('0015');
  account = (await aBankAccount(older.before)).id;
  const amounts = ['-100.00', '-25.00', '-35.00', '42.00', '-5.00', '-30.00'];
  lines = await linesOnAccount(
    older.before,
    account,
    amounts.map((amount) => ({ on: '2026-04-10', amount })),
  );
  const run = { bankAccountId: account, valueOn: '2026-04-10' };
  runs = {
    again: await aReleasedRun(older.before, { ...run, serial: '00000A', total: '100.00' }),
    byDays: await aReleasedRun(older.before, { ...run, serial: '00000B', total: '65.00' }),
  };
  const days = [
    { amount: '25.00', on: '2026-04-09' },
    { amount: '40.00', on: '2026-04-10' },
  ];
  await addCredits(older.superuser, runs.byDays, days, true);
  const first = await oldMatch({ line: 0, run: runs.again, of: 10000n, amount: 10000n });
  await oldMatch({ line: 0, run: runs.again, of: 10000n, amount: -10000n, undoes: first });
  await oldMatch({ line: 0, run: runs.again, of: 10000n, amount: 7000n });
  await oldMatch({ line: 1, run: runs.byDays, of: 6500n, amount: 2500n });
  await oldMatch({ line: 2, run: runs.byDays, of: 6500n, amount: 3500n });
  receipt = await oldReceipt(lines[3]!);
  before = await older.superuser`select * from allocations order by id`;
  db = await older.upToDate();
}, 60_000);

interface OldMatch {
  readonly line: number;
  readonly run: string;
  readonly of: bigint;
  /** Below zero where it takes back. */
  readonly amount: bigint;
  readonly undoes?: string;
}

/** Matches as the version before did: an entry, and a row in two chains. @returns its entry */
async function oldMatch({ line, run, of, amount, undoes }: OldMatch): Promise<string> {
  const names = [`bank:${account}`, `in_transit:${run}`];
  const ids = await older.before.run((tx) => findAccounts(tx, names));
  const [bank, transit] = names.map((name) => ({ name, id: ids.get(name)! }));
  const move =
    amount > 0n
      ? ([bank!, transit!, moneyOf(amount).toFixed(2)] as const)
      : ([transit!, bank!, moneyOf(-amount).toFixed(2)] as const);
  const why = undoes === undefined ? {} : { reverses: undoes, reason: 'wrong_pay_run' };
  const posting = { ...anEntry('bank_match', '2026-04-10', [move]), ...why };
  const [entry] = await postAll(older.before, [posting]);
  await older.superuser`
    insert into allocations (line_id, line_size, line_seq, line_previous, line_before, line_after,
      pay_run_id, run_total, run_seq, run_previous, run_before, run_after, amount, rule, by, entry_id)
    select l.id, l.size, ls.seq + 1, nullif(ls.seq, 0), ls.sum, ls.sum + a.amount, ${run}, a.total,
      rs.seq + 1, nullif(rs.seq, 0), rs.sum, rs.sum + a.amount, a.amount,
      ${undoes === undefined ? 'run_total_and_date' : 'undone'}, ${WHOLE_AUTHORITY}, ${entry!}
    from bank_lines l,
      (select ${moneyOf(amount).toFixed(2)}::numeric as amount,
        ${moneyOf(of).toFixed(2)}::numeric as total) as a,
      (select count(*) as seq, coalesce(sum(amount), 0) as sum from allocations
        where line_id = ${lines[line]!}) as ls,
      (select count(*) as seq, coalesce(sum(amount), 0) as sum from allocations
        where pay_run_id = ${run}) as rs
    where l.id = ${lines[line]!}`;
  return entry!;
}

/** What a partner paid, with the line that it came by, as the version before recorded it. */
async function oldReceipt(line: string): Promise<{ id: string; entry: string }> {
  const [id, partner] = [randomUUID(), randomUUID()];
  const names = [`partner/health:${partner}`, `bank:${account}`];
  await older.before.run((tx) => openAccounts(tx, [{ class: 'partner/health', subject: partner }]));
  const ids = await older.before.run((tx) => findAccounts(tx, names));
  const [from, to] = names.map((name) => ({ name, id: ids.get(name)! }));
  const paid = anEntry('partner_paid', '2026-04-13', [[from!, to!, '42.00']]);
  const [entry] = await postAll(older.before, [paid]);
  await older.superuser`
    insert into partner_receipts (id, funder_id, bank_account_id, received_on, amount, reference,
      bank_line_id, recorded_by, entry_id)
    values (${id}, ${partner}, ${account}, '2026-04-13', 42.00, 'ICB 1', ${line},
      ${WHOLE_AUTHORITY}, ${entry!})`;
  return { id, entry: entry! };
}

/** What `verify` says of matches. */
const faults = (): Promise<string[]> =>
  db.run(async (tx) => {
    const work = { tx } as unknown as Work;
    const found: string[] = [];
    const checks = [
      linesAreNotOverAllocated,
      paymentsAreOfTheirRuns,
      expectedIsWhatItIsOf,
      matchesAreInTheJournal,
      undoingsMirror,
    ];
    for (const check of checks) found.push(...(await check.run(work)).named);
    for (const check of MATCH_CHECKS) found.push(...(await check(work)).named);
    return found;
  });

const chainOf = (line: number) =>
  db.run(
    (tx) => tx.sql<{ seq: number; amount: string; name: string }[]>`
      select a.line_seq as seq, a.amount, x.name from line_allocations a
      join expected_lines x on x.id = a.expected_id
      where a.line_id = ${lines[line]!} order by a.line_seq`,
  );

describe('a book of the version before', () => {
  it('keeps every match, with its chains, its entry, and who and when', async () => {
    const now = await db.run(
      (tx) => tx.sql`
        select m.id, a.line_id, abs(a.line_amount) as line_size, a.line_seq, a.line_previous,
          a.line_before, a.line_after, x.pay_run_id, abs(a.expected_amount) as run_total,
          a.expected_seq as run_seq, a.expected_previous as run_previous,
          a.expected_before as run_before, a.expected_after as run_after, a.amount, m.rule, m.by,
          m.at, m.entry_id
        from matches m join line_allocations a on a.match_id = m.id
        join expected_lines x on x.id = a.expected_id and x.kind = 'pay_run' order by m.id`,
    );
    expect(now).toHaveLength(5);
    expect(now).toEqual(before);
    expect(await faults()).toEqual([]);
  });

  it('knows what undid what, and why', async () => {
    const rows = await db.run(
      (tx) => tx.sql`
        select m.kind, m.reason, u.kind as of from matches m join matches u on u.id = m.undoes`,
    );
    expect(rows).toEqual([{ kind: 'undo', reason: 'wrong_pay_run', of: 'match' }]);
  });

  it('goes on where the chains ended', async () => {
    const pair = { lineId: lines[5]!, expected: `pay_run:${runs.again}` };
    await db.run((tx) => matchPairs(tx, [pair]));
    const rest = { lineId: lines[4]!, expected: `pay_run:${runs.byDays}` };
    const [id] = await db.run((tx) => matchPairs(tx, [rest]));
    expect(await chainOf(0)).toEqual([
      { seq: 1, amount: '100.00', name: pair.expected },
      { seq: 2, amount: '-100.00', name: pair.expected },
      { seq: 3, amount: '70.00', name: pair.expected },
    ]);
    expect(await chainOf(4)).toEqual([{ seq: 1, amount: '5.00', name: rest.expected }]);
    await expect(db.run((tx) => matchPairs(tx, [rest]))).rejects.toThrow(/is matched already/);
    await db.run((tx) => undoMatch(tx, id!, 'wrong_line'));
    expect(await faults()).toEqual([]);
  });

  it('takes back a match that was made before, with its entry', async () => {
    const [{ id } = { id: '' }] = await db.run(
      (tx) => tx.sql<{ id: string }[]>`
        select match_id as id from line_allocations where line_id = ${lines[2]!}`,
    );
    await db.run((tx) => undoMatch(tx, id, 'wrong_payment'));
    expect((await chainOf(2)).map((row) => row.amount)).toEqual(['35.00', '-35.00']);
    expect(await faults()).toEqual([]);
  });

  it('has the line of a receipt with the receipt; undone, the receipt stays and awaits a line', async () => {
    const name = `entry:${receipt.entry}`;
    expect(await chainOf(3)).toEqual([{ seq: 1, amount: '42.00', name }]);
    await db.run((tx) => undoMatch(tx, receipt.id, 'wrong_line'));
    const reversed = await db.run(
      (tx) => tx.sql`select from entries where reverses = ${receipt.entry}`,
    );
    expect(reversed).toHaveLength(0);
    expect(await faults()).toEqual([]);
    await db.run((tx) => matchPairs(tx, [{ lineId: lines[3]!, expected: name }]));
    expect((await chainOf(3)).map((row) => row.amount)).toEqual(['42.00', '-42.00', '42.00']);
    expect(await faults()).toEqual([]);
  });
});

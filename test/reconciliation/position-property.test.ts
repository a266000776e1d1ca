import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Tx } from '../../src/database/transactions.ts';
import { reverse } from '../../src/ledger/reverse.ts';
import { matchPairs } from '../../src/reconciliation/matching/pair-store.ts';
import { undoMatch } from '../../src/reconciliation/matching/undo-store.ts';
import { positionOf } from '../../src/reconciliation/position-store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { aBankAccount, aReleasedRun } from '../support/released-run.ts';
import { fill, ownEntry, serial } from '../support/sign-offs.ts';

/** Something that comes to pass: in the ledger on a day, on a line on another, or on one of both. */
interface Happening {
  readonly what: 'run' | 'own' | 'charge' | 'reversed' | 'unknown';
  readonly pence: number;
  readonly ledger: number;
  readonly line: number;
  /** Whether somebody matches its line with it, and takes that back. */
  readonly matched: boolean;
  readonly undone: boolean;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom('run', 'own', 'charge', 'reversed', 'unknown'),
  pence: fc.integer({ min: 1, max: 99_999 }),
  ledger: fc.integer({ min: 2, max: 15 }),
  line: fc.integer({ min: 1, max: 20 }),
  matched: fc.boolean(),
  undone: fc.boolean(),
});

const dayOf = (n: number): string => `2026-04-${String(n).padStart(2, '0')}`;
const pounds = (pence: number): string => (pence / 100).toFixed(2);
/** The last day of which there is a statement; lines after it are never seen. */
const LAST = 15;

/** The line of what happened, in pence; undefined when the bank has none by the last day. */
function lineOf({
  what,
  pence,
  line,
  ledger,
}: Happening): { day: number; pence: number } | undefined {
  if (what === 'reversed' || line > LAST) return undefined;
  // A run is matched on the day of its line, which is not before its value date.
  const day = what === 'run' ? Math.max(line, ledger) : line;
  return { day, pence: what === 'run' || what === 'charge' ? -pence : pence };
}

/** What must be on the ledger and on no line at the end of a day, and on lines only, in pence. */
function explained(all: readonly Happening[], day: number): { missing: number; open: number } {
  let [missing, open] = [0, 0];
  for (const one of all) {
    const { what, pence, ledger, matched, undone } = one;
    const line = lineOf(one);
    const onLine = line !== undefined && line.day <= day ? line.pence : 0;
    const stands = matched && !undone && line !== undefined;
    if (what === 'own') {
      const inLedger = ledger <= day ? pence : 0;
      const both = stands && inLedger !== 0 && onLine !== 0;
      missing += both ? 0 : inLedger;
      open += both ? 0 : onLine;
    } else if (what === 'reversed') {
      missing += ledger <= day && day < ledger + 2 ? pence : 0;
    } else if (what === 'unknown' || !stands) {
      open += onLine;
    }
  }
  return { missing, open };
}

/** Three statements one after the other, with the lines of what happened. @returns their numbers */
async function addStatements(
  tx: Tx,
  account: string,
  all: readonly Happening[],
): Promise<Map<number, string>> {
  const lines = all.flatMap((one, n) => {
    const line = lineOf(one);
    return line === undefined ? [] : [{ n, day: dayOf(line.day), amount: pounds(line.pence) }];
  });
  const rows = await tx.sql<{ id: string; n: number }[]>`
    with file as (
      insert into bank_files (name, format, sha256, received_by)
      values ('x', 'x', sha256(${randomUUID()}::text::bytea), ${tx.scope.user}) returning id
    ), lines as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb)
        as l(n int, day date, amount numeric(14, 2))
    ), statements as (
      insert into bank_statements (file_id, bank_account_id, from_on, to_on, opening, closing)
      select file.id, ${account}, '2026-04-01'::date + 5 * s, '2026-04-05'::date + 5 * s,
        500 + (select coalesce(sum(amount), 0) from lines where day < '2026-04-01'::date + 5 * s),
        500 + (select coalesce(sum(amount), 0) from lines where day <= '2026-04-05'::date + 5 * s)
      from file, generate_series(0, 2) as s returning id, from_on, to_on
    )
    insert into bank_lines (statement_id, bank_account_id, position, booked_on, amount, size,
      fingerprint, occurrence)
    select s.id, ${account}, l.n, l.day, l.amount, abs(l.amount), sha256(l.n::text::bytea), 1
    from lines l join statements s on l.day between s.from_on and s.to_on
    returning id, position as n`;
  return new Map(rows.map((row) => [row.n, row.id]));
}

/** Lets one thing happen in the ledger, and be matched with its line. */
async function happen(
  db: TestDatabase,
  bankAccountId: string,
  one: Happening,
  lineId: string | undefined,
): Promise<void> {
  const { what, pence, ledger, matched, undone } = one;
  const amount = pounds(pence);
  const on = dayOf(ledger);
  let expected: string | undefined;
  let kind: 'match' | 'posting' = 'match';
  if (what === 'run') {
    const run = { bankAccountId, serial: serial(), valueOn: on, total: amount };
    expected = `pay_run:${await aReleasedRun(db, run)}`;
  } else if (what === 'own' || what === 'reversed') {
    const entry = await fill(db, bankAccountId, amount, on);
    expected = `entry:${entry}`;
    if (what === 'reversed') {
      const effectiveOn = Temporal.PlainDate.from(dayOf(ledger + 2));
      const asked = { key: randomUUID(), reason: 'wrong_amount', effectiveOn };
      await db.run((tx) => reverse(tx, entry, asked));
    }
  } else if (what === 'charge' && matched && lineId !== undefined) {
    const posted = {
      kind: 'bank_charge',
      on: dayOf(one.line),
      amount,
      from: 'bank',
      to: 'charges',
    };
    expected = `entry:${await ownEntry(db, bankAccountId, posted)}`;
    kind = 'posting';
  }
  if (!matched || lineId === undefined || expected === undefined) return;
  const pair = { lineId, expected, kind };
  const [match] = await db.run((tx) => matchPairs(tx, [pair]));
  if (undone) await db.run((tx) => undoMatch(tx, match!, 'wrong_line'));
}

it('explains every difference between the ledger and the bank, at the end of every day', async () => {
  const db = await freshDatabase();
  const book = fc.array(happening, { minLength: 1, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(book, async (all) => {
      const { id } = await aBankAccount(db);
      await fill(db, id, '500.00', dayOf(1));
      const lines = await db.run((tx) => addStatements(tx, id, all));
      for (const [n, one] of all.entries()) await happen(db, id, one, lines.get(n));
      for (let day = 5; day <= LAST; day += 1) {
        const at = Temporal.PlainDate.from(dayOf(day));
        const { difference, notOnStatement, openLines, inTransit } = await db.run((tx) =>
          positionOf(tx, id, at),
        );
        const { missing, open } = explained(all, day);
        expect({
          day,
          difference,
          missing: notOnStatement.sum,
          open: openLines.sum,
          sent: Number(inTransit) >= 0,
        }).toEqual({
          day,
          difference: '0.00',
          missing: pounds(missing),
          open: pounds(open),
          sent: true,
        });
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/database/transactions.ts';
import { post } from '../../src/ledger/post.ts';
import { penceOfText, textOf, type BankScene } from './bank-scene.ts';
import type { TestDatabase } from './database.ts';
import { anEntry } from './shares.ts';

/** The row that would truly come next in the chains of an allocation that is there, to be spoiled. */
async function nextRow({ sql }: Tx): Promise<Record<string, unknown>> {
  const [row] = await sql`
    select a.bank_account_id, 0.01 as amount, a.line_id, a.line_amount, l.line_seq + 1 as line_seq,
      l.line_seq as line_previous, l.line_after as line_before, l.line_after + 0.01 as line_after,
      a.expected_id, a.expected_amount, x.expected_seq + 1 as expected_seq,
      x.expected_seq as expected_previous, x.expected_after as expected_before,
      x.expected_after + 0.01 as expected_after
    from (select * from line_allocations where line_id is not null order by random() limit 1) as a
    cross join lateral (select line_seq, line_after from line_allocations
      where line_id = a.line_id order by line_seq desc limit 1) as l
    cross join lateral (select expected_seq, expected_after from line_allocations
      where expected_id = a.expected_id order by expected_seq desc limit 1) as x`;
  return row!;
}

export type Spoil = (row: Record<string, any>, scene: BankScene) => Record<string, unknown>;
const plus = (text: unknown, pence: bigint): string => textOf(penceOfText(String(text)) + pence);

/** How a row is spoiled. None of these is ever right, whatever another does at the same moment. */
export const SPOILS: Readonly<Record<string, Spoil>> = {
  'a fork of the line': (row) => ({
    line_seq: row['line_previous'],
    line_previous: row['line_previous'] > 1 ? row['line_previous'] - 1 : null,
  }),
  'a fork of what is expected': (row) => ({
    expected_seq: row['expected_previous'],
    expected_previous: row['expected_previous'] > 1 ? row['expected_previous'] - 1 : null,
  }),
  'a second beginning': () => ({
    line_seq: 1,
    line_previous: null,
    line_before: '0.00',
    line_after: '0.01',
  }),
  'a number left out': (row) => ({
    line_seq: row['line_seq'] + 1000,
    line_previous: row['line_previous'] + 1000,
  }),
  'a previous that is not the one before': (row) => ({ line_seq: row['line_seq'] + 1000 }),
  'a start from less than there is': (row) => ({
    line_before: plus(row['line_before'], -1n),
    line_after: plus(row['line_after'], -1n),
  }),
  'a start of what is expected from less': (row) => ({
    expected_before: plus(row['expected_before'], -1n),
    expected_after: plus(row['expected_after'], -1n),
  }),
  'a sum that does not add up': (row) => ({ line_after: row['line_before'] }),
  'more than the line is': () => ({ amount: '1000.00', line_after: '1000.00' }),
  'more than the line is, as if it were larger': (row) => ({
    amount: '1000.00',
    line_amount: plus(row['line_amount'], -500_000n),
    line_after: plus(row['line_before'], 100_000n),
    expected_after: plus(row['expected_before'], 100_000n),
    expected_amount: plus(row['expected_amount'], -500_000n),
  }),
  'less than nothing': (row) => ({
    amount: '-1000.00',
    line_after: plus(row['line_before'], -100_000n),
    expected_after: plus(row['expected_before'], -100_000n),
  }),
  'no amount': (row) => ({
    amount: '0.00',
    line_after: row['line_before'],
    expected_after: row['expected_before'],
  }),
  'an amount that is no number': () => ({
    amount: 'NaN',
    line_after: 'NaN',
    expected_after: 'NaN',
  }),
  'another bank account': (_, scene) => ({ bank_account_id: scene.accounts[1] }),
  'the other way': (row) => ({ line_amount: textOf(-penceOfText(String(row['line_amount']))) }),
  'half a line': () => ({ line_id: null }),
};

/**
 * Puts a spoiled row in, past the service's code but as its own role.
 * @returns what came of it; throws the database's error
 */
export async function cheat(db: TestDatabase, scene: BankScene, spoil: Spoil): Promise<string> {
  return db.run(async (tx) => {
    const row = await nextRow(tx);
    const { ids } = await post(tx, [anEntry('decision', '2026-04-15', [])]);
    const [match] = await tx.sql<{ id: string }[]>`
      insert into matches (bank_account_id, kind, rule, by, entry_id)
      values (${row['bank_account_id'] as string}, 'match', 'by_hand', ${tx.scope.user},
        ${[...ids.values()][0]!}) returning id`;
    const spoiled = { id: randomUUID(), match_id: match!.id, ...row, ...spoil(row, scene) };
    await tx.sql`
      insert into line_allocations
      select * from jsonb_populate_record(null::line_allocations,
        ${JSON.stringify(spoiled)}::text::jsonb)`;
    return 'done';
  });
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MATCH_CHECKS } from '../../src/commands/evidence/matches.ts';
import type { Client } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import {
  linesAreNotOverAllocated,
  paymentsAreOfTheirRuns,
} from '../../src/ledger/verify/chains.ts';
import type { Check, Work } from '../../src/ledger/verify/check.ts';
import { expectedIsWhatItIsOf } from '../../src/ledger/verify/expected-lines.ts';
import { matchesAreInTheJournal, undoingsMirror } from '../../src/ledger/verify/matching.ts';
import { inTransitIsUnmatched } from '../../src/ledger/verify/pay-runs.ts';
import { signedDaysStay } from '../../src/ledger/verify/signed-days.ts';
import { matchPairs, type NewPair } from '../../src/reconciliation/matching/pair-store.ts';
import { undoMatch } from '../../src/reconciliation/matching/undo-store.ts';
import { aBankScene, asSuperuser, moneyOf, type BankScene } from '../support/bank-scene.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { MATCH_BREAKS } from '../support/match-breaks.ts';
import { anEntry, postAll } from '../support/shares.ts';

/** What `verify` finds when somebody changes how lines are matched, past every rule. */
const CHECKS: readonly Check[] = [
  linesAreNotOverAllocated,
  paymentsAreOfTheirRuns,
  expectedIsWhatItIsOf,
  matchesAreInTheJournal,
  undoingsMirror,
  signedDaysStay,
  inTransitIsUnmatched,
];

let db: TestDatabase;
let superuser: Client;
let scene: BankScene;
beforeAll(async () => {
  db = await freshDatabase();
  superuser = await asSuperuser(db);
  scene = await aBankScene(db, superuser);
  await signOff(scene.accounts[1]!);
  const match = async (line: number, expected: number, more: Partial<NewPair> = {}) => {
    const sides = { lineId: scene.lines[line]!.id, expected: scene.expected[expected]!.name };
    const [id] = await db.run((tx) => matchPairs(tx, [{ ...sides, ...more }]));
    return id!;
  };
  const undo = (id: string) => db.run((tx) => undoMatch(tx, id, 'wrong_line'));
  // A payment by itself, and of the rest of its run a part with what no line brings of it.
  await match(1, 1);
  // What follows is of days that are closed: it takes effect later.
  await superuser`
    insert into period_closings (closed_through, reason, entry_id, closed_by)
    values ('2026-04-10', 'Month', 1, gen_random_uuid())`;
  const difference = { amount: moneyOf(1n), reason: 'paid_short' };
  await match(2, 0, { amount: moneyOf(3900n), difference });
  await undo(await match(3, 5));
  await match(3, 5);
  await undo(await match(4, 4));
  // What came back, and what the ledger has already: linked, undone and linked again.
  await match(6, 8);
  await undo(await match(7, 9));
  await match(7, 9);
});
afterAll(() => superuser.end());

/** An account that two people signed off before anything was matched. */
async function signOff(account: string): Promise<void> {
  const entries = await postAll(db, [
    anEntry('decision', '2026-04-15', []),
    anEntry('decision', '2026-04-15', []),
  ]);
  const [{ id } = { id: '' }] = await superuser<{ id: string }[]>`
    insert into bank_sign_offs (bank_account_id, through_on, statement_id, ledger, not_on_statement,
      statement, in_transit, lines, sha256, prepared_by, entry_id)
    select ${account}, '2026-04-30', id, 0, 0, 0, 0, 1, sha256(''), gen_random_uuid(), ${entries[0]!}
    from bank_statements where bank_account_id = ${account} returning id`;
  await superuser`
    insert into bank_sign_off_approvals (sign_off_id, prepared_by, approved_by, entry_id)
    values (${id}, gen_random_uuid(), gen_random_uuid(), ${entries[1]!})`;
}

type Found = Readonly<Record<string, readonly string[]>>;

/** What each check finds after a change, which is taken back again. */
async function foundAfter(change: string): Promise<Found> {
  const found: Record<string, readonly string[]> = {};
  const rollback = new Error('taken back');
  await superuser
    .begin(async (sql) => {
      await sql.unsafe(change);
      const work = { tx: { sql } as unknown as Tx } as Work;
      for (const check of CHECKS) {
        const { named } = await check.run(work);
        if (named.length > 0) found[check.name] = named;
      }
      for (const check of MATCH_CHECKS) {
        const { named } = await check(work);
        if (named.length > 0) found['evidence'] = [...(found['evidence'] ?? []), ...named];
      }
      throw rollback;
    })
    .catch((error: unknown) => {
      if (error !== rollback) throw error;
    });
  return found;
}

describe('verify', () => {
  it('finds nothing where nobody has changed anything', async () => {
    expect(await foundAfter('select')).toEqual({});
  });

  it.each(MATCH_BREAKS)('finds by one check alone %s', async (_, change, check, says) => {
    const found = await foundAfter(change);
    expect(Object.keys(found)).toEqual([check.name]);
    expect(found[check.name]).toContainEqual(expect.stringMatching(says));
  });

  it('finds nothing in what was done after an account was opened again', async () => {
    const found = await foundAfter(`
      update bank_sign_offs set bank_account_id = (select min(bank_account_id::text)::uuid from matches);
      update bank_sign_off_approvals set approved_at = now() - interval '2 days';
      insert into bank_sign_off_reopenings (sign_off_id, reason, note, reopened_by, reopened_at,
        entry_id)
      select sign_off_id, 'late_line', '', approved_by, approved_at, entry_id + 1
      from bank_sign_off_approvals`);
    expect(found).toEqual({});
  });

  it.each([
    [
      'a reason of an undoing',
      `update matches set reason = 'wrong_amount' where undoes in (
         select match_id from line_allocations where amount = 30.00)`,
      'the undoing of a link is not what was decided',
    ],
    [
      'the digest of a link',
      `update entries set evidence = sha256('') where evidence is not null
         and kind = (select id from entry_kinds where name = 'decision')
         and id = (select max(m.entry_id) from matches m)`,
      'the link of a bank line is not what was decided',
    ],
  ])('finds by its digest %s', async (_, change, says) => {
    const found = await foundAfter(change);
    expect(Object.keys(found)).toEqual(['evidence']);
    expect(found['evidence']![0]).toContain(says);
  });
});

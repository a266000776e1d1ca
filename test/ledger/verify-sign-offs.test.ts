import { beforeAll, describe, expect, it } from 'vitest';
import { SIGN_OFF_CHECKS } from '../../src/commands/evidence/sign-offs.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import type { Check, Finding } from '../../src/ledger/verify/check.ts';
import {
  SIGN_OFF_PROOFS,
  signOffsAreInTheJournal,
  signedLinesHaveNothingOpen,
  twoPeopleSignedOff,
} from '../../src/ledger/verify/sign-offs.ts';
import { freshApi, type Api } from '../support/api.ts';
import { TODAY } from '../support/database.ts';
import { postMatch } from '../support/matching.ts';
import { ok } from '../support/book.ts';
import {
  anAccountToSign,
  fill,
  reopen,
  signOff,
  signersOf,
  statement,
  type AccountToSign,
} from '../support/sign-offs.ts';
import { AUTHORITY } from '../support/template.ts';

let api: Api;
let account: AccountToSign;

/** One sign-off that was opened again, and two that stand; and what was posted after them. */
beforeAll(async () => {
  api = await freshApi();
  const signers = await signersOf(api);
  account = await anAccountToSign(api, signers);
  const { id } = account;
  const first = await signOff(signers, id, '2026-04-10');
  await ok(reopen(signers.approver, first.id));
  const undone = `/matches/${account.match}/undo`;
  await ok(signers.finance.post(undone, { reason: 'wrong_line' }));
  await ok(postMatch(signers.finance, { lineId: account.lines[0], payRunId: account.seen }));
  await fill(api.db, id, '5.00', '2026-04-10');
  await signOff(signers, id, '2026-04-10');
  const [, , line] = await statement(signers.finance, account.account, {
    from: '2026-04-11',
    to: '2026-04-14',
    opening: '688.00',
    lines: [['2026-04-13', '-50.00']],
  });
  await ok(postMatch(signers.finance, { lineId: line, payRunId: account.sent }));
  await signOff(signers, id, '2026-04-14');
  await fill(api.db, id, '3.00', '2026-04-02');
});

const KEPT = new Error('nothing of this is kept');

/** Breaks the book, as nobody but a superuser can, looks, and puts all back. */
async function lookAt<T>(by: (sql: Client) => Promise<unknown>, look: (tx: Tx) => Promise<T>) {
  const superuser = connect(api.db.urls.superuser, { name: 'test superuser', max: 1 });
  let found: T | undefined;
  const scope = { authority: AUTHORITY, user: WHOLE_AUTHORITY, kind: 'service', today: TODAY };
  try {
    await superuser
      .begin(async (sql) => {
        await sql.unsafe(
          `set local search_path = ${AUTHORITY}; set local session_replication_role = replica`,
        );
        await by(sql as unknown as Client);
        found = await look({ sql, scope } as unknown as Tx);
        throw KEPT;
      })
      .catch((error: unknown) => {
        if (error !== KEPT) throw error;
      });
  } finally {
    await superuser.end();
  }
  return found as T;
}

const run = (check: Check, tx: Tx): Promise<Finding> =>
  check.run({ tx, outside: undefined as never, evidenceChecks: [], onProgress: () => {} });

const nothing = async (): Promise<void> => {};
const LAST = `through_on = '2026-04-14'`;

const BREAKS: readonly { what: string; check: Check; by: string; says: RegExp }[] = [
  {
    what: 'a ledger and what is not on the statement, raised together',
    check: signOffsAreInTheJournal,
    by: `update bank_sign_offs set ledger = ledger + 1, not_on_statement = not_on_statement + 1
      where ${LAST}`,
    says: /^Sign-off \S+ to 2026-04-14 has the ledger as £669\.00; the books have £668\.00\.$/,
  },
  {
    what: 'a statement that is not as the bank sent it',
    check: signOffsAreInTheJournal,
    by: `update bank_statements set closing = closing + 2 where to_on = '2026-04-14'`,
    says: /has the statement as £638\.00; the books have £640\.00/,
  },
  {
    what: 'what is in transit, changed',
    check: signOffsAreInTheJournal,
    by: `update bank_sign_offs set in_transit = 0 where through_on = '2026-04-10'`,
    says: /has what is in transit as £0\.00; the books have £50\.00/,
  },
  {
    what: 'an entry that was put into days that were signed off',
    check: signOffsAreInTheJournal,
    by: `update transfers set effective_on = '2026-04-14' where effective_on = '2026-04-10'
      and entry_id = (select min(entry_id) from transfers where amount = 5.00)`,
    says: /^Sign-off \S+ to 2026-04-10 has what is not on the statement as £30\.00; the books have £25/,
  },
  {
    what: 'a line that was moved to a later day',
    check: signOffsAreInTheJournal,
    by: `update bank_lines set booked_on = '2026-04-15' where booked_on = '2026-04-09'`,
    says: /has what is not on the statement as £\d+\.00; the books have £\d+\.00/,
  },
  {
    what: 'a match of a signed day that was taken away',
    check: signedLinesHaveNothingOpen,
    by: `delete from line_allocations where line_id = (select max(id) from bank_lines)`,
    says: /^Bank line \d+ of 2026-04-13, which is signed off, has £50\.00 open\.$/,
  },
  {
    what: 'a line that was put into a signed day',
    check: signedLinesHaveNothingOpen,
    by: `insert into bank_lines (statement_id, bank_account_id, position, booked_on, amount, size,
        fingerprint, occurrence)
      select statement_id, bank_account_id, 9, booked_on, 4.00, 4.00, fingerprint, 9
      from bank_lines limit 1`,
    says: /has £4\.00 open/,
  },
  {
    what: 'one person in the place of two',
    check: twoPeopleSignedOff,
    by: `update entries set by = (select prepared_by from bank_sign_offs where ${LAST})
      where id = (select a.entry_id from bank_sign_off_approvals a
        join bank_sign_offs s on s.id = a.sign_off_id where ${LAST})`,
    says: /^Sign-off \S+ was prepared by (\S+) and approved by \1, as the journal has it\.$/,
  },
  {
    what: 'an earlier sign-off that was opened under a later one',
    check: twoPeopleSignedOff,
    by: `insert into bank_sign_off_reopenings (sign_off_id, reason, note, reopened_by, entry_id)
      select id, 'other', 'x', prepared_by, (select max(id) from entries) from bank_sign_offs s
      where through_on = '2026-04-10'
        and not exists (select from bank_sign_off_reopenings r where r.sign_off_id = s.id)`,
    says: /^Sign-off \S+ was opened again, and sign-off \S+ to 2026-04-14 stands\.$/,
  },
];

describe('the checks of sign-offs', () => {
  it.each(SIGN_OFF_PROOFS)('holds: $name', async (check) => {
    const finding = await lookAt(nothing, (tx) => run(check, tx));
    expect(finding.named).toEqual([]);
    expect(finding.figure).toMatch(/[1-9]/);
  });

  it.each(BREAKS)('sees $what', async ({ check, by, says }) => {
    const finding = await lookAt(
      (sql) => sql.unsafe(by),
      (tx) => run(check, tx),
    );
    expect(finding.named).toContainEqual(expect.stringMatching(says));
    expect(finding.found).toBeGreaterThan(0);
  });
});

describe('the evidence of sign-offs', () => {
  const found = (by: (sql: Client) => Promise<unknown>) =>
    lookAt(by, async (tx) => {
      const findings: Finding[] = [];
      for (const check of SIGN_OFF_CHECKS) findings.push(await check({ tx } as never));
      return findings;
    });

  it('is the same that was decided', async () => {
    const findings = await found(nothing);
    expect(findings.map((one) => one.found)).toEqual([0, 0, 0]);
    expect(findings.map((one) => one.figure)).toEqual([
      '3 × sign-off of a bank account',
      '3 × approval of a sign-off',
      '1 × reopening of a sign-off',
    ]);
  });

  it.each([
    ['the lines of a sign-off', 0, `update bank_sign_offs set lines = 7`],
    ['when it was prepared', 0, `update bank_sign_offs set prepared_at = now()`],
    ['who approved it', 1, `update bank_sign_off_approvals set approved_by = gen_random_uuid()`],
    ['why it was opened', 2, `update bank_sign_off_reopenings set note = 'Another'`],
  ])('is not, where somebody changed %s', async (_what, which, statement) => {
    const findings = await found((sql) => sql.unsafe(statement));
    expect(findings.map((one) => one.found > 0)).toEqual([0, 1, 2].map((n) => n === which));
  });
});

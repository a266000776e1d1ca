import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { findAccounts } from '../../src/ledger/accounts.ts';
import { post } from '../../src/ledger/post.ts';
import {
  signedLinesHaveNothingOpen,
  signOffsAreInTheJournal,
} from '../../src/ledger/verify/sign-offs.ts';
import { money } from '../../src/money.ts';
import { freshApi, type Answer, type Api } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { postMatch } from '../support/matching.ts';
import {
  anAccountToSign,
  prepare,
  reopen,
  signersOf,
  statement,
  type Signers,
} from '../support/sign-offs.ts';

const TO = '2026-04-10';
const ROUNDS = 6;

let api: Api;
let signers: Signers;
beforeAll(async () => {
  api = await freshApi();
  signers = await signersOf(api);
});

const short = ({ status, body }: Answer): string =>
  `${status} ${body.type ?? body.state ?? 'done'}`;
const approve = (id: string, by = signers.second) => by.post(`/sign-offs/${id}/approval`);

/** What was signed is so, whoever came first. */
async function consistent(): Promise<void> {
  for (const check of [signedLinesHaveNothingOpen, signOffsAreInTheJournal]) {
    const { named } = await api.db.run((tx) =>
      check.run({ tx, outside: undefined as never, evidenceChecks: [], onProgress: () => {} }),
    );
    expect(named).toEqual([]);
  }
}

/** Does two things at once, a few times, now one and now the other a little earlier. */
async function atOnce(
  round: number,
  one: () => Promise<Answer>,
  other: () => Promise<Answer>,
): Promise<string[]> {
  const later = async (act: () => Promise<Answer>, wait: boolean): Promise<Answer> => {
    if (wait) await new Promise((resolve) => setTimeout(resolve, round));
    return act();
  };
  const answers = await Promise.all([later(one, round % 2 === 0), later(other, round % 2 === 1)]);
  return answers.map(short);
}

describe('a sign-off and, at the same moment,', () => {
  it('the undoing of a match of its days: one of them is done', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, match } = await anAccountToSign(api, signers);
      const prepared = await ok(prepare(signers.finance, id, TO));
      const undo = () => signers.finance.post(`/matches/${match}/undo`, { reason: 'wrong_line' });
      const came = await atOnce(round, () => approve(prepared.id), undo);
      expect([
        ['201 signed', '409 /problems/signed-off'],
        ['412 /problems/changed-meanwhile', '201 done'],
      ]).toContainEqual(came);
    }
    await consistent();
  }, 60_000);

  it('a match that takes the last open line: it is prepared with it, or not', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, match, lines, seen } = await anAccountToSign(api, signers);
      const undo = `/matches/${match}/undo`;
      await ok(signers.finance.post(undo, { reason: 'wrong_line' }));
      const matching = () => postMatch(signers.finance, { lineId: lines[0], payRunId: seen });
      const came = await atOnce(round, () => prepare(signers.second, id, TO), matching);
      expect([
        ['201 prepared', '201 done'],
        ['409 /problems/not-reconciled', '201 done'],
      ]).toContainEqual(came);
    }
    await consistent();
  }, 60_000);

  it('a file with one more line of its days: the line or the sign-off is there', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, account } = await anAccountToSign(api, signers);
      const prepared = await ok(prepare(signers.finance, id, TO));
      const file = bankFile({
        account,
        from: TO,
        to: TO,
        opening: '688.00',
        lines: [[TO, '-1.00', { text: 'Late' }]],
      });
      const came = await atOnce(
        round,
        () => approve(prepared.id),
        () => importFile(signers.finance, file),
      );
      expect([
        ['201 signed', '409 /problems/signed-off'],
        ['412 /problems/changed-meanwhile', '201 done'],
      ]).toContainEqual(came);
    }
    await consistent();
  }, 60_000);

  it('an entry that is being posted: it waits for it, so that what was known is known for ever', async () => {
    const { id } = await anAccountToSign(api, signers);
    const names = [`treasury:${id}`, `bank:${id}`] as const;
    let preparing: Promise<Answer> | undefined;
    await api.db.run(async (tx) => {
      const ids = await findAccounts(tx, names);
      const [from, to] = [ids.get(names[0])!, ids.get(names[1])!];
      const effectiveOn = Temporal.PlainDate.from('2026-04-09');
      const transfers = [{ from, to, amount: money('4.00') }];
      await post(tx, [{ key: randomUUID(), kind: 'treasury', effectiveOn, transfers }]);
      preparing = prepare(signers.finance, id, TO);
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const prepared = await ok(preparing!);
    expect(prepared).toMatchObject({ ledger: '717.00', notOnStatement: '29.00' });
    const now = await ok(signers.auditor.get(`/sign-offs/${prepared.id}`), 200);
    expect(now.holds).toBe(true);
    await consistent();
  });

  it('another approval, or the same preparation: it is done once', async () => {
    const { id } = await anAccountToSign(api, signers);
    const both = await Promise.all([
      prepare(signers.finance, id, TO),
      prepare(signers.second, id, TO),
    ]);
    expect(both.map(short).toSorted()).toEqual(['201 prepared', '409 /problems/not-reconciled']);
    const { body } = both.find((one) => one.status === 201)!;
    const third = await api.as('finance_officer', { sub: 'third' });
    const approvals = await Promise.all([
      approve(body.id, third),
      approve(body.id, signers.approver),
    ]);
    expect(approvals.map(short).toSorted()).toEqual([
      '201 signed',
      '409 /problems/state-does-not-allow',
    ]);
  }, 60_000);
});

describe('the database itself', () => {
  const refused = expect.objectContaining({ code: '42501' });
  const addLine = (id: string, on: string) =>
    api.db.run(
      (tx) => tx.sql`
        insert into bank_lines (statement_id, bank_account_id, position, booked_on, amount, size,
          fingerprint, occurrence)
        select id, bank_account_id, 9, ${on}, 1.00, 1.00, sha256(${on}::text::bytea), 1
        from bank_statements where bank_account_id = ${id} limit 1`,
    );
  const takeBack = (match: string) =>
    api.db.run(
      (tx) => tx.sql`
        insert into line_allocations (match_id, bank_account_id, amount, line_id, line_amount,
          line_seq, line_previous, line_before, line_after, expected_id, expected_amount,
          expected_seq, expected_previous, expected_before, expected_after)
        select match_id, bank_account_id, -amount, line_id, line_amount, line_seq + 1, line_seq,
          line_after, 0, expected_id, expected_amount, expected_seq + 1, expected_seq,
          expected_after, 0
        from line_allocations where match_id = ${match}`,
    );

  it('takes in no line of a signed day, and nothing of one, until it is opened again', async () => {
    const { id, match } = await anAccountToSign(api, signers);
    const other = await anAccountToSign(api, signers);
    const prepared = await ok(prepare(signers.finance, id, TO));
    await ok(approve(prepared.id));
    await expect(addLine(id, '2026-04-10')).rejects.toEqual(refused);
    await expect(takeBack(match)).rejects.toEqual(refused);
    await addLine(id, '2026-04-11');
    await addLine(other.id, '2026-04-10');
    await takeBack(other.match);
    await ok(reopen(signers.approver, prepared.id));
    await addLine(id, '2026-04-10');
    await takeBack(match);
  });

  it('takes a sign-off by one person from nobody', async () => {
    const { id } = await anAccountToSign(api, signers);
    const prepared = await ok(prepare(signers.finance, id, TO));
    const approval = (by: string) =>
      api.db.run(
        (tx) => tx.sql`
          insert into bank_sign_off_approvals (sign_off_id, prepared_by, approved_by, entry_id)
          values (${prepared.id}, ${by}, ${prepared.preparedBy}, ${prepared.entry})`,
      );
    await expect(approval(prepared.preparedBy)).rejects.toMatchObject({
      constraint_name: 'bank_sign_off_approvals_second_person',
    });
  });
});

describe('a file that has days of a sign-off again', () => {
  it('adds its later lines, and none twice', async () => {
    const { id, account } = await anAccountToSign(api, signers);
    const prepared = await ok(prepare(signers.finance, id, TO));
    await ok(approve(prepared.id));
    const lines = await statement(signers.finance, account, {
      from: '2026-04-09',
      to: '2026-04-12',
      opening: '700.00',
      lines: [
        ['2026-04-09', '-12.00'],
        ['2026-04-12', '2.00'],
      ],
    });
    expect(lines).toHaveLength(3);
  });
});

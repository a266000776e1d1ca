import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { postMatch } from '../support/matching.ts';
import { aBankAccount } from '../support/released-run.ts';
import {
  anAccountToSign,
  fill,
  prepare,
  reopen,
  signersOf,
  statement,
  type Signers,
} from '../support/sign-offs.ts';

const TO = '2026-04-10';

let api: Api;
let signers: Signers;
beforeAll(async () => {
  api = await freshApi();
  signers = await signersOf(api);
});

/** What stands in the way of signing an account off, as places and sentences. */
async function why(bankAccountId: string, throughOn = TO): Promise<Record<string, string>> {
  const answer = await prepare(signers.finance, bankAccountId, throughOn);
  expect([answer.status, answer.body.type]).toEqual([409, '/problems/not-reconciled']);
  return Object.fromEntries(answer.body.errors.map((one: any) => [one.where, one.message]));
}

/** An account with one statement to the tenth, and lines that nobody looked at. */
async function anAccount(amounts: readonly string[], own = '100.00') {
  const account = await aBankAccount(api.db);
  await fill(api.db, account.id, own, '2026-04-01');
  const lines = await statement(signers.finance, account, {
    from: '2026-04-01',
    to: TO,
    opening: '100.00',
    lines: amounts.map((amount, n) => [`2026-04-0${n + 2}`, amount]),
  });
  return { ...account, account, lines };
}

const post = (line: string, to: string, amount: string) =>
  ok(signers.finance.post(`/bank-lines/${line}/postings`, { parts: [{ to, amount }] }));

describe('an account is not signed off', () => {
  it('to a day that is still to come', async () => {
    const { id } = await anAccount([]);
    expect(await why(id, '2026-04-16')).toEqual({
      'body.throughOn': expect.stringContaining('statement of whole days'),
    });
    const answer = await prepare(signers.finance, id, '2026-04-16');
    expect(answer.body.errors[0].message).toBe('2026-04-16 is still to come.');
  });

  it('to a day on which no statement of whole days ends', async () => {
    const { id } = await anAccount([]);
    const expected = 'No statement of whole days with a closing balance ends on 2026-04-09.';
    expect(await why(id, '2026-04-09')).toEqual({ 'body.throughOn': expected });
    await api.db.run(
      (tx) => tx.sql`
        insert into bank_statements (file_id, bank_account_id, whole_days, from_on, to_on, opening,
          closing)
        select file_id, bank_account_id, false, '2026-04-11', '2026-04-11', closing, closing
        from bank_statements where bank_account_id = ${id}`,
    );
    expect(await why(id, '2026-04-11')).toHaveProperty(['body.throughOn']);
  });

  it('with a statement missing', async () => {
    const { id } = await anAccount([]);
    await api.db.run(
      (tx) => tx.sql`
        insert into bank_statements (file_id, bank_account_id, from_on, to_on, opening, closing)
        select file_id, bank_account_id, '2026-04-13', '2026-04-14', 90.00, 100.00
        from bank_statements where bank_account_id = ${id}`,
    );
    expect(await why(id, '2026-04-14')).toEqual({
      statements:
        'The statement from 2026-04-13 opens with £90.00; the one before closed with £100.00 on 2026-04-10. One is missing.',
    });
  });

  it('with lines of which something is open', async () => {
    const { id, lines } = await anAccount(['-3.00', '4.50']);
    expect(await why(id)).toEqual({ openLines: 'Lines with something open: 2, £1.50 in all.' });
    await post(lines[0]!, 'charge', '2.99');
    await post(lines[1]!, 'interest', '4.50');
    expect(await why(id)).toEqual({ openLines: 'Lines with something open: 1, £-0.01 in all.' });
    await post(lines[0]!, 'charge', '0.01');
    await ok(prepare(signers.finance, id, TO));
  });

  it('with lines in suspense, until that is undone', async () => {
    const { id, lines } = await anAccount(['7.00']);
    const [part] = (await post(lines[0]!, 'suspense', '7.00')).parts;
    expect(await why(id)).toEqual({ inSuspense: 'Lines in suspense: 1, £7.00 in all.' });
    await ok(signers.finance.post(`/matches/${part.matchId}/undo`, { reason: 'wrong_line' }));
    await post(lines[0]!, 'interest', '7.00');
    await ok(prepare(signers.finance, id, TO));
  });

  it('with a line that may be repeated, until somebody says which it is', async () => {
    const { id, lines } = await anAccount(['-5.00', '-5.00']);
    const [line, other] = lines as [string, string];
    await post(line, 'charge', '5.00');
    await api.db.run(
      (tx) => tx.sql`insert into likely_repeats (line_id, of_line_id) values (${other}, ${line})`,
    );
    const undecided = { repeats: 'Lines that may be repeated, which nobody decided on: 1.' };
    expect(await why(id)).toMatchObject(undecided);
    await ok(signers.finance.post(`/bank-lines/${other}/repeat`, {}));
    // The bank's own balances say that it was two; so does the proof.
    expect(await why(id)).toEqual({
      difference: 'The bank has £5.00 less than the ledger and its lines explain.',
    });
  });

  it('with a write-off that awaits its second person', async () => {
    const { id, lines } = await anAccount(['1.00']);
    const { id: writeOff } = await ok(
      signers.finance.post('/write-offs', {
        lineId: lines[0],
        reason: 'too_small_to_pursue',
        note: 'Nobody knows it',
      }),
    );
    expect(await why(id)).toEqual({
      openLines: 'Lines with something open: 1, £1.00 in all.',
      writeOffs: 'Write-offs that await a second person: 1.',
    });
    await ok(signers.approver.post(`/write-offs/${writeOff}/decision`, { approved: true }));
    await ok(prepare(signers.finance, id, TO));
  });

  it.each([
    ['90.00', 'The bank has £10.00 more than the ledger and its lines explain.'],
    ['100.01', 'The bank has £0.01 less than the ledger and its lines explain.'],
  ])('with a difference, whichever way, at an own balance of %s', async (own, difference) => {
    const { id } = await anAccount([], own);
    expect(await why(id)).toEqual({ difference });
  });

  it('and all that stands in the way is said at once', async () => {
    const { id, lines } = await anAccount(['7.00', '1.00'], '90.00');
    await post(lines[0]!, 'suspense', '7.00');
    expect(Object.keys(await why(id))).toEqual(['openLines', 'inSuspense', 'difference']);
  });
});

describe('a sign-off that was prepared', () => {
  it.each([
    [
      'something is posted in its days',
      ['ledger', 'notOnStatement', 'sha256'],
      async (id: string) => void (await fill(api.db, id, '1.00', '2026-04-09')),
    ],
    [
      'a line is open again',
      ['openLines', 'ledger', 'inTransit', 'lines', 'sha256'],
      async (_id: string, match: string) =>
        void (await ok(signers.finance.post(`/matches/${match}/undo`, { reason: 'wrong_line' }))),
    ],
  ])('is not signed when %s', async (_what, places, change) => {
    const { id, match, lines, seen } = await anAccountToSign(api, signers);
    const prepared = await ok(prepare(signers.finance, id, TO));
    await change(id, match);
    const answer = await signers.second.post(`/sign-offs/${prepared.id}/approval`);
    expect([answer.status, answer.body.type]).toEqual([412, '/problems/changed-meanwhile']);
    expect(answer.body.errors.map((one: any) => one.where)).toEqual(places);
    await ok(reopen(signers.approver, prepared.id, 'prepared_in_error'));
    if (places.includes('openLines')) {
      await ok(postMatch(signers.finance, { lineId: lines[0], payRunId: seen }));
    }
    await ok(prepare(signers.finance, id, TO));
  });

  it('is not signed when the same lines were matched otherwise, though every figure is the same', async () => {
    const { id, lines } = await anAccountToSign(api, signers);
    const prepared = await ok(prepare(signers.finance, id, TO));
    const { matches } = await ok(signers.finance.get(`/bank-lines/${lines[1]!}`), 200);
    await ok(signers.finance.post(`/matches/${matches[0].id}/undo`, { reason: 'wrong_amount' }));
    await ok(
      signers.finance.post(`/bank-lines/${lines[1]!}/postings`, {
        parts: [{ to: 'treasury', amount: '12.00' }],
      }),
    );
    const answer = await signers.second.post(`/sign-offs/${prepared.id}/approval`);
    expect(answer.body.errors.map((one: any) => one.where)).toEqual(['sha256']);
  });
});

import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { balancesOfKind, brokenIdentities, openOf, postParts } from '../support/line-postings.ts';
import { anImportedAccount, balanceAt, importLines, postMatch } from '../support/matching.ts';
import { statusesOf } from '../support/partner-book.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';
import { severalPeople } from '../support/several-people.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

const entryOf = (id: string) => ok(finance.get(`/entries/${id}`), 200);
const undo = (id: string) => finance.post(`/matches/${id}/undo`, { reason: 'not_for_this' });

describe('a line that matches nothing', () => {
  it.each([
    ['charge', '-12.50', 'bank_charge', 'bank_took_a_charge', 'charges', '12.50'],
    ['charge', '12.50', 'bank_charge', 'bank_gave_a_charge_back', 'charges', '-12.50'],
    ['interest', '3.07', 'bank_charge', 'bank_paid_interest', 'charges', '-3.07'],
    ['treasury', '5000.00', 'treasury', 'authority_paid_in', 'treasury', '-5000.00'],
    ['treasury', '-400.00', 'treasury', 'authority_took_out', 'treasury', '400.00'],
    ['suspense', '77.70', 'unidentified', 'not_identified_yet', 'suspense', '-77.70'],
    ['suspense', '-77.70', 'unidentified', 'not_identified_yet', 'suspense', '77.70'],
  ])('is a %s of %s', async (to, amount, kind, reason, other, stands) => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', amount]]);
    const made = await ok(postParts(finance, lines[0], [{ to, amount: amount.replace('-', '') }]));
    expect(made).toMatchObject({ lineId: lines[0], open: '0.00' });
    const [part] = made.parts;
    expect(part).toMatchObject({ to, receiptId: null, split: null });
    expect(await entryOf(part.entryId)).toMatchObject({ kind, reason, effectiveOn: '2026-04-10' });
    expect(await balanceAt(api.db, `${other}:${account.id}`)).toBe(stands);
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe(amount);
    const match = await ok(finance.get(`/matches/${part.matchId}`), 200);
    expect(match).toMatchObject({
      kind: 'posting',
      lineId: lines[0],
      expected: `entry:${part.entryId}`,
      undone: false,
      together: null,
    });
    await ok(undo(part.matchId));
    expect(await openOf(finance, lines[0])).toBe(amount.replace('-', ''));
    expect(await balanceAt(api.db, `${other}:${account.id}`)).toBe('0.00');
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('0.00');
    const again = await ok(postParts(finance, lines[0], [{ to, amount: part.amount }]));
    expect(again.open).toBe('0.00');
    expect(await brokenIdentities(api.db)).toEqual([]);
  });

  it('can be money of the authority on the first day of its first statement', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-01', '900.00']]);
    await ok(postParts(finance, lines[0], [{ to: 'treasury', amount: '900.00' }]));
    expect(await openOf(finance, lines[0])).toBe('0.00');
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('900.00');
  });

  it('is split into parts that belong together, and the rest of it stays open', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-100.00']]);
    const parts = [
      { to: 'charge', amount: '10.00' },
      { to: 'suspense', amount: '20.00' },
      { to: 'treasury', amount: '30.00' },
    ];
    const made = await ok(postParts(finance, lines[0], parts));
    expect(made.open).toBe('40.00');
    expect(made.parts.map((part: any) => [part.to, part.amount])).toEqual([
      ['charge', '10.00'],
      ['suspense', '20.00'],
      ['treasury', '30.00'],
    ]);
    const { matches, open, allocated } = await ok(finance.get(`/bank-lines/${lines[0]}`), 200);
    expect([open, allocated]).toEqual(['40.00', '60.00']);
    expect(new Set(matches.map((match: any) => match.together)).size).toBe(1);
    expect(matches[0].together).not.toBeNull();
    await ok(undo(made.parts[1].matchId));
    expect(await openOf(finance, lines[0])).toBe('60.00');
    expect(await balancesOfKind(api.db, ['suspense'])).not.toHaveProperty(`suspense:${account.id}`);
    await ok(postParts(finance, lines[0], [{ to: 'charge', amount: '60.00' }]));
    expect(await balanceAt(api.db, `charges:${account.id}`)).toBe('70.00');
  });

  it('is refused with every fault and its place, and nothing is posted', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-100.00'],
      ['2026-04-11', '100.00'],
    ]);
    const [out, into] = lines;
    const unknown = randomUUID();
    const wrongWay = await postParts(finance, out, [
      { to: 'charge', amount: '60.00' },
      { to: 'interest', amount: '10.00' },
      { to: 'charge', amount: '30.01' },
      { to: 'repayment', arrangementId: unknown, amount: '1.00', split: 'by_held' },
    ]);
    expect(refusalOf(wrongWay)).toEqual([
      422,
      'invalid-request',
      'body.parts.1.to',
      'body.parts.3.to',
      'body.parts.2.amount',
    ]);
    const many = await postParts(finance, into, [
      { to: 'repayment', arrangementId: unknown, amount: '10.00', split: 'by_held' },
      { to: 'partner', partnerId: unknown, amount: '10.00', reference: 'ICB' },
      { to: 'contribution', arrangementId: unknown, source: 'contribution', amount: '10.00' },
      { to: 'charge', amount: '70.01' },
    ]);
    expect(refusalOf(many)).toEqual([
      422,
      'record-unknown',
      'body.parts.0.arrangementId',
      'body.parts.1.partnerId',
      'body.parts.2.arrangementId',
      'body.parts.3.amount',
    ]);
    const form = await postParts(finance, into, [
      { to: 'charge', amount: '0.00' },
      { to: 'elsewhere', amount: '1.00' },
      { to: 'suspense', amount: '1.00', note: 'no' },
    ]);
    expect(refusalOf(form).slice(0, 2)).toEqual([422, 'invalid-request']);
    expect(form.body.errors).toHaveLength(3);
    const nothing = await postParts(finance, into, []);
    expect(refusalOf(nothing)).toEqual([422, 'invalid-request', 'body.parts']);
    const nowhere = await postParts(finance, '999999', [{ to: 'charge', amount: '1.00' }]);
    expect(nowhere.status).toBe(404);
    for (const kind of ['approver', 'auditor', 'caseworker'] as const) {
      const other = await api.as(kind);
      const answer = await postParts(other, into, [{ to: 'charge', amount: '1.00' }]);
      expect(answer.status).toBe(403);
    }
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('0.00');
    expect(await openOf(finance, into)).toBe('100.00');
  });

  it('answers a repeated request as the first, and posts nothing again', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-9.00']]);
    const headers = { 'idempotency-key': randomUUID() };
    const part = { to: 'charge', amount: '4.00' };
    const first = await ok(postParts(finance, lines[0], [part], headers));
    const again = await ok(postParts(finance, lines[0], [part], headers));
    expect(again).toEqual(first);
    expect(await balanceAt(api.db, `charges:${account.id}`)).toBe('4.00');
  });

  it('is posted by one of two people who do so at the same moment', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-50.00']]);
    const people = await severalPeople(api, 'finance_officer');
    const answers = await Promise.all(
      people.map((one, n) =>
        postParts(one, lines[0], [{ to: n % 2 === 0 ? 'charge' : 'suspense', amount: '50.00' }]),
      ),
    );
    const lost = answers.filter((one) => one.status !== 201);
    expect(lost).toHaveLength(people.length - 1);
    for (const one of lost) {
      expect(refusalOf(one)).toEqual([409, 'match-not-possible', 'body.parts.0.amount']);
    }
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('-50.00');
    expect(await openOf(finance, lines[0])).toBe('0.00');
    expect(await brokenIdentities(api.db)).toEqual([]);
  });

  it('is posted or matched, not both, by two people at the same moment', async () => {
    const account = await aBankAccount(api.db);
    const [line] = await importLines(api.db, account, [['2026-04-10', '30.00']]);
    const entry = await ok(
      finance.post('/entries', {
        kind: 'unidentified',
        effectiveOn: '2026-04-09',
        reason: 'not_identified_yet',
        transfers: [{ from: `suspense:${account.id}`, to: `bank:${account.id}`, amount: '30.00' }],
      }),
    );
    const answers = await Promise.all([
      postParts(finance, line, [{ to: 'suspense', amount: '30.00' }]),
      postMatch(finance, { lineId: line, expected: `entry:${entry.id}` }),
    ]);
    expect(statusesOf(answers)).toEqual([201, 409]);
    expect(await openOf(finance, line)).toBe('0.00');
  });
});

describe('an entry that is matched to a line', () => {
  it('is not reversed by hand until the match is undone', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-5.00']]);
    const { parts } = await ok(postParts(finance, lines[0], [{ to: 'charge', amount: '5.00' }]));
    const [{ entryId, matchId }] = parts;
    const reverse = (id: string) =>
      finance.post(`/entries/${id}/reversal`, { reason: 'entered_in_error' });
    const refused = await reverse(entryId);
    expect(refusalOf(refused)).toEqual([409, 'not-reversible']);
    expect(refused.body.matches).toEqual([matchId]);
    expect(refused.body.detail).toContain('Undo the match first');
    await ok(undo(matchId));
    expect(refusalOf(await reverse(entryId))).toEqual([409, 'already-reversed']);
    const entry = await ok(
      finance.post('/entries', {
        kind: 'bank_charge',
        effectiveOn: '2026-04-10',
        reason: 'bank_took_a_charge',
        transfers: [{ from: `bank:${account.id}`, to: `charges:${account.id}`, amount: '5.00' }],
      }),
    );
    const match = await ok(postMatch(finance, { lineId: lines[0], expected: `entry:${entry.id}` }));
    expect(refusalOf(await reverse(entry.id))).toEqual([409, 'not-reversible']);
    await ok(undo(match.id));
    expect(await openOf(finance, lines[0])).toBe('5.00');
    await ok(reverse(entry.id));
    expect(await balanceAt(api.db, `charges:${account.id}`)).toBe('0.00');
  });

  it('is matched or reversed, not both, at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-5.00']]);
      const entry = await ok(
        finance.post('/entries', {
          kind: 'bank_charge',
          effectiveOn: '2026-04-10',
          reason: 'bank_took_a_charge',
          transfers: [{ from: `bank:${account.id}`, to: `charges:${account.id}`, amount: '5.00' }],
        }),
      );
      const answers = await Promise.all([
        postMatch(finance, { lineId: lines[0], expected: `entry:${entry.id}` }),
        finance.post(`/entries/${entry.id}/reversal`, { reason: 'entered_in_error' }),
      ]);
      expect(answers.filter((one) => one.status === 201)).toHaveLength(1);
    }
  });
});

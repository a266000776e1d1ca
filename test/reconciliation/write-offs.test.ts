import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { brokenIdentities, openOf, postParts, signOff } from '../support/line-postings.ts';
import { anImportedAccount, balanceAt } from '../support/matching.ts';
import { refusalOf } from '../support/refusal.ts';
import { severalPeople } from '../support/several-people.ts';

/** What is open of a line and given up: asked by one person, decided by another. */
let api: Api;
let finance: ApiUser;
let second: ApiUser;
let approver: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  second = await api.as('finance_officer', { sub: 'second officer' });
  approver = await api.as('approver');
});

const NOTE = 'Two letters to the bank, no answer';
const asked = (lineId: string | undefined, more: object = {}) => ({
  lineId,
  reason: 'sender_unknown',
  note: NOTE,
  ...more,
});
const ask = (lineId: string | undefined, more: object = {}, user = finance) =>
  user.post('/write-offs', asked(lineId, more));
const decide = (id: string, approved: boolean, user = approver) =>
  user.post(`/write-offs/${id}/decision`, { approved });
const oneLine = (amount: string) => anImportedAccount(api.db, [['2026-04-10', amount]]);

describe('a write-off', () => {
  it.each([
    ['12.34', '-12.34'],
    ['-12.34', '12.34'],
  ])('of a line of %s is posted when a second person approves it', async (amount, charges) => {
    const { account, lines } = await oneLine(amount);
    const one = await ok(ask(lines[0]));
    expect(one).toMatchObject({
      lineId: lines[0],
      bookedOn: '2026-04-10',
      lineAmount: amount,
      amount: '12.34',
      state: 'asked',
      note: NOTE,
      decision: null,
    });
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('0.00');
    const done = await ok(decide(one.id, true));
    expect(done).toMatchObject({ state: 'approved', decision: { approved: true, undone: false } });
    const { matchId } = done.decision;
    const match = await ok(finance.get(`/matches/${matchId}`), 200);
    expect(match).toMatchObject({ kind: 'posting', lineId: lines[0], amount: '12.34' });
    const entry = await ok(finance.get(`/entries/${match.expected.slice('entry:'.length)}`), 200);
    expect(entry).toMatchObject({
      kind: 'line_written_off',
      effectiveOn: '2026-04-10',
      reason: 'sender_unknown',
    });
    expect(await balanceAt(api.db, `charges:${account.id}`)).toBe(charges);
    expect(await openOf(finance, lines[0])).toBe('0.00');
    expect(await brokenIdentities(api.db)).toEqual([]);

    await ok(finance.post(`/matches/${matchId}/undo`, { reason: 'not_for_this' }));
    expect(await openOf(finance, lines[0])).toBe('12.34');
    expect(await balanceAt(api.db, `charges:${account.id}`)).toBe('0.00');
    const shown = await ok(finance.get(`/write-offs/${one.id}`), 200);
    expect(shown).toMatchObject({ state: 'approved', decision: { undone: true } });
    expect(refusalOf(await decide(one.id, true))).toEqual([409, 'state-does-not-allow']);
    await ok(ask(lines[0], { amount: '12.34' }));
  });

  it('moves nothing when it is refused, and may be asked for again', async () => {
    const { account, lines } = await oneLine('7.00');
    const one = await ok(ask(lines[0], { amount: '5.00', reason: 'other' }));
    const refused = await ok(decide(one.id, false, second));
    expect(refused).toMatchObject({
      state: 'refused',
      decision: { approved: false, matchId: null, undone: false },
    });
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('0.00');
    expect(await openOf(finance, lines[0])).toBe('7.00');
    expect((await ok(ask(lines[0]))).amount).toBe('7.00');
  });

  it('is never decided by the one who asked, not even past the service', async () => {
    const { lines } = await oneLine('7.00');
    const one = await ok(ask(lines[0]));
    expect(refusalOf(await decide(one.id, true, finance))).toEqual([403, 'needs-a-second-person']);
    expect(refusalOf(await decide(one.id, false, finance))).toEqual([403, 'needs-a-second-person']);
    const past = api.db.run(
      (tx) => tx.sql`
        insert into write_off_decisions (write_off_id, asked_by, decided_by, approved, entry_id)
        select id, asked_by, asked_by, false, entry_id from write_offs where id = ${one.id}`,
    );
    await expect(past).rejects.toMatchObject({
      constraint_name: 'write_off_decisions_second_person',
    });
    await ok(decide(one.id, true, second));
  });

  it('is for finance officers to ask, and for them and approvers to decide', async () => {
    const { lines } = await oneLine('7.00');
    const one = await ok(ask(lines[0]));
    const auditor = await api.as('auditor');
    expect((await ask(lines[0], {}, approver)).status).toBe(403);
    expect((await decide(one.id, true, auditor)).status).toBe(403);
    expect((await auditor.get(`/write-offs/${one.id}`)).body.id).toBe(one.id);
    expect((await (await api.as('caseworker')).get('/write-offs')).status).toBe(403);
    expect((await decide(randomUUID(), true)).status).toBe(404);
  });
});

describe('how much of a line is written off', () => {
  it('is no more than the rule of the day, all of the line counted together', async () => {
    const { lines } = await oneLine('80.00');
    const whole = await ask(lines[0]);
    expect(refusalOf(whole)).toEqual([403, 'over-approval-limit']);
    expect([whole.body.limit, whole.body.total]).toEqual(['50.00', '80.00']);
    const first = await ok(ask(lines[0], { amount: '30.00' }));
    const more = await ask(lines[0], { amount: '20.01' });
    expect([more.body.limit, more.body.total]).toEqual(['50.00', '50.01']);
    await ok(decide(first.id, true));
    expect((await ask(lines[0], { amount: '20.01' })).body.total).toBe('50.01');
    const last = await ok(ask(lines[0], { amount: '20.00' }));
    await ok(decide(last.id, false));
    await ok(ask(lines[0], { amount: '20.00' }));
  });

  it('is no more than is open and not asked for already', async () => {
    const { lines } = await oneLine('20.00');
    await ok(postParts(finance, lines[0], [{ to: 'suspense', amount: '5.00' }]));
    const first = await ok(ask(lines[0], { amount: '10.00' }));
    const more = await ask(lines[0], { amount: '5.01' });
    expect(refusalOf(more)).toEqual([409, 'match-not-possible', 'body.amount']);
    expect((await ok(ask(lines[0]))).amount).toBe('5.00');
    expect(refusalOf(await ask(lines[0]))).toEqual([409, 'match-not-possible', 'body.amount']);
    await ok(postParts(finance, lines[0], [{ to: 'suspense', amount: '6.00' }]));
    expect(refusalOf(await decide(first.id, true))[1]).toBe('match-not-possible');
    await ok(decide(first.id, false));
  });

  it('is no more than the limit of who approves it', async () => {
    const { lines } = await oneLine('40.00');
    const one = await ok(ask(lines[0]));
    const limited = await api.as('approver', { sub: 'limited approver' });
    await limited.get('/write-offs');
    const [user] = await api.db.run(
      (tx) => tx.sql<{ id: string }[]>`select id from users where subject = 'limited approver'`,
    );
    const administrator = await api.as('administrator');
    await ok(
      administrator.post('/approval-limits', {
        userId: user!.id,
        amount: '39.99',
        fromOn: '2026-04-15',
      }),
    );
    const over = await decide(one.id, true, limited);
    expect(refusalOf(over)).toEqual([403, 'over-approval-limit']);
    expect([over.body.limit, over.body.total]).toEqual(['39.99', '40.00']);
    await ok(decide(one.id, true));
  });

  it('is kept to when several people ask, or decide, at the same moment', async () => {
    const { account, lines } = await oneLine('500.00');
    const people = await severalPeople(api, 'finance_officer');
    const answers = await Promise.all(
      people.map((user) => ask(lines[0], { amount: '20.00' }, user)),
    );
    expect(answers.filter((one) => one.status === 201)).toHaveLength(2);
    const { id } = answers.find((one) => one.status === 201)!.body;
    const deciding = await severalPeople(api, 'approver');
    const decided = await Promise.all(deciding.map((user, n) => decide(id, n % 2 === 0, user)));
    expect(decided.filter((one) => one.status === 201)).toHaveLength(1);
    const moved = decided.find((one) => one.status === 201)!.body.state === 'approved';
    expect(await balanceAt(api.db, `charges:${account.id}`)).toBe(moved ? '-20.00' : '0.00');
  });
});

describe('a line of a day that is signed off', () => {
  it('is not written off, nor is anything posted from it', async () => {
    const { account, lines } = await oneLine('9.00');
    const one = await ok(ask(lines[0], { amount: '4.00' }));
    await signOff(api.db, account.id);
    expect(refusalOf(await ask(lines[0]))).toEqual([409, 'signed-off', `line ${lines[0]}`]);
    expect(refusalOf(await decide(one.id, true))[1]).toBe('signed-off');
    const part = { to: 'suspense', amount: '1.00' };
    expect(refusalOf(await postParts(finance, lines[0], [part]))[1]).toBe('signed-off');
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('0.00');
    await ok(decide(one.id, false));
  });
});

describe('what is asked for', () => {
  it('names a line that is not there, and a form that is wrong', async () => {
    expect(refusalOf(await ask('999999'))).toEqual([422, 'record-unknown', 'body.lineId']);
    const wrong = await ask('1', { reason: 'because', note: '', amount: '0.00' });
    expect(refusalOf(wrong)).toHaveLength(5);
  });

  it('is listed by state and account, the last first, a page at a time', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '1.00'],
      ['2026-04-10', '2.00'],
      ['2026-04-10', '3.00'],
    ]);
    const ids: string[] = [];
    for (const line of lines) ids.push((await ok(ask(line))).id);
    await ok(decide(ids[0]!, true));
    await ok(decide(ids[1]!, false));
    const page = async (more: string) =>
      ok(finance.get(`/write-offs?bankAccount=${account.id}${more}`), 200);
    const idsOf = (found: any): string[] => found.items.map((one: any) => one.id);
    expect(idsOf(await page(''))).toEqual(ids.toReversed());
    expect(idsOf(await page('&state=approved'))).toEqual([ids[0]]);
    expect(idsOf(await page('&state=refused'))).toEqual([ids[1]]);
    expect(idsOf(await page('&state=asked'))).toEqual([ids[2]]);
    const first = await page('&limit=2');
    expect(idsOf(first)).toEqual([ids[2], ids[1]]);
    const rest = await page(`&limit=2&after=${first.next}`);
    expect([idsOf(rest), rest.next]).toEqual([[ids[0]], null]);
  });
});

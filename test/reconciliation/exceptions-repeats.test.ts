import { beforeAll, describe, expect, it } from 'vitest';
import { REPEAT_CHECKS } from '../../src/commands/evidence/repeats.ts';
import { ok } from '../support/book.ts';
import {
  anAccountWith,
  anExpectedRun,
  anOffice,
  expectNames,
  matchWith,
  undoMatch,
  type Office,
} from '../support/exceptions.ts';
import { refusalOf } from '../support/refusal.ts';

/** Lines that a bank gave twice: set aside, or said to be two; and what stands in the way. */
let office: Office;
beforeAll(async () => {
  office = await anOffice();
});

/** An account with lines of 5.00 out, the second suspected to be the first. */
async function suspected(more: [string, string][] = []) {
  const { db } = office;
  const { bankAccountId, lines } = await anAccountWith(db, [
    ['2026-04-10', '-5.00'],
    ['2026-04-10', '-5.00'],
    ...more,
  ]);
  const [first, second] = lines as [string, string];
  await db.run(
    (tx) => tx.sql`insert into likely_repeats (line_id, of_line_id) values (${second}, ${first})`,
  );
  return { bankAccountId, first, second, lines };
}

const repeat = (id: string, body: object = {}) =>
  office.finance.post(`/bank-lines/${id}/repeat`, body);
const dismiss = (id: string, body: object = {}) =>
  office.finance.post(`/bank-lines/${id}/not-a-repeat`, body);
const openOf = async (id: string) => (await ok(office.finance.get(`/bank-lines/${id}`), 200)).open;

describe('a line that looks the same as another', () => {
  it('is an exception until it is set aside, and again when that is undone', async () => {
    const { finance } = office;
    const { bankAccountId, first, second } = await suspected();
    const [one, name] = [`unidentified_payment:${first}`, `duplicate:${second}`];
    const [, found] = await expectNames(finance, bankAccountId, [one, name]);
    expect(found).toMatchObject({
      direction: 'out',
      amount: '5.00',
      since: '2026-04-10',
      about: { lineId: second, ofLineId: first },
    });
    const done = await ok(repeat(second, { reason: 'The file of the month has it too.' }));
    expect(done).toMatchObject({ lineId: second, ofLineId: first, state: 'set_aside' });
    await expectNames(finance, bankAccountId, [one]);
    expect([await openOf(first), await openOf(second)]).toEqual(['5.00', '0.00']);
    const { steps, exception } = await ok(finance.get(`/exceptions/${name}`), 200);
    expect([exception, steps[0].note]).toEqual([null, 'The file of the month has it too.']);
    await undoMatch(finance, done.matchId);
    await expectNames(finance, bankAccountId, [one, name]);
    expect(await openOf(second)).toBe('5.00');
  });

  it('is an exception until somebody says that they are two', async () => {
    const { finance } = office;
    const { bankAccountId, first, second } = await suspected();
    const done = await ok(dismiss(second, { reason: 'Two payments to two people.' }));
    expect(done).toEqual({ lineId: second, ofLineId: first, state: 'two_lines', matchId: null });
    await expectNames(
      finance,
      bankAccountId,
      [first, second].map((line) => `unidentified_payment:${line}`),
    );
    expect(refusalOf(await dismiss(second)).slice(0, 2)).toEqual([409, 'state-does-not-allow']);
    const findings = await office.db.run((tx) =>
      Promise.all(REPEAT_CHECKS.map((check) => check({ tx } as never))),
    );
    expect(findings.map((one) => [one.figure, one.found])).toEqual([
      ['1 × line that is no repeat', 0],
    ]);
  });

  it('is no exception beside its match, but is one while nobody has said so', async () => {
    const { db, finance } = office;
    const { bankAccountId, first, second } = await suspected();
    const run = await anExpectedRun(db, bankAccountId, '5.00', '2026-04-10');
    await matchWith(finance, second, run.name);
    const names = [`unidentified_payment:${first}`, `duplicate:${second}`];
    await expectNames(finance, bankAccountId, names);
    expect(refusalOf(await repeat(second))).toEqual([409, 'match-not-possible', 'line']);
    await ok(dismiss(second));
    await expectNames(finance, bankAccountId, [`unidentified_payment:${first}`]);
  });
});

describe('a line that was not suspected', () => {
  it('is set aside when the other is named, and is suspected when that is undone', async () => {
    const { db, finance } = office;
    const { bankAccountId, lines } = await anAccountWith(db, [
      ['2026-04-05', '-5.00'],
      ['2026-04-10', '-5.00'],
    ]);
    const [first, second] = lines as [string, string];
    expect(refusalOf(await repeat(second))).toEqual([409, 'match-not-possible', 'body.of']);
    const { matchId } = await ok(repeat(second, { of: first }));
    await expectNames(finance, bankAccountId, [`unidentified_payment:${first}`]);
    await undoMatch(finance, matchId);
    const names = [`unidentified_payment:${first}`, `duplicate:${second}`];
    await expectNames(finance, bankAccountId, names);
  });

  it.each<[string, [string, string], [string, string]]>([
    ['six days apart', ['2026-04-04', '-5.00'], ['2026-04-10', '-5.00']],
    ['a penny off', ['2026-04-10', '-5.01'], ['2026-04-10', '-5.00']],
    ['the other way', ['2026-04-10', '5.00'], ['2026-04-10', '-5.00']],
  ])('is none %s', async (_what, one, other) => {
    const { lines } = await anAccountWith(office.db, [one, other]);
    const refused = await repeat(lines[1]!, { of: lines[0] });
    expect(refusalOf(refused)).toEqual([409, 'match-not-possible', 'body.of']);
    expect(await openOf(lines[1]!)).toBe('5.00');
  });

  it('is none of itself, of a line elsewhere, or of none', async () => {
    const { lines } = await anAccountWith(office.db, [['2026-04-10', '-5.00']]);
    const other = await anAccountWith(office.db, [['2026-04-10', '-5.00']]);
    const of = async (line?: string) => refusalOf(await repeat(lines[0]!, { of: line }));
    const no = [409, 'match-not-possible', 'body.of'];
    expect(await of(lines[0])).toEqual(no);
    expect(await of(other.lines[0])).toEqual(no);
    expect(await of('999999')).toEqual([422, 'record-unknown', 'body.of']);
    expect((await repeat('999999', { of: lines[0] })).status).toBe(404);
    expect((await dismiss('999999')).status).toBe(404);
    expect(refusalOf(await dismiss(lines[0]!)).slice(0, 2)).toEqual([409, 'state-does-not-allow']);
  });
});

describe('of lines that are all the same', () => {
  it('one always stays', async () => {
    const { bankAccountId, first, second, lines } = await suspected([['2026-04-11', '-5.00']]);
    const third = lines[2]!;
    const no = [409, 'match-not-possible', 'body.of'];
    // The first is what the second is suspected to be: that is decided there.
    expect(refusalOf(await repeat(first, { of: second }))).toEqual(no);
    expect(refusalOf(await repeat(second, { of: third }))).toEqual(no);
    await ok(repeat(second));
    expect(refusalOf(await repeat(second))).toEqual([409, 'match-not-possible', 'line']);
    expect(refusalOf(await repeat(first, { of: second }))).toEqual(no);
    await ok(repeat(third, { of: second }));
    expect(refusalOf(await repeat(first, { of: third }))).toEqual(no);
    await expectNames(office.finance, bankAccountId, [`unidentified_payment:${first}`]);
  });

  it('one stays when two people set aside each for the other at one moment', async () => {
    const { lines } = await anAccountWith(office.db, [
      ['2026-04-10', '-5.00'],
      ['2026-04-10', '-5.00'],
    ]);
    const [first, second] = lines as [string, string];
    const both = await Promise.all([repeat(first, { of: second }), repeat(second, { of: first })]);
    expect(new Set(both.map((one) => one.status))).toEqual(new Set([201, 409]));
    const open = new Set([await openOf(first), await openOf(second)]);
    expect(open).toEqual(new Set(['0.00', '5.00']));
  });

  it('is the work of a finance officer', async () => {
    const approver = office.approver;
    expect((await approver.post('/bank-lines/1/repeat', {})).status).toBe(403);
    expect((await approver.post('/bank-lines/1/not-a-repeat', {})).status).toBe(403);
  });
});

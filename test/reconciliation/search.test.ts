import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { anImportedAccount, balanceAt, importLines, postMatch } from '../support/matching.ts';
import { aDrawnUpRun, aReleasedRun } from '../support/released-run.ts';
import { acceptOf, searchFor, type Proposal } from '../support/search.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

const run = (bankAccountId: string, serial: string, total: string, valueOn = '2026-04-10') =>
  aReleasedRun(api.db, { bankAccountId, serial, valueOn, total });

const pairs = (proposals: readonly Proposal[]) =>
  proposals.map((one) => [one.lines[0]?.id, one.expected[0], one.rule, one.rivals.count]);

describe('a search', () => {
  it('proposes the line that names a run, with the evidence', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-13', '-500.00', { reference: 'BACS P00001', text: 'Direct payments' }],
      ['2026-04-13', '-500.01'],
      ['2026-04-13', '500.00'],
    ]);
    const payRunId = await run(account.id, 'P00001', '500.00');
    const drawnUp = { bankAccountId: account.id, valueOn: '2026-04-10', total: '500.00' };
    await aDrawnUpRun(api.db, { ...drawnUp, serial: 'P00002' });
    const found = await searchFor(finance, account.id);
    expect(found.proposals).toEqual([
      {
        number: 1,
        rule: 'reference',
        result: 'unique',
        automatic: true,
        lines: [
          {
            id: lines[0],
            bookedOn: '2026-04-13',
            amount: '-500.00',
            reference: 'BACS P00001',
            text: 'Direct payments',
          },
        ],
        expected: [`pay_run:${payRunId}`],
        amounts: ['500.00'],
        amount: '500.00',
        difference: '0.00',
        evidence: [
          'The £500.00 that went out is exactly what is open of it.',
          'The line names it: P00001.',
          'The line was booked on 2026-04-13, 1 working day after the value date, 2026-04-10.',
        ],
        rivals: { count: 0, lines: [], expected: [] },
        alike: { count: 0, expected: [] },
      },
    ]);
    expect(found.run).toMatchObject({ proposals: 1, withoutRivals: 1, automatic: 1, gaveUp: 0 });
  });

  it('proposes by amount and day what nothing names, for a person to say', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-13', '-75.00']]);
    const id = await run(account.id, 'P00010', '75.00');
    const { run: made, proposals } = await searchFor(finance, account.id);
    expect(pairs(proposals)).toEqual([[lines[0], `pay_run:${id}`, 'amount_and_day', 0]]);
    expect(proposals[0]!.evidence).toContain('Nothing on the line names it.');
    expect(made).toMatchObject({ withoutRivals: 1, automatic: 0 });
    expect((await acceptOf(finance, made.id)).body).toMatchObject({ accepted: 0 });
    const [number] = proposals.map((one) => one.number);
    expect((await acceptOf(finance, made.id, [number!])).body).toMatchObject({ accepted: 1 });
    expect(await balanceAt(api.db, `in_transit:${id}`)).toBe('0.00');
  });

  it('names rivals on both sides, and accepts none of them together with others', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-60.00'],
      ['2026-04-13', '-60.00'],
    ]);
    const early = `pay_run:${await run(account.id, 'P00003', '60.00')}`;
    const late = `pay_run:${await run(account.id, 'P00004', '60.00', '2026-04-13')}`;
    const { run: made, proposals } = await searchFor(finance, account.id);
    expect(
      proposals.map((one) => [
        one.lines[0]?.id,
        one.expected[0],
        one.rivals.lines,
        one.rivals.expected,
      ]),
    ).toEqual([
      [lines[0], early, [lines[1]], []],
      [lines[1], late, [], [early]],
    ]);
    expect(made).toMatchObject({ proposals: 2, withoutRivals: 0, automatic: 0 });
    const accepted = await ok(acceptOf(finance, made.id, [1, 2]));
    expect(accepted).toMatchObject({ accepted: 2, matches: 2, notProposedAnyMore: [] });
  });

  it('tells apart by its name what has the same amount and day, and says so', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-80.00', { reference: 'P00021' }],
      ['2026-04-10', '-80.00', { reference: 'P00022' }],
    ]);
    const first = `pay_run:${await run(account.id, 'P00021', '80.00')}`;
    const second = `pay_run:${await run(account.id, 'P00022', '80.00')}`;
    const { proposals } = await searchFor(finance, account.id);
    expect(pairs(proposals)).toEqual([
      [lines[0], first, 'reference', 0],
      [lines[1], second, 'reference', 0],
    ]);
    expect(proposals[0]!.alike).toEqual({ count: 1, expected: [second] });
    expect(proposals[0]!.evidence.at(-1)).toBe(
      '1 other has the amount and the days; the name tells them apart.',
    );
  });

  it('proposes a named line whose amount differs a little, with the reason of the rule', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-99.60', { reference: 'P00031' }],
      ['2026-04-10', '-98.00', { reference: 'P00032' }],
    ]);
    const first = await run(account.id, 'P00031', '100.00');
    await run(account.id, 'P00032', '100.00');
    const { run: made, proposals } = await searchFor(finance, account.id);
    expect(proposals).toMatchObject([
      { rule: 'tolerance', lines: [{ id: lines[0] }], amount: '99.60', difference: '0.40' },
    ]);
    expect(made.automatic).toBe(0);
    await ok(acceptOf(finance, made.id, [1]));
    expect(await balanceAt(api.db, `in_transit:${first}`)).toBe('0.00');
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('-99.60');
    expect(await balanceAt(api.db, `charges:${account.id}`)).toBe('-0.40');
    const { body } = await finance.get(`/bank-lines/${lines[0]}`);
    expect(body.matches).toMatchObject([
      { amount: '99.60', difference: '0.40', reason: 'bank_took_a_charge', rule: 'tolerance' },
    ]);
    await ok(finance.post(`/matches/${body.matches[0].id}/undo`, { reason: 'wrong_line' }));
    expect(await balanceAt(api.db, `in_transit:${first}`)).toBe('-100.00');
    expect(await balanceAt(api.db, `charges:${account.id}`)).toBe('0.00');
  });

  it('gives the same for the same, byte for byte, and something else for something else', async () => {
    const { account } = await anImportedAccount(api.db, [
      ['2026-04-10', '-60.00'],
      ['2026-04-13', '-60.00'],
      ['2026-04-13', '-41.00', { reference: 'P00041' }],
    ]);
    for (const serial of ['P00042', 'P00043']) await run(account.id, serial, '60.00');
    await run(account.id, 'P00041', '41.00');
    const first = await searchFor(finance, account.id);
    const second = await searchFor(finance, account.id);
    expect(second.proposals).toEqual(first.proposals);
    expect(second.run.outputDigest).toBe(first.run.outputDigest);
    expect(second.run.inputDigest).toBe(first.run.inputDigest);
    await importLines(api.db, account, [['2026-04-14', '-1.00']]);
    const third = await searchFor(finance, account.id);
    expect(third.run.inputDigest).not.toBe(first.run.inputDigest);
    expect(third.run.outputDigest).toBe(first.run.outputDigest);
  });

  it('looks at what is open only, of one account, which must be there', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-90.00', { reference: 'P00006' }],
    ]);
    const part = await run(account.id, 'P00005', '50.00');
    const rest = await run(account.id, 'P00006', '40.00');
    expect((await searchFor(finance, account.id)).proposals).toEqual([]);
    await ok(postMatch(finance, { lineId: lines[0], payRunId: part, amount: '50.00' }));
    const { run: made, proposals } = await searchFor(finance, account.id);
    expect(proposals).toMatchObject([{ amount: '40.00', expected: [`pay_run:${rest}`] }]);
    expect((await acceptOf(finance, made.id)).body).toMatchObject({ accepted: 1 });
    expect((await searchFor(finance, account.id)).proposals).toEqual([]);
    const other = await anImportedAccount(api.db, []);
    expect((await searchFor(finance, other.account.id)).proposals).toEqual([]);
    const unknown = await finance.post('/match-runs', { bankAccountId: randomUUID() });
    expect(unknown.status).toBe(404);
  });
});

describe('accepting', () => {
  it('leaves what is not proposed any more in the same way, and names it', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-11.00', { reference: 'P00051' }],
      ['2026-04-10', '-12.00', { reference: 'P00052' }],
      ['2026-04-10', '-13.00', { reference: 'P00053' }],
    ]);
    for (const [n, total] of ['11.00', '12.00', '13.00'].entries()) {
      await run(account.id, `P0005${n + 1}`, total);
    }
    const { run: made, proposals } = await searchFor(finance, account.id);
    expect(made).toMatchObject({ proposals: 3, automatic: 3 });
    const inOrder = lines.map((line) =>
      proposals.find((one) => one.lines.some(({ id }) => id === line))!,
    );
    const [taken, rivalled, kept] = inOrder.map(({ number }) => number);
    // One is matched by somebody else, and another gets a rival; nobody has searched again.
    await ok(postMatch(finance, { lineId: lines[0], expected: inOrder[0]!.expected[0] }));
    await importLines(api.db, account, [['2026-04-13', '-12.00', { reference: 'P00052' }]]);
    const accepted = await ok(acceptOf(finance, made.id, [taken!, rivalled!, kept!]));
    expect(accepted).toEqual({
      accepted: 1,
      matches: 1,
      notProposedAnyMore: [taken!, rivalled!].toSorted((a, b) => a - b),
      left: 0,
    });
    const matchesOf = async (line: string) =>
      (await finance.get(`/bank-lines/${line}`)).body.matches.map((one: any) => one.rule);
    expect(await Promise.all(lines.map(matchesOf))).toEqual([['by_hand'], [], ['reference']]);
  });

  it('leaves what somebody else matched the payment of with another line, and names it', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-14.00', { reference: 'P00054' }],
      ['2026-04-10', '-15.00', { reference: 'P00055' }],
    ]);
    for (const [n, total] of ['14.00', '15.00'].entries())
      await run(account.id, `P0005${n + 4}`, total);
    const { run: made, proposals } = await searchFor(finance, account.id);
    const gone = proposals.find((one) => one.lines[0]!.id === lines[0])!;
    const all = await importLines(api.db, account, [['2026-04-13', '-14.00']]);
    await ok(postMatch(finance, { lineId: all.at(-1), expected: gone.expected[0] }));
    const { body } = await acceptOf(finance, made.id);
    expect(body).toEqual({ accepted: 1, matches: 1, notProposedAnyMore: [gone.number], left: 0 });
  });

  it('refuses the numbers of a search that a later one took the place of', async () => {
    const { account } = await anImportedAccount(api.db, [
      ['2026-04-10', '-16.00', { reference: 'P00056' }],
    ]);
    await run(account.id, 'P00056', '16.00');
    const { run: made } = await searchFor(finance, account.id);
    await searchFor(finance, account.id);
    const late = await acceptOf(finance, made.id, [1]);
    expect([late.status, late.body.type]).toEqual([422, '/problems/record-unknown']);
  });

  it('refuses the proposals of rules that were changed since', async () => {
    const { account } = await anImportedAccount(api.db, [
      ['2026-04-10', '-11.00', { reference: 'P00061' }],
    ]);
    await run(account.id, 'P00061', '11.00');
    const { run: made } = await searchFor(finance, account.id);
    const { rules } = await ok(finance.get('/matching-rules'), 200);
    const changed = await ok(finance.post('/matching-rules', { rules: rules.toReversed() }));
    expect(changed.rules.map((one: { rule: string }) => one.rule)).toEqual(
      rules.map((one: { rule: string }) => one.rule).toReversed(),
    );
    const late = await acceptOf(finance, made.id, [1]);
    expect([late.status, late.body.type]).toEqual([412, '/problems/changed-meanwhile']);
    await ok(finance.post('/matching-rules', { rules }));
  });
});

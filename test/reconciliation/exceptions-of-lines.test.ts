import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  aStatement,
  anAccountWith,
  anExpectedRun,
  anOffice,
  exceptionsOf,
  expectNames,
  matchWith,
  undoMatch,
  type Office,
} from '../support/exceptions.ts';

/** Lines of the bank that do not fit: each is an exception once, until it fits. */
let office: Office;
beforeAll(async () => {
  office = await anOffice();
});

describe('a line that belongs to nothing', () => {
  it('is an exception until all of it is matched', async () => {
    const { db, finance } = office;
    const { bankAccountId, lines } = await anAccountWith(db, [
      ['2026-04-10', '-500.00'],
      ['2026-04-13', '20.00'],
    ]);
    const [out, into] = [`unidentified_payment:${lines[0]}`, `unidentified_receipt:${lines[1]}`];
    const [first, second] = await expectNames(finance, bankAccountId, [out, into]);
    expect(first).toMatchObject({
      kind: 'unidentified_payment',
      state: 'open',
      bankAccountId,
      direction: 'out',
      amount: '500.00',
      since: '2026-04-10',
      ageDays: 5,
      dueOn: '2026-04-24',
      overdue: false,
      ownerId: null,
      notes: 0,
    });
    expect(first.about).toEqual({
      lineId: lines[0],
      ofLineId: null,
      expected: null,
      statementIds: [],
      from: null,
      to: null,
    });
    expect(first.says).toBe(
      `Expected: all that went out belongs to something. Found: £500.00 of line ${lines[0]}, out on 2026-04-10, is not matched. Match it, split it, or post what it is.`,
    );
    expect([second.direction, second.amount, second.since]).toEqual(['in', '20.00', '2026-04-13']);

    const run = await anExpectedRun(db, bankAccountId, '500.00', '2026-04-10');
    await matchWith(finance, lines[0]!, run.name, '400.00');
    const [rest] = await expectNames(finance, bankAccountId, [out, into]);
    expect(rest.amount).toBe('100.00');
    const match = await matchWith(finance, lines[0]!, run.name);
    await expectNames(finance, bankAccountId, [into]);
    await undoMatch(finance, match);
    await expectNames(finance, bankAccountId, [out, into]);
  });

  it('stays one while it stands in suspense', async () => {
    const { db, finance } = office;
    const { bankAccountId, lines } = await anAccountWith(db, [['2026-04-13', '30.00']]);
    const post = (amount: string) =>
      ok(finance.post(`/bank-lines/${lines[0]}/postings`, { parts: [{ to: 'suspense', amount }] }));
    const name = `unidentified_receipt:${lines[0]}`;
    await post('10.00');
    const [part] = await expectNames(finance, bankAccountId, [name]);
    expect([part.state, part.amount]).toEqual(['open', '30.00']);
    const { parts } = await post('20.00');
    const [all] = await expectNames(finance, bankAccountId, [name]);
    expect([all.state, all.amount]).toEqual(['in_suspense', '30.00']);
    expect(all.says).toContain('stands in suspense');
    await undoMatch(finance, parts[0].matchId);
    const [again] = await expectNames(finance, bankAccountId, [name]);
    expect([again.state, again.amount]).toEqual(['open', '30.00']);
  });

  it('says when the last search proposes a match without a rival', async () => {
    const { db, finance } = office;
    const { bankAccountId } = await anAccountWith(db, []);
    const run = await anExpectedRun(db, bankAccountId, '77.00', '2026-04-10');
    const { lines } = await aStatement(db, {
      bankAccountId,
      lines: [['2026-04-10', '-77.00', [run.serial]]],
    });
    const name = `unidentified_payment:${lines[0]}`;
    const [before] = await expectNames(finance, bankAccountId, [name]);
    expect(before.state).toBe('open');
    await ok(finance.post('/match-runs', { bankAccountId }));
    const [after] = await expectNames(finance, bankAccountId, [name]);
    expect(after.state).toBe('proposed');
    expect(after.says).toContain('proposes a match');
  });
});

describe('a line that names what is expected with another amount', () => {
  it('is an exception with both amounts, in place of two', async () => {
    const { finance } = office;
    const { bankAccountId, lines, names } = await ofRun('500.00', [['-499.00']]);
    const name = `amount_differs:${lines[0]}`;
    const [found] = await expectNames(finance, bankAccountId, [name]);
    expect(found).toMatchObject({
      direction: 'out',
      amount: '499.00',
      expectedAmount: '500.00',
      foundAmount: '499.00',
      difference: '-1.00',
      about: { lineId: lines[0], expected: names },
    });
    expect(found.says).toContain('£500.00');
    expect(found.says).toContain('£499.00');
    const difference = { amount: '1.00', reason: 'bank_took_a_charge' };
    const pair = { lineId: lines[0], expected: names, amount: '499.00', difference };
    await ok(finance.post('/matches', { pairs: [pair] }));
    await expectNames(finance, bankAccountId, []);
  });

  it.each<[string, string, string[], string[]]>([
    ['the amount is the same', '500.00', ['-500.00'], ['unidentified_payment']],
    ['it goes the other way', '500.00', ['499.00'], ['unidentified_receipt']],
    [
      'several lines make the amount',
      '500.00',
      ['-300.00', '-200.00'],
      ['unidentified_payment', 'unidentified_payment'],
    ],
    [
      'several lines do not',
      '500.00',
      ['-300.00', '-201.00'],
      ['amount_differs', 'amount_differs'],
    ],
  ])('is one only where it does not fit: %s', async (_what, total, amounts, kinds) => {
    const { lines, bankAccountId } = await ofRun(
      total,
      amounts.map((amount) => [amount]),
      '2026-04-14',
    );
    const found = await exceptionsOf(office.finance, bankAccountId);
    const names = new Set(found.map((one) => one.name));
    expect(names).toEqual(new Set(kinds.map((kind, n) => `${kind}:${lines[n]}`)));
  });

  it.each<[string, string, 'amount_differs' | 'unidentified_payment']>([
    ['make its amount together', '-30.00', 'unidentified_payment'],
    ['have its amount, one of them', '-20.00', 'unidentified_payment'],
    ['do neither', '-25.00', 'amount_differs'],
  ])('names several, which %s', async (_what, amount, kind) => {
    const { db, finance } = office;
    const { bankAccountId } = await anAccountWith(db, []);
    const one = await anExpectedRun(db, bankAccountId, '8.00', '2026-04-14');
    const two = await anExpectedRun(db, bankAccountId, '20.00', '2026-04-14');
    const three = await anExpectedRun(db, bankAccountId, '2.00', '2026-04-14');
    const words = [one.serial, two.serial, three.serial];
    const { lines } = await aStatement(db, {
      bankAccountId,
      lines: [['2026-04-14', amount, words]],
    });
    const [found, ...others] = await exceptionsOf(finance, bankAccountId);
    expect([found.name, others]).toEqual([`${kind}:${lines[0]}`, []]);
    expect(found.about.expected).toBe(kind === 'amount_differs' ? two.name : null);
  });

  it('is none for what is to leave more than a week later', async () => {
    const { db, finance } = office;
    const { bankAccountId } = await anAccountWith(db, []);
    const late = await anExpectedRun(db, bankAccountId, '8.00', '2026-04-21');
    const later = await anExpectedRun(db, bankAccountId, '8.00', '2026-04-22');
    const { lines } = await aStatement(db, {
      bankAccountId,
      lines: [
        ['2026-04-14', '-7.00', [late.serial]],
        ['2026-04-14', '-7.00', [later.serial]],
      ],
    });
    const found = await exceptionsOf(finance, bankAccountId);
    expect(new Set(found.map((one) => one.name))).toEqual(
      new Set([`amount_differs:${lines[0]}`, `unidentified_payment:${lines[1]}`]),
    );
  });

  /** An account with a run, and lines that name it. */
  async function ofRun(total: string, amounts: [string][], valueOn = '2026-04-02') {
    const { db } = office;
    const { bankAccountId } = await anAccountWith(db, []);
    const run = await anExpectedRun(db, bankAccountId, total, valueOn);
    const { lines } = await aStatement(db, {
      bankAccountId,
      lines: amounts.map(([amount]) => ['2026-04-14', amount, ['BACS', run.serial]] as const),
    });
    return { bankAccountId, lines, names: run.name };
  }
});

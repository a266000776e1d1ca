import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import {
  aStatement,
  anExpectedRun,
  anOffice,
  expectNames,
  matchWith,
  undoMatch,
  type Office,
} from '../support/exceptions.ts';
import { aBankAccount } from '../support/released-run.ts';

let office: Office;
beforeAll(async () => {
  office = await anOffice();
});

const stepsOf = async (name: string): Promise<[number, string | null][]> => {
  const { steps } = await ok(office.finance.get(`/exceptions/${name}`), 200);
  return steps.map((one: { seq: number; note: string | null }) => [one.seq, one.note]);
};

describe('an exception about a line that becomes one of another kind', () => {
  it('keeps who has it and its notes, and goes on with them', async () => {
    const { db, finance } = office;
    const { id: bankAccountId } = await aBankAccount(db);
    const run = await anExpectedRun(db, bankAccountId, '5.00', '2026-04-10');
    const { lines } = await aStatement(db, {
      bankAccountId,
      lines: [['2026-04-10', '-7.00', [run.serial]]],
    });
    const differs = `amount_differs:${lines[0]!}`;
    await expectNames(finance, bankAccountId, [differs]);
    const owner = (await ok(finance.post(`/exceptions/${differs}/steps`, { note: 'Asked.' }))).steps
      .map((one: { by: string }) => one.by)
      .at(0);
    await ok(finance.post(`/exceptions/${differs}/steps`, { owner }));
    const match = await matchWith(finance, lines[0]!, run.name, '5.00');
    const rest = `unidentified_payment:${lines[0]!}`;
    const [now] = await expectNames(finance, bankAccountId, [rest]);
    expect(now).toMatchObject({ ownerId: owner, notes: 1 });
    await ok(finance.post(`/exceptions/${rest}/steps`, { note: 'A fee.' }));
    await undoMatch(finance, match);
    const [again] = await expectNames(finance, bankAccountId, [differs]);
    expect(again).toMatchObject({ ownerId: owner, notes: 2 });
    const all = [
      [1, 'Asked.'],
      [2, null],
      [3, 'A fee.'],
    ];
    expect(await stepsOf(differs)).toEqual(all);
    expect(await stepsOf(rest)).toEqual(all);
  });
});

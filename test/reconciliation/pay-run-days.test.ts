import { beforeEach, describe, expect, it } from 'vitest';
import { money } from '../../src/money.ts';
import { openDays } from '../../src/reconciliation/rules.ts';
import { bankLines, payOut, proposalsOf, reject } from '../support/bank-matching.ts';
import { ok } from '../support/book.ts';
import { aPayable, creditsOfRun } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** A run that pays on several days has one line of the bank for each, without what was rejected. */
let book: Council;
beforeEach(async () => {
  book = await council();
});

/** A released run that pays one on 2 April and two on 1 May. @returns its id */
async function ofTwoDays(): Promise<string> {
  const { staff, bankAccountId } = book;
  await aPayable(book);
  const { items } = await ok(
    staff.finance.get(`/arrangements/${await aPayable(book)}/schedule`),
    200,
  );
  const first = [items[0].id];
  await ok(
    staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02', instalmentIds: first }),
  );
  const days = { valueOn: '2026-05-01', eachOnItsDay: true };
  const { id } = await ok(staff.finance.post('/pay-runs', { bankAccountId, ...days }));
  await payOut(book, id);
  const credits = await creditsOfRun(book, id);
  expect(credits.map((one) => one.valueOn)).toEqual(['2026-04-02', '2026-05-01', '2026-05-01']);
  return id;
}

const match = (lineId: string, payRunId: string, amount?: string) =>
  book.staff.finance.post('/matches', { lineId, payRunId, amount });

describe('a run of several days', () => {
  it('is matched day by day, each proposed with its own day', async () => {
    const id = await ofTwoDays();
    const [april, may] = await bankLines(book, [
      ['2026-04-02', '-769.23'],
      ['2026-05-05', '-1538.46'],
    ]);
    const both = await proposalsOf(book);
    expect(both.map((one) => [one.line.id, one.payRun.id, one.amount, one.certain])).toEqual([
      [april, id, '769.23', true],
      [may, id, '1538.46', true],
    ]);
    expect(both[1]!.evidence).toEqual([
      'The £1538.46 that went out is exactly what is in transit for the pay run on 2026-05-01.',
      'The line was booked on 2026-05-05, 1 working day after the value date, 2026-05-01.',
    ]);
    const matched = await ok(match(april!, id));
    expect([matched.amount, matched.rule]).toEqual(['769.23', 'run_total_and_date']);
    const [rest, ...none] = await proposalsOf(book);
    expect([rest!.line.id, rest!.certain, none]).toEqual([may, true, []]);
    expect((await ok(match(may!, id))).rule).toBe('run_total_and_date');
    expect(await proposalsOf(book)).toEqual([]);
    const run = await ok(book.staff.finance.get(`/pay-runs/${id}`), 200);
    expect(run.state).toBe('settled');
  });

  it('is not proposed for a day whose line was matched, until that is undone', async () => {
    const id = await ofTwoDays();
    const [first, second] = await bankLines(book, [
      ['2026-04-02', '-769.23'],
      ['2026-04-07', '-769.23'],
    ]);
    const { id: matchId } = await ok(match(first!, id));
    expect(await proposalsOf(book)).toEqual([]);
    expect(refusalOf(await match(second!, id))).toEqual([409, 'match-not-possible', 'body.amount']);
    await ok(book.staff.finance.post(`/matches/${matchId}/undo`, { reason: 'wrong_line' }));
    const again = await proposalsOf(book);
    expect(again.map((one) => [one.line.id, one.certain])).toEqual([
      [first, false],
      [second, false],
    ]);
  });

  it('expects of a day no more than the bank took', async () => {
    const id = await ofTwoDays();
    const rejected = (await creditsOfRun(book, id))[0]!;
    await reject(book, id, 1);
    expect(rejected.valueOn).toBe('2026-04-02');
    const [, may] = await bankLines(book, [
      ['2026-04-02', '-769.23'],
      ['2026-05-01', '-1538.46'],
    ]);
    const proposed = await proposalsOf(book);
    expect(proposed.map((one) => [one.line.id, one.certain])).toEqual([[may, true]]);
    await ok(match(may!, id));
    expect((await ok(book.staff.finance.get(`/pay-runs/${id}`), 200)).state).toBe('settled');
  });
});

describe('a run of one day', () => {
  it('expects no line for what the bank rejected, and takes none', async () => {
    await aPayable(book);
    await aPayable(book);
    const { staff, bankAccountId } = book;
    const draw = staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02' });
    const { id } = await ok(draw);
    await payOut(book, id);
    await reject(book, id, 1);
    const [whole, rest] = await bankLines(book, [
      ['2026-04-02', '-1538.46'],
      ['2026-04-07', '-769.23'],
    ]);
    expect((await proposalsOf(book)).map((one) => one.line.id)).toEqual([rest]);
    expect(refusalOf(await match(whole!, id, '1538.46'))).toEqual([
      409,
      'match-not-possible',
      'body.amount',
    ]);
    await ok(match(rest!, id));
    expect(await proposalsOf(book)).toEqual([]);
  });
});

describe('the days that are open', () => {
  const on = (valueOn: string, left: string) => ({
    valueOn: Temporal.PlainDate.from(valueOn),
    left: money(left),
  });
  const line = (bookedOn: string, amount: string) => ({
    bookedOn: Temporal.PlainDate.from(bookedOn),
    amount: money(amount),
  });
  const DAYS = [on('2026-04-02', '5.00'), on('2026-04-09', '5.00'), on('2026-04-16', '7.00')];

  it.each([
    ['none matched', [], [0, 1, 2]],
    ['the first of two of one sum', [line('2026-04-02', '5.00')], [1, 2]],
    ['both of one sum', [line('2026-04-02', '5.00'), line('2026-04-09', '5.00')], [2]],
    ['a day that has not come', [line('2026-04-09', '7.00')], [0, 1, 2]],
    ['another sum', [line('2026-04-16', '6.00')], [0, 1, 2]],
  ])('are those that no line has taken: %s', (_what, matched, open) => {
    expect(openDays(DAYS, matched)).toEqual(open.map((n) => DAYS[n]));
  });
});

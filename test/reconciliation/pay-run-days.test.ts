import { beforeEach, describe, expect, it } from 'vitest';
import { postMatch } from '../support/matching.ts';
import { bankLines, payOut, reject } from '../support/bank-matching.ts';
import { ok } from '../support/book.ts';
import { aPayable, creditsOfRun } from '../support/payable.ts';
import { searchFor } from '../support/search.ts';
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

const match = (lineId: string, expected: string, amount?: string) =>
  postMatch(book.staff.finance, { lineId, expected, amount });

/** What is proposed: the line, what it is for, the amount and how many rivals. */
const proposed = async () =>
  (await searchFor(book.staff.finance, book.bankAccountId)).proposals.map((one) => [
    one.lines[0]!.id,
    one.expected[0],
    one.amount,
    one.rivals.count,
  ]);

describe('a run of several days', () => {
  it('is matched day by day, each proposed with its own day', async () => {
    const id = await ofTwoDays();
    const [april, may] = await bankLines(book, [
      ['2026-04-02', '-769.23'],
      ['2026-05-05', '-1538.46'],
    ]);
    const [first, second] = [`pay_run:${id}:2026-04-02`, `pay_run:${id}:2026-05-01`];
    expect(await proposed()).toEqual([
      [april, first, '769.23', 0],
      [may, second, '1538.46', 0],
    ]);
    await ok(match(april!, first));
    expect(await proposed()).toEqual([[may, second, '1538.46', 0]]);
    await ok(match(may!, second));
    expect(await proposed()).toEqual([]);
    const run = await ok(book.staff.finance.get(`/pay-runs/${id}`), 200);
    expect(run.state).toBe('settled');
  });

  it('is not proposed for a day whose line was matched, until that is undone', async () => {
    const id = await ofTwoDays();
    const [first, second] = await bankLines(book, [
      ['2026-04-02', '-769.23'],
      ['2026-04-07', '-769.23'],
    ]);
    const day = `pay_run:${id}:2026-04-02`;
    const { id: matchId } = await ok(match(first!, day));
    expect(await proposed()).toEqual([]);
    expect(refusalOf(await match(second!, day))).toEqual([
      409,
      'match-not-possible',
      'body.pairs.0.expected',
    ]);
    await ok(book.staff.finance.post(`/matches/${matchId}/undo`, { reason: 'wrong_line' }));
    expect(await proposed()).toEqual([
      [first, day, '769.23', 1],
      [second, day, '769.23', 1],
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
    const day = `pay_run:${id}:2026-05-01`;
    expect(await proposed()).toEqual([[may, day, '1538.46', 0]]);
    await ok(match(may!, day));
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
    const name = `pay_run:${id}`;
    const found = await proposed();
    expect(found).toContainEqual([rest, name, '769.23', expect.any(Number)]);
    expect(found.map(([lineId]) => lineId)).toEqual([rest]);
    expect(refusalOf(await match(whole!, name, '1538.46'))).toEqual([
      409,
      'match-not-possible',
      'body.pairs.0.amount',
    ]);
    await ok(match(rest!, name));
    expect(await proposed()).toEqual([]);
  });
});

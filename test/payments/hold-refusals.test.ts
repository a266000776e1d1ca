import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  OF_A_YOUNG_PERSON,
  council,
  documents,
  instalmentOf,
  paidToTheMother,
  putDocuments,
  type Council,
} from '../support/turning-sixteen.ts';

/** When a hold cannot be let go, and what is on hold again after a run was drawn up. */
let book: Council;
beforeAll(async () => {
  book = await council();
});

const letGo = async (arrangement: string, number: number, more: object = {}): Promise<Answer> => {
  const { id } = await instalmentOf(book, arrangement, number);
  return book.staff.panel.post(`/instalments/${id}/hold-release`, {
    sector: 'education',
    reasons: 'Nominated late',
    ...more,
  });
};
const inState = (answer: Answer): unknown[] => [...refusalOf(answer), answer.body.state];
const refusedIn = (state: string) => [409, 'state-does-not-allow', state];
const nominatedOn = (arrangement: string, day: string) =>
  putDocuments(book, arrangement, documents(['education'], day, OF_A_YOUNG_PERSON));

describe('a hold is not let go', () => {
  it('of an instalment that there is not, or by those who do not decide', async () => {
    const url = `/instalments/${randomUUID()}/hold-release`;
    const body = { sector: 'education', reasons: 'Late' };
    expect(refusalOf(await book.staff.approver.post(url, body))).toEqual([404, 'not-found']);
    expect((await book.staff.finance.post(url, body)).status).toBe(403);
  });

  it('of a sector that pays nothing of it, or without reasons', async () => {
    const id = await paidToTheMother(book);
    expect(refusalOf(await letGo(id, 4, { sector: 'health' }))).toEqual([
      422,
      'record-unknown',
      'body.sector',
    ]);
    expect(refusalOf(await letGo(id, 4, { reasons: ' ' }))).toEqual([
      422,
      'invalid-request',
      'body.reasons',
    ]);
  });

  it('where everything was on file when the period began', async () => {
    const id = await paidToTheMother(book);
    expect(inState(await letGo(id, 3))).toEqual(refusedIn('not_on_hold'));
    expect(inState(await letGo(id, 4, { sector: 'social_care' }))).toEqual(
      refusedIn('not_on_hold'),
    );
  });

  it('by what comes only when the period is over', async () => {
    book.on('2026-07-28');
    const id = await paidToTheMother(book);
    await nominatedOn(id, '2026-07-27');
    const answer = await letGo(id, 4);
    expect(refusalOf(answer)).toEqual([409, 'still-on-hold']);
    expect(answer.body.missing.map((one: any) => one.document)).toEqual(['consent', 'nomination']);
  });

  it('by days that come to less than a penny', async () => {
    const id = await paidToTheMother(book, { amount: '0.26' });
    await nominatedOn(id, '2026-07-26');
    expect(inState(await letGo(id, 4, { cover: 'by_days' }))).toEqual(
      refusedIn('less_than_a_penny'),
    );
    const { shares } = await ok(letGo(id, 4, { cover: 'whole_period' }), 200);
    expect(shares).toEqual([expect.objectContaining({ amount: '0.01', freed: '0.00' })]);
  });

  it('of a closed budget', async () => {
    const id = await paidToTheMother(book);
    await nominatedOn(id, '2026-07-06');
    const { budgetId } = await ok(book.staff.finance.get(`/arrangements/${id}`), 200);
    const closure = { closedOn: '2026-06-28', reason: 'Moved away' };
    await ok(book.staff.caseworker.post(`/budgets/${budgetId}/closure`, closure), 200);
    expect(refusalOf(await letGo(id, 4))).toEqual([409, 'budget-closed']);
  });
});

describe('a run', () => {
  it('is not released when something it needs was taken back meanwhile', async () => {
    book = await council();
    const [id] = [await paidToTheMother(book), await paidToTheMother(book)];
    const { bankAccountId, staff } = book;
    const draw = () => staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02' });
    const run = await ok(draw());
    expect(run.total).toBe('1538.46');
    await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
    const { items } = await ok(staff.finance.get(`/arrangements/${id}/documents`), 200);
    const consent = items.find((one: any) => one.kind === 'consent' && one.sector === 'education');
    await ok(
      staff.caseworker.post(`/documents/${consent.id}/withdrawal`, {
        withdrawnOn: '2026-03-30',
        reasons: 'Changed her mind',
      }),
    );
    const refused = await staff.finance.post(`/pay-runs/${run.id}/release`);
    expect(refusalOf(refused)).toEqual([409, 'still-on-hold']);
    expect(refused.body.missing).toEqual([
      {
        reference: expect.stringMatching(/^PB 000001 00000[12]$/),
        sector: 'education',
        document: 'consent',
        givenBy: 'parent',
      },
    ]);
    await ok(staff.finance.post(`/pay-runs/${run.id}/withdrawal`, { reason: 'Taken back' }), 200);
    const again = await ok(draw());
    expect([again.items, again.total, again.left.length]).toEqual([2, '1076.92', 1]);
  });
});

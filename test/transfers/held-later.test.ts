import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  arranged,
  end,
  held,
  heldOn,
  moved,
  movingBook,
  restOfYear,
  spend,
  standing,
  wrongWith,
  type MovingBook,
} from './moving-money.ts';

/** What becomes known only after the money has moved, and days that are closed by then. */
let book: MovingBook;
let broker: string;
beforeAll(async () => {
  book = await movingBook();
  await end(book, book.direct, '2026-06-01');
  broker = await arranged(book, book.budget, restOfYear(book, book.broker));
});

describe('spending that is known late', () => {
  it('is not covered any more, until its money has gone back as a correction', async () => {
    await moved(book, book.direct, held(broker));
    const late = {
      spentOn: '2026-05-20',
      amount: '38.46',
      category: 'support',
      description: 'Short break in May',
    };
    const url = `/arrangements/${book.direct}/spending`;
    expect(refusalOf(await book.staff.finance.post(url, late))).toEqual([409, 'not-covered']);
    const back = { all: undefined, amount: '38.46', cause: 'correction' };
    await moved(book, broker, held(book.direct, back));
    await spend(book, book.direct, '2026-05-20', '38.46');
    expect(await heldOn(book, book.direct, '2026-06-01')).toEqual({});
    expect(await heldOn(book, broker, '2026-06-01')).toEqual({
      education: '720.00',
      social_care: '480.00',
    });
    expect(await standing(book, book.direct, 'spent', '2026-06-01')).toEqual({
      education: '203.08',
      social_care: '135.38',
    });
    expect(await wrongWith(book)).toEqual([]);
  });
});

describe('a day in a closed period', () => {
  it('is kept as the day it relates to, and the money moves on the first open day', async () => {
    const { caseworker, approver, finance } = book.staff;
    const body = held(book.direct, { all: undefined, amount: '20.00', cause: 'correction' });
    const { id } = await ok(caseworker.post(`/arrangements/${broker}/transfers`, body));
    book.on('2026-07-02');
    await ok(finance.post('/period-closings', { closedThrough: '2026-06-30', reason: 'June' }));
    await ok(approver.post(`/transfers/${id}/decision`, { outcome: 'agreed' }), 200);
    expect(await heldOn(book, book.direct, '2026-06-30')).toEqual({});
    expect(await heldOn(book, book.direct, '2026-07-01')).toEqual({
      education: '12.00',
      social_care: '8.00',
    });
    expect(await wrongWith(book)).toEqual([]);
  });
});

describe('a direct payment that somebody else holds from now on', () => {
  it('is a cause of its own', async () => {
    book.on('2026-07-03');
    const firstPeriodOn = '2026-07-01';
    const terms = restOfYear(book, book.person.payeeId, {
      kind: 'direct',
      purpose: 'Held by the young person',
      effectiveOn: firstPeriodOn,
      schedule: { every: '4_weeks', firstPeriodOn, instalments: 9, paid: 'in_advance' },
    });
    const other = await arranged(book, book.budget, terms);
    const { cause } = await moved(
      book,
      book.direct,
      held(other, { cause: 'other_holder', effectiveOn: '2026-07-02' }),
    );
    expect(cause).toBe('other_holder');
    expect(await heldOn(book, other, '2026-07-02')).toEqual({
      education: '12.00',
      social_care: '8.00',
    });
    expect(await wrongWith(book)).toEqual([]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { agreedIsSomewhere, drawnIsExplained } from '../../src/ledger/verify/shares.ts';
import { arucs, payingCouncil, type Paying } from '../support/answering.ts';
import { payOut } from '../support/bank-matching.ts';
import { ok } from '../support/book.ts';
import { offenders } from '../support/offenders.ts';
import { instalmentOf } from '../support/turning-sixteen.ts';

/**
 * Thirteen payments of 769.23 of 10000.00. The first is made for 2 April, for 6 April to 3 May, and
 * comes back on 7 April. Whatever is agreed before or after that, what came back is not paid again
 * as it was unless it is still due as it was, and stays committed no longer than it is.
 */
let book: Paying;
beforeAll(async () => {
  book = await payingCouncil(9);
});

const draw = (valueOn: string, instalmentId: string) =>
  book.staff.finance.post('/pay-runs', {
    bankAccountId: book.bankAccountId,
    valueOn,
    instalmentIds: [instalmentId],
  });

/** Pays the first payment of a family. @returns its arrangement, instalment and reference */
async function paid(n: number) {
  book.on('2026-03-31');
  const id = book.families[n]!.arrangement;
  const first = await instalmentOf(book, id, 1);
  const run = await ok(draw('2026-04-02', first.id));
  await payOut(book, run.id);
  book.on('2026-04-08');
  const [credit] = await book.credits(run.id);
  return { id, first: first.id, reference: credit!.reference, amount: credit!.amount };
}

/** The bank says on 7 April that a payment comes back; whoever holds it for that has asked why. */
async function comesBack(reference: string, amount = '769.23'): Promise<void> {
  await ok(book.receive(arucs([{ reference, code: 'C', amount }])));
  const { finance } = book.staff;
  const { items } = await ok(finance.get('/payment-holds?limit=200'), 200);
  for (const { id } of items.filter((one: any) => one.ending === null)) {
    await ok(finance.post(`/payment-holds/${id}/ending`, { reasons: 'The bank was asked' }));
  }
}

const propose = (id: string, follows: number, terms: object) =>
  book.staff.caseworker.post(`/arrangements/${id}/versions`, {
    follows,
    reason: 'Review',
    withoutNotice: 'died',
    ...terms,
  });

async function agree(id: string, follows: number, terms: object): Promise<void> {
  await ok(propose(id, follows, terms));
  await ok(book.staff.panel.post(`/arrangements/${id}/agreement`), 200);
}

const endFrom = (effectiveOn: string) => ({ effectiveOn, end: true });

const schedule = async (id: string): Promise<[number, string, string][]> => {
  const { items } = await ok(book.staff.finance.get(`/arrangements/${id}/schedule`), 200);
  return items.map((row: any) => [row.number, row.amount, row.state]);
};

const addsUp = async () =>
  expect(await offenders(book.api.db, [agreedIsSomewhere, drawnIsExplained])).toEqual([]);

describe('an end that is agreed after a payment came back', () => {
  it.each([
    ['2026-04-06', '0.00', []],
    // 4 of 28 days.
    ['2026-04-10', '109.89', [[1, '109.89', 'scheduled']]],
    ['2026-05-04', '769.23', [[1, '769.23', 'scheduled']]],
  ] as const)('is agreed from %s, and leaves %s to be paid', async (effectiveOn, left, rows) => {
    const { id, reference } = await paid(
      ['2026-04-06', '2026-04-10', '2026-05-04'].indexOf(effectiveOn),
    );
    await comesBack(reference);
    await agree(id, 1, endFrom(effectiveOn));
    expect(await schedule(id)).toEqual(rows);
    expect(await book.balance('committed', id)).toBe(left);
    await addsUp();
  });
});

describe('a payment that comes back after an end was agreed', () => {
  it('is not paid again, and is freed when the end is agreed again', async () => {
    const { id, first, reference } = await paid(3);
    await agree(id, 1, endFrom('2026-04-06'));
    const { body: refused } = await propose(id, 2, endFrom('2026-04-06'));
    expect(refused.detail).toBe('The arrangement has ended; propose a new one.');
    await comesBack(reference);

    expect(await draw('2026-04-24', first)).toMatchObject({
      status: 409,
      body: {
        type: '/problems/nothing-due',
        left: [{ instalmentId: first, why: 'terms-changed', amount: '769.23', sector: null }],
      },
    });
    expect(await book.balance('committed', id)).toBe('769.23');

    for (const terms of [endFrom('2026-04-20'), { effectiveOn: '2026-04-06', amount: '100.00' }]) {
      expect(await propose(id, 2, terms)).toMatchObject({
        status: 409,
        body: { state: 'ended', detail: expect.stringContaining('end from 2026-04-06 again') },
      });
    }
    await agree(id, 2, endFrom('2026-04-06'));
    expect(await schedule(id)).toEqual([]);
    expect(await book.balance('committed', id)).toBe('0.00');
    expect((await propose(id, 3, endFrom('2026-04-06'))).body.state).toBe('ended');
    await addsUp();
  });

  it('leaves what was due up to the end to be paid', async () => {
    const { id, first, reference } = await paid(4);
    await agree(id, 1, endFrom('2026-04-10'));
    await comesBack(reference);
    expect((await draw('2026-04-24', first)).status).toBe(409);
    await agree(id, 2, endFrom('2026-04-10'));
    const { id: instead } = await instalmentOf(book, id, 1);
    expect(await ok(draw('2026-04-24', instead))).toMatchObject({ total: '109.89', left: [] });
  });

  it('is due as it was where the end is after its period', async () => {
    const { id, first, reference } = await paid(5);
    await agree(id, 1, endFrom('2026-05-04'));
    await comesBack(reference);
    expect(await ok(draw('2026-04-24', first))).toMatchObject({ total: '769.23', left: [] });
  });
});

describe('a payment that comes back after its terms were changed', () => {
  it('waits for a version to be agreed, which says what is due instead', async () => {
    const { id, first, reference } = await paid(6);
    await agree(id, 1, { effectiveOn: '2026-04-06', amount: '5000.00' });
    await comesBack(reference);
    const { body } = await draw('2026-04-24', first);
    expect(body.left).toMatchObject([{ why: 'terms-changed' }]);
    await agree(id, 2, { effectiveOn: '2026-04-06' });
    const { id: instead } = await instalmentOf(book, id, 1);
    expect(await ok(draw('2026-04-24', instead))).toMatchObject({ total: '384.62', left: [] });
    await addsUp();
  });

  it('is due again at once where it had been paid by those terms', async () => {
    await agree(book.families[7]!.arrangement, 1, {
      effectiveOn: '2026-04-06',
      amount: '5000.00',
    });
    const { first, reference, amount } = await paid(7);
    await comesBack(reference, amount);
    expect(await ok(draw('2026-04-24', first))).toMatchObject({ total: amount, left: [] });
  });
});

describe('an end in a period that is closed', () => {
  it('is agreed again from the first open day, which frees as much', async () => {
    const { id, reference } = await paid(8);
    await agree(id, 1, endFrom('2026-04-06'));
    await comesBack(reference);
    book.on('2026-05-05');
    const closing = { closedThrough: '2026-04-30', reason: 'Month end' };
    await ok(book.staff.finance.post('/period-closings', closing));
    const { body } = await propose(id, 2, endFrom('2026-04-06'));
    expect(body.detail).toContain('Propose the end from 2026-05-01 again');
    await agree(id, 2, endFrom('2026-05-01'));
    expect(await schedule(id)).toEqual([]);
    expect(await book.balance('committed', id)).toBe('0.00');
    await addsUp();
  });
});

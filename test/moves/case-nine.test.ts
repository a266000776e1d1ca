import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { addMover, agreeLatest, moveOut, payAll, type Mover } from '../support/moving.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** Case 9 of the worked cases: case 1, P1 to P7 paid, moved on Wednesday 14 October 2026. */
let book: Council;
let mover: Mover;
let recorded: any;
beforeAll(async () => {
  book = await council();
  mover = await addMover(book);
  await payAll(book, 7);
  book.on('2026-10-01');
  recorded = await ok(book.staff.caseworker.post(`/budgets/${mover.budget}/moves`, moveOut()));
});

const pack = () => ok(book.staff.finance.get(`/moves/${recorded.id}/pack`), 200);

describe('case 9', () => {
  it('transfers on the day of the move, and the letter is due six weeks later', () => {
    expect(recorded).toMatchObject({
      transferBy: '2026-10-14',
      letterBy: '2026-11-25',
      // Three months from the transfer: twelve from the making of the plan have passed before.
      reviewBy: '2027-01-14',
      open: true,
      toBeChanged: [],
    });
  });

  it('says what the arrangement is entitled to up to the day before, to the penny', () => {
    expect(recorded.follows).toEqual([
      {
        arrangementId: mover.arrangement,
        kind: 'direct',
        purpose: 'Tutor, equipment and short breaks',
        entitledTo: '2026-10-13',
        paid: '5384.62',
        entitled: '5247.26',
        overpaid: '137.36',
        owed: '0.00',
        shares: [
          {
            source: 'education',
            funder: 'High needs block',
            paid: '3230.77',
            entitled: '3148.35',
            overpaid: '82.42',
            owed: '0.00',
          },
          {
            source: 'social_care',
            funder: "Children's social care",
            paid: '2153.85',
            entitled: '2098.91',
            overpaid: '54.94',
            owed: '0.00',
          },
        ],
        proposed: { agreementId: expect.any(String), version: 2, change: 'end' },
      },
    ]);
  });

  it('packs P7 by its 23 days, and P8 to P13 as falling away', async () => {
    const { arrangements, totals } = await pack();
    const [one] = arrangements;
    expect(one.due).toHaveLength(7);
    expect(one.due[6]).toEqual({
      number: 7,
      from: '2026-09-21',
      to: '2026-10-13',
      days: 23,
      amount: '631.88',
    });
    expect(one.payments[6]).toMatchObject({ number: 7, to: '2026-10-18', amount: '769.24' });
    expect(one.fallsAway.map((payment: any) => [payment.number, payment.amount])).toEqual(
      [8, 9, 10, 11, 12, 13].map((number) => [number, '769.23']),
    );
    expect(totals).toEqual({
      paid: '5384.62',
      entitled: '5247.26',
      overpaid: '137.36',
      owed: '0.00',
      held: '5384.62',
    });
  });

  it('does not end anything by itself: a second person agrees, and the pack stays as it was', async () => {
    const before = await pack();
    const { agreement } = await ok(
      book.staff.caseworker.get(`/arrangements/${mover.arrangement}`),
      200,
    );
    expect(agreement).toMatchObject({ version: 2, state: 'proposed', effectiveOn: '2026-10-14' });
    const own = await book.staff.caseworker.post(`/arrangements/${mover.arrangement}/agreement`);
    expect(own.status).toBe(403);
    await agreeLatest(book, mover.arrangement);
    const { items } = await ok(
      book.staff.finance.get(`/arrangements/${mover.arrangement}/schedule`),
      200,
    );
    expect(items.map((item: any) => item.number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await pack()).toEqual(before);
  });

  it('is open up to the day by which the letter is due', async () => {
    const listed = async (query = '') =>
      (await ok(book.staff.auditor.get(`/moves${query}`), 200)).items.map((one: any) => one.id);
    expect(await listed()).toEqual([recorded.id]);
    book.on('2026-11-25');
    expect(await listed()).toEqual([recorded.id]);
    book.on('2026-11-26');
    expect(await listed()).toEqual([]);
    expect(await listed('?state=all')).toEqual([recorded.id]);
    expect(await ok(book.staff.auditor.get(`/moves/${recorded.id}`), 200)).toMatchObject({
      open: false,
      reviewBy: '2027-01-14',
    });
  });
});

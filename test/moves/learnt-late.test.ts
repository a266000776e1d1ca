import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { addMover, agreeLatest, moveOut, payAll, type Mover } from '../support/moving.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** Case 9 as it goes when nobody says so: P8 was paid too before the authority learnt of the move. */
let book: Council;
let late: Mover;
let held: Mover;
let arrears: Mover;
let begun: Mover;
beforeAll(async () => {
  book = await council();
  late = await addMover(book);
  arrears = await addMover(book, {
    schedule: {
      every: '4_weeks',
      firstPeriodOn: '2026-04-06',
      instalments: 13,
      paid: 'in_arrears',
    },
  });
  held = await addMover(book);
  await payAll(book, 1);
  book.on('2026-04-20');
  await withdrawEducation(held);
  await payAll(book, 8, 2);
  begun = await addMover(book, {
    effectiveOn: '2026-11-02',
    schedule: { every: 'month', firstPeriodOn: '2026-11-02', instalments: 5, paid: 'in_advance' },
  });
  book.on('2026-11-20');
});

/** Education lacks the nomination from April on, so what it pays stays behind from P2 on. */
async function withdrawEducation({ arrangement }: Mover): Promise<void> {
  const { caseworker } = book.staff;
  const { items } = await ok(caseworker.get(`/arrangements/${arrangement}/documents`), 200);
  const nomination = items.find(
    (one: any) => one.sector === 'education' && one.kind === 'nomination',
  );
  const withdrawal = { withdrawnOn: '2026-04-20', reasons: 'Taken back.' };
  await ok(caseworker.post(`/documents/${nomination.id}/withdrawal`, withdrawal));
}

const record = ({ budget }: Mover) =>
  ok(
    book.staff.caseworker.post(
      `/budgets/${budget}/moves`,
      moveOut({ learntOn: '2026-11-20', movedOn: '2026-10-14' }),
    ),
  );
const packed = async (id: string) =>
  (await ok(book.staff.finance.get(`/moves/${id}/pack`), 200)).arrangements[0];
const figures = ({ paid, entitled, overpaid, owed }: any) => [paid, entitled, overpaid, owed];

describe('a move learnt late', () => {
  it('is transferred within 15 working days from the day it was learnt', async () => {
    expect(await record(late)).toMatchObject({
      transferBy: '2026-12-10',
      letterBy: '2027-01-21',
      reviewBy: '2027-03-10',
    });
  });

  it('has what was paid for days after it overpaid, whole and in part', async () => {
    const [{ id }] = (await ok(book.staff.auditor.get('/moves'), 200)).items;
    const one = await packed(id);
    expect(figures(one)).toEqual(['6153.85', '5247.26', '906.59', '0.00']);
    expect(one.payments).toHaveLength(8);
    expect(one.due).toHaveLength(7);
    expect(one.fallsAway.map((payment: any) => payment.number)).toEqual([9, 10, 11, 12, 13]);
    // P8 was 461.54 and 307.69, and is overpaid whole, beside 82.42 and 54.94 of P7.
    expect(one.shares.map(figures)).toEqual([
      ['3692.31', '3148.35', '543.96', '0.00'],
      ['2461.54', '2098.91', '362.63', '0.00'],
    ]);
    // As at the day before the move, P8 was not there yet.
    expect(one.shares.map((share: any) => share.held)).toEqual(['3230.77', '2153.85']);
  });

  it('counts what was paid in arrears after it against the days before it', async () => {
    const { id, follows } = await record(arrears);
    expect(figures(follows[0])).toEqual(['5384.62', '5247.26', '137.36', '0.00']);
    expect((await packed(id)).payments).toHaveLength(7);
  });

  it('owes a share what was kept back of it, and takes nothing off another sector', async () => {
    const { id } = await record(held);
    const one = await packed(id);
    // Education paid P1 alone, and is entitled to as much as anybody else.
    expect(one.shares.map(figures)).toEqual([
      ['461.54', '3148.35', '0.00', '2686.81'],
      ['2461.54', '2098.91', '362.63', '0.00'],
    ]);
    expect(figures(one)).toEqual(['2923.08', '5247.26', '362.63', '2686.81']);
  });

  it('leaves nothing due of an arrangement that was to begin after it', async () => {
    const { id } = await record(begun);
    const one = await packed(id);
    expect(figures(one)).toEqual(['0.00', '0.00', '0.00', '0.00']);
    expect(one.due).toEqual([]);
    expect(one.fallsAway).toHaveLength(5);
    await agreeLatest(book, begun.arrangement);
    expect((await packed(id)).fallsAway).toHaveLength(5);
  });
});

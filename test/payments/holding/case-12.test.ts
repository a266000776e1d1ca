import { beforeAll, describe, expect, it } from 'vitest';
import { agreedIsSomewhere, drawnIsExplained } from '../../../src/ledger/verify/shares.ts';
import { payRunsAreWhatWasApproved } from '../../../src/ledger/verify/pay-runs.ts';
import { ok } from '../../support/book.ts';
import { aFamily, drawUp, itemsOf } from '../../support/held-payments.ts';
import { offenders } from '../../support/offenders.ts';
import { refusalOf } from '../../support/refusal.ts';
import { council, instalmentOf, type Council } from '../../support/turning-sixteen.ts';

/**
 * Case 12 of the worked cases, with the amounts of case 1: the return for the first quarter was due
 * on 28 July and has not come, so payments are suspended from 1 September. The sixth, of 24 August,
 * was paid; the seventh is held. The return comes on 2 October. Another family is paid throughout.
 */
let book: Council;
let suspended: string;
let other: string;
let hold: any;

/** What the instalments of the schedule come to, which a hold never changes. */
const schedule = async (): Promise<any[]> =>
  (await ok(book.staff.finance.get(`/arrangements/${suspended}/schedule`), 200)).items;
const states = async (): Promise<string[]> => (await schedule()).map(({ state }) => state);
const amounts = async (): Promise<string[]> => (await schedule()).map(({ amount }) => amount);
let agreed: string[];

beforeAll(async () => {
  book = await council();
  [suspended, other] = [await aFamily(book), await aFamily(book)];
  agreed = await amounts();
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const { valueOn } = await instalmentOf(book, suspended, number);
    book.on(Temporal.PlainDate.from(valueOn).subtract({ days: 10 }).toString());
    await book.pay(valueOn);
  }
});

describe('case 12', () => {
  it('suspends payments from 1 September, when the sixth has been paid on 24 August', async () => {
    expect((await schedule())[5]).toMatchObject({ valueOn: '2026-08-24', state: 'released' });
    book.on('2026-09-01');
    hold = await ok(
      book.staff.caseworker.post(`/arrangements/${suspended}/holds`, {
        fromOn: '2026-09-01',
        reason: 'return_missing',
        acts: 'family',
        reasons: 'The return for the first quarter, due on 28 July, has not come.',
      }),
    );
    expect(hold).toMatchObject({
      arrangementId: suspended,
      instalmentId: null,
      fromOn: '2026-09-01',
      placedOn: '2026-09-01',
      ageInDays: 0,
      ending: null,
    });
  });

  it('leaves the seventh payment out of the run of 21 September, and cancels nothing', async () => {
    book.on('2026-09-16');
    const run = await book.pay('2026-09-21');
    expect(run.left).toEqual([
      {
        instalmentId: (await schedule())[6].id,
        arrangementId: suspended,
        sector: null,
        amount: '769.24',
        valueOn: '2026-09-21',
        why: 'held',
        missing: [],
        holds: [{ id: hold.id, reason: 'return_missing', acts: 'family' }],
      },
    ]);
    expect((await itemsOf(book, run.id)).map((one) => one.arrangementId)).toEqual([other]);
    expect((await states())[6]).toBe('scheduled');
    expect(await amounts()).toEqual(agreed);
  });

  it('is listed with its age and who has to act', async () => {
    book.on('2026-10-01');
    const { items } = await ok(book.staff.auditor.get('/payment-holds?acts=family'), 200);
    const { inApprovedRuns, ...shown } = hold;
    expect(inApprovedRuns).toEqual([]);
    expect(items).toEqual([{ ...shown, ageInDays: 30 }]);
    expect(refusalOf(await drawUp(book, '2026-10-05'))).toEqual([409, 'nothing-due']);
  });

  it('releases the seventh on receipt on 2 October, with a reason', async () => {
    book.on('2026-10-02');
    const reasons = 'The return came on 2 October and is in order.';
    const ended = await ok(
      book.staff.finance.post(`/payment-holds/${hold.id}/ending`, { reasons }),
    );
    expect(ended.ageInDays).toBe(31);
    expect(ended.ending).toMatchObject({ reasons, endedOn: '2026-10-02' });
  });

  it('pays the seventh in full by the next run, nothing by the days, and then the eighth', async () => {
    const run = await book.pay('2026-10-06');
    expect(run).toMatchObject({ items: 1, total: '769.24', left: [] });
    expect(await itemsOf(book, run.id)).toMatchObject([
      {
        arrangementId: suspended,
        period: { from: '2026-09-21', to: '2026-10-18' },
        amount: '769.24',
        shares: [
          { source: 'education', amount: '461.54' },
          { source: 'social_care', amount: '307.70' },
        ],
      },
    ]);
    book.on('2026-10-14');
    expect(await book.pay('2026-10-19')).toMatchObject({ items: 2, left: [] });
    expect((await states()).slice(0, 9)).toEqual([...Array(8).fill('released'), 'scheduled']);
    expect(await amounts()).toEqual(agreed);
  });

  it('leaves a book in which everything adds up', async () => {
    const checks = [payRunsAreWhatWasApproved, agreedIsSomewhere, drawnIsExplained];
    expect(await offenders(book.api.db, checks)).toEqual([]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { agreedIsSomewhere, drawnIsExplained } from '../../src/ledger/verify/shares.ts';
import { addBudget, addPerson, caseOne, ok } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { balanceAt } from '../support/matching.ts';
import { offenders } from '../support/offenders.ts';
import { agreed } from '../support/terms.ts';
import { council, instalmentOf, type Council } from '../support/turning-sixteen.ts';

/**
 * Education pays 800.00 for each four weeks from 6 April on, in arrears. From 27 April health is to
 * pay a half: of the first period 7 of 28 days, 100.00, and then 400.00 twelve times. What health
 * needs is on file from 13 April only, when the period has begun, so that the first payment is on
 * hold; it is let go by the 21 days that are covered: 75.00 is paid and 25.00 freed.
 */
let book: Council;
beforeAll(async () => {
  book = await council();
  book.on('2026-04-15');
});

/** @returns the arrangement, and what health has committed to it by the end of a day */
async function halfByHealth() {
  const { staff, funders } = book;
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person, '2027-04-30');
  const terms = caseOne(person, funders, { amount: '10400.00' });
  const schedule = { ...terms.schedule, paid: 'in_arrears' };
  const shares = [{ funderId: funders.education, fraction: '1/1' }];
  const id = await agreed(staff, budget, { ...terms, schedule, shares });
  const halves = [funders.education, funders.health].map((funderId) => ({
    funderId,
    fraction: '1/2',
  }));
  const version = { follows: 1, effectiveOn: '2026-04-27', shares: halves, reason: 'Review' };
  await ok(staff.caseworker.post(`/arrangements/${id}/versions`, version));
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  await putOnFile(staff, id, { sectors: ['education'] });
  await putOnFile(staff, id, { sectors: ['health'], fromOn: '2026-04-13' });
  const [account] = await book.api.db.run(
    (tx) => tx.sql<{ name: string }[]>`
      select c.name || ':' || a.subject as name from accounts a
      join account_classes c on c.id = a.class
      where a.arrangement_id = ${id} and c.kind = 'committed' and c.source = 'health'`,
  );
  const committed = (day: string): Promise<string> =>
    balanceAt(book.api.db, account!.name, Temporal.PlainDate.from(day));
  return { id, committed };
}

async function letGo(arrangement: string): Promise<void> {
  const { id } = await instalmentOf(book, arrangement, 1);
  const body = { sector: 'health', cover: 'by_days', reasons: 'Consented late' };
  const { shares } = await ok(
    book.staff.approver.post(`/instalments/${id}/hold-release`, body),
    200,
  );
  expect(shares).toMatchObject([{ amount: '75.00', freed: '25.00' }]);
}

describe('what is not paid of a payment that was on hold', () => {
  it('is freed when its funder comes to agree it, where that is later', async () => {
    const { id, committed } = await halfByHealth();
    expect([await committed('2026-04-26'), await committed('2026-04-27')]).toEqual([
      '0.00',
      '4900.00',
    ]);
    await letGo(id);
    expect([await committed('2026-04-26'), await committed('2026-04-27')]).toEqual([
      '0.00',
      '4875.00',
    ]);
  });

  it('is freed on the day of the decision, where it was agreed before', async () => {
    const { id, committed } = await halfByHealth();
    book.on('2026-04-28');
    await letGo(id);
    expect([await committed('2026-04-27'), await committed('2026-04-28')]).toEqual([
      '4900.00',
      '4875.00',
    ]);
  });

  it('is paid by neither payment, and everything adds up', async () => {
    const run = await book.pay('2026-05-01');
    expect(run).toMatchObject({ items: 2, total: '1550.00', left: [] });
    expect(await offenders(book.api.db, [agreedIsSomewhere, drawnIsExplained])).toEqual([]);
  });
});

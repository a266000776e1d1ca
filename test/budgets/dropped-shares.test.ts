import { beforeAll, describe, expect, it } from 'vitest';
import { caseOne, ok } from '../support/book.ts';
import { caseBook, once, type CaseBook } from '../support/case-book.ts';
import { add } from '../support/sums.ts';
import { agreed } from '../support/terms.ts';

/** A funder that pays no more from a version on keeps what it has paid, and may come back. */
let book: CaseBook;
beforeAll(async () => {
  book = await caseBook();
});

const parts = (...fractions: [string, string][]) =>
  fractions.map(([funderId, fraction]) => ({ funderId, fraction }));
const thirds = ({ education, health, social_care }: CaseBook['funders']) =>
  parts([education, '1/3'], [health, '1/3'], [social_care, '1/3']);

/** Proposes a version and has it agreed. @returns the arrangement as it is then shown */
async function change(id: string, follows: number, more: object): Promise<any> {
  const { caseworker, panel } = book.staff;
  const body = { follows, reason: 'Review', ...more };
  await ok(caseworker.post(`/arrangements/${id}/versions`, body));
  return ok(panel.post(`/arrangements/${id}/agreement`), 200);
}
const bySource = (shares: any[]) =>
  Object.fromEntries(shares.map(({ source, amount }) => [source, amount]));

describe('a share that a version does not state any more', () => {
  let id: string;
  beforeAll(async () => {
    const { staff, budget, person, funders } = book;
    const shares = thirds(funders);
    id = await agreed(staff, budget, caseOne(person, funders, { amount: '13000.00', shares }));
  });

  it('pays for the days before, and the others pay from the day on', async () => {
    const { education, health } = book.funders;
    const halves = parts([education, '1/2'], [health, '1/2']);
    const shown = await change(id, 1, { effectiveOn: '2026-05-04', shares: halves });
    // One period of 1,000.00 in thirds, twelve in halves.
    expect(bySource(shown.shares)).toEqual({
      education: '6333.34',
      health: '6333.33',
      social_care: '333.33',
    });
    const { total, totals, payments } = await book.entitlement(id);
    expect([total, add(totals), add(payments)]).toEqual(['13000.00', '13000.00', '13000.00']);
    expect(bySource(payments[1].parts)).toMatchObject({ social_care: '0.00' });
  });

  it('stays out of later changes that leave the shares as they are', async () => {
    const shown = await change(id, 2, { effectiveOn: '2026-06-01', amount: '26000.00' });
    expect(bySource(shown.shares)).toEqual({
      education: '11833.34',
      health: '11833.33',
      social_care: '333.33',
    });
    expect(add(await book.schedule(id))).toBe('24000.00');
  });

  it('may be stated again', async () => {
    const shares = thirds(book.funders);
    const shown = await change(id, 3, { effectiveOn: '2027-03-08', shares });
    expect(add(shown.shares)).toBe('24000.00');
    // The last period of 2,000.00 is in thirds again.
    expect(bySource(shown.shares)['social_care']).toBe('1000.00');
    expect(shown.shares).toHaveLength(3);
  });

  it('is not asked for its agreement to an end', async () => {
    const more = { effectiveOn: '2027-03-08', end: true, withoutNotice: 'moved' };
    const shown = await change(id, 4, more);
    expect(bySource(shown.shares)['social_care']).toBe('333.33');
    expect(add(await book.schedule(id))).toBe('22000.00');
  });
});

describe('of a notional arrangement', () => {
  it('is agreed no more by a funder that falls out', async () => {
    const { staff, budget, person, funders } = book;
    const terms = {
      kind: 'notional',
      payeeId: undefined,
      shares: parts([funders.education, '1/2'], [funders.health, '1/2']),
      schedule: once,
    };
    const id = await agreed(staff, budget, caseOne(person, funders, terms));
    const whole = parts([funders.health, '1/1']);
    const shown = await change(id, 1, { effectiveOn: '2026-05-04', shares: whole });
    expect(bySource(shown.shares)).toEqual({ education: '0.00', health: '10000.00' });
    const { totals } = await book.entitlement(id);
    expect(bySource(totals)).toEqual({ education: '0.00', health: '10000.00' });
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { agreement, asked, asking, outcome, refusal, request, type Asking } from './asked.ts';

let book: Asking;
beforeAll(async () => {
  book = await asking(await freshApi());
});

const counted = async () => (await ok(book.staff.auditor.get('/refusals'), 200)).items;
const SECTORS = ['education', 'health', 'social_care'];
const GROUNDS = ['not_disaggregable_efficiency', 'not_disaggregable_services'];
const row = (financialYear: string, sector: string, ground: string, figures: object = {}) => ({
  financialYear,
  sector,
  ground,
  refusals: 0,
  reviewed: 0,
  overturned: 0,
  ...figures,
});
/** What is always there of a year. */
const always = (year: string) =>
  SECTORS.flatMap((sector) => GROUNDS.map((ground) => row(year, sector, ground)));

/** Refuses a new request for one funder. @returns the decision's id */
async function refuse(funderId: string, ground: string, toldOn: string): Promise<string> {
  const { id } = await request(book, { funderIds: [funderId], madeOn: '2025-10-01' });
  const body = refusal(funderId, { ground, toldOn });
  return (await ok(book.staff.panel.post(`/requests/${id}/decisions`, body))).id;
}

async function review(decision: string, became: string): Promise<void> {
  const body = asked({ askedOn: '2026-04-10' });
  const { id } = await ok(book.staff.caseworker.post(`/decisions/${decision}/review`, body));
  const told = outcome({ outcome: became, toldOn: '2026-04-14' });
  await ok(book.nhs.post(`/decision-reviews/${id}/outcome`, told));
}

describe('refusals', () => {
  it('show what could not be disaggregated at none, before there is any', async () => {
    expect(await counted()).toEqual(always('2026/27'));
  });

  it('are counted by financial year, sector and ground, with what reviews made of them', async () => {
    const { education, health } = book.funders;
    const first = await refuse(health, 'not_disaggregable_services', '2026-03-31');
    const second = await refuse(health, 'not_disaggregable_services', '2026-03-30');
    await refuse(health, 'not_disaggregable_services', '2026-04-01');
    await refuse(education, 'not_in_scope', '2026-04-02');
    const { id } = await request(book);
    await ok(book.staff.panel.post(`/requests/${id}/decisions`, agreement(education)));
    await review(first, 'overturned');
    await review(second, 'upheld');

    const found = await counted();
    const health26 = row('2025/26', 'health', 'not_disaggregable_services', {
      refusals: 2,
      reviewed: 2,
      overturned: 1,
    });
    const health27 = row('2026/27', 'health', 'not_disaggregable_services', { refusals: 1 });
    const scope = row('2026/27', 'education', 'not_in_scope', { refusals: 1 });
    const zero = (rows: object[], one: any) =>
      rows.map((other: any) =>
        other.sector === one.sector && other.ground === one.ground ? one : other,
      );
    expect(found).toEqual([
      ...zero(always('2025/26'), health26),
      ...zero(always('2026/27'), health27).toSpliced(2, 0, scope),
    ]);
  });

  it('show every year since the first, also one without', async () => {
    const { id } = await request(book, { stage: 'drafting', madeOn: '2023-05-01' });
    const body = refusal(book.funders.health, { ground: 'other', toldOn: '2023-06-01' });
    await ok(book.staff.panel.post(`/requests/${id}/decisions`, body));
    const found = await counted();
    expect(found.filter((one: any) => one.financialYear === '2024/25')).toEqual(always('2024/25'));
    expect(found[0].financialYear).toBe('2023/24');
  });

  it('are for those who learn from them, and for nobody else', async () => {
    const read = [
      'commissioner',
      'panel_member',
      'auditor',
      'finance_officer',
      'caseworker',
    ] as const;
    for (const kind of read) {
      expect(await ok((await book.api.as(kind)).get('/refusals'), 200)).toEqual({
        items: await counted(),
        next: null,
      });
    }
    for (const user of [book.nhs, book.staff.approver, await book.api.as('family')]) {
      expect((await user.get('/refusals')).status).toBe(403);
    }
  });
});

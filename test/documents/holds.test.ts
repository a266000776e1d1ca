import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { freshApi } from '../support/api.ts';
import { addFunders, ok, staffOf } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { refusalOf } from '../support/refusal.ts';
import { aDocument, addChild, type Child } from './child.ts';

const OWN = [
  { document: 'consent', givenBy: 'young_person' },
  { document: 'nomination', givenBy: 'young_person' },
];

const ANY = '5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47';

interface Hold {
  readonly arrangementId: string;
  readonly sector: string;
  readonly valueOn: string;
  readonly number: number;
}

describe('what is on hold', async () => {
  const api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-06-01')) });
  const staff = await staffOf(api);
  const { caseworker } = staff;
  const funders = await addFunders(staff);
  const holds = async ({ arrangementId }: Child, query: string): Promise<Hold[]> => {
    const { items } = await ok(staff.finance.get(`/holds?limit=200&${query}`), 200);
    return items.filter((one: Hold) => one.arrangementId === arrangementId);
  };
  const places = (list: readonly Hold[]): string[] =>
    list.map((one) => `${one.number} ${one.valueOn} ${one.sector}`);
  const put = (child: Child, documents: unknown[]) =>
    ok(caseworker.post(`/arrangements/${child.arrangementId}/documents`, { documents }));
  const withMothersConsent = async (): Promise<Child> => {
    const child = await addChild(staff, funders);
    const leaveOut = ['consent', 'nomination', 'nominee_agreement'];
    await putOnFile(staff, child.arrangementId, { leaveOut });
    await put(child, [aDocument('consent', 'parent')]);
    return child;
  };

  it('in case 8 is education of the period from 29 June, and then both sectors', async () => {
    const child = await withMothersConsent();
    const all = await holds(child, 'by=2026-07-31');
    expect(new Set(places(all))).toEqual(
      new Set(['4 2026-06-29 education', '5 2026-07-27 education', '5 2026-07-27 social_care']),
    );
    expect(all[0]).toEqual({
      instalmentId: expect.any(String),
      number: 4,
      arrangementId: child.arrangementId,
      beneficiaryId: child.id,
      shareId: expect.any(String),
      sector: 'education',
      amount: '461.54',
      valueOn: '2026-06-29',
      period: { from: '2026-06-29', to: '2026-07-26' },
      missing: OWN,
    });
  });

  it('is looked for as far ahead as the diary looks, and no further than asked', async () => {
    const child = await withMothersConsent();
    expect(places(await holds(child, 'by=2026-06-28'))).toEqual([]);
    const ahead = await holds(child, '');
    // Ninety days from 1 June are 30 August.
    expect([...new Set(ahead.map((one) => one.number))]).toEqual([4, 5, 6]);
  });

  it('goes when what was missing is on file', async () => {
    const child = await withMothersConsent();
    const span = { fromOn: '2026-07-14' };
    await put(
      child,
      ['consent', 'nomination'].map((kind) => aDocument(kind, 'young_person', span)),
    );
    expect(places(await holds(child, 'by=2026-07-31'))).toEqual(['4 2026-06-29 education']);
  });

  it('is nothing once all is on file, also before and after the young person decides', async () => {
    const child = await addChild(staff, funders, { relationship: 'nominee' });
    await putOnFile(staff, child.arrangementId);
    expect(await holds(child, 'by=2027-12-31')).toEqual([]);
  });

  it('is nothing of a closed budget', async () => {
    const child = await addChild(staff, funders);
    expect(await holds(child, 'by=2026-07-31')).not.toEqual([]);
    const { budgetId } = await ok(caseworker.get(`/arrangements/${child.arrangementId}`), 200);
    const closure = { closedOn: '2026-06-01', reason: 'Moved away' };
    await ok(caseworker.post(`/budgets/${budgetId}/closure`, closure), 200);
    const left = await holds(child, 'by=2026-07-31');
    expect(left.filter((one) => one.valueOn >= '2026-06-01')).toEqual([]);
  });

  it('is told in pages that leave none out', async () => {
    await addChild(staff, funders);
    const whole = await ok(staff.auditor.get('/holds?limit=200&by=2026-06-30'), 200);
    expect(whole.next).toBe(null);
    const found: Hold[] = [];
    for (let next: string | null = ''; next !== null;) {
      const after = next === '' ? '' : `&after=${next}`;
      const page: { items: Hold[]; next: string | null } = await ok(
        staff.auditor.get(`/holds?limit=3&by=2026-06-30${after}`),
        200,
      );
      found.push(...page.items);
      next = page.next;
    }
    expect(found.length).toBeGreaterThan(6);
    expect(found).toEqual(whole.items);
  });

  it('is for those who pay and decide', async () => {
    expect((await caseworker.get('/holds')).status).toBe(200);
    expect((await staff.approver.get('/holds')).status).toBe(200);
    expect((await (await api.as('commissioner')).get('/holds')).status).toBe(403);
    expect((await (await api.as('family')).get('/holds')).status).toBe(403);
  });

  it.each(['2026-06-29', `2026-02-30_${ANY}_${ANY}`, `2026-06-29_${ANY}_1`])(
    'is read from a page that there is: %s',
    async (after) => {
      const answer = await staff.finance.get(`/holds?after=${after}`);
      expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'query.after']);
    },
  );
});

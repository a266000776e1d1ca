import { describe, expect, it } from 'vitest';
import { addAccess } from '../../src/people/family-access.ts';
import { ISSUER, freshApi } from '../support/api.ts';
import { addFunders, ok, staffOf } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { aDocument, addChild, missingBySector } from './child.ts';

const MOTHERS = [
  aDocument('consent', 'parent'),
  aDocument('notice_of_conditions', 'authority'),
  aDocument('conditions_accepted', 'parent'),
  aDocument('not_excluded', 'authority', { toOn: '2026-05-31', detail: 'Checked with the family' }),
];

describe('documents on file', async () => {
  const api = await freshApi();
  const staff = await staffOf(api);
  const { caseworker } = staff;
  const funders = await addFunders(staff);
  const put = (id: string, documents: unknown[] = MOTHERS) =>
    caseworker.post(`/arrangements/${id}/documents`, { documents });
  const list = async (id: string, query = '') =>
    (await ok(caseworker.get(`/arrangements/${id}/documents${query}`), 200)).items;

  it('are kept for each sector, by one decision on record', async () => {
    const { arrangementId } = await addChild(staff, funders);
    const { ids, entryId } = await ok(put(arrangementId));
    const items = await list(arrangementId);
    expect(new Set(items.map((one: { id: string }) => one.id))).toEqual(new Set(ids));
    expect(items).toHaveLength(8);
    expect(new Set(items.map((one: { entryId: string }) => one.entryId))).toEqual(
      new Set([entryId]),
    );
    const entry = await ok(staff.auditor.get(`/entries/${entryId}`), 200);
    expect(entry).toMatchObject({ kind: 'decision', reason: 'documents_put_on_file' });
    const [checked] = items.filter(
      (one: { kind: string; sector: string }) =>
        one.kind === 'not_excluded' && one.sector === 'social_care',
    );
    expect(checked).toMatchObject({
      arrangementId,
      givenBy: 'authority',
      givenOn: '2026-04-01',
      fromOn: '2026-04-01',
      toOn: '2026-05-31',
      detail: 'Checked with the family',
      state: 'holds',
      withdrawn: null,
    });
  });

  it('make the difference between a share on hold and one that is paid', async () => {
    const { arrangementId } = await addChild(staff, funders);
    const all = [
      'conditions_accepted',
      'consent by parent',
      'not_excluded',
      'notice_of_conditions',
    ];
    expect(await missingBySector(staff, arrangementId, '2026-04-15')).toEqual({
      education: all,
      social_care: all,
    });
    await ok(put(arrangementId, [aDocument('consent', 'parent', { sectors: ['social_care'] })]));
    expect(await missingBySector(staff, arrangementId, '2026-04-15')).toEqual({
      education: all,
      social_care: all.filter((one) => one !== 'consent by parent'),
    });
    await ok(put(arrangementId));
    const none = { education: [], social_care: [] };
    expect(await missingBySector(staff, arrangementId, '2026-04-15')).toEqual(none);
    expect(await missingBySector(staff, arrangementId, '2026-03-31')).not.toEqual(none);
    expect(await missingBySector(staff, arrangementId, '2026-05-31')).toEqual(none);
    expect(await missingBySector(staff, arrangementId, '2026-06-01')).toEqual({
      education: ['not_excluded'],
      social_care: ['not_excluded'],
    });
  });

  it('are shown with what requires them, where that is from, and how sure that is', async () => {
    const { arrangementId } = await addChild(staff, funders);
    await ok(put(arrangementId, [aDocument('consent', 'parent', { sectors: ['education'] })]));
    const found = await ok(caseworker.get(`/arrangements/${arrangementId}/requirements`), 200);
    const [consent] = await list(arrangementId);
    expect(found).toMatchObject({ arrangementId, on: '2026-04-15' });
    expect(found.sectors).toHaveLength(2);
    expect(found.sectors[0]).toMatchObject({
      sector: 'education',
      stage: 'child',
      capacity: 'has',
      recipient: 'parent',
    });
    expect(
      found.sectors[0].required.find((one: { document: string }) => one.document === 'consent'),
    ).toEqual({
      document: 'consent',
      givenBy: 'parent',
      source: 'SI 2014/1652, regs 5 and 8',
      confidence: 'secondary',
      confidenceInWords: 'Fairly sure: read in what others say about the law.',
      onFile: consent.id,
    });
    expect(found.sectors[1].missing).toContainEqual({ document: 'consent', givenBy: 'parent' });
  });

  it('are asked about on days for which rules are known', async () => {
    const { arrangementId } = await addChild(staff, funders);
    const answer = await caseworker.get(
      `/arrangements/${arrangementId}/requirements?on=2001-01-01`,
    );
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'query.on']);
  });

  it('stand differently from day to day', async () => {
    const { arrangementId } = await addChild(staff, funders);
    const span = { sectors: ['education'], fromOn: '2026-05-01', toOn: '2026-05-31' };
    await ok(put(arrangementId, [aDocument('not_excluded', 'authority', span)]));
    const state = async (on: string): Promise<string> =>
      (await list(arrangementId, `?on=${on}`))[0].state;
    expect(await state('2026-04-30')).toBe('not_yet');
    expect(await state('2026-05-01')).toBe('holds');
    expect(await state('2026-05-31')).toBe('holds');
    expect(await state('2026-06-01')).toBe('ended');
    expect((await list(arrangementId))[0].state).toBe('not_yet');
  });

  it('are listed in pages, by the day they begin', async () => {
    const { arrangementId } = await addChild(staff, funders);
    await ok(put(arrangementId));
    const url = `/arrangements/${arrangementId}/documents?limit=3`;
    const found: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: { items: { id: string }[]; next: string | null } = await ok(
        caseworker.get(`${url}${next && `&after=${next}`}`),
        200,
      );
      found.push(...page.items.map((one) => one.id));
      next = page.next;
    }
    expect(found).toEqual((await list(arrangementId)).map((one: { id: string }) => one.id));
    expect(new Set(found).size).toBe(8);
  });

  it('are put on file once for one key', async () => {
    const { arrangementId } = await addChild(staff, funders);
    const body = { documents: MOTHERS };
    const key = { 'idempotency-key': 'documents-once' };
    const url = `/arrangements/${arrangementId}/documents`;
    const first = await ok(caseworker.post(url, body, key));
    expect(await ok(caseworker.post(url, body, key))).toEqual(first);
    expect(await list(arrangementId)).toHaveLength(8);
  });

  it('are a caseworker’s to put on file, and not for others to see', async () => {
    const { arrangementId } = await addChild(staff, funders);
    const url = `/arrangements/${arrangementId}/documents`;
    for (const user of [staff.finance, staff.panel, staff.auditor]) {
      expect((await user.post(url, { documents: MOTHERS })).status).toBe(403);
      expect((await user.get(url)).status).toBe(200);
    }
    const stranger = await api.as('family', { sub: 'stranger' });
    expect((await stranger.get(url)).status).toBe(404);
    expect((await stranger.get(`/arrangements/${arrangementId}/requirements`)).status).toBe(404);
  });

  it('show their words to those who may read them', async () => {
    const { id, arrangementId } = await addChild(staff, funders);
    const { ids } = await ok(put(arrangementId));
    await ok(
      caseworker.post(`/documents/${ids[7]}/withdrawal`, {
        withdrawnOn: '2026-04-15',
        reasons: 'A mistake',
      }),
    );
    const access = {
      beneficiaryId: id,
      issuer: ISSUER,
      relationship: 'parent',
      seesAddress: false,
    };
    const holding = { fromOn: '2020-01-01', toOn: null };
    await api.db.run((tx) =>
      addAccess(tx, [
        { ...access, ...holding, subject: 'mother', arrangementId: null },
        { ...access, ...holding, subject: 'limited', arrangementId },
      ]),
    );
    const words = async (kind: 'family' | 'commissioner', sub: string): Promise<unknown[]> => {
      const user = await api.as(kind, { sub });
      const { items } = await ok(user.get(`/arrangements/${arrangementId}/documents`), 200);
      const one = items.find((item: { id: string }) => item.id === ids[7]);
      return [one.kind, one.detail, one.withdrawn];
    };
    const on = '2026-04-15';
    expect(await words('family', 'mother')).toEqual([
      'not_excluded',
      'Checked with the family',
      { on, reasons: 'A mistake' },
    ]);
    const unread = ['not_excluded', null, { on, reasons: null }];
    expect(await words('family', 'limited')).toEqual(unread);
    expect(await words('commissioner', 'commissioner')).toEqual(unread);
  });
});

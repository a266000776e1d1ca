import { describe, expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { addFunders, ok, staffOf } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { aDocument, addChild } from './child.ts';

/** The child of the worked cases decides from 27 June 2026 in education, from 14 July elsewhere. */
describe('documents that are not as expected', async () => {
  const api = await freshApi();
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  const { arrangementId } = await addChild(staff, funders);
  const put = async (documents: unknown[], id = arrangementId) =>
    staff.caseworker.post(`/arrangements/${id}/documents`, { documents });
  const nomination = (more: object = {}) => aDocument('nomination', 'parent', more);
  const nominee = (more: object = {}) => aDocument('nominee_agreement', 'nominee', more);
  const own = (more: object) => aDocument('consent', 'young_person', more);

  it.each([
    ['ends before it starts', aDocument('consent', 'parent', { toOn: '2026-03-31' }), 'toOn'],
    ['is back-dated', aDocument('consent', 'parent', { givenOn: '2026-04-02' }), 'fromOn'],
    [
      'is not given yet',
      aDocument('consent', 'parent', { givenOn: '2026-04-16', fromOn: '2026-04-16' }),
      'givenOn',
    ],
    ['gives no reason', aDocument('household_necessity', 'authority'), 'detail'],
    ['is for a sector that pays nothing', nomination({ sectors: ['health'] }), 'sectors.0'],
    ['is a consent of the court', aDocument('consent', 'court'), 'givenBy'],
    ['is a setting agreement of a parent', aDocument('setting_agreement', 'parent'), 'givenBy'],
    ['is a nomination by the nominee', aDocument('nomination', 'nominee'), 'givenBy'],
    [
      'is an agreement of a nominee by a parent',
      aDocument('nominee_agreement', 'parent'),
      'givenBy',
    ],
    [
      'is a consent of somebody too young in education',
      own({ sectors: ['education'], fromOn: '2026-06-26' }),
      'fromOn',
    ],
    [
      'is a consent of somebody too young in social care',
      own({ sectors: ['social_care'], fromOn: '2026-07-13' }),
      'fromOn',
    ],
    [
      "is a parent's consent after the young person decides",
      aDocument('consent', 'parent', { sectors: ['education'], fromOn: '2026-06-27' }),
      'fromOn',
    ],
    [
      "is a parent's nomination after the young person decides",
      nomination({ sectors: ['social_care'], fromOn: '2026-07-14' }),
      'fromOn',
    ],
  ])('one that %s', async (_, document, place) => {
    const refused = refusalOf(await put([nomination(), document]));
    expect(refused).toEqual([422, 'invalid-request', `body.documents.1.${place}`]);
  });

  it('all faults are told at once, and nothing is kept', async () => {
    const { arrangementId: id } = await addChild(staff, funders);
    const answer = await put(
      [
        aDocument('consent', 'parent', { givenOn: '2026-04-10', toOn: '2026-03-01' }),
        nomination(),
        aDocument('household_necessity', 'court', { sectors: ['health', 'education'] }),
      ],
      id,
    );
    expect(refusalOf(answer)).toEqual([
      422,
      'invalid-request',
      'body.documents.0.toOn',
      'body.documents.0.fromOn',
      'body.documents.2.givenBy',
      'body.documents.2.detail',
      'body.documents.2.sectors.0',
    ]);
    const { items } = await ok(staff.auditor.get(`/arrangements/${id}/documents`), 200);
    expect(items).toEqual([]);
  });

  it.each([
    [
      'of a young person from the day they decide',
      own({ sectors: ['education'], fromOn: '2026-06-27' }),
    ],
    [
      'of a young person from their birthday',
      own({ sectors: ['social_care'], fromOn: '2026-07-14' }),
    ],
    [
      'of a parent that just stops counting',
      aDocument('consent', 'parent', { fromOn: '2026-06-26' }),
    ],
    ['of a single day', aDocument('consent', 'parent', { toOn: '2026-04-01' })],
  ])('but not a consent %s', async (_, document) => {
    expect((await put([document])).status).toBe(201);
  });

  it('is a nominee without written nomination, in each sector', async () => {
    const { arrangementId: id } = await addChild(staff, funders);
    const missing = (...places: string[]) => [422, 'nomination-missing', ...places];
    expect(refusalOf(await put([nominee()], id))).toEqual(
      missing('body.documents.0.sectors.0', 'body.documents.0.sectors.1'),
    );
    const education = nomination({ sectors: ['education'] });
    expect(refusalOf(await put([education, nominee()], id))).toEqual(
      missing('body.documents.1.sectors.1'),
    );
    await ok(put([education, nomination({ sectors: ['social_care'] }), nominee()], id));
  });

  it('is a nominee whose nomination was over, or taken back, or comes later', async () => {
    const { arrangementId: id } = await addChild(staff, funders);
    const { ids } = await ok(
      put([nomination({ sectors: ['education'] }), nomination({ toOn: '2026-04-30' })], id),
    );
    const withdrawal = { withdrawnOn: '2026-04-20', reasons: 'Another one is chosen' };
    await ok(staff.caseworker.post(`/documents/${ids[0]}/withdrawal`, withdrawal));
    const refused = [422, 'nomination-missing', 'body.documents.0.sectors.0'];
    const agreement = (more: object) => nominee({ sectors: ['education'], ...more });
    expect(refusalOf(await put([agreement({ fromOn: '2026-05-01' })], id))).toEqual(refused);
    const later = nomination({ sectors: ['education'], fromOn: '2026-06-01' });
    expect(
      refusalOf(await put([agreement({ fromOn: '2026-05-01', toOn: '2026-05-31' }), later], id)),
    ).toEqual(refused);
    await ok(put([agreement({ fromOn: '2026-04-30' })], id));
    await ok(put([agreement({ fromOn: '2026-05-01', toOn: '2026-06-01' }), later], id));
  });

  it.each([
    ['no document', []],
    ['sixty-one', Array.from({ length: 61 }, () => nomination())],
  ])('is a request of %s', async (_, documents) => {
    expect(refusalOf(await put(documents))).toEqual([422, 'invalid-request', 'body.documents']);
  });

  it('is a sector named twice', async () => {
    const twice = nomination({ sectors: ['education', 'education'] });
    expect(refusalOf(await put([twice]))).toEqual([
      422,
      'invalid-request',
      'body.documents.0.sectors',
    ]);
  });

  it('is for an arrangement that does not exist', async () => {
    const answer = await put([nomination()], '5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47');
    expect(refusalOf(answer)).toEqual([404, 'not-found']);
  });
});

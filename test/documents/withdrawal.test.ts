import { describe, expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { addFunders, ok, staffOf } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { aDocument, addChild, missingBySector } from './child.ts';

describe('a withdrawn document', async () => {
  const api = await freshApi();
  const staff = await staffOf(api);
  const { caseworker } = staff;
  const funders = await addFunders(staff);
  const withdraw = (id: string, withdrawnOn = '2026-05-01') =>
    caseworker.post(`/documents/${id}/withdrawal`, { withdrawnOn, reasons: 'Asked by letter' });
  const onFile = async (more: object = {}) => {
    const { arrangementId } = await addChild(staff, funders);
    const consent = aDocument('consent', 'parent', { sectors: ['education'], ...more });
    const { ids } = await ok(
      caseworker.post(`/arrangements/${arrangementId}/documents`, { documents: [consent] }),
    );
    return { arrangementId, id: ids[0] as string };
  };

  it('holds no longer, from its day on, in its sector', async () => {
    const { arrangementId, id } = await onFile();
    const withdrawn = await ok(withdraw(id));
    expect(withdrawn).toMatchObject({
      id,
      state: 'holds',
      withdrawn: { on: '2026-05-01', reasons: 'Asked by letter' },
    });
    const missing = async (on: string) =>
      (await missingBySector(staff, arrangementId, on))['education'];
    expect(await missing('2026-04-30')).not.toContain('consent by parent');
    expect(await missing('2026-05-01')).toContain('consent by parent');
    const { items } = await ok(
      caseworker.get(`/arrangements/${arrangementId}/documents?on=2026-05-01`),
      200,
    );
    expect(items[0].state).toBe('withdrawn');
  });

  it('is withdrawn once', async () => {
    const { id } = await onFile();
    await ok(withdraw(id));
    expect(refusalOf(await withdraw(id))).toEqual([409, 'state-does-not-allow']);
  });

  it('is withdrawn once when several do so at the same moment', async () => {
    const { id } = await onFile();
    const all = await Promise.all(Array.from({ length: 8 }, () => withdraw(id)));
    const refused = all.filter((one) => one.status !== 201).map(refusalOf);
    expect(refused).toEqual(Array.from({ length: 7 }, () => [409, 'state-does-not-allow']));
  });

  it.each([
    ['before it was given', '2026-03-31'],
    ['after it has ended', '2026-06-01'],
  ])('is not withdrawn %s', async (_, withdrawnOn) => {
    const { id } = await onFile({ toOn: '2026-05-31' });
    expect(refusalOf(await withdraw(id, withdrawnOn))).toEqual([
      422,
      'dates-out-of-order',
      'body.withdrawnOn',
    ]);
  });

  it('must exist', async () => {
    const answer = await withdraw('5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47');
    expect(refusalOf(answer)).toEqual([404, 'not-found']);
  });
});

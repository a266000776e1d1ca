import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { missingOn } from '../../src/documents/missing.ts';
import { freshApi } from '../support/api.ts';
import { addFunders, ok, staffOf } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { aDocument, addChild, missingBySector, thirds } from './child.ts';

const OWN = ['consent by young_person', 'nomination by young_person'];

/** Case 8 of the worked cases: a direct payment to the mother, in the amounts of case 1. */
describe('case 8: turning 16', async () => {
  const api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-07-01')) });
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  /** The mother's consent and all that does not depend on who decides. */
  const motherConsents = async (arrangementId: string): Promise<void> => {
    const leaveOut = ['consent', 'nomination', 'nominee_agreement'];
    await putOnFile(staff, arrangementId, { leaveOut });
    const { shares } = await ok(staff.caseworker.get(`/arrangements/${arrangementId}`), 200);
    const sectors = shares.map((share: { source: string }) => share.source);
    const documents = [aDocument('consent', 'parent', { sectors })];
    await ok(staff.caseworker.post(`/arrangements/${arrangementId}/documents`, { documents }));
  };

  it('needs nothing more as long as the mother decides', async () => {
    const { arrangementId } = await addChild(staff, funders, { more: thirds(funders) });
    await motherConsents(arrangementId);
    const missing = await missingBySector(staff, arrangementId, '2026-06-26');
    expect(missing).toEqual({ education: [], health: [], social_care: [] });
  });

  it('needs the young person: education from 27 June, the others from 14 July', async () => {
    const { arrangementId } = await addChild(staff, funders, { more: thirds(funders) });
    await motherConsents(arrangementId);
    const missing = (on: string) => missingBySector(staff, arrangementId, on);
    expect(await missing('2026-06-27')).toEqual({ education: OWN, health: [], social_care: [] });
    expect(await missing('2026-07-13')).toEqual({ education: OWN, health: [], social_care: [] });
    expect(await missing('2026-07-14')).toEqual({
      education: OWN,
      health: OWN,
      social_care: OWN,
    });
  });

  it('holds education of the period from 29 June, until a nomination holds', async () => {
    const { arrangementId } = await addChild(staff, funders);
    await motherConsents(arrangementId);
    const missing = (on: string) => missingBySector(staff, arrangementId, on);
    expect(await missing('2026-06-29')).toEqual({ education: OWN, social_care: [] });
    const own = { sectors: ['education'], givenOn: '2026-07-01', fromOn: '2026-07-06' };
    const documents = [
      aDocument('consent', 'young_person', own),
      aDocument('nomination', 'young_person', own),
    ];
    await ok(staff.caseworker.post(`/arrangements/${arrangementId}/documents`, { documents }));
    expect(await missing('2026-06-29')).toEqual({ education: OWN, social_care: [] });
    expect(await missing('2026-07-05')).toEqual({ education: OWN, social_care: [] });
    expect(await missing('2026-07-06')).toEqual({ education: [], social_care: [] });
    expect(await missing('2026-07-14')).toEqual({ education: [], social_care: OWN });
  });

  it('lets the sibling of September turn 16 before education changes', async () => {
    const { arrangementId } = await addChild(staff, funders, {
      bornOn: '2010-09-20',
      more: thirds(funders),
    });
    await motherConsents(arrangementId);
    const missing = (on: string) => missingBySector(staff, arrangementId, on);
    expect(await missing('2026-09-19')).toEqual({ education: [], health: [], social_care: [] });
    expect(await missing('2026-09-20')).toEqual({ education: [], health: OWN, social_care: OWN });
    expect(await missing('2027-06-25')).toEqual({ education: [], health: OWN, social_care: OWN });
    expect(await missing('2027-06-26')).toEqual({
      education: OWN,
      health: OWN,
      social_care: OWN,
    });
  });

  it('says the same to other rooms', async () => {
    const { arrangementId } = await addChild(staff, funders);
    await motherConsents(arrangementId);
    const day = Temporal.PlainDate.from('2026-06-29');
    const missing = await api.db.run((tx) => missingOn(tx, { arrangementId, day }));
    expect(missing).toEqual(
      ['consent', 'nomination'].map((document) => ({
        sector: 'education',
        document,
        givenBy: 'young_person',
        source: 'SI 2014/1652, regs 5 and 8',
      })),
    );
  });
});

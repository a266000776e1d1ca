import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';

let api: Api;
let caseworker: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  caseworker = await api.as('caseworker');
});

const person = (reference: string, more: object = {}) => ({
  reference,
  givenName: 'Amina',
  familyName: 'Example',
  bornOn: '2010-07-14',
  sex: 'female',
  ethnicity: 'WBRI',
  placement: 'Mainstream school',
  postcodeDistrict: 'ME14',
  ...more,
});
const address = { lines: '1 High Street', postcode: 'ME14 1XQ', protected: false };

describe('people', () => {
  it('registers a person and reads them back', async () => {
    const added = await caseworker.post('/beneficiaries', person('P-1', { address }));
    expect(added.status).toBe(201);
    const read = await caseworker.get(`/beneficiaries/${added.body.id}`);
    expect(read.status).toBe(200);
    expect(read.headers['etag']).toBe('"1"');
    expect(read.body).toMatchObject({
      reference: 'P-1',
      givenName: 'Amina',
      bornOn: '2010-07-14',
      address,
    });
  });

  it('answers all faults at once', async () => {
    const wrong = person('', { bornOn: '2010-02-30', sex: 'f', nhsNumber: '1' });
    const answer = await caseworker.post('/beneficiaries', wrong);
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.errors.map((e: { where: string }) => e.where).sort()).toEqual([
      'body.bornOn',
      'body.nhsNumber',
      'body.reference',
      'body.sex',
    ]);
  });

  it("keeps one person's change from overwriting another's", async () => {
    const { body } = await caseworker.post('/beneficiaries', person('P-2'));
    const url = `/beneficiaries/${body.id}`;
    expect((await caseworker.patch(url, { placement: 'Special school' })).status).toBe(428);
    const first = await caseworker.patch(
      url,
      { placement: 'Special school' },
      { 'if-match': '"1"' },
    );
    expect([first.status, first.headers['etag']]).toEqual([200, '"2"']);
    const second = await caseworker.patch(url, { placement: 'College' }, { 'if-match': '"1"' });
    expect([second.status, second.body.type]).toEqual([412, '/problems/changed-meanwhile']);
  });

  it('shows a commissioner no names', async () => {
    const commissioner = await api.as('commissioner');
    const { body } = await commissioner.get('/beneficiaries');
    expect(body.items.length).toBeGreaterThan(0);
    expect(body.items.every((one: { givenName: unknown }) => one.givenName === null)).toBe(true);
  });

  it('records a plan with its provision, and refuses dates out of order', async () => {
    const { body } = await caseworker.post('/beneficiaries', person('P-3'));
    const provision = [{ section: 'F', provision: 'Tutor', outcome: 'Reads for pleasure' }];
    const url = `/beneficiaries/${body.id}/plans`;
    const plan = await caseworker.post(url, {
      startsOn: '2026-01-01',
      reviewBy: '2027-01-01',
      provision,
    });
    expect(plan.status).toBe(201);
    expect(plan.body.provision).toHaveLength(1);
    const wrong = await caseworker.post(url, {
      startsOn: '2026-01-01',
      reviewBy: '2025-01-01',
      provision,
    });
    expect([wrong.status, wrong.body.type]).toEqual([422, '/problems/dates-out-of-order']);
  });
});

describe('who sees whom', () => {
  it('lets a family see its own person, from the day access begins to the day it ends', async () => {
    const { body } = await caseworker.post('/beneficiaries', person('P-4', { address }));
    const grant = (subject: string, fromOn: string, toOn?: string, seesAddress = true) =>
      caseworker.post(`/beneficiaries/${body.id}/family-access`, {
        subject,
        relationship: 'parent',
        fromOn,
        ...(toOn === undefined ? {} : { toOn }),
        seesAddress,
      });
    expect((await grant('mother', '2026-01-01')).status).toBe(201);
    await grant('former', '2025-01-01', '2026-04-14');
    await grant('coming', '2026-04-16');
    await grant('father', '2026-01-01', undefined, false);
    const see = async (sub: string) =>
      (await api.as('family', { sub })).get(`/beneficiaries/${body.id}`);
    expect((await see('mother')).body).toMatchObject({ address, postcodeDistrict: 'ME14' });
    expect((await see('father')).body).toMatchObject({ address: null, postcodeDistrict: null });
    expect((await see('former')).status).toBe(404);
    expect((await see('coming')).status).toBe(404);
    expect((await see('stranger')).status).toBe(404);
  });

  it('shows a protected address to caseworkers only', async () => {
    const hidden = { ...address, protected: true };
    const { body } = await caseworker.post('/beneficiaries', person('P-5', { address: hidden }));
    await caseworker.post(`/beneficiaries/${body.id}/family-access`, {
      subject: 'mother',
      relationship: 'parent',
      fromOn: '2026-01-01',
      seesAddress: true,
    });
    const url = `/beneficiaries/${body.id}`;
    const seen = async (user: ApiUser) => {
      const { address: shown, postcodeDistrict } = (await user.get(url)).body;
      return { shown, postcodeDistrict };
    };
    expect(await seen(caseworker)).toEqual({ shown: hidden, postcodeDistrict: 'ME14' });
    const officer = await api.as('finance_officer');
    expect(await seen(officer)).toEqual({ shown: null, postcodeDistrict: 'ME14' });
    const mother = await api.as('family', { sub: 'mother' });
    expect(await seen(mother)).toEqual({ shown: null, postcodeDistrict: null });
  });

  it('answers without a token, with a wrong kind and for another authority', async () => {
    const none = await api.app.inject({ url: '/v1/testshire/beneficiaries' });
    expect([none.statusCode, none.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    const family = await api.as('family');
    expect((await family.post('/beneficiaries', person('P-6'))).status).toBe(403);
    const elsewhere = await api.app.inject({
      url: '/v1/othershire/beneficiaries',
      headers: { authorization: `Bearer ${family.token}` },
    });
    expect(elsewhere.statusCode).toBe(404);
  });
});

import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type ApiUser } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Person,
  type Staff,
} from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

/** Dates of plans and of family access that are out of order, and access to what is not there. */
let staff: Staff;
let caseworker: ApiUser;
let person: Person;
beforeAll(async () => {
  staff = await staffOf(await freshApi());
  ({ caseworker } = staff);
  person = await addPerson(staff);
});

const outOfOrder = (place: string) => [422, 'dates-out-of-order', place];

describe('a plan', () => {
  const provision = [{ section: 'F', provision: 'Tutor', outcome: 'Reads for pleasure' }];
  const add = (startsOn: string, reviewBy: string) =>
    caseworker.post(`/beneficiaries/${person.id}/plans`, { startsOn, reviewBy, provision });

  it('is reviewed after it starts, and starts after the person is born', async () => {
    expect(refusalOf(await add('2026-01-01', '2026-01-01'))).toEqual(outOfOrder('body.reviewBy'));
    expect(refusalOf(await add('2012-04-30', '2027-01-01'))).toEqual(outOfOrder('body.startsOn'));
    expect((await add('2012-05-01', '2012-05-02')).status).toBe(201);
  });
});

describe('family access', () => {
  const grant = (more: object = {}, to = person.id) =>
    caseworker.post(`/beneficiaries/${to}/family-access`, {
      subject: `parent-${randomUUID()}`,
      relationship: 'parent',
      fromOn: '2026-04-10',
      seesAddress: true,
      ...more,
    });

  it('ends on or after the day it begins, when it is given', async () => {
    expect(refusalOf(await grant({ toOn: '2026-04-09' }))).toEqual(outOfOrder('body.toOn'));
    expect((await grant({ toOn: '2026-04-10' })).status).toBe(201);
  });

  it('ends on or after the day it begins, when it is changed', async () => {
    const { id } = await ok(grant());
    const change = (toOn: string | null, version: number) =>
      caseworker.patch(`/family-access/${id}`, { toOn }, { 'if-match': `"${version}"` });
    expect(refusalOf(await change('2026-04-09', 1))).toEqual(outOfOrder('body.toOn'));
    expect((await change('2026-04-10', 1)).body.toOn).toBe('2026-04-10');
    expect((await change(null, 2)).body.toOn).toBeNull();
    expect((await change('2026-05-01', 2)).status).toBe(412);
  });

  it('is limited to an arrangement that there is, of the same person', async () => {
    const unknown = [422, 'record-unknown', 'body.arrangementId'];
    expect(refusalOf(await grant({ arrangementId: randomUUID() }))).toEqual(unknown);
    const other = await addPerson(staff);
    const budget = await addBudget(staff, other);
    const funders = await addFunders(staff);
    const { id: arrangementId } = await ok(
      caseworker.post(`/budgets/${budget}/arrangements`, caseOne(other, funders)),
    );
    expect(refusalOf(await grant({ arrangementId }))).toEqual(unknown);
    expect((await grant({ arrangementId }, other.id)).status).toBe(201);
  });

  it('is to somebody who exists, and is listed for somebody who exists', async () => {
    const nobody = randomUUID();
    expect((await grant({}, nobody)).status).toBe(404);
    expect((await caseworker.get(`/beneficiaries/${nobody}/family-access`)).status).toBe(404);
    const change = caseworker.patch(`/family-access/${nobody}`, {}, { 'if-match': '"1"' });
    expect((await change).status).toBe(404);
  });

  it('names an issuer that is an address of bearable length', async () => {
    const where = [422, 'invalid-request', 'body.issuer'];
    for (const issuer of [
      'login',
      'javascript:alert(1)',
      `https://x.example/${'a'.repeat(5000)}`,
    ]) {
      expect(refusalOf(await grant({ issuer }))).toEqual(where);
    }
    expect((await grant({ issuer: 'https://login.example/realm' })).status).toBe(201);
  });
});

describe('a version', () => {
  it.each(['1', '"0"', 'W/"1"', '*', '"one"', '"12345678901"'])(
    'that is not the one at hand changes nothing: %s',
    async (version) => {
      const change = { placement: 'College' };
      const answer = await caseworker.patch(`/beneficiaries/${person.id}`, change, {
        'if-match': version,
      });
      expect(refusalOf(answer)).toEqual([412, 'changed-meanwhile']);
    },
  );
});

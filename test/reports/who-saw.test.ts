import { beforeAll, describe, expect, it } from 'vitest';
import { subjectOf } from '../../src/access/reads.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { addBudget, addPerson, ok, staffOf, type Person, type Staff } from '../support/book.ts';

let api: Api;
let staff: Staff;
let auditor: ApiUser;
let person: Person;
let other: Person;
let budget: string;
const today = Temporal.Now.plainDateISO('Europe/London').toString();

beforeAll(async () => {
  // What was read is written down by the database's clock, so the service has today's as well.
  api = await freshApi({
    clock: {
      now: () => Temporal.Now.instant(),
      today: () => Temporal.PlainDate.from(today),
    },
  });
  staff = await staffOf(api);
  ({ auditor } = staff);
  [person, other] = [await addPerson(staff), await addPerson(staff)];
  budget = await addBudget(staff, person, '2030-03-31');
});

const seen = async (query: string): Promise<any[]> =>
  (await ok(auditor.get(`/reports/who-saw?${query}`), 200)).rows;

describe('who saw', () => {
  it('names each reading of a record of the person, and of nobody else', async () => {
    const { caseworker } = staff;
    await ok(caseworker.get(`/beneficiaries/${person.id}`), 200);
    await ok(caseworker.get(`/budgets/${budget}`), 200);
    await ok(caseworker.get(`/beneficiaries/${other.id}`), 200);
    const rows = await seen(`person=${person.id}`);
    expect(rows.map(({ kind, operation, subject }) => [kind, operation, subject])).toEqual([
      ['caseworker', 'getBeneficiary', person.id],
      ['caseworker', 'getBudget', budget],
    ]);
  });

  it('names nobody who was refused, or found nothing', async () => {
    const before = (await seen(`person=${person.id}`)).length;
    const family = await api.as('family');
    expect((await family.get(`/beneficiaries/${person.id}`)).status).toBe(404);
    expect((await (await api.as('administrator')).get(`/budgets/${budget}`)).status).toBe(403);
    expect(await seen(`person=${person.id}`)).toHaveLength(before);
  });

  it('has the reading of itself, and can be narrowed to a user', async () => {
    const rows = await seen('');
    expect(
      rows.some(({ operation, subject }) => operation === 'getReport' && subject === 'who-saw'),
    ).toBe(true);
    const { user } = rows.find((row) => row.kind === 'caseworker');
    const own = await seen(`user=${user}`);
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map((row) => row.user))).toEqual(new Set([user]));
  });

  it('loses no reading of many at once', async () => {
    const count = async () =>
      (await seen(`person=${other.id}`)).filter((row) => row.subject === other.id).length;
    const before = await count();
    await Promise.all(
      Array.from({ length: 60 }, () => staff.caseworker.get(`/beneficiaries/${other.id}`)),
    );
    expect(await count()).toBe(before + 60);
  });

  it.each([
    [{ authority: 'testshire', id: 'abc-1' }, {}, 'abc-1'],
    [{ authority: 'testshire', id: '1', line: '2' }, {}, '1/2'],
    [{ authority: 'testshire' }, { beneficiaryId: 'p-1' }, 'p-1'],
    [{ authority: 'testshire' }, { search: 'Amina' }, null],
    [{ authority: 'testshire', id: 'Amina Example' }, {}, null],
  ])('writes a number and never a name: %j %j', (params, query, subject) => {
    expect(subjectOf({ params, query })).toBe(subject);
  });
});

describe('as what users were let in', () => {
  it('is told by kind and day, with those who came as two kinds', async () => {
    await (await api.as('caseworker', { sub: 'two hats' })).get('/users');
    await (await api.as('approver', { sub: 'two hats' })).get('/users');
    const { rows } = await ok(auditor.get('/reports/roles'), 200);
    const hats = rows.filter((row: any) => row.subject === 'two hats');
    expect(
      hats.map(({ kind, days, kinds, first_on }: any) => [kind, days, kinds, first_on]),
    ).toEqual([
      ['approver', '1', '2', today],
      ['caseworker', '1', '2', today],
    ]);
  });
});

describe('limits', () => {
  it('are told with when they held and who set them', async () => {
    await staff.approver.get('/reports');
    const { rows: users } = await ok(auditor.get('/reports/roles'), 200);
    const user = users.find((row: any) => row.subject === 'approver').user;
    const { administrator } = staff;
    for (const [amount, fromOn] of [
      ['100.00', today],
      ['200.00', Temporal.PlainDate.from(today).add({ days: 5 }).toString()],
    ]) {
      await ok(administrator.post('/approval-limits', { userId: user, amount, fromOn }));
    }
    const { rows } = await ok(auditor.get(`/reports/limits?user=${user}`), 200);
    expect(rows).toMatchObject([
      {
        amount: '100.00',
        from_on: today,
        until: Temporal.PlainDate.from(today).add({ days: 4 }).toString(),
      },
    ]);
    const changes = await ok(auditor.get('/reports/administrators-changes'), 200);
    expect(changes.rows.map((row: any) => row.what)).toEqual([
      'limit of approval',
      'limit of approval',
    ]);
    expect(changes.rows[0].by).toBe(rows[0].set_by);
  });
});

describe('who could see', () => {
  it('is the family by what was recorded, parties to arrangements, and the office', async () => {
    const mother = await api.as('family', { sub: 'mother' });
    await mother.get('/beneficiaries');
    const { rows: users } = await ok(auditor.get('/reports/roles'), 200);
    const userId = users.find((row: any) => row.subject === 'mother').user;
    await ok(
      staff.caseworker.post(`/beneficiaries/${person.id}/family-access`, {
        subject: 'mother',
        relationship: 'parent',
        fromOn: '2025-01-01',
        seesAddress: true,
      }),
    );
    const { rows } = await ok(auditor.get(`/reports/who-could?person=${person.id}`), 200);
    const own = rows.filter((row: any) => row.through === 'family');
    expect(own).toMatchObject([{ who: userId, as: 'parent', from_on: '2025-01-01', to_on: null }]);
    const office = rows.filter((row: any) => row.through === 'office');
    expect(office.map((row: any) => row.as)).toEqual(
      expect.arrayContaining(['auditor', 'caseworker']),
    );
    expect(office.map((row: any) => row.as)).not.toContain('family');
    const others = await ok(auditor.get(`/reports/who-could?person=${other.id}`), 200);
    expect(others.rows.filter((row: any) => row.through !== 'office')).toEqual([]);
  });
});

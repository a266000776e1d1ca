import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Staff,
} from '../support/book.ts';
import { testSealer } from '../support/sealing.ts';
import { agreed } from '../support/terms.ts';

const sealer = testSealer();
let api: Api;
let staff: Staff;
let moment: string;

/** One person with an arrangement is known at the moment; everything else comes after it. */
beforeAll(async () => {
  api = await freshApi({ sealNow: sealer.sealNow });
  sealer.start(api.db);
  staff = await staffOf(api);
  const person = await addPerson(staff);
  await agreed(staff, await addBudget(staff, person), caseOne(person, await addFunders(staff)));
  await ok(staff.auditor.get('/reports'), 200);
  await sealer.sealNow();
  moment = await now();
});

async function now(): Promise<string> {
  const [row] = await api.db.run(
    (tx) => tx.sql<{ at: string }[]>`
      select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
  );
  return row!.at;
}

const known = async (name: string, query = ''): Promise<any[]> =>
  (await ok(staff.auditor.get(`/reports/${name}?knownAt=${moment}&${query}`), 200)).rows;

describe('what was recorded after the moment', () => {
  it('is no plan of the census, whenever it began', async () => {
    const before = await known('sen2-plans', 'census=2026-04-10');
    await addPerson(staff);
    expect(await known('sen2-plans', 'census=2026-04-10')).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('is no code of a return, whenever it holds from', async () => {
    await ok(
      staff.administrator.post('/national-return-codes', {
        return: 'sen2',
        item: 'PB',
        ours: 'in_place',
        code: 'YES',
        effectiveOn: '2026-01-01',
        meaning: 'In place.',
        source: 'A guide that somebody read.',
        confidence: 'local',
      }),
    );
    const [row] = await known('sen2-plans', 'census=2026-04-10');
    expect(row.PB).toBe('1');
    const codes = await known('return-codes');
    expect(codes.map((one) => one.code)).not.toContain('YES');
    expect(codes.length).toBeGreaterThan(20);
  });

  it('is no rule, and those that came with the service hold for every moment', async () => {
    await api.db.run(
      ({ sql }) => sql`
        insert into rules (name, sector, effective_on, revision, value, unit, meaning, source,
          confidence, recorded_by)
        select 'sen2_census_day', null, '2026-01-01', 2, '2026-04-10', 'day', 'Put right.', 'Local.',
          'local', id from users where subject = 'administrator'`,
    );
    const rows = await known('sen2-plans');
    expect(rows.map((row) => row.PB)).toEqual(['0']);
    const long = await staff.auditor.get('/reports/sen2-plans?knownAt=2001-01-01T00:00:00Z');
    expect([long.status, long.body.rows]).toEqual([200, []]);
  });

  it('is nobody who came as another kind of user', async () => {
    const before = await known('roles');
    await (await api.as('approver', { sub: 'auditor' })).get('/reports');
    expect(await known('roles')).toEqual(before);
    expect(before.find((row) => row.subject === 'auditor').kinds).toBe('1');
  });
});

describe('a report that was sent', () => {
  it('has what was recorded since the last seal, as the file that was sent has it', async () => {
    await sealer.sealNow();
    await addPerson(staff);
    const { rows } = await ok(staff.auditor.get('/reports/sen2-plans?census=2026-04-10'), 200);
    const sent = await ok(
      staff.finance.post('/reports/sen2-plans/sent', {
        sentTo: 'Department for Education',
        sentOn: '2026-04-14',
        asAt: '2026-04-14',
        given: { census: '2026-04-10' },
      }),
    );
    expect(sent.rows).toBe(rows.length);
    await addPerson(staff);
    const again = await ok(staff.auditor.get(`/sent-reports/${sent.id}/again`), 200);
    expect(again.same).toBe(true);
  });
});

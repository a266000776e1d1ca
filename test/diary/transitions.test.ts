import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { ok, staffOf, type Staff } from '../support/book.ts';
import { putOnFile, putVersionOnFile, type Ids } from '../support/on-file.ts';

/** Today is 2026-04-15. */
let api: Api;
let staff: Staff;
let people: ReadonlyMap<string, Ids>;

/** Born; the 16th birthday; the last day of compulsory school age (Education Act 1996, section 8). */
const TABLE = [
  ['2010-06-26', '2026-06-26', '2026-06-26'],
  ['2010-07-14', '2026-07-14', '2026-06-26'],
  ['2010-08-31', '2026-08-31', '2026-06-26'],
  ['2010-09-01', '2026-09-01', '2027-06-25'],
  ['2010-09-20', '2026-09-20', '2027-06-25'],
  ['2007-09-23', '2023-09-23', '2024-06-28'],
] as const;

beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  const ids = await putOnFile(
    api.db,
    TABLE.map(([bornOn]) => ({ bornOn })),
  );
  people = new Map(TABLE.map(([bornOn], n) => [bornOn, ids[n]!]));
  await giveAll();
});

/** A parent of each person has given all that a parent gives while it is a child. */
async function giveAll(): Promise<void> {
  await api.db.run(
    (tx) => tx.sql`
      insert into documents (arrangement_id, beneficiary_id, sector, kind, given_by, given_on, from_on,
        recorded_by, entry_id)
      select a.id, a.beneficiary_id, s.source, k.kind, k.given_by, '2025-04-01', '2025-04-01',
        ${tx.scope.user}, (select min(id) from entries)
      from arrangements a join shares s on s.arrangement_id = a.id,
        (values ('consent', 'parent'), ('notice_of_conditions', 'authority'),
          ('conditions_accepted', 'parent'), ('not_excluded', 'authority')) as k(kind, given_by)`,
  );
}

const transitions = async (query: string) =>
  (await ok(staff.caseworker.get(`/diary?kind=transition&limit=200&${query}`), 200)).items;
const of = (bornOn: string, query = 'from=2020-01-01&to=2040-12-31') =>
  transitions(`beneficiaryId=${people.get(bornOn)!.beneficiaryId}&${query}`);

const lackingIn = (item: any): string[] => [
  ...new Set<string>(item.missing.map((one: any) => String(one.sector))),
];

describe('who reaches which date', () => {
  it.each(TABLE)('born on %s', async (bornOn, sixteenOn, schoolAgeEndsOn) => {
    const found = await of(bornOn);
    const days = found.map((item: any) => [item.on, item.id.slice(37)]);
    expect(days).toContainEqual([sixteenOn, '16']);
    expect(days).toContainEqual([schoolAgeEndsOn, 'end_of_compulsory_school_age']);
    expect(days).toHaveLength(4);
    const year = Number(bornOn.slice(0, 4));
    expect(days.slice(2)).toEqual([
      [`${year + 18}${bornOn.slice(4)}`, '18'],
      [`${year + 25}${bornOn.slice(4)}`, '25'],
    ]);
  });

  it('says what will be missing in each sector from then on', async () => {
    const [school, sixteen, eighteen] = await of('2010-07-14');
    expect(school).toMatchObject({
      on: '2026-06-26',
      arrangementId: null,
      sector: null,
      what: 'Compulsory school age ends; from the next day the young person decides about education.',
    });
    expect(school.missing).toEqual([
      {
        arrangementId: people.get('2010-07-14')!.arrangementId,
        sector: 'education',
        document: 'consent',
        givenBy: 'young_person',
      },
      {
        arrangementId: people.get('2010-07-14')!.arrangementId,
        sector: 'education',
        document: 'nomination',
        givenBy: 'young_person',
      },
    ]);
    expect(sixteen.what).toBe('Turns 16: the young person decides about health and social care.');
    expect(lackingIn(sixteen)).toEqual(['education', 'health', 'social_care']);
    expect(eighteen.what).toBe('Turns 18: the law for adults applies in social care.');
  });

  it('holds health and social care before education for somebody born in September', async () => {
    const [sixteen, school] = await of('2010-09-20');
    expect([sixteen.on, lackingIn(sixteen)]).toEqual(['2026-09-20', ['health', 'social_care']]);
    expect([school.on, lackingIn(school)]).toEqual([
      '2027-06-25',
      ['education', 'health', 'social_care'],
    ]);
  });

  it('looks from today as far ahead as the rules say, both days in it', async () => {
    const born = new Map([...people].map(([bornOn, ids]) => [ids.reference, bornOn]));
    const days = async (query: string) =>
      (await transitions(query))
        .map((item: any) => `${item.on}: born ${born.get(item.reference)!}`)
        .toSorted();
    expect(await days('')).toEqual([
      '2026-06-26: born 2010-06-26',
      '2026-06-26: born 2010-06-26',
      '2026-06-26: born 2010-07-14',
      '2026-06-26: born 2010-08-31',
      '2026-07-14: born 2010-07-14',
    ]);
    expect(await days('from=2026-07-14&to=2026-07-14')).toEqual(['2026-07-14: born 2010-07-14']);
    expect(await days('from=2026-07-15&to=2026-08-30')).toEqual([]);
    expect(await days('from=2026-07-15')).toEqual([
      '2026-08-31: born 2010-08-31',
      '2026-09-01: born 2010-09-01',
      '2026-09-20: born 2010-09-20',
    ]);
  });

  it('forgets nobody whose plan is new, and those whose plans have ceased', async () => {
    const [ceased] = (await putOnFile(api.db, [{ bornOn: '2010-07-01' }])) as [Ids];
    const mine = `beneficiaryId=${ceased.beneficiaryId}&from=2026-07-01&to=2026-07-01`;
    expect(await transitions(mine)).toHaveLength(1);
    const cease = (day: string) =>
      api.db.run((tx) => tx.sql`update plans set ceased_on = ${day} where id = ${ceased.planId}`);
    await cease('2026-04-16');
    expect(await transitions(mine)).toHaveLength(1);
    await cease('2026-04-15');
    expect(await transitions(mine)).toHaveLength(0);
  });

  it('asks nothing of an arrangement that has ended by then', async () => {
    const [one] = (await putOnFile(api.db, [{ bornOn: '2010-07-02' }])) as [Ids];
    const end = { of: one, version: 2, change: 'end', agreed: true } as const;
    const mine = `beneficiaryId=${one.beneficiaryId}&from=2026-07-02&to=2026-07-02`;
    expect((await transitions(mine))[0].missing).not.toEqual([]);
    await putVersionOnFile(api.db, { ...end, effectiveOn: '2026-07-02' });
    expect((await transitions(mine))[0].missing).toEqual([]);
  });

  it('follows a later version of an age', async () => {
    const later = await freshApi();
    await later.db.run(
      (tx) => tx.sql`
        insert into rules (name, sector, effective_on, value, unit, meaning, source, confidence, recorded_by)
        values ('plan_until', 'education', '2026-04-01', '26', 'years', 'Changed', 'Test', 'local',
          ${tx.scope.user})`,
    );
    const [one] = (await putOnFile(later.db, [{ bornOn: '2000-07-14' }])) as [Ids];
    const caseworker = await later.as('caseworker');
    const { items } = await ok(caseworker.get('/diary?kind=transition'), 200);
    expect(items.map((item: any) => [item.reference, item.what])).toEqual([
      [one.reference, 'Turns 26: a plan can be kept to the end of this academic year at most.'],
    ]);
  });
});

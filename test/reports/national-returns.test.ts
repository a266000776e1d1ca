import { beforeAll, describe, expect, it } from 'vitest';
import { addBudget, addPerson, caseOne, ok, type Person } from '../support/book.ts';
import { once } from '../support/case-book.ts';
import { agreed } from '../support/terms.ts';
import { AGREEMENT, aSetting, type Setting } from '../brokers/setting.ts';

let book: Setting;
const people: Record<string, Person> = {};
const arrangements: Record<string, string> = {};

const share = (funderId: string, fraction = '1/1') => ({ funderId, fraction });
const notional = (funderId: string) => ({
  kind: 'notional',
  purpose: 'Therapy',
  amount: '3607.50',
  effectiveOn: '2026-04-06',
  shares: [share(funderId)],
  schedule: once,
  reason: 'Agreed at panel',
});

/** One person for each answer that the census knows, all seen on 10 April 2026. */
beforeAll(async () => {
  book = await aSetting(AGREEMENT);
  const { staff, funders } = book;
  const person = async (name: string, bornOn = '2012-05-01') => {
    people[name] = await addPerson(staff, { bornOn });
    return { person: people[name], budget: await addBudget(staff, people[name]) };
  };
  const integrated = await person('integrated', '2008-04-01');
  arrangements['integrated'] = await agreed(
    staff,
    integrated.budget,
    caseOne(integrated.person, funders),
  );
  const health = await person('health');
  arrangements['health'] = await agreed(staff, health.budget, notional(funders.health));
  const tutor = await person('education by a third party');
  arrangements['tutor'] = await agreed(staff, tutor.budget, {
    ...caseOne(tutor.person, funders),
    kind: 'third_party',
    payeeId: book.payeeId,
    shares: [share(funders.education)],
  });
  const both = await person('both');
  await agreed(staff, both.budget, {
    ...caseOne(both.person, funders),
    shares: [share(funders.health, '1/2'), share(funders.social_care, '1/2')],
  });
  await agreed(staff, both.budget, notional(funders.health));
  const proposed = await person('proposed only');
  await ok(
    staff.caseworker.post(
      `/budgets/${proposed.budget}/arrangements`,
      caseOne(proposed.person, funders),
    ),
  );
  people['plan only'] = await addPerson(staff);
  book.goTo('2026-07-15');
}, 60_000);

const rowsOf = async (name: string, query: string): Promise<any[]> =>
  (await ok(book.staff.auditor.get(`/reports/${name}?${query}`), 200)).rows;

describe('the SEN2 items', () => {
  const of = (rows: any[], name: string) => {
    const { PB, OA, DP, arrangements } = rows.find((row) => row.plan === people[name]!.planId)!;
    return [PB, OA, DP, arrangements];
  };

  it.each([
    ['integrated', ['1', '0', 'I', '1']],
    ['health', ['1', '1', '', '1']],
    ['education by a third party', ['1', '0', 'E', '1']],
    ['both', ['1', '1', 'I', '2']],
    ['proposed only', ['0', '0', '', '0']],
    ['plan only', ['0', '0', '', '0']],
  ])('are by domain rules: %s', async (name, expected) => {
    expect(of(await rowsOf('sen2-plans', 'census=2026-04-10'), name)).toEqual(expected);
  });

  it('count nothing on a day before it was in force', async () => {
    const rows = await rowsOf('sen2-plans', 'census=2026-04-05');
    expect(rows).toHaveLength(6);
    expect(rows.filter((row) => row.PB === '1')).toEqual([]);
  });

  it('rest on records that are listed: one for each sector of each arrangement', async () => {
    const rows = await rowsOf('sen2-records', 'census=2026-04-10');
    const own = rows.filter((row) => row.arrangement === arrangements['integrated']);
    expect(own.map(({ counts_as, sector, agreed }) => [counts_as, sector, agreed])).toEqual([
      ['DP', 'education', '6000.00'],
      ['DP', 'social_care', '4000.00'],
    ]);
    expect(rows).toHaveLength(2 + 1 + 1 + 3);
  });

  it('are those of another code from the day on which it holds', async () => {
    await ok(
      book.staff.administrator.post('/national-return-codes', {
        return: 'sen2',
        item: 'DP',
        ours: 'integrated',
        code: 'INT',
        effectiveOn: '2026-06-01',
        meaning: 'Two or more of the three.',
        source: 'A guide that somebody read.',
        confidence: 'verified',
      }),
    );
    expect(of(await rowsOf('sen2-plans', 'census=2026-05-31'), 'integrated')[2]).toBe('I');
    expect(of(await rowsOf('sen2-plans', 'census=2026-06-01'), 'integrated')[2]).toBe('INT');
    const codes = await rowsOf('return-codes', '');
    expect(codes.find((row) => row.code === 'INT')).toMatchObject({ revision: '1' });
  });
});

describe('the checks before it is sent', () => {
  it('find the jump that was published: many a year before, and hardly any now', async () => {
    await book.api.db.run(
      async ({ sql }) => {
        const hash = 'a'.repeat(64);
        const [file] = await sql<{ id: string }[]>`
          insert into published_files (figures, name, sha256, rows, imported_by)
          select 'personal_budgets', 'made-up.csv', decode(${hash}, 'hex'), 1, id from users limit 1
          returning id`;
        await sql`insert into published_budgets values (${file!.id}, 1, '202425', 'Academic year',
          'Local authority', '', '', '', '', 'E06000042', '826', 'Testshire',
          'All personal budgets', 'All personal budgets', '242', '1', 'x', '0', '1', '2')`;
      },
      { kind: 'commissioner' },
    );
    const rows = await rowsOf('sen2-checks', 'census=2026-04-10&area=E06000042');
    const published = rows.filter((row) => String(row.check).includes('published'));
    expect(
      published.map(({ item, found, before, result }) => [item, found, before, result]),
    ).toEqual([
      ['DP education', '1', '0', 'in order'],
      ['DP health', '0', null, 'no figure to compare with'],
      ['DP integrated', '2', '2', 'in order'],
      ['DP social care', '0', '1', 'in order'],
      ['OA', '2', '1', 'in order'],
      ['PB', '4', '242', 'jump'],
    ]);
  });

  it('find budgets without an arrangement in place', async () => {
    const rows = await rowsOf('sen2-checks', 'census=2026-04-10');
    const found = rows.find((row) => String(row.check).startsWith('budgets in force without'));
    expect([found.found, found.result]).toEqual(['1', 'look']);
  });
});

describe('the return of personal health budgets', () => {
  it('counts people with health money by method, once under all', async () => {
    const rows = await rowsOf('phb-quarter', 'quarterEnd=2026-06-30');
    const of = (age: string, method: string) => {
      const row = rows.find((one) => one.age === age && one.method === method);
      return [row.in_the_year, row.at_the_end];
    };
    expect(of('Child', 'Notional')).toEqual(['2', '2']);
    expect(of('Child', 'Direct payment')).toEqual(['1', '1']);
    expect(of('Child', 'all')).toEqual(['2', '2']);
    expect(of('all', 'Third party')).toEqual(['0', '0']);
    expect(of('Adult', 'all')).toEqual(['0', '0']);
  });
});

describe('client level data', () => {
  it('has the social care share of whoever turned 18, from the birthday or the terms', async () => {
    const rows = await rowsOf('cld-services', 'from=2026-04-01&to=2026-06-30');
    expect(rows).toHaveLength(1);
    // Born on 1 April 2008: 18 before the terms began. 4,000.00 / 13 = 307.69.
    expect(rows[0]).toMatchObject({
      arrangement: arrangements['integrated'],
      event_start: '2026-04-06',
      event_end: null,
      delivery_mechanism: 'Direct Payment',
      unit_cost: '307.69',
      cost_frequency: '4-weekly',
      planned_units: '13',
    });
  });
});

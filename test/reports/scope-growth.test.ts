import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { addGrown, type GrownArrangement } from '../support/growth-book.ts';

// The day of the report is 15 April 2026.
const direct = (more: Partial<GrownArrangement> = {}): GrownArrangement => ({
  kind: 'direct',
  sector: 'education',
  amount: '1000.00',
  from: '2025-09-01',
  to: '2026-08-31',
  ...more,
});
const SCHOOL = { setting: 'Mainstream school', planFrom: '2023-09-01' };
const OTHER = { setting: 'Other', planFrom: '2023-09-01' };

let api: Api;
beforeAll(async () => {
  api = await freshApi();
  await addGrown(api.db, [
    {
      ...SCHOOL,
      bornOn: '2015-04-15',
      times: 10,
      arrangements: [
        direct({
          spent: [
            ['2025-10-01', '100.00'],
            ['2026-04-15', '50.00'],
          ],
        }),
        direct({
          from: '2024-09-01',
          to: '2025-08-31',
          amount: '900.00',
          spent: [['2025-04-16', '80.00']],
        }),
      ],
    },
    {
      ...SCHOOL,
      bornOn: '2009-04-15',
      times: 6,
      arrangements: [
        direct({
          kind: 'notional',
          sector: 'health',
          amount: '500.00',
          lines: [
            ['G', '300.00'],
            ['F', '200.00'],
          ],
        }),
        direct({
          kind: 'third_party',
          sector: 'social_care',
          amount: '250.00',
          spent: [['2026-04-16', '9.99']],
        }),
      ],
    },
    { ...OTHER, bornOn: '2004-01-01', times: 3, arrangements: [direct()] },
    { ...OTHER, bornOn: '2004-01-01', times: 17 },
    { ...SCHOOL, bornOn: '2018-01-01', times: 64 },
    { ...SCHOOL, bornOn: '2018-01-01', times: 30, ceasedOn: '2026-04-15' },
  ]);
});

async function growth(query = ''): Promise<Record<string, string | null>[]> {
  const commissioner = await api.as('commissioner');
  return (await ok(commissioner.get(`/reports/scope-growth${query}`), 200)).rows;
}
const rowOf = (
  rows: Record<string, string | null>[],
  on: string,
  breakdown: string,
  group: string,
) =>
  rows.find(
    (row) => row['as_at'] === on && row['breakdown'] === breakdown && row['group'] === group,
  )!;

describe('scope growth', () => {
  it('counts people, plans, and money agreed and spent, with their change', async () => {
    const rows = await growth('?years=1');
    // 10 with 1,000 each and 150 spent; 6 with 750; 3 with 1,000. 130 plans, less 30 that ceased.
    expect(rowOf(rows, '2026-04-15', 'all', 'all')).toEqual({
      as_at: '2026-04-15',
      breakdown: 'all',
      group: 'all',
      people: '19',
      plans: '100',
      percent: '19.00',
      agreed: '17500.00',
      spent: '1500.00',
      // A year before: 10 people with 900 each, none of it spent by then, and 130 plans.
      people_change: '9',
      percent_change: '11.31',
      agreed_change: '8500.00',
      spent_change: '1500.00',
    });
    expect(rows.every((row) => row['as_at'] === '2026-04-15')).toBe(true);
  });
  it('counts a person in every sector, kind and service that applies', async () => {
    const rows = await growth('?years=1');
    const of = (breakdown: string, group: string) => {
      const { people, plans, agreed, spent } = rowOf(rows, '2026-04-15', breakdown, group);
      return [people, plans, agreed, spent];
    };
    expect(of('sector', 'education')).toEqual(['13', null, '13000.00', '1500.00']);
    expect(of('sector', 'health')).toEqual(['6', null, '3000.00', '0.00']);
    expect(of('sector', 'social_care')).toEqual(['6', null, '1500.00', '0.00']);
    expect(of('kind', 'direct')).toEqual(['13', null, '13000.00', '1500.00']);
    expect(of('kind', 'notional')).toEqual(['6', null, '3000.00', '0.00']);
    expect(of('section', 'G')).toEqual(['6', null, '1800.00', null]);
    expect(of('section', 'F')).toEqual(['6', null, '1200.00', null]);
    expect(of('section', 'H1')).toEqual(['0', null, '0.00', null]);
    expect(of('section', 'not itemised')).toEqual(['19', null, '0.00', null]);
    expect(of('service', 'no service named')).toEqual(['6', null, '3000.00', null]);
    expect(of('service', 'not itemised')).toEqual(['19', null, '0.00', null]);
  });
  it('counts age on the day itself', async () => {
    // Six were born on 15 April 2009.
    const after = await growth('?asAt=2025-04-15&years=1');
    expect(rowOf(after, '2025-04-15', 'age', '16 to 19')['plans']).toBe('6');
    const before = await growth('?asAt=2025-04-14&years=1');
    expect(rowOf(before, '2025-04-14', 'age', '16 to 19')['plans']).toBe('0');
  });
  it('hides small numbers with all that they could be worked out from', async () => {
    const rows = await growth('?years=2');
    const hidden = rows.filter((row) => row['people'] === 'c');
    expect(hidden.map((row) => `${row['as_at']} ${row['breakdown']} ${row['group']}`)).toEqual([
      // Three of twenty and over; with them, in order after the last, come those from 5 to 10.
      '2026-04-15 age 5 to 10',
      '2026-04-15 age 11 to 15',
      '2026-04-15 age 20 and over',
      '2026-04-15 setting Mainstream school',
      '2026-04-15 setting Other',
    ]);
    for (const row of hidden) {
      const { as_at: _day, breakdown: _of, group: _group, percent_change, ...figures } = row;
      expect(Object.values(figures)).toEqual(Array(8).fill('c'));
      // Nobody from 11 to 15 had a plan the year before, so there was no percentage.
      expect(percent_change).toBe(row['group'] === '11 to 15' ? null : 'c');
    }
    // The year before is shown; only the change from it is not.
    expect(rowOf(rows, '2025-04-15', 'setting', 'Other')['people']).toBe('0');
  });
  it('says nothing of days before what is known', async () => {
    const rows = await growth('?asAt=2020-01-01&years=1');
    expect(rowOf(rows, '2020-01-01', 'all', 'all')).toMatchObject({ people: '0', percent: null });
  });
  it('takes from 1 to 10 years', async () => {
    const commissioner = await api.as('commissioner');
    expect((await commissioner.get('/reports/scope-growth?years=11')).status).toBe(422);
  });
});

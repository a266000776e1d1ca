import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { addGrown, type GrownArrangement } from '../support/growth-book.ts';
import { CSV, budgetRows, budgetsFile, planRows, plansFile } from '../support/published-files.ts';

const held = (more: Partial<GrownArrangement>): GrownArrangement => ({
  kind: 'direct',
  sector: 'education',
  amount: '1000.00',
  from: '2024-09-01',
  to: '2025-08-31',
  ...more,
});
const PERSON = { bornOn: '2012-01-01', setting: 'Mainstream school', planFrom: '2023-09-01' };

let api: Api;
let commissioner: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  commissioner = await api.as('commissioner');
  // In place at the census of 16 January 2025; after it, those of the second year.
  await addGrown(api.db, [
    { ...PERSON, times: 2, arrangements: [held({}), held({ sector: 'health' })] },
    { ...PERSON, times: 1, arrangements: [held({ kind: 'third_party', sector: 'health' })] },
    { ...PERSON, times: 3, arrangements: [held({ kind: 'notional', sector: 'social_care' })] },
    { ...PERSON, times: 1, arrangements: [held({ from: '2025-09-01', to: '2026-08-31' })] },
    { ...PERSON, times: 9 },
  ]);
});

const send = (text: string) => ok(commissioner.post('/published-files?name=a.csv', text, CSV), 200);
const rows = async (query = ''): Promise<Record<string, string | null>[]> =>
  (await ok(commissioner.get(`/reports/against-england${query}`), 200)).rows;
const of = (all: Record<string, string | null>[], period: string) =>
  all
    .filter((row) => row['time_period'] === period)
    .map((row) => [
      row['whose'],
      row['place'],
      row['ehcplans'],
      row['personal_budget'],
      row['per_100_plans'],
    ]);

describe('our figures against England', () => {
  it('stand alone while nothing was imported', async () => {
    expect(of(await rows(), '202526')).toEqual([['ours', 'Testshire', '16', '1', '6.25']]);
  });
  it('stand beside those of the authority, its region and England, as they were published', async () => {
    await send(budgetsFile(...budgetRows('202425'), ...budgetRows('202324', 'x,x,x,x,x,x')));
    await send(plansFile(...planRows('202425')));
    const all = await rows();
    expect(of(all, '202425')).toEqual([
      ['ours', 'Testshire', '16', '6', '37.50'],
      ['authority', 'Testshire', '400', '10', '2.50'],
      ['region', 'North Isles', '2000', '100', '5.00'],
      ['England', 'England', '40000', '1000', '2.50'],
    ]);
    expect(all.find((row) => row['whose'] === 'ours' && row['time_period'] === '202425')).toEqual({
      time_period: '202425',
      census: '2025-01-16',
      whose: 'ours',
      place: 'Testshire',
      ehcplans: '16',
      personal_budget: '6',
      per_100_plans: '37.50',
      org_arrangements: '3',
      pb_education: '0',
      pb_health: '1',
      pb_social: '0',
      pb_integrated: '2',
    });
    // Before this ledger began, only what was published; a letter stays what it is.
    expect(of(all, '202324')[0]).toEqual(['authority', 'Testshire', null, 'x', null]);
  });
  it('are those of the file that was imported last, year by year', async () => {
    await send(budgetsFile(...budgetRows('202425', '12,2,1,3,4,1')));
    const all = await rows();
    expect(of(all, '202425')[1]).toEqual(['authority', 'Testshire', '400', '12', '3.00']);
    expect(of(all, '202324')[0]).toEqual(['authority', 'Testshire', null, 'x', null]);
  });
  it('may be asked for by the code of another authority', async () => {
    const all = await rows('?area=E06000998');
    expect(of(all, '202425')[1]).toEqual(['authority', 'Isle, City of', 'x', 'x', null]);
  });
  it('leave out what is broken down', async () => {
    const broken = budgetRows('202425').map((row) =>
      row.replace('All personal budgets,All personal budgets', 'Age,15').replace(',10,2,', ',1,0,'),
    );
    await send(budgetsFile(...budgetRows('202425', '13,2,1,3,4,1'), ...broken));
    expect(of(await rows(), '202425')[1]).toEqual(['authority', 'Testshire', '400', '13', '3.25']);
  });
  it('have no census that is still to come', async () => {
    const all = await rows('?asAt=2025-01-15');
    expect(all.filter((row) => row['whose'] === 'ours')).toEqual([]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { addAsked } from '../support/asked-book.ts';
import { ok } from '../support/book.ts';
import { addGrown } from '../support/growth-book.ts';

const SERVICES = 'not_disaggregable_services';

let api: Api;
beforeAll(async () => {
  api = await freshApi();
  await addGrown(api.db, [{ bornOn: '2012-01-01', setting: 'School', planFrom: '2020-09-01' }]);
  await addAsked(api.db, [
    { times: 20, funder: 'Needs block', madeOn: '2025-06-01', toldOn: '2025-07-01' },
    {
      times: 6,
      funder: 'Needs block',
      madeOn: '2025-06-01',
      toldOn: '2025-07-01',
      ground: SERVICES,
      reviewAskedOn: '2025-07-20',
      overturnedOn: '2025-08-20',
    },
    {
      times: 9,
      funder: 'NHS body',
      madeOn: '2025-04-16',
      toldOn: '2026-04-15',
      ground: 'not_in_scope',
    },
    { times: 5, funder: 'Care', madeOn: '2025-04-15', toldOn: '2025-04-15', ground: SERVICES },
    { times: 7, funder: 'Care', madeOn: '2026-01-01' },
  ]);
});

async function refused(query = '?years=1'): Promise<Record<string, string | null>[]> {
  const commissioner = await api.as('commissioner');
  return (await ok(commissioner.get(`/reports/requests-refused${query}`), 200)).rows;
}
const figures = (rows: Record<string, string | null>[], to: string, group: string) => {
  const row = rows.find((one) => one['to_on'] === to && one['group'] === group)!;
  const { asked, decided, refused: no, percent_refused, reviews_asked, overturned } = row;
  return [asked, decided, no, percent_refused, reviews_asked, overturned];
};

describe('requests refused', () => {
  it('are counted in the twelve months to the day, by funder and ground', async () => {
    const rows = await refused('?years=2');
    const now = '2026-04-15';
    expect(figures(rows, now, 'all')).toEqual(['42', '35', '15', '42.86', '6', '6']);
    expect(figures(rows, now, 'Needs block')).toEqual(['26', '26', '6', '23.08', '6', '6']);
    expect(figures(rows, now, 'NHS body')).toEqual(['9', '9', '9', '100.00', '0', '0']);
    expect(figures(rows, now, 'Care')).toEqual(['7', '0', '0', null, '0', '0']);
    expect(figures(rows, now, SERVICES)).toEqual([null, null, '6', null, '6', '6']);
    expect(figures(rows, now, 'not_in_scope')).toEqual([null, null, '9', null, '0', '0']);
    const before = '2025-04-15';
    expect(figures(rows, before, 'Care')).toEqual(['5', '5', '5', '100.00', '0', '0']);
    expect(rows.map((row) => row['group']).slice(4, 6)).toEqual([
      SERVICES,
      'not_disaggregable_efficiency',
    ]);
  });
  it('are hidden where they are few, with the row they could be worked out from', async () => {
    await addAsked(api.db, [
      { times: 3, funder: 'Care', madeOn: '2026-01-01', toldOn: '2026-02-01', ground: 'other' },
    ]);
    const rows = await refused();
    const now = '2026-04-15';
    expect(figures(rows, now, 'all')).toEqual(['45', '38', '18', '47.37', '6', '6']);
    // Care refused three. It is the last row of the funders, so the first goes with it.
    expect(figures(rows, now, 'Care')).toEqual(['10', 'c', 'c', 'c', '0', '0']);
    expect(figures(rows, now, 'Needs block')).toEqual(['26', 'c', 'c', 'c', '6', '6']);
    expect(figures(rows, now, 'NHS body')).toEqual(['9', '9', '9', '100.00', '0', '0']);
    expect(figures(rows, now, 'other')).toEqual([null, null, 'c', null, '0', '0']);
    expect(figures(rows, now, SERVICES)).toEqual([null, null, 'c', null, '6', '6']);
    expect(figures(rows, now, 'not_in_scope')).toEqual([null, null, '9', null, '0', '0']);
  });
});

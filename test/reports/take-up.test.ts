import { beforeAll, describe, expect, it } from 'vitest';
import { addServices, publishPolicy } from '../../src/scope/store.ts';
import { freshApi, type Api } from '../support/api.ts';
import { addAsked } from '../support/asked-book.ts';
import { ok } from '../support/book.ts';
import { addGrown } from '../support/growth-book.ts';

const ALL = ['direct', 'notional', 'third_party'];
const FUNDER = { funder: 'Needs block', madeOn: '2026-01-10' };

let api: Api;
beforeAll(async () => {
  api = await freshApi();
  await addGrown(api.db, [{ bornOn: '2012-01-01', setting: 'School', planFrom: '2020-09-01' }]);
  await addAsked(api.db, [
    { ...FUNDER, times: 12, offered: ALL, chosen: ['direct'], toldOn: '2026-02-01' },
    { ...FUNDER, times: 6, offered: ALL, chosen: ['direct', 'notional'] },
    { ...FUNDER, times: 8, offered: ['notional'], chosen: ['notional'], toldOn: '2026-02-01' },
    { ...FUNDER, times: 4 },
  ]);
  const service = { sector: 'education' as const, toOn: null, fundingFreed: null, freedFrom: null };
  await api.db.run((tx) =>
    addServices(tx, [
      { ...service, name: 'A', kinds: ['direct', 'notional'], fromOn: '2025-01-01' },
      { ...service, name: 'B', kinds: ['direct'], fromOn: '2026-01-01' },
    ]),
  );
  const words = {
    introduction: 'a',
    eligibility: 'a',
    decisions: 'a',
    support: 'a',
    complaints: 'a',
  };
  await api.db.run((tx) =>
    publishPolicy(tx, { ...words, effectiveOn: '2026-01-01', kinds: ['direct', 'notional'] }),
  );
});

async function takeUp(query = '?years=1'): Promise<(string | null)[][]> {
  const commissioner = await api.as('commissioner');
  const { rows } = await ok(commissioner.get(`/reports/take-up${query}`), 200);
  return rows.map((row: any) => [
    row.to_on,
    row.group,
    row.requests,
    row.offered,
    row.chosen,
    row.percent_chosen,
    row.agreed,
    row.services,
    row.in_policy,
  ]);
}

describe('take-up', () => {
  it('sets what was chosen beside what was offered, and the policy', async () => {
    expect(await takeUp('?years=2')).toEqual([
      ['2026-04-15', 'all', '30', '26', '26', '100.00', '20', '2', null],
      ['2026-04-15', 'direct', null, '18', '18', '100.00', '12', '2', 'yes'],
      ['2026-04-15', 'third_party', null, '18', '0', '0.00', '0', '0', 'no'],
      ['2026-04-15', 'notional', null, '26', '14', '53.85', '8', '1', 'yes'],
      ['2025-04-15', 'all', '0', '0', '0', null, '0', '1', null],
      ['2025-04-15', 'direct', null, '0', '0', null, '0', '1', 'no'],
      ['2025-04-15', 'third_party', null, '0', '0', null, '0', '0', 'no'],
      ['2025-04-15', 'notional', null, '0', '0', null, '0', '1', 'no'],
    ]);
  });
  it('hides small numbers', async () => {
    await addAsked(api.db, [{ ...FUNDER, times: 3, offered: ALL, chosen: ['third_party'] }]);
    expect(await takeUp()).toEqual([
      ['2026-04-15', 'all', '33', '29', '29', '100.00', '20', '2', null],
      ['2026-04-15', 'direct', null, '21', '18', '85.71', '12', '2', 'yes'],
      ['2026-04-15', 'third_party', null, 'c', 'c', 'c', 'c', '0', 'no'],
      ['2026-04-15', 'notional', null, 'c', 'c', 'c', 'c', '1', 'yes'],
    ]);
  });
});

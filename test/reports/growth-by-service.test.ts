import { beforeAll, describe, expect, it } from 'vitest';
import { addServices } from '../../src/scope/store.ts';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { addGrown, type GrownArrangement } from '../support/growth-book.ts';

type Sector = 'education' | 'health' | 'social_care';

const service = (name: string, sector: Sector, fromOn: string, toOn: string | null = null) => ({
  name,
  sector,
  kinds: ['direct' as const],
  fromOn,
  toOn,
  fundingFreed: null,
  freedFrom: null,
});

const arrangement = (lines: GrownArrangement['lines'], more: object = {}): GrownArrangement => ({
  kind: 'direct',
  sector: 'education',
  amount: '1000.00',
  from: '2025-09-01',
  to: '2026-08-31',
  lines: lines ?? [],
  ...more,
});
const BEFORE = { from: '2024-09-01', to: '2025-08-31' };
const ALIKE = { bornOn: '2012-01-01', setting: 'Mainstream school', planFrom: '2023-09-01' };

let api: Api;
beforeAll(async () => {
  // The day of the report is 15 April 2026.
  api = await freshApi();
  const [tuition, breaks, play, older, , , club, retired] = await api.db.run((tx) =>
    addServices(tx, [
      service('Tuition', 'education', '2024-04-01'),
      service('Short breaks', 'social_care', '2024-04-01'),
      service('Short breaks', 'health', '2024-04-01'),
      service('Club', 'education', '2023-04-01', '2025-08-31'),
      service('Not itemised', 'health', '2025-04-15'),
      service('Tomorrow', 'health', '2026-04-16'),
      service('Club', 'education', '2025-09-01'),
      service('Retired', 'education', '2020-04-01', '2024-04-14'),
    ]),
  );
  await addGrown(api.db, [
    // Two lines for the same service, one for another, one that names none.
    {
      ...ALIKE,
      times: 6,
      arrangements: [
        arrangement([
          ['F', '100.00', tuition],
          ['F', '20.50', tuition],
          ['H2', '300.00', breaks],
          ['H1', '7.00'],
        ]),
      ],
    },
    // The same service for another section of the plan, and an arrangement without lines.
    {
      ...ALIKE,
      times: 5,
      arrangements: [arrangement([['G', '40.00', tuition]]), arrangement([])],
    },
    { ...ALIKE, times: 8, arrangements: [arrangement([['F', '10.00', older]], BEFORE)] },
    { ...ALIKE, times: 7, arrangements: [arrangement([['F', '10.00', club]])] },
    // The service left the scope, and the budget that was agreed before still names it.
    { ...ALIKE, times: 9, arrangements: [arrangement([['G', '1.00', retired]])] },
    { ...ALIKE, times: 10, arrangements: [arrangement([['G', '2.00', play]])] },
  ]);
});

type Row = Record<string, string | null>;

async function servicesOn(query: string, day: string): Promise<(string | null)[][]> {
  const commissioner = await api.as('commissioner');
  const { rows } = await ok(commissioner.get(`/reports/scope-growth?${query}`), 200);
  return (rows as Row[])
    .filter((row) => row['as_at'] === day && row['breakdown'] === 'service')
    .map((row) => [row['group']!, row['people']!, row['agreed']!, row['spent']!]);
}

describe('scope growth by service of the register', () => {
  it('counts people and the cost of the lines that name it, and has a row for every service', async () => {
    expect(await servicesOn('years=1', '2026-04-15')).toEqual([
      // In scope on the earlier day only, from when its row is there.
      ['Club (education, from 2023-04-01)', '0', '0.00', null],
      ['Club (education, from 2025-09-01)', '7', '70.00', null],
      // A service of the register is told from the budgets that have no lines.
      ['Not itemised (health)', '0', '0.00', null],
      ['Retired', '9', '9.00', null],
      ['Short breaks (health)', '10', '20.00', null],
      ['Short breaks (social_care)', '6', '1800.00', null],
      // 6 with 120.50 each, and 5 with 40.00.
      ['Tuition', '11', '923.00', null],
      ['no service named', '6', '42.00', null],
      ['not itemised', '5', '0.00', null],
    ]);
  });
  it('has the same rows on every day, with what changed', async () => {
    const now = await servicesOn('years=2', '2026-04-15');
    const before = await servicesOn('years=2', '2025-04-15');
    expect(before.map(([group]) => group)).toEqual(now.map(([group]) => group));
    expect(before.filter(([, people]) => people !== '0')).toEqual([
      ['Club (education, from 2023-04-01)', '8', '80.00', null],
    ]);
    const commissioner = await api.as('commissioner');
    const { rows } = await ok(commissioner.get('/reports/scope-growth?years=1'), 200);
    const club = (rows as Row[]).find(
      (row) => row['group'] === 'Club (education, from 2023-04-01)',
    );
    expect(club).toMatchObject({
      people_change: '-8',
      agreed_change: '-80.00',
      spent_change: null,
    });
  });
  it('comes to the same as by section of the plan', async () => {
    const commissioner = await api.as('commissioner');
    const { rows } = await ok(commissioner.get('/reports/scope-growth?years=1'), 200);
    const sections = (rows as Row[])
      .filter((row) => row['breakdown'] === 'section')
      .map((row) => [row['group']!, row['people']!, row['agreed']!, row['spent']!]);
    expect(sections).toEqual([
      // 6 with 120.50 and 7 with 10.00.
      ['F', '13', '793.00', null],
      // 5 with 40.00, 9 with 1.00 and 10 with 2.00.
      ['G', '24', '229.00', null],
      ['H1', '6', '42.00', null],
      ['H2', '6', '1800.00', null],
      ['not itemised', '5', '0.00', null],
    ]);
    const services = await servicesOn('years=1', '2026-04-15');
    const pence = (list: readonly (readonly (string | null)[])[]): number =>
      list.reduce((all, [, , cost]) => all + Number(cost!.replace('.', '')), 0);
    expect(pence(sections)).toBe(286_400);
    expect(pence(services)).toBe(286_400);
  });
  it('tells a service that was in scope only long before by no row', async () => {
    const names = (await servicesOn('asAt=2025-04-15&years=1', '2025-04-15')).map(([name]) => name);
    expect(names).not.toContain('Tomorrow');
    // In scope on 14 April 2024 and not on the fifteenth, and nobody's budget named it then.
    expect(names).not.toContain('Retired');
  });
});

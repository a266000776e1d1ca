import { describe, expect, it, test } from 'vitest';
import {
  faultsOfService,
  growthDays,
  growthOf,
  inOrder,
  inScope,
  type ScopeService,
} from '../../src/scope/rules.ts';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const service = (more: Partial<ScopeService>): ScopeService => ({
  id: '1',
  name: 'Short breaks',
  sector: 'social_care',
  kinds: ['direct'],
  fromOn: '2025-04-01',
  toOn: null,
  fundingFreed: null,
  freedFrom: null,
  version: 1,
  ...more,
});

describe('a service in scope', () => {
  test.each([
    ['2025-03-31', false],
    ['2025-04-01', true],
    ['2025-08-31', true],
    ['2025-09-01', false],
  ])('from its first day to its last: %s %s', (on, there) => {
    expect(inScope({ fromOn: '2025-04-01', toOn: '2025-08-31' }, day(on))).toBe(there);
  });

  test.each<[string, string | null, string, string | null, boolean]>([
    ['2025-01-01', '2025-03-31', '2025-04-01', null, false],
    ['2025-01-01', '2025-04-01', '2025-04-01', null, true],
    ['2025-01-01', null, '2026-01-01', '2026-12-31', true],
    ['2025-01-01', null, '2024-01-01', '2024-12-31', false],
    ['2025-01-01', null, '2024-01-01', null, true],
  ])('%s to %s and %s to %s overlap: %s', (fromOn, toOn, otherFrom, otherTo, overlaps) => {
    const one = service({ fromOn, toOn });
    const found = faultsOfService(one, [{ fromOn: otherFrom, toOn: otherTo }]);
    expect(found.overlaps).toBe(overlaps);
  });

  it('ends on or after the day it enters, and says what its funding was freed from', () => {
    const wrong = service({ toOn: '2025-03-31', fundingFreed: '10.00' });
    const { dates, freed } = faultsOfService(wrong, []);
    expect([...dates, ...freed].map((one) => one.where)).toEqual(['body.toOn', 'body.freedFrom']);
    const other = faultsOfService(service({ toOn: '2025-04-01', freedFrom: 'A contract' }), []);
    expect([other.dates, other.freed.map((one) => one.where)]).toEqual([[], ['body.fundingFreed']]);
  });

  it('names its kinds of arrangement in the order of the Code', () => {
    expect(inOrder(['third_party', 'direct'])).toEqual(['direct', 'third_party']);
  });
});

describe('how the scope grew', () => {
  const services = [
    service({ fromOn: '2024-09-01', fundingFreed: '1000.10', freedFrom: 'Block contract' }),
    service({ sector: 'health', fromOn: '2025-04-01', toOn: '2026-03-31' }),
    service({ sector: 'education', fromOn: '2025-04-02', fundingFreed: '0.90', freedFrom: 'X' }),
    service({ sector: 'education', fromOn: '2026-04-15' }),
    service({ sector: 'education', fromOn: '2026-04-16' }),
  ];

  test.each([
    ['2024-09-01', '2026-04-15', ['2024-04-01', '2025-04-01', '2026-04-01', '2026-04-15']],
    ['2024-03-31', '2024-04-01', ['2023-04-01', '2024-04-01']],
    ['2024-04-01', '2024-04-01', ['2024-04-01']],
    ['1990-01-01', '2015-04-02', ['2014-04-01', '2015-04-01', '2015-04-02']],
    ['2027-04-01', '2026-04-15', ['2026-04-15']],
  ])('is counted from %s until %s on %j', (fromOn, today, days) => {
    const found = growthDays([service({ fromOn })], day(today));
    expect(found.map((one) => one.toString())).toEqual(days);
  });

  it('is counted by sector and in all, with the difference', () => {
    const points = growthOf(services, growthDays(services, day('2026-04-15')));
    const figures = points.map((point) => [
      point.on,
      ...point.sectors.map((one) => [one.services, one.moreServices].join('/')),
      point.services,
      point.fundingFreed,
      point.moreFundingFreed,
    ]);
    expect(figures).toEqual([
      ['2024-04-01', '0/', '0/', '0/', 0, '0.00', null],
      ['2025-04-01', '0/0', '1/1', '1/1', 2, '1000.10', '1000.10'],
      ['2026-04-01', '1/1', '0/-1', '1/0', 2, '1001.00', '0.90'],
      ['2026-04-15', '2/1', '0/0', '1/0', 3, '1001.00', '0.00'],
    ]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { addServices } from '../../src/scope/store.ts';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';

const service = (name: string, fromOn: string, more: object = {}) => ({
  name,
  sector: 'education' as const,
  kinds: ['direct' as const],
  fromOn,
  toOn: null,
  fundingFreed: null,
  freedFrom: null,
  ...more,
});

let api: Api;
beforeAll(async () => {
  api = await freshApi();
  await api.db.run((tx) =>
    addServices(tx, [
      service('Tuition', '2024-04-01', { fundingFreed: '900.00', freedFrom: 'A contract' }),
      service('Travel', '2025-09-01', {
        fundingFreed: '50.50',
        freedFrom: 'Minibuses',
        kinds: ['direct', 'notional'],
      }),
      service('Music', '2023-04-01', {
        toOn: '2025-08-31',
        fundingFreed: '7.00',
        freedFrom: 'A grant',
      }),
      service('Respite', '2025-04-16', { sector: 'social_care' as const }),
      service('Art', '2026-04-16'),
    ]),
  );
});

describe('services in scope', () => {
  it('are counted on the day and a year before, with the funding freed for them', async () => {
    const commissioner = await api.as('commissioner');
    const { rows } = await ok(commissioner.get('/reports/services-in-scope'), 200);
    const brief = rows.map((row: any) => [
      row.sector,
      row.service,
      row.in_scope,
      row.in_scope_before,
      row.change,
      row.funding_freed,
      row.funding_freed_before,
    ]);
    expect(brief).toEqual([
      ['all', 'total', '3', '2', '1', '950.50', '907.00'],
      ['education', 'total', '2', '2', '0', '950.50', '907.00'],
      ['education', 'Music', '0', '1', '-1', '0.00', '7.00'],
      ['education', 'Travel', '1', '0', '1', '50.50', '0.00'],
      ['education', 'Tuition', '1', '1', '0', '900.00', '900.00'],
      ['social_care', 'total', '1', '0', '1', '0.00', '0.00'],
      ['social_care', 'Respite', '1', '0', '1', '0.00', '0.00'],
    ]);
    expect(rows[3]).toMatchObject({
      from_on: '2025-09-01',
      to_on: null,
      kinds: 'direct, notional',
      freed_from: 'Minibuses',
    });
  });
});

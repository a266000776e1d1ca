import { describe, expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { refusalOf } from '../support/refusal.ts';

const api = await freshApi();
const auditor = await api.as('auditor');

describe('the day of the census', () => {
  it('is that of the year, once it has come', async () => {
    const { status } = await auditor.get('/reports/sen2-plans?asAt=2026-01-15');
    expect(status).toBe(200);
  });

  it.each(['sen2-plans', 'sen2-records', 'sen2-checks', 'sen2-published-layout'])(
    'must be given before it has come: %s',
    async (name) => {
      const answer = await auditor.get(`/reports/${name}?asAt=2026-01-14`);
      expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'query.census']);
      const given = await auditor.get(`/reports/${name}?asAt=2026-01-14&census=2026-01-14`);
      expect(given.status).toBe(200);
    },
  );
});

import { beforeAll, describe, expect, it } from 'vitest';
import { REPORTS } from '../../src/reports/list.ts';
import { freshApi, type Api } from '../support/api.ts';
import { refusalOf } from '../support/refusal.ts';

let api: Api;
beforeAll(async () => {
  api = await freshApi();
});

describe('a day before there was a rule that the report needs', () => {
  it('is a fault of the day that was asked for', async () => {
    const auditor = await api.as('auditor');
    const answer = await auditor.get('/reports/sen2-plans?asAt=2018-06-01');
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'query.asAt']);
    expect(answer.body.errors[0].message).toMatch(/sen2_census_day holds on 2018-06-01/);
  });

  it('is one for a report that was sent', async () => {
    const answer = await (
      await api.as('finance_officer')
    ).post('/reports/sen2-plans/sent', {
      sentTo: 'Department for Education',
      sentOn: '2026-04-14',
      asAt: '2018-06-01',
    });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.asAt']);
  });

  it.each(REPORTS.map(({ name, callers }) => [name, callers?.[0] ?? 'auditor'] as const))(
    'fails the service in no report: %s',
    async (name, kind) => {
      const user = await api.as(kind);
      for (const asAt of ['1900-01-01', '2010-06-01']) {
        const { status, text } = await user.get(`/reports/${name}?asAt=${asAt}`);
        expect([200, 422], text).toContain(status);
      }
    },
  );
});

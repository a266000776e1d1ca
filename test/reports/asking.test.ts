import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { REPORTS } from '../../src/reports/list.ts';

let api: Api;
let auditor: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  auditor = await api.as('auditor');
});

const faultsOf = async (url: string): Promise<string[]> => {
  const { status, body } = await auditor.get(url);
  expect(status).toBe(422);
  expect(body.type).toMatch(/invalid-request/);
  return body.errors.map((fault: { where: string }) => fault.where);
};

describe('what is asked of a report', () => {
  it('is refused for days to come, unknown columns and what it does not take, all at once', async () => {
    expect(
      await faultsOf('/reports/trial-balance?asAt=2030-01-01&columns=book,bok&sector=health'),
    ).toEqual(['query.asAt', 'query.sector', 'query.columns']);
  });
  it('names the columns there are', async () => {
    const { body } = await auditor.get('/reports/trial-balance?columns=bok');
    expect(body.errors[0].message).toContain('book, class, accounts');
  });
  it('is refused for a period that ends before it begins, or is longer than ten years', async () => {
    expect(await faultsOf('/reports/benford?from=2026-02-01&to=2026-01-01')).toEqual(['query.to']);
    expect(await faultsOf('/reports/benford?from=2001-02-01')).toEqual(['query.from']);
  });
  it('is refused for what nobody knows', async () => {
    const { status, body } = await auditor.get('/reports/trial-balance?colour=red');
    expect([status, body.errors[0].where]).toEqual([422, 'query.colour']);
  });
  it('gives the columns asked for, in their order', async () => {
    const { text } = await auditor.get('/reports/return-codes?columns=code,item', {
      accept: 'text/csv',
    });
    expect(text.split('\r\n')[0]).toBe('code,item');
  });
  it('gives a byte order mark only when asked', async () => {
    const csv = { accept: 'text/csv' };
    expect((await auditor.get('/reports/trial-balance', csv)).text.charCodeAt(0)).toBe(98);
    const { text } = await auditor.get('/reports/trial-balance?excel=1', csv);
    expect(text.charCodeAt(0)).toBe(0xfeff);
  });
});

describe('every report', () => {
  it.each(REPORTS.map((report) => [report.name, report] as const))(
    '%s says in CSVW what its columns mean',
    async (name, report) => {
      const user = await api.as(report.callers?.[0] ?? 'auditor');
      const { body } = await user.get(`/reports/${name}/metadata`);
      const columns = body.tableSchema.columns;
      expect(columns.map((column: { name: string }) => column.name)).toEqual(
        report.columns.map((column) => column.name),
      );
      for (const column of columns) expect(column['dc:description']).toMatch(/[.;]$/);
    },
  );
  it('is found by those who may read it only', async () => {
    const commissioner = await api.as('commissioner');
    expect((await commissioner.get('/reports/sen2-plans')).status).toBe(404);
    expect((await commissioner.get('/reports/who-saw/metadata')).status).toBe(404);
    const { body } = await commissioner.get('/reports');
    expect(body.items.map((one: { name: string }) => one.name)).not.toContain('sen2-plans');
  });
});

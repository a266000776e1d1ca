import { beforeAll, describe, expect, it } from 'vitest';
import { REPORTS } from '../../src/reports/list.ts';
import type { ParameterName } from '../../src/reports/parameters.ts';
import type { Report } from '../../src/reports/report.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { refusalOf } from '../support/refusal.ts';

/** A report that is made of so many rows at once. */
const ofRows = (name: string, rows: number, parameters: readonly ParameterName[]): Report => ({
  name,
  group: 'finance',
  question: 'How many are too many?',
  callers: ['finance_officer'],
  parameters,
  columns: [{ name: 'n', type: 'count', meaning: 'A number.' }],
  query: ({ sql }) =>
    sql`select n::text as n from generate_series(1, ${rows}::int) as n order by 1`,
  finish: (all) => [{ n: String(all.length) }],
});

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  const made = [
    ofRows('just-enough', 50_000, []),
    ofRows('too-much', 50_001, []),
    ofRows('too-many-years', 50_001, ['years']),
    ofRows('too-long', 50_001, ['from', 'to']),
  ];
  const list = REPORTS as Report[];
  list.push(...made);
  return () => list.splice(-made.length);
});

describe('a report that is made of its rows at once', () => {
  it('is made of 50,000', async () => {
    const { status, body } = await finance.get('/reports/just-enough');
    expect([status, body.rows]).toEqual([200, [{ n: '50000' }]]);
  });

  it.each([
    ['too-much', 'query.asAt', 'Ask for an earlier day, when there were fewer.'],
    ['too-many-years', 'query.years', 'Ask for fewer years at a time.'],
    ['too-long', 'query.from', 'Ask for a shorter period at a time.'],
  ])('says of more what to ask instead, before anything is sent: %s', async (name, where, ask) => {
    for (const accept of ['application/json', 'text/csv']) {
      const answer = await finance.get(`/reports/${name}`, { accept });
      expect(refusalOf(answer)).toEqual([422, 'invalid-request', where]);
      expect(answer.body.errors[0].message).toBe(
        `The report ${name} is made of more than 50000 rows, which is too much at once. ${ask}`,
      );
    }
  });

  it('says so of one that is to be sent off, at the place in the body', async () => {
    const answer = await finance.post('/reports/too-many-years/sent', {
      sentTo: 'Department for Education',
      sentOn: '2026-04-14',
      asAt: '2026-04-14',
    });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.given.years']);
  });
});

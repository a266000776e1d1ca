import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';

/** A tolerance of nothing is refused however it is written. */
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

describe('a tolerance', () => {
  it.each(['0.00', '00.00', '000000.00', '-1.00', '1', '1e3.00', '1234567.00'])(
    'of %s is refused at its place',
    async (tolerance) => {
      const { rules } = await ok(finance.get('/matching-rules'), 200);
      const changed = rules.map((one: { rule: string }) =>
        one.rule === 'tolerance' ? { ...one, tolerance } : one,
      );
      const answer = await finance.post('/matching-rules', { rules: changed });
      expect([answer.status, answer.body.type]).toEqual([422, '/problems/invalid-request']);
      expect(answer.body.errors[0].where).toBe('body.rules.4.tolerance');
    },
  );
});

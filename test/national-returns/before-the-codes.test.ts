import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { addBudget, addPerson, staffOf } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { AUTHORITY } from '../support/template.ts';

let api: Api;
let auditor: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  auditor = await api.as('auditor');
  const staff = await staffOf(api);
  await addBudget(staff, await addPerson(staff));
});

const SEN2 = ['sen2-plans', 'sen2-records', 'sen2-checks', 'sen2-published-layout'];

describe('a day before a return has codes', () => {
  it.each([
    ...SEN2.map((name) => [name, 'census=2021-12-31', 'query.census', '2022-01-01']),
    ...SEN2.map((name) => [name, 'asAt=2021-06-01', 'query.asAt', '2022-01-01']),
    ['phb-quarter', 'quarterEnd=2017-03-31', 'query.quarterEnd', '2017-04-01'],
    ['cld-services', 'from=2023-01-01&to=2023-03-31', 'query.to', '2023-04-01'],
  ])('is refused and not answered with less: %s?%s', async (name, query, where, begins) => {
    const answer = await auditor.get(`/reports/${name}?${query}`);
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', where]);
    expect(answer.body.errors[0].message).toContain(
      `They begin on ${begins}: ask for that day or a later one.`,
    );
  });

  it.each(SEN2)('ends with the day on which they begin: %s', async (name) => {
    expect((await auditor.get(`/reports/${name}?census=2022-01-01`)).status).toBe(200);
  });

  it('is refused at its place of what is sent off', async () => {
    const answer = await (
      await api.as('finance_officer')
    ).post('/reports/sen2-plans/sent', {
      sentTo: 'Department for Education',
      sentOn: '2026-04-14',
      asAt: '2026-04-14',
      given: { census: '2021-12-31' },
    });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.given.census']);
  });
});

describe('a word without a code, where others have theirs', () => {
  const messageOf = async (): Promise<string> => {
    const answer = await auditor.get('/reports/sen2-plans?census=2024-01-18');
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'query.census']);
    return answer.body.errors[0].message;
  };

  it('is named, with the day on which its code begins, or that it must be added', async () => {
    const superuser = connect(api.db.urls.superuser, { name: 'test', max: 1 });
    const codes = superuser(`${AUTHORITY}.national_return_codes`);
    const notStated = superuser`return = 'sen2' and item = 'sex' and ours = 'not_stated'`;
    await superuser`update ${codes} set effective_on = '2025-09-01' where ${notStated}`;
    expect(await messageOf()).toBe(
      'The return sen2 has no code on 2024-01-18 for: sex not_stated. They begin on 2025-09-01: ask for that day or a later one.',
    );
    await superuser`delete from ${codes} where ${notStated}`;
    expect(await messageOf()).toBe(
      'The return sen2 has no code on 2024-01-18 for: sex not_stated. Have an administrator add what has none.',
    );
    await superuser.end();
  });
});

import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Staff,
} from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { testSealer } from '../support/sealing.ts';
import { agreed } from '../support/terms.ts';

const sealer = testSealer();
let api: Api;
let staff: Staff;
beforeAll(async () => {
  api = await freshApi({ sealNow: sealer.sealNow });
  sealer.start(api.db);
  staff = await staffOf(api);
});

const body = (more: object = {}) => ({
  sentTo: 'Department for Education',
  sentOn: '2026-04-14',
  asAt: '2026-04-10',
  given: { census: '2026-04-10' },
  ...more,
});

describe('a return that was sent off', () => {
  it('is made again the same, though more was recorded for that day afterwards', async () => {
    const { finance, auditor } = staff;
    const funders = await addFunders(staff);
    const [first, second] = [await addPerson(staff), await addPerson(staff)];
    await agreed(staff, await addBudget(staff, first), caseOne(first, funders));
    const budget = await addBudget(staff, second);
    await sealer.sealNow();
    const file = await auditor.get('/reports/sen2-plans?asAt=2026-04-10&census=2026-04-10', {
      accept: 'text/csv',
    });
    const sent = await ok(finance.post('/reports/sen2-plans/sent', body()));
    expect(sent).toMatchObject({ report: 'sen2-plans', rows: 2, sentOn: '2026-04-14' });
    expect(sent.sha256).toBe(createHash('sha256').update(file.text).digest('hex'));

    await agreed(staff, budget, caseOne(second, funders));
    const now = await auditor.get('/reports/sen2-plans?asAt=2026-04-10&census=2026-04-10', {
      accept: 'text/csv',
    });
    expect(now.text).not.toBe(file.text);
    const again = await ok(auditor.get(`/sent-reports/${sent.id}/again`), 200);
    expect([again.same, again.againSha256]).toEqual([true, sent.sha256]);
    const list = await ok(auditor.get('/sent-reports'), 200);
    expect(list.items.map((one: any) => one.id)).toEqual([sent.id]);
  });

  it('says so where it cannot be made the same, because a setting has no history', async () => {
    const { finance, auditor, caseworker } = staff;
    const sent = await ok(finance.post('/reports/sen2-plans/sent', body()));
    const [person] = (await ok(caseworker.get('/beneficiaries'), 200)).items;
    const read = await caseworker.get(`/beneficiaries/${person.id}`);
    const etag = String(read.headers['etag']);
    const change = { placement: 'Special school' };
    const changed = await caseworker.patch(`/beneficiaries/${person.id}`, change, {
      'if-match': etag,
    });
    expect(changed.status, changed.text).toBe(200);
    const again = await ok(auditor.get(`/sent-reports/${sent.id}/again`), 200);
    expect(again.same).toBe(false);
  });

  it('is refused with every fault where it cannot be made', async () => {
    const wrong = body({ asAt: '2030-01-01', sentOn: '2031-01-01', given: { sector: 'health' } });
    expect(refusalOf(await staff.finance.post('/reports/sen2-plans/sent', wrong))).toEqual([
      422,
      'invalid-request',
      'body.asAt',
      'body.sentOn',
      'body.given.sector',
    ]);
    expect((await staff.finance.post('/reports/who-saw/sent', body({ given: {} }))).status).toBe(
      404,
    );
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { importInto } from '../../src/commands/import-published.ts';
import { serviceScope } from '../../src/ledger/sealer.ts';
import { readPublished } from '../../src/published/read-file.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { clock } from '../support/database.ts';
import { CSV, budgetRows, budgetsFile, planRows, plansFile } from '../support/published-files.ts';

let api: Api;
let commissioner: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  commissioner = await api.as('commissioner');
});

const send = (text: string, name = 'file.csv', user = commissioner) =>
  user.post(`/published-files?name=${name}`, text, CSV);

describe('files of published figures', () => {
  it('are imported by commissioners and finance officers, and listed the latest first', async () => {
    const finance = await api.as('finance_officer');
    const budgets = await ok(
      send(budgetsFile(...budgetRows('202425'), ...budgetRows('202324'))),
      200,
    );
    expect(budgets).toMatchObject({
      added: true,
      file: { figures: 'personal_budgets', rows: 8, periods: ['202324', '202425'] },
    });
    const plans = await ok(send(plansFile(...planRows('202425')), 'plans.csv', finance), 200);
    expect(plans.file).toMatchObject({ figures: 'plans', rows: 4, name: 'plans.csv' });
    const { items } = await ok(commissioner.get('/published-files'), 200);
    expect(items).toEqual([plans.file, budgets.file]);
    const first = await ok(commissioner.get('/published-files?limit=1'), 200);
    const next = await ok(commissioner.get(`/published-files?limit=1&after=${first.next}`), 200);
    expect(next.items).toEqual([budgets.file]);
  });
  it('add nothing when they are sent again', async () => {
    const file = budgetsFile(...budgetRows('202122'));
    const first = await ok(send(file), 200);
    expect(await ok(send(file, 'again.csv'), 200)).toEqual({ file: first.file, added: false });
  });
  it('keep nothing of a file with faults', async () => {
    const before = await ok(commissioner.get('/published-files'), 200);
    const answer = await send(budgetsFile(...budgetRows('202425', '10,2,1,3,4,many')));
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toHaveLength(1);
    expect(await ok(commissioner.get('/published-files'), 200)).toEqual(before);
  });
  it('are not for others to import', async () => {
    const caseworker = await api.as('caseworker');
    expect((await send(budgetsFile(...budgetRows('202021')), 'a.csv', caseworker)).status).toBe(
      403,
    );
    expect((await caseworker.get('/published-files')).status).toBe(403);
  });
  it('are imported by a command too, which says what it did', async () => {
    const content = Buffer.from(plansFile(...planRows('202223'), ...planRows('202324')));
    const given = { name: 'plans.csv', content, table: await readPublished(content) };
    const scope = serviceScope(api.db.authority, clock);
    expect(await importInto({ service: api.db.service }, scope, given)).toBe(
      'testshire: 8 rows of plans are imported, 202223 to 202324',
    );
    expect(await importInto({ service: api.db.service }, scope, { ...given, name: 'b.csv' })).toBe(
      'testshire: has this file already, as plans.csv',
    );
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { anImportedAccount, postMatch } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

const get = (bankAccount: string, more = '') =>
  ok(finance.get(`/bank-lines?bankAccount=${bankAccount}${more}`), 200);

describe('lines of the bank', () => {
  it('come a page at a time in order of date and number, each once', async () => {
    const days = ['12', '10', '11', '10', '10', '12', '11'];
    const { account, lines } = await anImportedAccount(
      api.db,
      days.map((on, n) => [`2026-04-${on}`, `-${n + 1}.00`] as const),
    );
    const seen: string[] = [];
    let after = '';
    do {
      const page = await get(account.id, `&limit=2${after}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((one: { id: string }) => one.id));
      after = page.next === null ? '' : `&after=${page.next}`;
    } while (after !== '');
    expect(seen).toEqual(lines);
  });

  it('say what of them is matched and what is open', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-100.00', { reference: 'R', text: 'T', counterparty: 'C' }],
      ['2026-04-11', '-40.00'],
      ['2026-04-12', '7.50'],
    ]);
    const bankAccountId = account.id;
    const facts = { bankAccountId, serial: 'L00001', valueOn: '2026-04-10', total: '70.00' };
    const payRunId = await aReleasedRun(api.db, facts);
    await postMatch(finance, { lineId: lines[0], payRunId, amount: '30.00' });
    await postMatch(finance, { lineId: lines[1], payRunId });
    const all = (await get(bankAccountId)).items;
    expect(all[0]).toEqual({
      id: lines[0],
      bankAccountId,
      bookedOn: '2026-04-10',
      valueOn: '2026-04-10',
      amount: '-100.00',
      reference: 'R',
      text: 'T',
      counterparty: 'C',
      allocated: '30.00',
      open: '70.00',
    });
    expect(
      all.map((one: { allocated: string; open: string }) => [one.allocated, one.open]),
    ).toEqual([
      ['30.00', '70.00'],
      ['40.00', '0.00'],
      ['0.00', '7.50'],
    ]);
    const ids = async (state: string) =>
      (await get(bankAccountId, `&state=${state}`)).items.map((one: { id: string }) => one.id);
    expect(await ids('open')).toEqual([lines[0], lines[2]]);
    expect(await ids('matched')).toEqual([lines[1]]);
    expect(await ids('all')).toEqual(lines);
  });

  it('take a place and a state that are well formed', async () => {
    const { account } = await anImportedAccount(api.db, []);
    const wrong = await finance.get(
      `/bank-lines?bankAccount=${account.id}&after=2026-02-30_1&state=closed&limit=0`,
    );
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map((one: { where: string }) => one.where).sort()).toEqual([
      'query.after',
      'query.limit',
      'query.state',
    ]);
    expect((await finance.get('/bank-lines/999999')).status).toBe(404);
  });
});

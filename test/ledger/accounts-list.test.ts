import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { familyWithShare } from '../support/family.ts';
import { anEntry, openShare, postAll } from '../support/shares.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

const names = (body: { items: { name: string }[] }): string[] => body.items.map((one) => one.name);

describe('accounts', () => {
  it('are listed by class and by what they are for', async () => {
    const [a, b] = [await openShare(api.db), await openShare(api.db)];
    const banks = await finance.get('/accounts?class=bank');
    expect(names(banks.body)).toEqual([a.bank.name, b.bank.name]);
    expect(banks.body.items[0]).toEqual({
      id: a.bank.id,
      name: a.bank.name,
      class: 'bank',
      subject: a.bank.name.split(':')[1],
      guarded: false,
    });
    const share = a.held.name.split(':')[1]!;
    const ofShare = await finance.get(`/accounts?subject=${share}`);
    expect(names(ofShare.body).toSorted()).toEqual(
      [a.available, a.committed, a.drawn, a.held, a.spent].map((one) => one.name).toSorted(),
    );
    const held = await finance.get(`/accounts?subject=${share}&class=held/direct/education`);
    expect(held.body.items).toMatchObject([{ name: a.held.name, guarded: true }]);
    expect((await finance.get('/accounts?class=held')).body.items).toEqual([]);
  });

  it('come in pages without gaps or repeats', async () => {
    await openShare(api.db);
    const all = (await finance.get('/accounts?limit=200')).body;
    const paged: string[] = [];
    for (let after: string | null = '0'; after !== null;) {
      const { body } = await finance.get(`/accounts?limit=3&after=${after}`);
      expect(body.items.length).toBeLessThanOrEqual(3);
      paged.push(...names(body));
      after = body.next;
    }
    expect(paged).toEqual(names(all));
    expect((await finance.get('/accounts?after=x')).status).toBe(422);
    expect((await finance.get('/accounts?limit=201')).status).toBe(422);
  });

  it('have a balance at a date when one is asked for', async () => {
    const a = await openShare(api.db);
    await postAll(api.db, [
      anEntry('treasury', '2026-04-01', [[a.treasury, a.bank, '10.00']]),
      anEntry('treasury', '2026-04-10', [[a.treasury, a.bank, '5.00']]),
    ]);
    const at = async (day: string) =>
      (await finance.get(`/accounts?class=bank&subject=${a.bank.name.slice(5)}&asAt=${day}`)).body;
    expect((await at('2026-03-31')).items).toMatchObject([{ balance: '0.00' }]);
    expect((await at('2026-04-01')).items).toMatchObject([{ balance: '10.00' }]);
    expect((await at('2026-04-15')).items).toMatchObject([{ balance: '15.00' }]);
    expect((await at('2026-04-16')).errors).toMatchObject([{ where: 'query.asAt' }]);
  });

  it('are those of their own for a family, and none for a stranger', async () => {
    const { family, own, beneficiaryId } = await familyWithShare(api);
    const mine = Object.values(own);
    const listed = await family.get('/accounts');
    expect(names(listed.body).toSorted()).toEqual(mine.map((one) => one.name).toSorted());
    const byPerson = await finance.get(`/accounts?beneficiary=${beneficiaryId}`);
    expect(names(byPerson.body)).toEqual(names(listed.body));
    const stranger = await api.as('family', { sub: 'stranger' });
    expect((await stranger.get('/accounts')).body).toEqual({ items: [], next: null });
    const broker = await api.as('broker', { broker: '11111111-1111-4111-8111-111111111111' });
    expect((await broker.get('/accounts')).body.items).toEqual([]);
    expect((await (await api.as('administrator')).get('/accounts')).status).toBe(403);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { mt940, type Mt940Facts } from '../support/mt940.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

type Account = Awaited<ReturnType<typeof aBankAccount>>;

const send = (facts: Mt940Facts, more = '') =>
  importFile(finance, mt940(facts), { name: 'a.sta', type: 'text/plain', more });

/** The statement of 10 April, of which the opening balance has the day of the one before. */
const first = (account: Account): Mt940Facts => ({
  account,
  number: 1,
  openedOn: '260409',
  opening: '100.00',
  closedOn: '260410',
  closing: '120.00',
  credits: [['20.00', 'Rent']],
});

describe('a statement whose opening balance has the day of the closing balance before it', () => {
  it('begins the day after, so neither of the two is said to lack lines of the other', async () => {
    const account = await aBankAccount(api.db);
    const one = await ok(send(first(account)));
    expect(one.statements[0]).toMatchObject({ from: '2026-04-10', to: '2026-04-10' });
    const facts = { openedOn: '260410', opening: '120.00', closedOn: '260413', closing: '120.00' };
    const next = await ok(send({ account, number: 2, ...facts }));
    expect(next.statements[0]).toMatchObject({ from: '2026-04-11', to: '2026-04-13' });
    expect(next.warnings).toEqual([]);
  });

  it('is refused when it opens with another, and is a gap when that is accepted', async () => {
    const account = await aBankAccount(api.db);
    await ok(send(first(account)));
    const facts = { openedOn: '260410', opening: '777.00', closedOn: '260413', closing: '777.00' };
    const later = { account, number: 3, ...facts };
    const { status, body } = await send(later);
    expect([status, body.type]).toEqual([409, '/problems/statement-gap']);
    expect(body.errors[0].message).toContain('£777.00');
    expect(body.errors[0].message).toContain('£120.00');
    await ok(send(later, '&gap=accept'));
    const query = `/exceptions?bankAccount=${account.id}&kind=gap`;
    const { items } = await ok(finance.get(query), 200);
    expect(items).toMatchObject([{ expectedAmount: '120.00', foundAmount: '777.00' }]);
  });

  it('begins on that day all the same when it has a line of it', async () => {
    const account = await aBankAccount(api.db);
    const one = await ok(send({ ...first(account), openedOn: '260410' }));
    expect(one.statements[0]).toMatchObject({ from: '2026-04-10', to: '2026-04-10' });
    const day = { openedOn: '260414', closedOn: '260414', opening: '120.00', closing: '120.00' };
    const empty = await ok(send({ account, number: 4, ...day }));
    expect(empty.statements[0]).toMatchObject({ from: '2026-04-14', to: '2026-04-14' });
  });
});

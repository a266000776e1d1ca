import { beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { statementOf } from '../../src/ledger/statement.ts';
import { freshApi, type Answer, type Api, type ApiUser } from '../support/api.ts';
import { familyWithShare } from '../support/family.ts';
import type { TestDatabase } from '../support/database.ts';
import { testSealer } from '../support/sealing.ts';
import { anEntry, openShare, postAll, type OpenAccount } from '../support/shares.ts';

const sealer = testSealer();
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi({ sealNow: sealer.sealNow });
  sealer.start(api.db);
  finance = await api.as('finance_officer');
});

const statement = (account: OpenAccount, query: string, user = finance): Promise<Answer> =>
  user.get(`/accounts/${account.id}/statement?${query}`);
const MARCH = 'from=2026-03-01&to=2026-03-31';

describe('a statement', () => {
  it('opens, moves and closes', async () => {
    const a = await openShare(api.db);
    const ids = await postAll(api.db, [
      anEntry('treasury', '2026-02-28', [[a.treasury, a.bank, '100.00']]),
      { ...anEntry('bank_charge', '2026-03-01', [[a.bank, a.charges, '0.35']]), reason: 'monthly' },
      anEntry('treasury', '2026-03-31', [[a.treasury, a.bank, '20.00']]),
      anEntry('treasury', '2026-04-01', [[a.treasury, a.bank, '7.00']]),
    ]);
    const { status, body } = await statement(a.bank, MARCH);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      account: a.bank.id,
      name: a.bank.name,
      from: '2026-03-01',
      to: '2026-03-31',
      knownThrough: null,
      opening: '100.00',
      moneyIn: '20.00',
      moneyOut: '0.35',
      closing: '119.65',
      next: null,
    });
    expect(body.lines).toEqual([
      {
        entry: ids[1],
        line: 1,
        effectiveOn: '2026-03-01',
        relatesOn: null,
        kind: 'bank_charge',
        from: a.bank.name,
        to: a.charges.name,
        amount: '-0.35',
        balance: '99.65',
        reason: 'monthly',
        reverses: null,
      },
      expect.objectContaining({
        entry: ids[2],
        from: a.treasury.name,
        amount: '20.00',
        balance: '119.65',
      }),
    ]);
  });
});

describe('what was known', () => {
  it('is the same after back-dated postings', async () => {
    const a = await openShare(api.db);
    await postAll(api.db, [anEntry('treasury', '2026-03-10', [[a.treasury, a.bank, '100.00']])]);
    await sealer.sealNow();
    const moment = Temporal.Now.instant().toString();
    const before = await statement(a.bank, `${MARCH}&asKnownAt=${moment}`);
    expect(before.body).toMatchObject({ closing: '100.00', lines: [{ balance: '100.00' }] });
    await postAll(api.db, [
      anEntry('treasury', '2026-02-10', [[a.treasury, a.bank, '5.00']]),
      anEntry('bank_charge', '2026-03-11', [[a.bank, a.charges, '1.00']]),
    ]);
    const unsealed = await statement(a.bank, `${MARCH}&asKnownAt=${moment}`);
    expect(unsealed.text).toBe(before.text);
    for (let month = 0; month < 4; month += 1) await sealer.sealNow();
    expect((await statement(a.bank, `${MARCH}&asKnownAt=${moment}`)).text).toBe(before.text);
    const now = await statement(a.bank, MARCH);
    expect(now.body).toMatchObject({ opening: '5.00', closing: '104.00' });
  });
});

describe('the time it takes', () => {
  it('depends on the period and not on what the account did before', async () => {
    const a = await openShare(api.db);
    const history = Array.from({ length: 3000 }, (_, n) =>
      anEntry('treasury', `2026-01-${String((n % 28) + 1).padStart(2, '0')}`, [
        [a.treasury, a.bank, '1.00'],
      ]),
    );
    const month = Array.from({ length: 20 }, () =>
      anEntry('bank_charge', '2026-03-05', [[a.bank, a.charges, '0.10']]),
    );
    await postAll(api.db, [...history, ...month]);
    for (let round = 0; round < 4; round += 1) await sealer.sealNow();
    await gatherStatistics(api.db);
    const asked = {
      account: a.bank.id,
      from: Temporal.PlainDate.from('2026-03-01'),
      to: Temporal.PlainDate.from('2026-03-31'),
      knownThrough: null,
      limit: 100,
    };
    const { opening, closing, touched } = await api.db.run(async (tx) => {
      const before = await transfersRead(tx);
      const found = await statementOf(tx, asked);
      return { ...found, touched: (await transfersRead(tx)) - before };
    });
    expect([opening, closing]).toEqual(['3000.00', '2998.00']);
    expect(touched).toBeLessThan(200);
  });
});

async function gatherStatistics(db: TestDatabase): Promise<void> {
  const superuser = connect(db.urls.superuser, { name: 'test statistics', max: 1 });
  await superuser`analyze`;
  await superuser.end();
}

/** How many rows of transfers this connection has read lately. */
async function transfersRead({ sql }: Tx): Promise<number> {
  const [rows] = await sql<{ read: number }[]>`
    select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
    from pg_stat_xact_user_tables
    where relname = 'transfers' and schemaname = current_schema()`;
  return rows!.read;
}

describe('who may read a statement', () => {
  it('a family reads its own, where another account is named by its class', async () => {
    const { family, own } = await familyWithShare(api);
    const a = await openShare(api.db);
    await postAll(api.db, [anEntry('payment', '2026-03-02', [[a.in_transit, own.held, '50.00']])]);
    const { status, body } = await statement(own.held, MARCH, family);
    expect(status).toBe(200);
    expect(body.lines).toMatchObject([{ from: 'in_transit', to: own.held.name, amount: '50.00' }]);
    expect((await statement(a.bank, MARCH, family)).status).toBe(404);
    const { own: others } = await familyWithShare(api);
    expect((await statement(others.held, MARCH, family)).status).toBe(404);
  });
});

describe('what is not a statement', () => {
  it.each([
    ['from=2026-03-31&to=2026-03-01', 'dates-out-of-order', 'query.to'],
    ['from=0001-01-01&to=2026-03-01', 'dates-out-of-order', 'query.from'],
    ['from=2026-02-30&to=2026-03-01', 'invalid-request', 'query.from'],
    [`${MARCH}&limit=501`, 'invalid-request', 'query.limit'],
    [`${MARCH}&after=1`, 'invalid-request', 'query.after'],
    [`${MARCH}&after=2026-02-30.1.1`, 'invalid-request', 'query.after'],
    [`${MARCH}&after=2026-03-01.1.99999`, 'invalid-request', 'query.after'],
    [`${MARCH}&asKnownAt=2026-03-01`, 'invalid-request', 'query.asKnownAt'],
    [`${MARCH}&asKnownAt=2999-01-01T00:00:00Z`, 'invalid-request', 'query.asKnownAt'],
  ])('%s is %s', async (query, type, where) => {
    const a = await openShare(api.db);
    const { status, body } = await statement(a.bank, query);
    expect([status, body.type]).toEqual([422, `/problems/${type}`]);
    expect(body.errors.map((one: { where: string }) => one.where)).toContain(where);
  });

  it.each(['999999999999999999', '1'.repeat(19), 'x', '-1'])('the account %s', async (id) => {
    const answer = await finance.get(`/accounts/${id}/statement?${MARCH}`);
    expect(answer.status).toBe(id === '999999999999999999' ? 404 : 422);
  });
});

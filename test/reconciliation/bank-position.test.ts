import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { findAccounts } from '../../src/ledger/accounts.ts';
import { post } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { bankFile, importFile } from '../support/bank-file.ts';
import { ok } from '../support/book.ts';
import { postMatch } from '../support/matching.ts';
import { aBankAccount, aReleasedRun } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

const position = (bankAccount: string, asAt?: string) => {
  const day = asAt === undefined ? '' : `&asAt=${asAt}`;
  return ok(finance.get(`/bank-position?bankAccount=${bankAccount}${day}`), 200);
};

/** The authority's own money comes into the account. */
async function fill(bankAccountId: string, amount: string, on: string) {
  const names = [`treasury:${bankAccountId}`, `bank:${bankAccountId}`] as const;
  await api.db.run(async (tx) => {
    const ids = await findAccounts(tx, names);
    const [from, to] = [ids.get(names[0])!, ids.get(names[1])!];
    const effectiveOn = Temporal.PlainDate.from(on);
    const transfers = [{ from, to, amount: money(amount) }];
    await post(tx, [{ key: randomUUID(), kind: 'treasury', effectiveOn, transfers }]);
  });
}

describe('the position of a bank account', () => {
  it('compares ledger and statement at a date, and says what is on its way', async () => {
    const account = await aBankAccount(api.db);
    const bankAccountId = account.id;
    await fill(bankAccountId, '1000.00', '2026-04-01');
    const facts = { bankAccountId, valueOn: '2026-04-07' };
    const seen = await aReleasedRun(api.db, { ...facts, serial: 'B00001', total: '300.00' });
    await aReleasedRun(api.db, { ...facts, serial: 'B00002', total: '50.00' });
    const content = bankFile({
      account,
      opening: '1000.00',
      from: '2026-04-01',
      to: '2026-04-10',
      lines: [
        ['2026-04-08', '-300.00'],
        ['2026-04-09', '-12.00'],
        ['2026-04-10', '2.00'],
      ],
    });
    const { body } = await importFile(finance, content);
    const { items } = (await finance.get(`/bank-lines?bankAccount=${bankAccountId}`)).body;
    await ok(postMatch(finance, { lineId: items[0].id, payRunId: seen }));

    const statement = { id: body.statements[0].id, to: '2026-04-10', closing: '690.00' };
    expect(await position(bankAccountId)).toEqual({
      bankAccountId,
      asAt: '2026-04-15',
      ledger: '700.00',
      inTransit: '50.00',
      notOnStatement: { count: 0, sum: '0.00' },
      openLines: { count: 2, sum: '-10.00' },
      expected: '690.00',
      statement,
      linesSince: { count: 0, sum: '0.00' },
      difference: '0.00',
    });
    expect(await position(bankAccountId, '2026-04-09')).toEqual({
      bankAccountId,
      asAt: '2026-04-09',
      ledger: '700.00',
      inTransit: '50.00',
      notOnStatement: { count: 0, sum: '0.00' },
      openLines: { count: 1, sum: '-12.00' },
      expected: '688.00',
      statement: null,
      linesSince: { count: 2, sum: '-312.00' },
      difference: null,
    });
    const sent = { ledger: '1000.00', inTransit: '350.00', openLines: { count: 0, sum: '0.00' } };
    expect(await position(bankAccountId, '2026-04-07')).toMatchObject(sent);
    expect(await position(bankAccountId, '2026-04-06')).toMatchObject({ inTransit: '0.00' });
  });

  it('counts a line that is matched in part as open, for the rest of it', async () => {
    const account = await aBankAccount(api.db);
    const bankAccountId = account.id;
    const facts = { bankAccountId, valueOn: '2026-04-07', serial: 'B00004', total: '300.00' };
    const payRunId = await aReleasedRun(api.db, facts);
    const lines = [
      ['2026-04-08', '-250.00'],
      ['2026-04-08', '-90.00'],
    ] as const;
    await importFile(finance, bankFile({ account, lines }));
    const { items } = await ok(finance.get(`/bank-lines?bankAccount=${bankAccountId}`), 200);
    const match = (n: number, amount: string) =>
      ok(postMatch(finance, { lineId: items[n].id, payRunId, amount }));
    await match(0, '250.00');
    const part = await match(1, '50.00');
    expect((await position(bankAccountId)).openLines).toEqual({ count: 1, sum: '-40.00' });
    await ok(finance.post(`/matches/${part.id}/undo`, { reason: 'wrong_amount' }));
    expect((await position(bankAccountId)).openLines).toEqual({ count: 1, sum: '-90.00' });
  });

  it('counts a match from the day its entry takes effect, after a closed period', async () => {
    const account = await aBankAccount(api.db);
    const bankAccountId = account.id;
    const facts = { bankAccountId, valueOn: '2026-03-30', serial: 'B00003', total: '8.00' };
    const payRunId = await aReleasedRun(api.db, facts);
    const dates = { from: '2026-03-01', to: '2026-03-31' };
    await importFile(finance, bankFile({ account, ...dates, lines: [['2026-03-30', '-8.00']] }));
    await api.db.run(async (tx) => {
      const key = `period:${bankAccountId}`;
      const effectiveOn = Temporal.PlainDate.from('2026-04-01');
      const { ids } = await post(tx, [{ key, kind: 'decision', effectiveOn, transfers: [] }]);
      await tx.sql`insert into period_closings (closed_through, reason, closed_by, entry_id)
        values ('2026-03-31', 'month_end', ${tx.scope.user}, ${ids.get(key)!})`;
    });
    const [line] = (await finance.get(`/bank-lines?bankAccount=${bankAccountId}`)).body.items;
    await ok(postMatch(finance, { lineId: line.id, payRunId }));
    expect(await position(bankAccountId, '2026-03-31')).toMatchObject({
      ledger: '0.00',
      inTransit: '8.00',
      openLines: { count: 1, sum: '-8.00' },
      expected: '-8.00',
      difference: '0.00',
    });
    expect(await position(bankAccountId, '2026-04-01')).toMatchObject({
      ledger: '-8.00',
      inTransit: '0.00',
      openLines: { count: 0, sum: '0.00' },
      difference: '0.00',
    });
  });

  it('is of an account that is there, for those whose work it is', async () => {
    const path = `/bank-position?bankAccount=${randomUUID()}`;
    expect((await finance.get(path)).status).toBe(404);
    expect((await (await api.as('administrator')).get(path)).status).toBe(403);
  });
});

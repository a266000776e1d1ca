import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { anImportedAccount, balanceAt, postMatch } from '../support/matching.ts';
import { aBankAccount, aDrawnUpRun, aReleasedRun } from '../support/released-run.ts';

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

let serials = 0;
const run = (bankAccountId: string, total: string, valueOn = '2026-04-10') =>
  aReleasedRun(api.db, {
    bankAccountId,
    serial: `M${String((serials += 1)).padStart(5, '0')}`,
    valueOn,
    total,
  });

describe('matching a line to a pay run', () => {
  it('moves the money from the bank to what is in transit on the booking date', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-13', '-500.00']]);
    const payRunId = await run(account.id, '500.00');
    const match = await ok(postMatch(finance, { lineId: lines[0], payRunId }));
    expect(match).toMatchObject({
      lineId: lines[0],
      expected: `pay_run:${payRunId}`,
      amount: '500.00',
      rule: 'by_hand',
      reason: null,
      undone: false,
    });
    const [entry] = await api.db.run(
      (tx) => tx.sql`select e.key, k.name as kind, e.effective_on as on from entries e
        join entry_kinds k on k.id = e.kind where e.id = ${match.entryId}`,
    );
    expect(entry).toEqual({
      key: `match:${match.id}`,
      kind: 'bank_match',
      on: '2026-04-13',
    });
    const before = Temporal.PlainDate.from('2026-04-12');
    expect(await balanceAt(api.db, `bank:${account.id}`, before)).toBe('0.00');
    expect(await balanceAt(api.db, `in_transit:${payRunId}`, before)).toBe('-500.00');
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('-500.00');
    expect(await balanceAt(api.db, `in_transit:${payRunId}`)).toBe('0.00');
  });

  it('takes parts of a line and of a run, until nothing is left', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-300.00'],
      ['2026-04-10', '-200.01'],
    ]);
    const [first, second] = [await run(account.id, '400.00'), await run(account.id, '100.01')];
    const match = async (n: number, payRunId: string, amount?: string) => {
      const sent = { lineId: lines[n], payRunId, ...(amount === undefined ? {} : { amount }) };
      const { status, body } = await postMatch(finance, sent);
      return status === 201 ? body.rule : body.type;
    };
    expect(await match(0, first, '300.00')).toBe('by_hand');
    expect(await match(1, first)).toBe('/problems/match-not-possible');
    expect(await match(1, first, '100.01')).toBe('/problems/match-not-possible');
    expect(await match(1, first, '100.00')).toBe('by_hand');
    expect(await match(1, second)).toBe('by_hand');
    expect(await match(1, second, '0.01')).toBe('/problems/match-not-possible');
    expect(await balanceAt(api.db, `in_transit:${first}`)).toBe('0.00');
    expect(await balanceAt(api.db, `in_transit:${second}`)).toBe('0.00');
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('-500.01');
  });

  it('is by hand when it takes less than what fits', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-60.00']]);
    const payRunId = await run(account.id, '60.00');
    const part = await ok(postMatch(finance, { lineId: lines[0], payRunId, amount: '20.00' }));
    expect(part.rule).toBe('by_hand');
    const capitals = payRunId.toUpperCase();
    const rest = await ok(postMatch(finance, { lineId: lines[0], payRunId: capitals }));
    expect([rest.amount, rest.rule]).toEqual(['40.00', 'by_hand']);
  });

  it('answers a repeated request as the first, and moves nothing again', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-9.00']]);
    const payRunId = await run(account.id, '9.00');
    const headers = { 'idempotency-key': randomUUID() };
    const sent = { lineId: lines[0], payRunId };
    const first = await postMatch(finance, sent, headers);
    const again = await postMatch(finance, sent, headers);
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(await balanceAt(api.db, `bank:${account.id}`)).toBe('-9.00');
  });

  it('says every reason why not, and does nothing', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '5.00'],
      ['2026-04-10', '-5.00'],
    ]);
    const bankAccountId = account.id;
    const elsewhere = await run((await aBankAccount(api.db)).id, '5.00');
    const facts = { bankAccountId, valueOn: '2026-04-10', total: '5.00' };
    const drawnUp = await aDrawnUpRun(api.db, { ...facts, serial: 'DRAWN1' });
    const withdrawn = await run(bankAccountId, '5.00');
    await api.db.run(
      (tx) => tx.sql`insert into pay_run_withdrawals (pay_run_id, reason, withdrawn_by, entry_id)
        select r.id, 'late', r.drawn_up_by, a.entry_id
        from pay_runs r join pay_run_approvals a on a.pay_run_id = r.id where r.id = ${withdrawn}`,
    );
    const why = async (lineId: string, payRunId: string) => {
      const { status, body } = await postMatch(finance, { lineId, payRunId });
      expect([status, body.type]).toEqual([409, '/problems/match-not-possible']);
      for (const { message } of body.errors) expect(body.detail).toContain(message);
      return body.errors.map((one: { where: string }) => one.where);
    };
    const [credit, debit] = [lines.at(0)!, lines.at(1)!];
    expect(await why(credit, elsewhere)).toEqual(['body.pairs.0.expected', 'body.pairs.0.lineId']);
    for (const other of [drawnUp, withdrawn]) {
      const none = await postMatch(finance, { lineId: debit, payRunId: other });
      expect([none.status, none.body.type]).toEqual([422, '/problems/record-unknown']);
    }
    expect(await balanceAt(api.db, `bank:${bankAccountId}`)).toBe('0.00');
  });

  it('names a line and a run that are not there, and a form that is wrong', async () => {
    const unknown = await postMatch(finance, { lineId: '999999', payRunId: randomUUID() });
    expect([unknown.status, unknown.body.type]).toEqual([422, '/problems/record-unknown']);
    expect(unknown.body.errors.map((one: { where: string }) => one.where)).toEqual([
      'body.pairs.0.lineId',
      'body.pairs.0.expected',
    ]);
    const wrong = { lineId: '1.5', payRunId: 'x', amount: '0.00' };
    const { status, body } = await postMatch(finance, wrong);
    expect([status, body.errors.length]).toEqual([422, 3]);
  });

  it('is the work of a finance officer', async () => {
    const sent = { lineId: '1', payRunId: randomUUID() };
    expect((await postMatch(await api.as('approver'), sent)).status).toBe(403);
    expect((await (await api.as('family')).get('/bank-lines/1')).status).toBe(403);
  });
});

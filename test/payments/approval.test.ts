import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LIMIT_CHECKS } from '../../src/commands/evidence/limits.ts';
import { connect } from '../../src/database/connections.ts';
import { twoPeople } from '../../src/ledger/verify/four-eyes.ts';
import type { Answer, ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { aPayable } from '../support/payable.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** Who may approve a pay run: a second person, within their limit, not to details of their own. */
let book: Council;
let approverId: string;
let administratorId: string;
beforeAll(async () => {
  book = await council();
  approverId = await idOf('approver');
  administratorId = await idOf('administrator');
});
beforeEach(() => book.on('2026-03-31'));

/** The identifier of a user, who is known from their first request on. */
async function idOf(subject: 'approver' | 'administrator'): Promise<string> {
  await book.staff[subject].get('/funders');
  const [user] = await book.api.db.run(
    (tx) => tx.sql<{ id: string }[]>`select id from users where subject = ${subject}`,
  );
  return user!.id;
}

const setLimit = (amount: string, fromOn = '2026-03-31', userId = approverId): Promise<Answer> =>
  book.staff.administrator.post('/approval-limits', { userId, amount, fromOn });
const approve = (id: string, by: ApiUser = book.staff.approver): Promise<Answer> =>
  by.post(`/pay-runs/${id}/approval`);
const limits = (more = ''): Promise<any> =>
  ok(book.staff.auditor.get(`/approval-limits${more}`), 200);

/** A run of 769.23 to somebody new. */
async function aRun(): Promise<string> {
  await aPayable(book);
  const { bankAccountId, staff } = book;
  const valueOn = '2026-04-02';
  return (await ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn }))).id;
}

/** Who is paid by a run of one payment, and by which arrangement. */
async function paidBy(run: string): Promise<{ payeeId: string; arrangement: string }> {
  const [row] = await book.api.db.run(
    (tx) => tx.sql<{ payeeId: string; arrangement: string }[]>`
      select a.payee_id as "payeeId", a.id as arrangement
      from pay_run_items i join arrangements a on a.id = i.arrangement_id
      where i.pay_run_id = ${run}`,
  );
  return row!;
}

/** New bank details of a payee. */
async function addDetailsCheckedBy(payeeId: string, checker: ApiUser): Promise<void> {
  const details = await ok(
    book.staff.caseworker.post(`/payees/${payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    }),
  );
  await ok(checker.post(`/bank-details/${details.id}/check`, { method: 'call_back' }), 200);
}

/** Changes the book around every rule. */
async function around(statement: string): Promise<void> {
  const superuser = connect(book.api.db.urls.superuser, { name: 'test around', max: 1 });
  await superuser.unsafe(
    `set search_path = testshire; set session_replication_role = replica; ${statement}`,
  );
  await superuser.end();
}

const stateOf = async (id: string): Promise<string> =>
  (await ok(book.staff.finance.get(`/pay-runs/${id}`), 200)).state;

describe('a limit', () => {
  it('keeps who has it from approving more, to the penny', async () => {
    const run = await aRun();
    await ok(setLimit('769.22'));
    const refused = await approve(run);
    expect(refusalOf(refused)).toEqual([403, 'over-approval-limit']);
    expect([refused.body.limit, refused.body.total]).toEqual(['769.22', '769.23']);
    expect(await stateOf(run)).toBe('drawn_up');
    await ok(setLimit('769.23'));
    await ok(approve(run), 200);
    const [row] = await book.api.db.run(
      (tx) => tx.sql<{ amount: string }[]>`
        select l.amount from pay_run_approvals a join approval_limits l on l.id = a.limit_id
        where a.pay_run_id = ${run}`,
    );
    expect(row!.amount).toBe('769.23');
  });

  it('counts from its first day, and is one person’s', async () => {
    await ok(setLimit('10.00', '2026-04-01'));
    await ok(setLimit('1000.00', '2026-03-31'));
    await ok(approve(await aRun()), 200);
    const run = await aRun();
    book.on('2026-04-01');
    expect(refusalOf(await approve(run))).toEqual([403, 'over-approval-limit']);
    await ok(approve(run, await book.api.as('approver', { sub: 'another' })), 200);
  });

  it('is set by an administrator, for somebody else, from today on', async () => {
    expect(refusalOf(await setLimit('1.00', '2026-03-31', administratorId))).toEqual([
      403,
      'needs-a-second-person',
    ]);
    const wrong: readonly [string, string, string, unknown[]][] = [
      ['1.00', '2026-03-30', approverId, [422, 'invalid-request', 'body.fromOn']],
      ['-0.01', '2026-03-31', approverId, [422, 'invalid-request', 'body.amount']],
      ['1', '2026-03-31', approverId, [422, 'invalid-request', 'body.amount']],
      ['1.00', '2026-03-31', randomUUID(), [422, 'record-unknown', 'body.userId']],
    ];
    for (const [amount, fromOn, userId, refusal] of wrong) {
      expect(refusalOf(await setLimit(amount, fromOn, userId))).toEqual(refusal);
    }
    const body = { userId: approverId, amount: '1.00', fromOn: '2026-03-31' };
    expect((await book.staff.finance.post('/approval-limits', body)).status).toBe(403);
  });

  it('is listed, the last that was set first, with the one that counts', async () => {
    const past = (await limits()).items.length;
    const first = await ok(setLimit('5.00'));
    const second = await ok(setLimit('6.00'));
    const coming = await ok(setLimit('7.00', '2026-06-01'));
    const { items } = await limits(`?userId=${approverId}`);
    expect(items).toHaveLength(past + 3);
    expect(items.slice(0, 3)).toEqual([coming, second, { ...first, inForce: false }]);
    expect([coming.inForce, second.inForce]).toEqual([false, true]);
    const page = await limits('?limit=1');
    expect(page.items).toEqual([coming]);
    expect((await limits(`?limit=1&after=${page.next}`)).items).toEqual([second]);
    expect((await limits(`?userId=${administratorId}`)).items).toEqual([]);
  });
});

describe('an approver', () => {
  it('approves no payment to details that they recorded or checked', async () => {
    await ok(setLimit('100000.00'));
    const run = await aRun();
    const { payeeId, arrangement } = await paidBy(run);
    await ok(
      book.staff.finance.post(`/pay-runs/${run}/withdrawal`, { reason: 'New details' }),
      200,
    );
    await addDetailsCheckedBy(payeeId, book.staff.approver);
    book.on('2026-04-20');
    const { bankAccountId, staff } = book;
    const draw = staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-05-18' });
    const again = await ok(draw);
    const refused = await approve(again.id);
    expect(refusalOf(refused)).toEqual([403, 'needs-a-second-person']);
    const { items } = await ok(staff.finance.get(`/pay-runs/${again.id}/items?limit=200`), 200);
    const own = items.filter((item: any) => item.arrangementId === arrangement);
    expect(refused.body.references).toEqual(own.map((item: any) => item.reference));
    expect(own.length).toBeGreaterThan(0);
    await ok(approve(again.id, await book.api.as('approver', { sub: 'another' })), 200);
  });

  it('approves once, whatever is sent again', async () => {
    const run = await aRun();
    const key = { 'idempotency-key': randomUUID() };
    const send = () => book.staff.approver.post(`/pay-runs/${run}/approval`, undefined, key);
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(refusalOf(await approve(run))).toEqual([409, 'state-does-not-allow']);
  });
});

describe('what was approved', () => {
  const offenders = (): Promise<readonly string[]> =>
    book.api.db.run(async (tx) => (await twoPeople.run({ tx } as never)).named);

  it('is verified against the limits and the details of its day', async () => {
    expect(await offenders()).toEqual([]);
    const [limit] = LIMIT_CHECKS;
    const found = await book.api.db.run((tx) => limit!({ tx } as never));
    expect([found.found, Number.parseInt(found.figure, 10)]).toEqual([
      0,
      (await limits('?limit=200')).items.length,
    ]);
  });

  it('is found when it was above the limit, or by no limit', async () => {
    const run = await aRun();
    await ok(setLimit('800.00'));
    await ok(approve(run), 200);
    await around(`update approval_limits set amount = 700 where amount = 800`);
    expect(await offenders()).toEqual([
      `Pay run ${run} of £769.23 was approved where the limit was £700.00.`,
    ]);
    const [limit] = LIMIT_CHECKS;
    expect((await book.api.db.run((tx) => limit!({ tx } as never))).found).toBe(1);
    await around(`update approval_limits set amount = 800 where amount = 700`);
    await around(`update pay_run_approvals set limit_id = null where pay_run_id = '${run}'`);
    expect(await offenders()).toEqual([
      `Pay run ${run} of £769.23 was approved where the limit was £800.00, and by another limit.`,
    ]);
    await around(
      `update pay_run_approvals set limit_id = (select id from approval_limits where amount = 800)
       where pay_run_id = '${run}'`,
    );
    expect(await offenders()).toEqual([]);
  });

  it('is found when it was to details of one’s own', async () => {
    const run = await aRun();
    await ok(approve(run), 200);
    await around(
      `update bank_details_checks set checked_by = '${approverId}' where bank_details_id in (
        select bank_details_id from pay_run_items where pay_run_id = '${run}')`,
    );
    expect(await offenders()).toEqual([
      `Pay run ${run} was approved by the one who recorded or checked 1 of the bank details that it pays to.`,
    ]);
  });
});

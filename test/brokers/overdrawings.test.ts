import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordSpending } from '../../src/budgets/spending-store.ts';
import type { Tx } from '../../src/database/transactions.ts';
import { money } from '../../src/money.ts';
import { neverBelowZero } from '../../src/ledger/verify/guarded.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import { addBudget, addPerson, caseOne, ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { aSetting, anArrangement, payOn, spend, type Setting } from './setting.ts';

/** Arrangements that were paid 100.00 on 2 April and are due 100.00 more on 4 May. */
let setting: Setting;
beforeAll(async () => {
  setting = await aSetting();
});

const ALLOWED = {
  cause: 'payment_late',
  most: '50.00',
  fromOn: '2026-04-06',
  untilOn: '2026-04-30',
  reasons: 'The payment of May is late, and wages are due.',
};
const allow = (arrangement: string, more: object = {}) =>
  setting.staff.approver.post(`/arrangements/${arrangement}/overdrawings`, { ...ALLOWED, ...more });
const endOf = (id: string, by = setting.staff.finance) => by.post(`/overdrawings/${id}/ending`);
const overdue = async (): Promise<string[]> =>
  (await ok(setting.staff.auditor.get('/overdrawings?state=overdue'), 200)).items.map(
    (one: any) => one.id,
  );
async function paidOne(): Promise<string> {
  setting.goTo('2026-03-31');
  const id = await anArrangement(setting);
  await payOn(setting, '2026-04-02');
  setting.goTo('2026-04-15');
  return id;
}
async function heldOf(arrangement: string): Promise<string[]> {
  const url = `/brokers/${setting.brokerId}/people?on=2026-12-31&limit=200`;
  const { items } = await ok(setting.staff.auditor.get(url), 200);
  const [mine] = items.filter((one: any) => one.arrangementId === arrangement);
  return mine.shares.map((share: any) => share.held);
}

describe('an overdrawing', () => {
  it('lets spending go below zero, by as much as it says and no more', async () => {
    const arrangement = await paidOne();
    const before = await spend(setting, arrangement, '2026-04-10', '100.01');
    expect([refusalOf(before), before.body.shortfalls]).toMatchObject([
      [409, 'not-covered'],
      [{ available: '100.00', asked: '100.01' }],
    ]);
    const overdrawing = await ok(allow(arrangement));
    expect(overdrawing).toMatchObject({ ...ALLOWED, state: 'in_force', belowZero: '0.00' });
    await ok(spend(setting, arrangement, '2026-04-10', '130.00'));
    expect(await heldOf(arrangement)).toEqual(['-18.00', '-12.00']);
    const more = await spend(setting, arrangement, '2026-04-10', '20.01');
    expect(more.body.shortfalls).toMatchObject([{ available: '20.00', asked: '20.01' }]);
    await ok(spend(setting, arrangement, '2026-04-12', '20.00'));
    const [found] = (
      await ok(setting.staff.auditor.get(`/arrangements/${arrangement}/overdrawings`), 200)
    ).items;
    expect(found).toMatchObject({ id: overdrawing.id, belowZero: '50.00' });
    await neverBelow();
  });

  it('is not for a day before or after its own', async () => {
    const arrangement = await paidOne();
    await ok(allow(arrangement, { fromOn: '2026-04-08', untilOn: '2026-04-12' }));
    for (const day of ['2026-04-07', '2026-04-13']) {
      const refused = await spend(setting, arrangement, day, '100.01');
      expect(refusalOf(refused)).toEqual([409, 'not-covered']);
    }
    await ok(spend(setting, arrangement, '2026-04-12', '100.01'));
    await neverBelow();
  });

  it('ends once every share is at zero or above, and then the guard holds again', async () => {
    const arrangement = await paidOne();
    const { id } = await ok(allow(arrangement));
    await ok(spend(setting, arrangement, '2026-04-10', '110.00'));
    const early = await endOf(id);
    expect([refusalOf(early), early.body.belowZero]).toEqual([
      [409, 'state-does-not-allow'],
      '10.00',
    ]);
    setting.goTo('2026-05-05');
    expect(await overdue()).toContain(id);
    setting.goTo('2026-04-29');
    await payOn(setting, '2026-05-01');
    expect(refusalOf(await endOf(id))).toEqual([409, 'state-does-not-allow']);
    setting.goTo('2026-05-05');
    expect(await overdue()).not.toContain(id);
    const ended = await ok(endOf(id));
    expect(ended).toMatchObject({ state: 'ended', belowZero: '0.00' });
    expect(refusalOf(await endOf(id))).toEqual([409, 'state-does-not-allow']);
    expect(await heldOf(arrangement)).toEqual(['54.00', '36.00']);
    const refused = await spend(setting, arrangement, '2026-05-05', '90.01');
    expect(refusalOf(refused)).toEqual([409, 'not-covered']);
    const flags = await setting.api.db.run(
      (tx) => tx.sql`select from account_balances b join accounts a on a.id = b.account_id
        where a.arrangement_id = ${arrangement} and b.may_go_below`,
    );
    expect(flags).toHaveLength(0);
    await ok(allow(arrangement, { fromOn: '2026-05-05', untilOn: '2026-05-31' }));
    await ok(spend(setting, arrangement, '2026-05-05', '90.01'));
    await neverBelow();
  });

  it('is one at a time, with its days in order', async () => {
    const arrangement = await paidOne();
    expect(refusalOf(await allow(arrangement, { untilOn: '2026-04-05' }))).toEqual([
      422,
      'dates-out-of-order',
      'body.untilOn',
    ]);
    expect(refusalOf(await allow(arrangement, { most: '0.00', cause: 'why_not' }))).toEqual([
      422,
      'invalid-request',
      'body.cause',
      'body.most',
    ]);
    const { id } = await ok(allow(arrangement));
    expect(refusalOf(await allow(arrangement))).toEqual([409, 'already-exists']);
    await ok(endOf(id, setting.staff.approver));
    await ok(allow(arrangement));
  });

  it('is allowed by approvers alone, and not where no money is held', async () => {
    const arrangement = await paidOne();
    const { finance, caseworker, administrator } = setting.staff;
    for (const one of [finance, caseworker, administrator, setting.broker]) {
      const refused = await one.post(`/arrangements/${arrangement}/overdrawings`, ALLOWED);
      expect(refused.status).toBe(403);
    }
    const person = await addPerson(setting.staff);
    const budget = await addBudget(setting.staff, person);
    const once = { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' };
    const sent = caseOne(person, setting.funders, {
      kind: 'notional',
      payeeId: undefined,
      schedule: once,
    });
    const { id } = await ok(caseworker.post(`/budgets/${budget}/arrangements`, sent));
    expect(refusalOf(await allow(id))).toEqual([409, 'state-does-not-allow']);
    expect((await allow(randomUUID())).status).toBe(404);
    expect((await endOf(randomUUID())).status).toBe(404);
  });

  it('gives all that it allows once, though two spend at the same moment', async () => {
    const arrangement = await paidOne();
    await ok(allow(arrangement));
    await ok(spend(setting, arrangement, '2026-04-10', '100.00'));
    const take = (tx: Tx) =>
      recordSpending(tx, [
        {
          arrangementId: arrangement,
          spentOn: Temporal.PlainDate.from('2026-04-11'),
          amount: money('45.00'),
          category: 'wages',
          description: 'Wages',
        },
      ]);
    const taken = Promise.withResolvers<void>();
    const second = Promise.withResolvers<unknown>();
    const first = setting.api.db.run(async (tx) => {
      await take(tx);
      taken.resolve();
      // The second has begun by now, and reads what is held before this transaction ends.
      await setTimeout(500);
    });
    await taken.promise;
    setting.api.db.run(take).then(() => second.resolve('recorded'), second.resolve);
    await first;
    expect(await second.promise).toMatchObject({ type: 'not-covered' });
    expect(await heldOf(arrangement)).toEqual(['-27.00', '-18.00']);
    await neverBelow();
  });
});

async function neverBelow(): Promise<void> {
  const { found, named } = await setting.api.db.run((tx) => neverBelowZero.run({ tx } as Work));
  expect([found, named]).toEqual([0, []]);
}

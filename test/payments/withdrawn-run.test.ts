import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { runToDecide } from '../../src/payments/find.ts';
import { withdraw } from '../../src/payments/release-store.ts';
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
import { putOnFile } from '../support/documents.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';

/** A run that is withdrawn and drawn up again pays each instalment once, whatever races. */
let api: Api;
let staff: Staff;
let bankAccountId: string;
let arrangement: string;
beforeAll(async () => {
  api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-03-31')) });
  staff = await staffOf(api);
  bankAccountId = (await aBankAccount(api.db)).id;
  const funders = await addFunders(staff);
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  const made = staff.caseworker.post(`/budgets/${budget}/arrangements`, caseOne(person, funders));
  arrangement = (await ok(made)).id;
  await ok(staff.panel.post(`/arrangements/${arrangement}/agreement`), 200);
  await putOnFile(staff, arrangement);
});

const drawUp = () => staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-04-02' });
const approve = (id: string) => ok(staff.approver.post(`/pay-runs/${id}/approval`), 200);
const release = (id: string) => staff.finance.post(`/pay-runs/${id}/release`);
const firstState = async (): Promise<string> =>
  (await ok(staff.finance.get(`/arrangements/${arrangement}/schedule`), 200)).items[0].state;

async function held(): Promise<string> {
  const [row] = await api.db.run(
    (tx) => tx.sql<{ held: string }[]>`
      select sum(b.balance)::text as held from account_balances b
      join accounts a on a.id = b.account_id join account_classes c on c.id = a.class
      where a.arrangement_id = ${arrangement} and c.name like 'held/%'`,
  );
  return row!.held;
}

describe('a withdrawn run', () => {
  it('leaves its instalments due, to be paid once', async () => {
    const first = await ok(drawUp());
    expect(await firstState()).toBe('in_a_run');
    await ok(staff.finance.post(`/pay-runs/${first.id}/withdrawal`, { reason: 'Wrong file' }), 200);
    expect(await firstState()).toBe('scheduled');
    const second = await ok(drawUp());
    expect([second.items, second.total]).toEqual([1, '769.23']);
    expect(refusalOf(await drawUp())).toEqual([409, 'nothing-due']);
    await approve(second.id);
    await ok(staff.approver.post(`/pay-runs/${second.id}/withdrawal`, { reason: 'Stop' }), 200);
    const third = await ok(drawUp());
    expect(third.items).toBe(1);
    await approve(third.id);
    await ok(release(third.id), 200);
    expect(await firstState()).toBe('released');
    expect(await held()).toBe('769.23');
    expect(refusalOf(await release(second.id))).toEqual([409, 'state-does-not-allow']);
    expect(refusalOf(await drawUp())).toEqual([409, 'nothing-due']);
    expect(await held()).toBe('769.23');
  });

  it('is not released by somebody who read it a moment before', async () => {
    const draw = staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-05-01' });
    const { id } = await ok(draw);
    await approve(id);
    let releasing: ReturnType<typeof release> | undefined;
    await api.db.run(async (tx) => {
      await withdraw(tx, await runToDecide(tx, id), 'Stop');
      releasing = release(id);
      // The withdrawal is not committed yet, so the release must wait and not look past it.
      const early = await Promise.race([releasing, pause(300)]);
      expect(early).toBe('waits');
    });
    expect(refusalOf(await releasing!)).toEqual([409, 'state-does-not-allow']);
    expect(await held()).toBe('769.23');
  });

  it('is released or withdrawn and never both, when both are asked at once', async () => {
    const states: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { id } = await ok(
        staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-05-29' }),
      );
      await approve(id);
      const both = [
        staff.approver.post(`/pay-runs/${id}/withdrawal`, { reason: 'Stop' }),
        release(id),
      ];
      const statuses = (await Promise.all(both)).map((answer) => answer.status);
      expect(new Set(statuses)).toEqual(new Set([200, 409]));
      states.push((await ok(staff.finance.get(`/pay-runs/${id}`), 200)).state);
      if (states.at(-1) === 'released') break;
    }
    expect(states.every((state) => state === 'released' || state === 'withdrawn')).toBe(true);
  });
});

describe('a pay run', () => {
  it('takes each instalment once, however many draw it up at once', async () => {
    const valueOn = '2026-06-26';
    const ask = () => staff.finance.post('/pay-runs', { bankAccountId, valueOn });
    const answers = await Promise.all(Array.from({ length: 8 }, ask));
    const made = answers.filter((answer) => answer.status === 201);
    expect(made).toHaveLength(1);
    expect(answers.filter((answer) => answer.status !== 201).map(refusalOf)).toEqual(
      Array.from({ length: 7 }, () => [409, 'nothing-due']),
    );
    const twice = await api.db.run(
      (tx) => tx.sql`
        select instalment_id from pay_run_items i
        left join pay_run_withdrawals w on w.pay_run_id = i.pay_run_id
        where w.pay_run_id is null group by instalment_id having count(*) > 1`,
    );
    expect([...twice]).toEqual([]);
  });
});

const pause = (ms: number): Promise<'waits'> =>
  new Promise((resolve) => setTimeout(() => resolve('waits'), ms));

import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/calendar.ts';
import { freshApi, type Answer, type Api } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';

let api: Api;
let staff: Staff;
let funders: Funders;
let bankAccountId: string;
beforeAll(async () => {
  api = await freshApi({ clock: fixedClock(Temporal.PlainDate.from('2026-03-31')) });
  staff = await staffOf(api);
  funders = await addFunders(staff);
  bankAccountId = (await aBankAccount(api.db)).id;
});

const drawUp = (valueOn: unknown, more: object = {}): Promise<Answer> =>
  staff.finance.post('/pay-runs', { bankAccountId, valueOn, ...more });

/** A person with an agreed arrangement of 13 instalments, the first due on 2 April 2026. */
async function payable(person: Person): Promise<{ budget: string; arrangement: string }> {
  const budget = await addBudget(staff, person);
  const { id } = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, caseOne(person, funders)),
  );
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  await putOnFile(staff, id);
  return { budget, arrangement: id };
}

const runs = async (): Promise<number> =>
  (await ok(staff.finance.get('/pay-runs'), 200)).items.length;

describe('the value date of a pay run', () => {
  it.each([
    ['is Good Friday', '2026-04-03', /working day before is 2026-04-02/],
    ['is Easter Monday', '2026-04-06', /working day before is 2026-04-02/],
    ['is a Saturday', '2026-04-11', /working day before is 2026-04-10/],
    ['is a Sunday', '2026-04-12', /working day before is 2026-04-10/],
    ['is past', '2026-03-30', /today is 2026-03-31/],
    ['is the first day of the calendar', '2019-01-01', /today is 2026-03-31/],
    ['is before the calendar', '0001-01-01', /today is 2026-03-31/],
    ['leaves no time for the file', '2026-04-01', /had to be sent by 2026-03-30/],
    ['is beyond the calendar', '2029-01-02', /not known yet/],
    ['is the end of time', '9999-12-31', /not known yet/],
  ])('is refused when it %s', async (_name, valueOn, message) => {
    const answer = await drawUp(valueOn);
    expect(refusalOf(answer)).toEqual([422, 'not-a-working-day', 'body.valueOn']);
    expect(answer.body.errors[0].message).toMatch(message);
    expect(await runs()).toBe(0);
  });

  it.each([['2026-02-30'], ['2026-04'], ['02/04/2026'], [20260402], [null], ['2026-04-02T00:00']])(
    'is refused when it is no date: %j',
    async (valueOn) => {
      expect(refusalOf(await drawUp(valueOn))).toEqual([422, 'invalid-request', 'body.valueOn']);
    },
  );
});

describe('a pay run', () => {
  it('is paid from a bank account that there is', async () => {
    const answer = await drawUp('2026-04-02', { bankAccountId: randomUUID() });
    expect(refusalOf(answer)).toEqual([422, 'record-unknown', 'body.bankAccountId']);
  });

  it('is not drawn up when nothing is due', async () => {
    const answer = await drawUp('2026-04-02');
    expect(refusalOf(answer)).toEqual([409, 'nothing-due']);
    expect(answer.body.left).toEqual([]);
  });

  it('leaves out and names who has no checked bank details, and is none with only such', async () => {
    const unchecked = await payable(await addPerson(staff, { checked: false }));
    const alone = await drawUp('2026-04-02');
    expect(refusalOf(alone)).toEqual([409, 'bank-details-not-checked']);
    const left = [
      expect.objectContaining({
        arrangementId: unchecked.arrangement,
        amount: '769.23',
        why: 'bank-details-not-checked',
      }),
    ];
    expect(alone.body.left).toEqual(left);
    expect(await runs()).toBe(0);
    const checked = await payable(await addPerson(staff));
    const run = await ok(drawUp('2026-04-02'));
    expect([run.items, run.total, run.left]).toEqual([1, '769.23', left]);
    const { items } = await ok(staff.finance.get(`/pay-runs/${run.id}/items`), 200);
    expect(items.map((item: any) => item.arrangementId)).toEqual([checked.arrangement]);
  });

  it('leaves out and names whose bank details changed and wait for their check', async () => {
    const person = await addPerson(staff);
    const { arrangement } = await payable(person);
    const details = {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    };
    await ok(staff.caseworker.post(`/payees/${person.payeeId}/bank-details`, details));
    const answer = await drawUp('2026-04-02');
    expect(answer.status).toBe(409);
    expect(answer.body.left.map((one: any) => one.arrangementId)).toContain(arrangement);
  });

  it('leaves out and names what is of a closed budget', async () => {
    const { budget, arrangement } = await payable(await addPerson(staff));
    const closure = { closedOn: '2026-04-01', reason: 'Moved away' };
    await ok(staff.caseworker.post(`/budgets/${budget}/closure`, closure), 200);
    const { body } = await drawUp('2026-04-02');
    expect(body.left).toContainEqual(
      expect.objectContaining({ arrangementId: arrangement, why: 'budget-closed' }),
    );
  });
});

describe('a step of a pay run', () => {
  const step = (id: string, name: 'approval' | 'release' | 'withdrawal') => {
    const user = name === 'approval' ? staff.approver : staff.finance;
    const body = name === 'withdrawal' ? { reason: 'Wrong date' } : undefined;
    return user.post(`/pay-runs/${id}/${name}`, body);
  };
  const inState = (answer: Answer): unknown[] => [...refusalOf(answer), answer.body.state];
  const refusedIn = (state: string) => [409, 'state-does-not-allow', state];
  const drawn = async (): Promise<{ id: string; budget: string }> => {
    const { budget } = await payable(await addPerson(staff));
    return { id: (await ok(drawUp('2026-04-02'))).id, budget };
  };

  it('follows from the one before: approved, released, and nothing after', async () => {
    const { id } = await drawn();
    expect(inState(await step(id, 'release'))).toEqual(refusedIn('drawn_up'));
    expect(inState(await staff.finance.get(`/pay-runs/${id}/bacs-file`))).toEqual(
      refusedIn('drawn_up'),
    );
    await ok(step(id, 'approval'), 200);
    expect(inState(await step(id, 'approval'))).toEqual(refusedIn('approved'));
    await ok(step(id, 'release'), 200);
    for (const name of ['approval', 'release', 'withdrawal'] as const) {
      expect(inState(await step(id, name))).toEqual(refusedIn('released'));
    }
  });

  it('does not follow once the run is withdrawn', async () => {
    const { id } = await drawn();
    await ok(step(id, 'withdrawal'), 200);
    for (const name of ['approval', 'release', 'withdrawal'] as const) {
      expect(inState(await step(id, name))).toEqual(refusedIn('withdrawn'));
    }
  });

  it('releases nothing from a budget that was closed meanwhile', async () => {
    const { id, budget } = await drawn();
    await ok(step(id, 'approval'), 200);
    const closure = { closedOn: '2026-04-01', reason: 'Moved away' };
    await ok(staff.caseworker.post(`/budgets/${budget}/closure`, closure), 200);
    const [status, type, ...places] = refusalOf(await step(id, 'release'));
    expect([status, type, places.length]).toEqual([409, 'budget-closed', 1]);
    expect((await ok(staff.finance.get(`/pay-runs/${id}`), 200)).state).toBe('approved');
    await ok(step(id, 'withdrawal'), 200);
  });

  it('is of a run that there is', async () => {
    for (const name of ['approval', 'release', 'withdrawal'] as const) {
      expect(refusalOf(await step(randomUUID(), name))).toEqual([404, 'not-found']);
    }
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
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
import { refusalOf } from '../support/refusal.ts';

/** What several people decide at the same moment is decided once, and the others are told so. */
let api: Api;
let staff: Staff;
let funders: Funders;
let person: Person;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  funders = await addFunders(staff);
  person = await addPerson(staff);
});

/** Several people of one kind, asking for the same at once. @returns the refusals */
async function allAtOnce(
  kind: 'panel_member' | 'approver' | 'caseworker',
  ask: (user: Awaited<ReturnType<Api['as']>>) => Promise<Answer>,
): Promise<unknown[][]> {
  const users = await Promise.all([1, 2, 3, 4].map((n) => api.as(kind, { sub: `${kind} ${n}` })));
  const answers = await Promise.all(users.map(ask));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  return answers.filter((answer) => answer.status !== 200).map(refusalOf);
}
const three = <T>(one: T): T[] => [one, one, one];

describe('of several people at once', () => {
  it('one agrees an arrangement', async () => {
    const url = `/budgets/${await addBudget(staff, person)}/arrangements`;
    const { id } = await ok(staff.caseworker.post(url, caseOne(person, funders)));
    const refused = await allAtOnce('panel_member', (user) =>
      user.post(`/arrangements/${id}/agreement`),
    );
    expect(refused).toEqual(three([409, 'state-does-not-allow']));
  });

  it('one checks bank details', async () => {
    const { id } = await ok(
      staff.caseworker.post(`/payees/${person.payeeId}/bank-details`, {
        sortCode: '20-00-00',
        accountNumber: '12345678',
        accountName: 'G Example',
        accountUse: 'only_direct_payments',
      }),
    );
    const refused = await allAtOnce('approver', (user) =>
      user.post(`/bank-details/${id}/check`, { method: 'call_back' }),
    );
    expect(refused).toEqual(three([409, 'state-does-not-allow']));
  });

  it('one closes a budget', async () => {
    const budget = await addBudget(staff, person);
    const closure = { closedOn: '2026-04-10', reason: 'Moved away' };
    const refused = await allAtOnce('caseworker', (user) =>
      user.post(`/budgets/${budget}/closure`, closure),
    );
    expect(refused).toEqual(three([409, 'budget-closed']));
  });
});

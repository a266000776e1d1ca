import type { Clock } from '../../src/calendar.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { aBankAccount } from '../support/released-run.ts';

/** A council with one broker that has a pooled account, and a clock that can be set. */
export interface Setting {
  readonly api: Api;
  readonly staff: Staff;
  readonly funders: Funders;
  readonly brokerId: string;
  readonly accountId: string;
  readonly payeeId: string;
  readonly bankAccountId: string;
  readonly broker: ApiUser;
  goTo(day: string): void;
}

export const AGREEMENT = {
  kind: 'third_party',
  reference: 'Framework lot 3',
  fromOn: '2026-01-01',
} as const;

let accountNumber = 10_000_000;
/** An account number that nobody else has. */
export const aNumber = (): string => String((accountNumber += 1));

/** @param agreement what replaces parts of the usual agreement */
export async function aSetting(agreement: object = {}): Promise<Setting> {
  let today = Temporal.PlainDate.from('2026-03-31');
  const clock: Clock = { now: () => Temporal.Now.instant(), today: () => today };
  const api = await freshApi({ clock });
  const staff = await staffOf(api);
  const sent = { name: 'North', agreement: { ...AGREEMENT, ...agreement } };
  const { id: brokerId } = await ok(staff.administrator.post('/brokers', sent));
  const accountId = await addAccount(staff, brokerId, '2026-01-01');
  const payee = { name: 'North, client account' };
  const { id: payeeId } = await ok(staff.finance.post(`/brokers/${brokerId}/payees`, payee));
  await addDetails(staff, payeeId);
  return {
    api,
    staff,
    funders: await addFunders(staff),
    brokerId,
    accountId,
    payeeId,
    bankAccountId: (await aBankAccount(api.db)).id,
    broker: await api.as('broker', { broker: brokerId }),
    goTo(day) {
      today = Temporal.PlainDate.from(day);
    },
  };
}

export async function addAccount(
  { finance }: Staff,
  brokerId: string,
  openedOn: string,
): Promise<string> {
  const account = {
    name: 'Client account',
    sortCode: '20-00-00',
    accountNumber: aNumber(),
    openedOn,
  };
  return (await ok(finance.post(`/brokers/${brokerId}/pooled-accounts`, account))).id;
}

async function addDetails({ caseworker, finance }: Staff, payeeId: string): Promise<void> {
  const details = await ok(
    caseworker.post(`/payees/${payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'North client account',
      accountUse: 'pooled',
    }),
  );
  await ok(finance.post(`/bank-details/${details.id}/check`, { method: 'call_back' }), 200);
}

/** An arrangement that the broker holds: 200.00 by default, in two instalments from 6 April. */
export async function anArrangement(
  { staff, payeeId, funders }: Setting,
  more: object = {},
  person?: Person,
): Promise<string> {
  const someone = person ?? (await addPerson(staff));
  const budget = await addBudget(staff, someone);
  const { id } = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, {
      kind: 'third_party',
      purpose: 'Support',
      payeeId,
      amount: '200.00',
      effectiveOn: '2026-04-06',
      shares: [
        { funderId: funders.education, fraction: '3/5' },
        { funderId: funders.social_care, fraction: '2/5' },
      ],
      schedule: {
        every: '4_weeks',
        firstPeriodOn: '2026-04-06',
        instalments: 2,
        paid: 'in_advance',
      },
      reason: 'Agreed at panel',
      ...more,
    }),
  );
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  await putOnFile(staff, id);
  return id;
}

/** Pays all that is due by a working day. */
export async function payOn({ staff, bankAccountId }: Setting, valueOn: string): Promise<void> {
  const run = await ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn }));
  await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
  await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
}

export const spend = ({ staff }: Setting, arrangement: string, spentOn: string, amount: string) =>
  staff.finance.post(`/arrangements/${arrangement}/spending`, {
    spentOn,
    amount,
    category: 'support',
    description: 'Support worker',
  });

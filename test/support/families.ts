import { randomUUID } from 'node:crypto';
import type { Scope } from '../../src/database/transactions.ts';
import { addBrokers } from '../../src/brokers/store.ts';
import type { Clock } from '../../src/calendar.ts';
import { addPayees } from '../../src/payees/store.ts';
import { freshApi, type Api } from './api.ts';
import { addBudget, addPerson, ok, staffOf, type Person, type Staff } from './book.ts';
import { aBankAccount } from './released-run.ts';
import { putOnFile } from './documents.ts';

/** The day the file goes to the bank, and the day the money is there. */
const INPUT_ON = Temporal.PlainDate.from('2026-03-31');
export const TODAY = Temporal.PlainDate.from('2026-04-02');

/**
 * Two people. Amina's parents are separated: her mother and her father each hold an arrangement of
 * their own, and a third is with broker North. Ben's one arrangement is with broker South. All are
 * agreed, paid once, and some of the money is spent.
 */
export interface Families {
  readonly api: Api;
  readonly staff: Staff;
  readonly amina: string;
  readonly ben: string;
  readonly arrangements: Readonly<Record<'mother' | 'father' | 'north' | 'south', string>>;
  readonly brokers: { readonly north: string; readonly south: string };
  readonly funders: { readonly school: string; readonly nhs: string; readonly other: string };
  /** The identifiers of family users by subject. */
  readonly users: Readonly<Record<string, string>>;
  /** The scope of a user, to go around the API with. */
  scope(kind: string, more?: Partial<Scope>): Scope;
}

const PAID_FROM = { every: '4_weeks', firstPeriodOn: '2026-04-06', instalments: 2 };

export async function twoFamilies(): Promise<Families> {
  let today = INPUT_ON;
  const clock: Clock = { now: () => Temporal.Now.instant(), today: () => today };
  const api = await freshApi({ clock });
  const staff = await staffOf(api);
  const amina = await addPerson(staff);
  const ben = await addPerson(staff);
  const [north, south] = await addTwoBrokers(api);
  const funders = {
    school: await addFunder(staff, 'High needs block', 'education'),
    nhs: await addFunder(staff, 'Integrated care board', 'health'),
    other: await addFunder(staff, 'Neighbouring care board', 'health'),
  };
  const budget = await addBudget(staff, amina);
  const fathers = await addPayee(staff, amina);
  const propose = async (budgetId: string, kind: string, payeeId: string, funderId: string) =>
    proposeAndAgree(staff, budgetId, { kind, payeeId, funderId });
  const arrangements = {
    mother: await propose(budget, 'direct', amina.payeeId, funders.school),
    father: await propose(budget, 'direct', fathers, funders.nhs),
    north: await propose(budget, 'third_party', north.payeeId, funders.nhs),
    south: await propose(await addBudget(staff, ben), 'third_party', south.payeeId, funders.other),
  };
  await payAll(api, staff);
  today = TODAY;
  await ask(staff, amina, funders.nhs);
  await ask(staff, ben, funders.other);
  for (const id of Object.values(arrangements)) await spend(staff, id);
  await addAddresses(staff, amina, ben);
  return {
    api,
    staff,
    amina: amina.id,
    ben: ben.id,
    arrangements,
    brokers: { north: north.brokerId, south: south.brokerId },
    funders,
    users: await addUsers(staff, amina, ben, arrangements),
    scope: (kind, more = {}) => ({
      authority: api.db.authority,
      user: randomUUID(),
      kind,
      today: TODAY,
      ...more,
    }),
  };
}

/** The family asks for a budget, and one funder is to decide. */
async function ask(staff: Staff, person: Person, funderId: string): Promise<void> {
  await ok(
    staff.caseworker.post(`/beneficiaries/${person.id}/requests`, {
      planId: person.planId,
      madeOn: '2026-04-01',
      madeBy: 'parent',
      stage: 'review',
      wants: 'budget',
      wishes: 'To choose who helps.',
      funderIds: [funderId],
    }),
  );
}

async function addTwoBrokers(api: Api) {
  const [north, south] = await api.db.run((tx) => addBrokers(tx, ['North', 'South']));
  const [one, two] = await api.db.run((tx) =>
    addPayees(
      tx,
      [north!, south!].map((brokerId) => ({
        beneficiaryId: null,
        brokerId,
        relationship: 'broker',
        name: 'Broker account',
      })),
    ),
  );
  const staff = await staffOf(api);
  for (const payeeId of [one!, two!]) await addCheckedDetails(staff, payeeId, 'pooled');
  return [
    { brokerId: north!, payeeId: one! },
    { brokerId: south!, payeeId: two! },
  ] as const;
}

async function addFunder(staff: Staff, name: string, sector: string): Promise<string> {
  return (await ok(staff.finance.post('/funders', { name, sector }))).id;
}

async function addPayee(staff: Staff, { id: beneficiaryId }: Person): Promise<string> {
  const payee = await ok(
    staff.caseworker.post('/payees', { beneficiaryId, relationship: 'parent', name: 'F. Example' }),
  );
  await addCheckedDetails(staff, payee.id, 'only_direct_payments');
  return payee.id;
}

async function addCheckedDetails(staff: Staff, payeeId: string, accountUse: string): Promise<void> {
  const details = await ok(
    staff.caseworker.post(`/payees/${payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '87654321',
      accountName: 'F Example',
      accountUse,
    }),
  );
  const check = staff.finance.post(`/bank-details/${details.id}/check`, { method: 'call_back' });
  await ok(check, 200);
}

async function proposeAndAgree(
  staff: Staff,
  budget: string,
  { kind, payeeId, funderId }: { kind: string; payeeId: string; funderId: string },
): Promise<string> {
  const { id } = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, {
      kind,
      purpose: 'Support',
      payeeId,
      amount: '200.00',
      effectiveOn: '2026-04-06',
      shares: [{ funderId, fraction: '1/1' }],
      schedule: { ...PAID_FROM, paid: 'in_advance' },
      reason: 'Agreed at panel',
    }),
  );
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  await putOnFile(staff, id);
  return id;
}

async function payAll(api: Api, staff: Staff): Promise<void> {
  const { id: bankAccountId } = await aBankAccount(api.db);
  const run = await ok(
    staff.finance.post('/pay-runs', { bankAccountId, valueOn: TODAY.toString() }),
  );
  await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
  await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
}

async function spend(staff: Staff, arrangement: string): Promise<void> {
  await ok(
    staff.caseworker.post(`/arrangements/${arrangement}/spending`, {
      spentOn: TODAY.toString(),
      amount: '10.00',
      category: 'support',
      description: 'Lesson with Ms Tutor',
    }),
  );
}

/** Amina's address is protected, and Ben's is not. */
async function addAddresses(staff: Staff, amina: Person, ben: Person): Promise<void> {
  for (const [person, isProtected] of [
    [amina, true],
    [ben, false],
  ] as const) {
    const address = { lines: '1 High Street', postcode: 'ME14 1XQ', protected: isProtected };
    await ok(
      staff.caseworker.patch(`/beneficiaries/${person.id}`, { address }, { 'if-match': '"1"' }),
      200,
    );
  }
}

async function addUsers(
  staff: Staff,
  amina: Person,
  ben: Person,
  arrangements: { mother: string; father: string },
): Promise<Record<string, string>> {
  const grant = async (person: Person, subject: string, more: object = {}): Promise<string> => {
    const access = await ok(
      staff.caseworker.post(`/beneficiaries/${person.id}/family-access`, {
        subject,
        relationship: 'parent',
        fromOn: '2026-01-01',
        seesAddress: true,
        ...more,
      }),
    );
    return access.userId;
  };
  return {
    whole: await grant(amina, 'whole', { relationship: 'young_person' }),
    mother: await grant(amina, 'mother', { arrangementId: arrangements.mother }),
    father: await grant(amina, 'father', { arrangementId: arrangements.father }),
    former: await grant(amina, 'former', { toOn: '2026-04-01' }),
    coming: await grant(amina, 'coming', { fromOn: '2026-04-03' }),
    last: await grant(amina, 'last', { fromOn: '2026-04-02', toOn: '2026-04-02' }),
    bens: await grant(ben, 'bens'),
    stranger: await grant(ben, 'stranger', { fromOn: '2020-01-01', toOn: '2020-01-02' }),
  };
}

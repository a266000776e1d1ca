import { expect } from 'vitest';
import type { Api, ApiUser } from './api.ts';

/** The people of an ordinary council, by kind. */
export interface Staff {
  readonly caseworker: ApiUser;
  readonly panel: ApiUser;
  readonly finance: ApiUser;
  readonly approver: ApiUser;
  readonly administrator: ApiUser;
  readonly auditor: ApiUser;
}

export async function staffOf(api: Api): Promise<Staff> {
  return {
    caseworker: await api.as('caseworker'),
    panel: await api.as('panel_member'),
    finance: await api.as('finance_officer'),
    approver: await api.as('approver'),
    administrator: await api.as('administrator'),
    auditor: await api.as('auditor'),
  };
}

/** Expects a status and gives the body. */
export async function ok<T = any>(
  answer: Promise<{ status: number; body: T; text: string }>,
  status = 201,
): Promise<T> {
  const { status: found, body, text } = await answer;
  expect(found, text).toBe(status);
  return body;
}

export interface Person {
  readonly id: string;
  readonly planId: string;
  readonly payeeId: string;
}

let number = 0;

/** A person with a plan and a payee whose bank details are checked. */
export async function addPerson(
  staff: Staff,
  options: { checked?: boolean; bornOn?: string; relationship?: string } = {},
): Promise<Person> {
  number += 1;
  const { caseworker, finance } = staff;
  const person = await ok(
    caseworker.post('/beneficiaries', {
      reference: `B-${number}`,
      givenName: 'Amina',
      familyName: 'Example',
      bornOn: options.bornOn ?? '2012-05-01',
      sex: 'female',
      ethnicity: 'WBRI',
      placement: 'Mainstream school',
      postcodeDistrict: 'ME14',
    }),
  );
  const plan = await ok(
    caseworker.post(`/beneficiaries/${person.id}/plans`, {
      startsOn: '2025-09-01',
      reviewBy: '2026-09-01',
      provision: [
        { section: 'F', provision: 'Tutor and equipment', outcome: 'Reads for pleasure' },
        { section: 'H1', provision: 'Short breaks', outcome: 'Spends time with friends' },
      ],
    }),
  );
  const payee = await ok(
    caseworker.post('/payees', {
      beneficiaryId: person.id,
      relationship: options.relationship ?? 'nominee',
      name: 'G. Example',
    }),
  );
  const details = await ok(
    caseworker.post(`/payees/${payee.id}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: '12345678',
      accountName: 'G Example',
      accountUse: 'only_direct_payments',
    }),
  );
  if (options.checked !== false) {
    await ok(finance.post(`/bank-details/${details.id}/check`, { method: 'call_back' }), 200);
  }
  return { id: person.id, planId: plan.id, payeeId: payee.id };
}

export interface Funders {
  readonly education: string;
  readonly health: string;
  readonly social_care: string;
}

export async function addFunders(staff: Staff): Promise<Funders> {
  const add = async (name: string, sector: string): Promise<string> =>
    (await ok(staff.finance.post('/funders', { name, sector }))).id;
  return {
    education: await add('High needs block', 'education'),
    health: await add('Integrated care board', 'health'),
    social_care: await add("Children's social care", 'social_care'),
  };
}

/** Case 1 of the worked cases: 10,000.00, education 3/5 and social care 2/5, 13 times 4-weekly. */
export const caseOne = (person: Person, funders: Funders, more: object = {}) => ({
  kind: 'direct',
  purpose: 'Tutor, equipment and short breaks',
  payeeId: person.payeeId,
  amount: '10000.00',
  effectiveOn: '2026-04-06',
  shares: [
    { funderId: funders.education, fraction: '3/5' },
    { funderId: funders.social_care, fraction: '2/5' },
  ],
  schedule: { every: '4_weeks', firstPeriodOn: '2026-04-06', instalments: 13, paid: 'in_advance' },
  reason: 'Agreed at panel',
  ...more,
});

export async function addBudget(
  staff: Staff,
  person: Person,
  endsOn = '2027-04-04',
): Promise<string> {
  const budget = await ok(
    staff.caseworker.post('/budgets', {
      beneficiaryId: person.id,
      planId: person.planId,
      startsOn: '2026-04-01',
      endsOn,
    }),
  );
  return budget.id;
}

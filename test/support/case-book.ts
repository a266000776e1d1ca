import { fixedClock } from '../../src/calendar.ts';
import { freshApi, type Api } from './api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from './book.ts';
import { testSealer } from './sealing.ts';

/** A person with a plan and a budget, funders and staff, on 2 March 2026, with a sealer at hand. */
export interface CaseBook {
  readonly api: Api;
  readonly staff: Staff;
  readonly funders: Funders;
  readonly person: Person;
  readonly budget: string;
  /** The plan's provision by section. */
  readonly provision: Record<string, string>;
  readonly sealNow: () => Promise<void>;
  readonly schedule: (id: string) => Promise<any[]>;
  readonly entitlement: (id: string) => Promise<any>;
  readonly shown: (id: string) => Promise<any>;
}

export async function caseBook(today = '2026-03-02'): Promise<CaseBook> {
  const sealer = testSealer();
  const api = await freshApi({
    clock: fixedClock(Temporal.PlainDate.from(today)),
    sealNow: sealer.sealNow,
    sealKeyText: sealer.keyText,
  });
  sealer.start(api.db);
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  const { items } = await ok(staff.caseworker.get(`/beneficiaries/${person.id}/plans`), 200);
  const provision = Object.fromEntries(
    items[0].provision.map((one: { section: string; id: string }) => [one.section, one.id]),
  );
  return {
    api,
    staff,
    funders,
    person,
    budget,
    provision,
    sealNow: sealer.sealNow,
    schedule: async (id) =>
      (await ok(staff.finance.get(`/arrangements/${id}/schedule`), 200)).items,
    entitlement: (id) => ok(staff.finance.get(`/arrangements/${id}/entitlement`), 200),
    shown: (id) => ok(staff.caseworker.get(`/arrangements/${id}`), 200),
  };
}

export const amounts = (shares: readonly { readonly amount: string }[]): string[] =>
  shares.map((share) => share.amount);
export const once = {
  every: 'once',
  firstPeriodOn: '2026-04-06',
  instalments: 1,
  paid: 'in_advance',
};

/** A line of a budget: 39 sessions at 92.50. */
export const item = (more: object) => ({
  description: 'Support',
  quantity: '1',
  unit: 'session',
  times: '39',
  frequency: 'once a week in term time',
  unitCost: '92.50',
  costBasis: "The provider's price list of January 2026",
  ...more,
});

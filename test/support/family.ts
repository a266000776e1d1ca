import { randomUUID } from 'node:crypto';
import type { Api, ApiUser } from './api.ts';
import { addBudget, addPerson, ok, staffOf } from './book.ts';
import type { OpenAccount } from './shares.ts';
import { putOnFile } from './documents.ts';

/** A family user, with the accounts of the one share of their person's arrangement by kind. */
export interface FamilyWithShare {
  readonly family: ApiUser;
  readonly beneficiaryId: string;
  readonly own: Readonly<
    Record<'available' | 'committed' | 'drawn' | 'held' | 'spent', OpenAccount>
  >;
}

/** Registers a person with an agreed arrangement of 200.00, and lets one family user see it. */
export async function familyWithShare(api: Api): Promise<FamilyWithShare> {
  const staff = await staffOf(api);
  const person = await addPerson(staff);
  const sub = randomUUID();
  const funder = await ok(staff.finance.post('/funders', { name: sub, sector: 'education' }));
  const budget = await addBudget(staff, person);
  const arrangement = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, {
      kind: 'direct',
      purpose: 'Support',
      payeeId: person.payeeId,
      amount: '200.00',
      effectiveOn: '2026-04-06',
      shares: [{ funderId: funder.id, fraction: '1/1' }],
      schedule: {
        every: '4_weeks',
        firstPeriodOn: '2026-04-06',
        instalments: 2,
        paid: 'in_advance',
      },
      reason: 'Agreed at panel',
    }),
  );
  await ok(staff.panel.post(`/arrangements/${arrangement.id}/agreement`), 200);
  await putOnFile(staff, arrangement.id);
  await ok(
    staff.caseworker.post(`/beneficiaries/${person.id}/family-access`, {
      subject: sub,
      relationship: 'parent',
      fromOn: '2026-01-01',
      seesAddress: false,
    }),
  );
  const { items } = await ok(staff.finance.get(`/accounts?beneficiary=${person.id}`), 200);
  return {
    family: await api.as('family', { sub }),
    beneficiaryId: person.id,
    own: Object.fromEntries(
      items.map((one: OpenAccount) => [one.name.split('/')[0], { id: one.id, name: one.name }]),
    ) as FamilyWithShare['own'],
  };
}

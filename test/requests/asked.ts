import type { Api, ApiUser } from '../support/api.ts';
import { addFunders, addPerson, ok, staffOf, type Funders, type Person } from '../support/book.ts';
import type { Staff } from '../support/book.ts';

/** A council with funders and one person, whose family asks for a budget. */
export interface Asking {
  readonly api: Api;
  readonly staff: Staff;
  readonly funders: Funders;
  readonly person: Person;
  /** Approvers of the health funder and of the education funder. */
  readonly nhs: ApiUser;
  readonly school: ApiUser;
}

export async function asking(api: Api): Promise<Asking> {
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  return {
    api,
    staff,
    funders,
    person: await addPerson(staff),
    nhs: await api.as('health_approver', { funder: funders.health }),
    school: await api.as('school_approver', { funder: funders.education }),
  };
}

/** What is sent to record a request of the person to the education and the health funder. */
export const requestBody = ({ person, funders }: Asking, more: object = {}) => ({
  planId: person.planId,
  madeOn: '2026-01-12',
  madeBy: 'parent',
  stage: 'review',
  wants: 'direct_payment',
  wishes: 'A tutor who comes to us.\nSwimming on Saturdays.',
  funderIds: [funders.education, funders.health],
  ...more,
});

/** Records a request. @returns it as answered */
export const request = async (book: Asking, more: object = {}): Promise<any> =>
  ok(
    book.staff.caseworker.post(
      `/beneficiaries/${book.person.id}/requests`,
      requestBody(book, more),
    ),
  );

export const agreement = (funderId: string, more: object = {}) => ({
  funderId,
  outcome: 'agreed',
  amount: '6000.00',
  toldOn: '2026-02-02',
  reasons: 'It meets the need in section F.',
  ...more,
});

export const refusal = (funderId: string, more: object = {}) => ({
  funderId,
  outcome: 'refused',
  ground: 'not_disaggregable_services',
  toldOn: '2026-02-02',
  reasons: 'The therapy is part of a block contract.',
  ...more,
});

export const asked = (more: object = {}) => ({
  askedOn: '2026-02-20',
  askedBy: 'parent',
  representations: 'Others were given it.',
  ...more,
});

export const outcome = (more: object = {}) => ({
  outcome: 'overturned',
  toldOn: '2026-03-20',
  reasons: 'The contract can be split after all.',
  ...more,
});

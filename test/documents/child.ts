import { addBudget, addPerson, caseOne, ok, type Funders, type Staff } from '../support/book.ts';

export interface Child {
  readonly id: string;
  readonly arrangementId: string;
}

export interface ChildOptions {
  readonly bornOn?: string;
  readonly relationship?: string;
  /** What is proposed beside case 1: other shares, items, amounts. */
  readonly more?: object;
  readonly agreed?: boolean;
}

/** A child with a direct payment in the amounts of case 1, agreed, and nothing on file. */
export async function addChild(
  staff: Staff,
  funders: Funders,
  { bornOn = '2010-07-14', relationship = 'parent', more = {}, agreed = true }: ChildOptions = {},
): Promise<Child> {
  const { caseworker, panel } = staff;
  const person = await addPerson(staff);
  const version = (await caseworker.get(`/beneficiaries/${person.id}`)).headers['etag'];
  await ok(
    caseworker.patch(`/beneficiaries/${person.id}`, { bornOn }, { 'if-match': String(version) }),
    200,
  );
  const payee = await ok(
    caseworker.post('/payees', { beneficiaryId: person.id, relationship, name: 'M. Example' }),
  );
  const budget = await addBudget(staff, person);
  const arrangement = await ok(
    caseworker.post(
      `/budgets/${budget}/arrangements`,
      caseOne({ ...person, payeeId: payee.id }, funders, more),
    ),
  );
  if (agreed) await ok(panel.post(`/arrangements/${arrangement.id}/agreement`), 200);
  return { id: person.id, arrangementId: arrangement.id };
}

/** A third each of three sectors. */
export const thirds = (funders: Funders): object => ({
  shares: [funders.education, funders.health, funders.social_care].map((funderId) => ({
    funderId,
    fraction: '1/3',
  })),
});

/** A document that holds from the first day on, unless something else is said. */
export const aDocument = (kind: string, givenBy: string, more: object = {}): object => ({
  sectors: ['education', 'social_care'],
  kind,
  givenBy,
  givenOn: '2026-04-01',
  fromOn: '2026-04-01',
  ...more,
});

/** What is missing on a day, by sector: `document by giver`. */
export async function missingBySector(
  staff: Staff,
  arrangementId: string,
  on: string,
): Promise<Record<string, string[]>> {
  const url = `/arrangements/${arrangementId}/requirements?on=${on}`;
  const { sectors } = await ok(staff.caseworker.get(url), 200);
  return Object.fromEntries(
    sectors.map((one: { sector: string; missing: { document: string; givenBy: string }[] }) => [
      one.sector,
      one.missing.map(({ document, givenBy }) =>
        givenBy ? `${document} by ${givenBy}` : document,
      ),
    ]),
  );
}

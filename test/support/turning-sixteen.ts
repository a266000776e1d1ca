import type { Clock } from '../../src/calendar.ts';
import { freshApi, type Api } from './api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Funders,
  type Staff,
} from './book.ts';
import { aBankAccount } from './released-run.ts';

/** A council whose date can be set, to pay the mother of somebody who turns 16 (case 8). */
export interface Council {
  readonly api: Api;
  readonly staff: Staff;
  readonly funders: Funders;
  readonly bankAccountId: string;
  /** Sets the date. */
  on(day: string): void;
  /**
   * Draws a pay run up, has it approved and releases it: on a later day where Bacs does not take a
   * file so early. @returns it as drawn up
   */
  pay(valueOn: string): Promise<any>;
}

export async function council(): Promise<Council> {
  let today = Temporal.PlainDate.from('2026-03-31');
  const clock: Clock = { now: () => Temporal.Now.instant(), today: () => today };
  const api = await freshApi({ clock });
  const staff = await staffOf(api);
  const bankAccountId = (await aBankAccount(api.db)).id;
  return {
    api,
    staff,
    funders: await addFunders(staff),
    bankAccountId,
    on(day) {
      today = Temporal.PlainDate.from(day);
    },
    async pay(valueOn) {
      const run = await ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn }));
      await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
      const asked = today;
      const earliest = Temporal.PlainDate.from(valueOn).subtract({ days: 31 });
      if (Temporal.PlainDate.compare(today, earliest) < 0) today = earliest;
      await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
      today = asked;
      return run;
    },
  };
}

/** Documents for some sectors that hold from a day on; each is a kind and who gives it. */
export const documents = (
  sectors: readonly string[],
  fromOn: string,
  kinds: readonly (readonly [kind: string, givenBy: string])[],
) => kinds.map(([kind, givenBy]) => ({ sectors, kind, givenBy, givenOn: fromOn, fromOn }));

const OF_A_PARENT = [
  ['consent', 'parent'],
  ['notice_of_conditions', 'authority'],
  ['conditions_accepted', 'parent'],
  ['not_excluded', 'authority'],
] as const;

/** What the young person gives instead when they decide themselves, and their parent is paid. */
export const OF_A_YOUNG_PERSON = [
  ['consent', 'young_person'],
  ['nomination', 'young_person'],
] as const;

/** Puts documents on file. @returns their ids */
export async function putDocuments(
  { staff }: Council,
  arrangementId: string,
  list: ReturnType<typeof documents>,
): Promise<string[]> {
  const body = { documents: list };
  const url = `/arrangements/${arrangementId}/documents`;
  return (await ok(staff.caseworker.post(url, body))).ids;
}

/**
 * The arrangement of case 8: born 14 July 2010, case-1 amounts, paid to the mother, with all on
 * file that a child's parent needs. @returns its id
 */
export async function paidToTheMother(book: Council, more: object = {}): Promise<string> {
  const { staff, funders } = book;
  const person = await addPerson(staff, { bornOn: '2010-07-14', relationship: 'parent' });
  const budget = await addBudget(staff, person);
  const { id } = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, caseOne(person, funders, more)),
  );
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  const sectors = ['education', 'social_care'];
  await putDocuments(book, id, documents(sectors, '2026-01-01', OF_A_PARENT));
  return id;
}

/** The instalment of an arrangement by its number. */
export async function instalmentOf(
  { staff }: Council,
  arrangementId: string,
  number: number,
): Promise<any> {
  const { items } = await ok(staff.finance.get(`/arrangements/${arrangementId}/schedule`), 200);
  return items.find((one: { number: number }) => one.number === number);
}

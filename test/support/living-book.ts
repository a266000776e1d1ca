import type { Clock } from '../../src/calendar.ts';
import { addBrokers } from '../../src/brokers/store.ts';
import { addPayees } from '../../src/payees/store.ts';
import { freshApi, type Answer, type Api, type ApiUser } from './api.ts';
import { addPerson, ok, staffOf, type Person, type Staff } from './book.ts';
import type { Names } from './random-bodies.ts';
import { aBankAccount } from './released-run.ts';

export const START = Temporal.PlainDate.from('2026-04-02');
const SECTORS = ['education', 'health', 'social_care', 'education', 'social_care'];

/** A council whose date can be set, whose every answer is looked at: none may be a failure. */
export interface LivingBook {
  readonly api: Api;
  readonly staff: Staff;
  readonly names: Names;
  readonly person: Person;
  readonly bankAccountId: string;
  today: Temporal.PlainDate;
}

export async function livingBook(): Promise<LivingBook> {
  const book = { today: START };
  const clock: Clock = { now: () => Temporal.Now.instant(), today: () => book.today };
  const api = await freshApi({ clock });
  const staff = watched(await staffOf(api));
  const person = await addPerson(staff);
  const { items } = await ok(staff.caseworker.get(`/beneficiaries/${person.id}/plans`), 200);
  const funders: string[] = [];
  for (const [n, sector] of SECTORS.entries()) {
    funders.push((await ok(staff.finance.post('/funders', { name: `Funder ${n}`, sector }))).id);
  }
  const names = {
    funders,
    provisionItemId: items[0].provision[0].id,
    payees: { direct: person.payeeId, third_party: await aBroker(api, staff) },
  };
  const bankAccountId = (await aBankAccount(api.db)).id;
  return Object.assign(book, { api, staff, names, person, bankAccountId });
}

async function aBroker(api: Api, { caseworker, finance }: Staff): Promise<string> {
  const [payeeId] = await api.db.run(async (tx) => {
    const [brokerId] = await addBrokers(tx, ['Northern Managed Accounts']);
    const name = 'Pooled account';
    return addPayees(tx, [
      { beneficiaryId: null, brokerId: brokerId!, relationship: 'broker', name },
    ]);
  });
  const account = {
    sortCode: '20-00-00',
    accountNumber: '12345678',
    accountName: 'Pooled',
    accountUse: 'pooled',
  };
  const details = await ok(caseworker.post(`/payees/${payeeId}/bank-details`, account));
  await ok(finance.post(`/bank-details/${details.id}/check`, { method: 'call_back' }), 200);
  return payeeId!;
}

/** The same people; a failure of the service is never an answer. */
function watched(staff: Staff): Staff {
  const look = async (answer: Promise<Answer>): Promise<Answer> => {
    const { status, text } = await answer;
    if (status >= 500) throw new Error(text);
    return answer;
  };
  const user = (one: ApiUser): ApiUser => ({
    ...one,
    get: (...asked) => look(one.get(...asked)),
    post: (...asked) => look(one.post(...asked)),
    patch: (...asked) => look(one.patch(...asked)),
  });
  return Object.fromEntries(
    Object.entries(staff).map(([kind, one]) => [kind, user(one as ApiUser)]),
  ) as unknown as Staff;
}

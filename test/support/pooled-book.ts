import { toText } from '../../src/money.ts';
import { Decimal } from '../../src/money.ts';
import type { ApiUser } from './api.ts';
import { addBudget, addPerson, ok } from './book.ts';
import { putOnFileSql } from './documents.ts';
import { addCheckedDetails } from './payable.ts';
import { council, type Council } from './turning-sixteen.ts';

/** An arrangement whose money is kept for somebody. */
export interface Kept {
  readonly id: string;
  readonly reference: string;
  /** Whether the person may pay in too. */
  readonly paysIn: boolean;
}

/** A broker that keeps fifty people's money in one account. */
export interface PooledBook extends Council {
  readonly broker: ApiUser;
  readonly account: string;
  readonly pool: readonly Kept[];
  /** Two arrangements of one person, of which at least the first is in the account. */
  readonly pairs: readonly (readonly [Kept, Kept])[];
}

export const PEOPLE = 50;
/** As many at a time as there are connections for. */
const AT_ONCE = 10;

/** Fifty people: every third has another arrangement, with the broker or paid direct in turns. */
export async function pooledBook(): Promise<PooledBook> {
  const book = await council();
  book.on('2026-03-20');
  const { api, staff } = book;
  const agreement = { kind: 'third_party', reference: 'N-1', fromOn: '2026-01-01' };
  const broker = await ok(staff.administrator.post('/brokers', { name: 'North', agreement }));
  const payee = await ok(staff.finance.post(`/brokers/${broker.id}/payees`, { name: 'North' }));
  await addCheckedDetails(staff, payee.id);
  const account = await ok(
    staff.finance.post(`/brokers/${broker.id}/pooled-accounts`, {
      name: 'Client money',
      sortCode: '20-00-00',
      accountNumber: '87654321',
      openedOn: '2026-01-01',
    }),
  );
  const people: Kept[][] = [];
  for (let first = 0; first < PEOPLE; first += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, n) => onePerson(book, first + n, payee.id));
    people.push(...(await Promise.all(some)));
  }
  const all = people.flat();
  await api.db.run((tx) =>
    putOnFileSql(
      tx,
      all.map((one) => one.id),
    ),
  );
  const pairs = people.filter((one) => one.length === 2).map(([one, two]) => [one!, two!] as const);
  const direct = new Set(pairs.map(([, two]) => two.id).filter((_, n) => isDirect(n)));
  return {
    ...book,
    broker: await api.as('broker', { sub: 'north', broker: broker.id }),
    account: account.id,
    pool: all.filter((one) => !direct.has(one.id)),
    pairs,
  };
}

const isDirect = (pair: number): boolean => pair % 2 === 1;

async function onePerson(book: PooledTerms, n: number, brokersPayee: string): Promise<Kept[]> {
  const { staff } = book;
  const person = await addPerson(staff);
  const { reference } = await ok(staff.finance.get(`/beneficiaries/${person.id}`), 200);
  const budget = await addBudget(staff, person);
  const { paysIn, ...terms } = termsOf(book, n);
  const arrange = async (more: object): Promise<Kept> => {
    const body = { ...terms, payeeId: brokersPayee, kind: 'third_party', ...more };
    const made = await ok(staff.caseworker.post(`/budgets/${budget}/arrangements`, body));
    await ok(staff.panel.post(`/arrangements/${made.id}/agreement`), 200);
    return { id: made.id, reference, paysIn };
  };
  const first = await arrange({});
  if (n % 3 !== 0) return [first];
  const direct = { kind: 'direct', payeeId: person.payeeId };
  return [first, await arrange({ purpose: 'More', ...(isDirect(n / 3) ? direct : {}) })];
}

type PooledTerms = Pick<Council, 'staff' | 'funders'>;

/** One to three funders, and for some a contribution or a top-up of the family. */
function termsOf({ funders }: PooledTerms, n: number) {
  const { education, health, social_care: social } = funders;
  const parts = [
    [[education, '1/1']],
    [
      [education, '3/5'],
      [social, '2/5'],
    ],
    [
      [education, '1/3'],
      [health, '1/3'],
      [social, '1/3'],
    ],
    [
      [health, '5/7'],
      [social, '2/7'],
    ],
  ][n % 4]!;
  const paysIn = n % 5 === 0;
  const own = n % 10 === 0 ? { topUp: { weekly: '4.00' } } : { contribution: OWN };
  return {
    paysIn,
    purpose: 'Support',
    amount: toText(new Decimal(2600 + n * 37).plus('0.07')),
    effectiveOn: '2026-04-06',
    shares: parts.map(([funderId, fraction]) => ({ funderId, fraction })),
    schedule: {
      every: '4_weeks',
      firstPeriodOn: '2026-04-06',
      instalments: 13,
      paid: 'in_advance',
    },
    reason: 'Agreed at panel',
    ...(paysIn ? own : {}),
  };
}

const OWN = { weekly: '7.00', paid: 'net' };

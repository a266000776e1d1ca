import { money, sum, toText } from '../../src/money.ts';
import type { Answer, ApiUser } from '../support/api.ts';
import { addBudget, addPerson, caseOne, ok } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { addCheckedDetails } from '../support/payable.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** An arrangement whose money somebody holds, and the person's reference. */
export interface Held {
  readonly id: string;
  readonly reference: string;
  readonly beneficiaryId: string;
  readonly payeeId: string;
}

/** A council with a broker, its pooled account, and what it takes: 10.00 a month, 2.50 a funder. */
export interface DecidedBook extends Council {
  readonly broker: ApiUser;
  readonly brokerId: string;
  readonly account: string;
  readonly payee: string;
  /** Case 1 with the broker, with all on file: 769.23 from 2 April on, 3/5 and 2/5. */
  served(more?: object): Promise<Held>;
  /** The same as a direct payment, whose family signs in. */
  direct(): Promise<Held & { readonly family: ApiUser }>;
}

export async function decidedBook(): Promise<DecidedBook> {
  const book = await council();
  const { api, staff } = book;
  const { id: brokerId } = await ok(
    staff.administrator.post('/brokers', {
      name: 'North',
      agreement: { kind: 'third_party', reference: 'N-1', fromOn: '2026-01-01' },
    }),
  );
  const payee = (await ok(staff.finance.post(`/brokers/${brokerId}/payees`, { name: 'North' }))).id;
  await addCheckedDetails(staff, payee);
  await ok(
    staff.finance.post(`/brokers/${brokerId}/fees`, {
      effectiveOn: '2026-01-01',
      perMonth: '10.00',
      perExtraFunder: '2.50',
    }),
  );
  const account = await ok(
    staff.finance.post(`/brokers/${brokerId}/pooled-accounts`, {
      name: 'Client money',
      sortCode: '20-00-00',
      accountNumber: '87654321',
      openedOn: '2026-01-01',
    }),
  );
  const arrange = async (more: object): Promise<Held> => {
    const person = await addPerson(staff);
    const { reference } = await ok(staff.finance.get(`/beneficiaries/${person.id}`), 200);
    const budget = await addBudget(staff, person);
    const body = caseOne(person, book.funders, more);
    const { id } = await ok(staff.caseworker.post(`/budgets/${budget}/arrangements`, body));
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    await putOnFile(staff, id);
    return { id, reference, beneficiaryId: person.id, payeeId: person.payeeId };
  };
  let families = 0;
  return {
    ...book,
    broker: await api.as('broker', { sub: 'north', broker: brokerId }),
    brokerId,
    account: account.id,
    payee,
    served: (more = {}) => arrange({ kind: 'third_party', payeeId: payee, ...more }),
    async direct() {
      const held = await arrange({});
      families += 1;
      const subject = `family-${families}`;
      await ok(
        staff.caseworker.post(`/beneficiaries/${held.beneficiaryId}/family-access`, {
          subject,
          relationship: 'parent',
          fromOn: '2026-01-01',
          seesAddress: false,
        }),
      );
      return { ...held, family: await api.as('family', { sub: subject }) };
    },
  };
}

/** Kind, day, amount, and a category where it is not support. */
export type Move = readonly [kind: string, on: string, amount: string, category?: string];

export interface SaidOf {
  readonly of: Held;
  readonly opening: string;
  readonly moves: readonly Move[];
  readonly payroll?: Readonly<Record<string, string>>;
}

const IN = new Set(['paid_in', 'contribution', 'refund']);
const signed = ([kind, , amount]: Move) => (IN.has(kind) ? money(amount) : money(amount).negated());

/** What a person is left with by what is said of them. */
export const closingOf = ({ opening, moves }: SaidOf): string =>
  toText(money(opening).plus(sum(moves.map(signed))));

/**
 * The rows of a return in which everybody adds up, and so does the bank: a line of it for each that
 * moved money, unless they are given; the account begins with what its people have.
 */
export function rowsOf(
  people: readonly SaidOf[],
  {
    opening = toText(sum(people.map((one) => money(one.opening)))),
    bank = people.flatMap((one) =>
      one.moves.map((move): [string, string] => [move[1], toText(signed(move))]),
    ),
  }: { opening?: string; bank?: [on: string, amount: string][] } = {},
): Record<string, string>[] {
  const closing = toText(money(opening).plus(sum(bank.map(([, amount]) => money(amount)))));
  return [
    { kind: 'account_opening', amount: opening },
    { kind: 'account_closing', amount: closing },
    ...bank.map(([on, amount]) => ({ kind: 'bank', on, amount })),
    ...people.flatMap((one) => rowsOfPerson(one)),
  ];
}

function rowsOfPerson(one: SaidOf): Record<string, string>[] {
  const { id: arrangement, reference: person } = one.of;
  const each = { arrangement, person };
  return [
    { kind: 'opening', ...each, amount: one.opening },
    ...one.moves.map(([kind, on, amount, category]) => ({
      kind,
      on,
      ...each,
      amount,
      ...(['spending', 'refund'].includes(kind)
        ? { category: category ?? 'support', description: 'Tutor', evidence: 'bill.pdf' }
        : {}),
    })),
    { kind: 'closing', ...each, amount: closingOf(one) },
    ...Object.entries(one.payroll ?? {}).map(([kind, amount]) => ({
      kind,
      ...each,
      employee: 'PA1',
      amount,
    })),
  ];
}

export const APRIL = { from: '2026-04-01', to: '2026-04-30' };
export const MAY = { from: '2026-05-01', to: '2026-05-31' };

/** Sends a return of the broker's account in, for a month. @returns its id */
export async function sent(
  book: DecidedBook,
  rows: readonly object[],
  {
    period = APRIL,
    by = book.broker,
    more = {},
  }: { period?: object; by?: ApiUser; more?: object } = {},
): Promise<string> {
  const body = { pooledAccountId: book.account, ...period, ...more, rows };
  return (await ok(by.post('/returns', body))).return.id;
}

/** Accepts a return as an approver, all that is not queried or what is named. */
export const accept = (book: DecidedBook, id: string, body: object = {}): Promise<Answer> =>
  book.staff.approver.post(`/returns/${id}/acceptance`, body);

/** What an arrangement holds on a day, by share. */
export async function heldBy(book: DecidedBook, id: string, on: string): Promise<string[]> {
  const found = await ok(book.staff.finance.get(`/arrangements/${id}/money?on=${on}`), 200);
  return found.shares.map((one: any) => one.held);
}

/** The differences of a return, by what differs. */
export async function differencesOf(book: DecidedBook, returnId: string): Promise<any[]> {
  const url = `/differences?returnId=${returnId}&limit=200`;
  return (await ok(book.staff.finance.get(url), 200)).items;
}

import { randomUUID } from 'node:crypto';
import { addBrokers } from '../../src/brokers/store.ts';
import { recordDecisions } from '../../src/ledger/decision.ts';
import { addPayees } from '../../src/payees/store.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { addBudget, addPerson, ok, staffOf, type Staff } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { aBankAccount } from '../support/released-run.ts';
import { fixedClock, type Clock } from '../../src/calendar.ts';

export const TODAY = Temporal.PlainDate.from('2026-06-15');

/** One arrangement, and the person it is for as the council's number has it. */
export interface Arranged {
  readonly id: string;
  readonly person: string;
}

/** A broker with a pooled account and two people, another broker's person, and a family. */
export interface ReturnBook {
  readonly api: Api;
  readonly staff: Staff;
  readonly broker: ApiUser;
  readonly brokerId: string;
  readonly account: string;
  readonly elsewhere: { readonly broker: ApiUser; readonly account: string };
  readonly amina: Arranged;
  readonly ben: Arranged;
  /** With the other broker. */
  readonly cara: Arranged;
  /** A direct payment, with its payee and its family. */
  readonly dan: Arranged & { readonly payeeId: string; readonly beneficiaryId: string };
  readonly family: ApiUser;
}

/** Everybody's arrangement is 2,000.00 in two payments of 1,000.00; nothing is paid yet. */
export async function returnBook(clock: Clock = fixedClock(TODAY)): Promise<ReturnBook> {
  const api = await freshApi({ clock });
  const staff = await staffOf(api);
  const funder = await ok(
    staff.finance.post('/funders', { name: 'High needs block', sector: 'education' }),
  );
  const north = await aBroker(api, staff, 'North');
  const south = await aBroker(api, staff, 'South');
  const arrange = async (kind: string, payeeId?: string) => {
    const person = await addPerson(staff);
    const { reference } = await ok(staff.caseworker.get(`/beneficiaries/${person.id}`), 200);
    const budget = await addBudget(staff, person);
    const { id } = await ok(
      staff.caseworker.post(`/budgets/${budget}/arrangements`, {
        kind,
        purpose: 'Support',
        payeeId: payeeId ?? person.payeeId,
        amount: '2000.00',
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
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    await putOnFile(staff, id);
    return { id, person: reference, beneficiaryId: person.id, payeeId: person.payeeId };
  };
  const amina = await arrange('third_party', north.payeeId);
  const ben = await arrange('third_party', north.payeeId);
  const cara = await arrange('third_party', south.payeeId);
  const dan = await arrange('direct');
  await ok(
    staff.caseworker.post(`/beneficiaries/${dan.beneficiaryId}/family-access`, {
      subject: 'dans-family',
      relationship: 'parent',
      fromOn: '2026-01-01',
      seesAddress: false,
    }),
  );
  return {
    api,
    staff,
    broker: north.user,
    brokerId: north.brokerId,
    account: north.account,
    elsewhere: { broker: south.user, account: south.account },
    amina,
    ben,
    cara,
    dan,
    family: await api.as('family', { sub: 'dans-family' }),
  };
}

let number = 0;

async function aBroker(api: Api, staff: Staff, name: string) {
  number += 1;
  const brokerId = await api.db.run(async (tx) => (await addBrokers(tx, [name]))[0]!);
  const payeeId = await api.db.run(async (tx) => {
    const payee = { beneficiaryId: null, brokerId, relationship: 'broker', name };
    return (await addPayees(tx, [payee]))[0]!;
  });
  const details = await ok(
    staff.caseworker.post(`/payees/${payeeId}/bank-details`, {
      sortCode: '20-00-00',
      accountNumber: String(87_654_320 + number),
      accountName: name,
      accountUse: 'pooled',
    }),
  );
  await ok(staff.finance.post(`/bank-details/${details.id}/check`, { method: 'call_back' }), 200);
  const account = await aPooledAccount(api, brokerId);
  const user = await api.as('broker', { sub: name, broker: brokerId });
  return { brokerId, payeeId, account, user };
}

/** A pooled account that an officer recorded. @returns its id */
export async function aPooledAccount(api: Api, brokerId: string): Promise<string> {
  number += 1;
  const id: string = randomUUID();
  await api.db.run(async (tx) => {
    const [entry] = await recordDecisions(tx, [
      { key: `pooled_account:${id}`, reason: 'pooled_account_recorded', fields: [id] },
    ]);
    await tx.sql`
      insert into pooled_accounts (id, broker_id, name, sort_code, account_number, opened_on,
        recorded_by, entry_id)
      values (${id}, ${brokerId}, 'Client money', '200000', ${String(10_000_000 + number)},
        '2026-01-01', ${tx.scope.user}, ${entry!})`;
  });
  return id;
}

/** Releases what is due, so that everybody's holder has money: 1,000.00 on the value date. */
export async function payAll({ api, staff }: ReturnBook): Promise<string> {
  const { id: bankAccountId } = await aBankAccount(api.db);
  const run = await ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-06-17' }));
  await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
  await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
  return '2026-06-17';
}

export type Cells = Readonly<Record<string, string>>;

/** A return of April in which each person has 100.00, is paid 50.00, and spends 30.00 in all. */
export function rowsOf(...people: readonly Arranged[]): Cells[] {
  const opening = String(100 * people.length);
  return [
    { kind: 'account_opening', amount: `${opening}.00` },
    { kind: 'account_closing', amount: `${120 * people.length}.00` },
    ...people.flatMap(({ id: arrangement, person }): Cells[] => [
      { kind: 'bank', on: '2026-04-06', amount: '50.00', description: 'Council' },
      { kind: 'bank', on: '2026-04-20', amount: '-30.00' },
      { kind: 'opening', arrangement, person, amount: '100.00' },
      { kind: 'paid_in', on: '2026-04-06', arrangement, person, amount: '50.00' },
      {
        kind: 'spending',
        on: '2026-04-20',
        arrangement,
        person,
        amount: '23.99',
        category: 'support',
        description: 'Tutor, "four" hours',
      },
      { kind: 'fee', on: '2026-04-30', arrangement, person, amount: '11.99' },
      {
        kind: 'refund',
        on: '2026-04-30',
        arrangement,
        person,
        amount: '5.98',
        category: 'equipment',
        description: 'Returned',
      },
      { kind: 'closing', arrangement, person, amount: '120.00' },
    ]),
  ];
}

export const APRIL = { from: '2026-04-01', to: '2026-04-30' };
export const MAY = { from: '2026-05-01', to: '2026-05-31' };

const COLUMNS = 'kind,on,arrangement,person,amount,category,description,evidence,employee'.split(
  ',',
);

/** Rows as a CSV file, the header first. */
export const csvOf = (rows: readonly Cells[]): string =>
  [COLUMNS, ...rows.map((row) => COLUMNS.map((name) => row[name] ?? ''))]
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\r\n');

/** Sends a return as a CSV file, with all else in the query. */
export const sendCsv = (user: ApiUser, query: Record<string, string>, csv: string | Buffer) =>
  user.post(`/returns?${new URLSearchParams(query).toString()}`, csv, {
    'content-type': 'text/csv',
  });

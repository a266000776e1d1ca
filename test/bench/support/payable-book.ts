import { agree, loadProposals } from '../../../src/budgets/agreement-store.ts';
import { proposeArrangements } from '../../../src/budgets/arrangement-store.ts';
import { addBudgets, addFunders } from '../../../src/budgets/budget-store.ts';
import type { UserKind } from '../../../src/access/kinds.ts';
import { inTransaction, type Tx } from '../../../src/database/transactions.ts';
import { inventArrangement } from '../../../src/demonstration/arrangements.ts';
import { putOnFile } from '../../../src/demonstration/documents.ts';
import { inventPeople, inventPlan } from '../../../src/demonstration/people.ts';
import { choices } from '../../../src/demonstration/random.ts';
import { FUNDERS, addUsers } from '../../../src/demonstration/users.ts';
import { addBankDetails, addPayees, checkBankDetails } from '../../../src/payees/store.ts';
import { addBeneficiaries, addPlans } from '../../../src/people/store.ts';
import { addBankAccounts } from '../../../src/reconciliation/bank-account-store.ts';
import type { BenchOptions } from '../measurement.ts';
import { manyAlike } from './many-alike.ts';
import type { Scratch } from './scratch.ts';

/** Work in the name of a kind of user, on a day. */
export type As = <T>(
  kind: UserKind,
  today: Temporal.PlainDate,
  work: (tx: Tx) => Promise<T>,
) => Promise<T>;

/** A book in which many people each have a payment by two shares on the same days. */
export interface PayableBook {
  readonly as: As;
  readonly bankAccountId: string;
  /** The days on which everybody is due a payment. */
  readonly valueDays: readonly Temporal.PlainDate[];
}

const YEAR = {
  from: Temporal.PlainDate.from('2026-04-01'),
  to: Temporal.PlainDate.from('2027-03-31'),
};
const AGREED_ON = YEAR.from.subtract({ days: 20 });

/**
 * Fills a scratch database: one person is entered as the service does it, with case 1 of the worked
 * cases over some instalments and everything on file, and all others are like them.
 */
export async function openPayableBook(
  scratch: Scratch,
  size: { readonly people: number; readonly instalments: number },
  { onProgress }: BenchOptions,
): Promise<PayableBook> {
  const client = scratch.service(1);
  const { scope } = scratch;
  const users = await inTransaction(client, scope, (tx) => addUsers(tx, 'bench'));
  const as: As = (kind, today, work) =>
    inTransaction(client, { ...scope, user: users[kind], kind, today }, work);
  const bankAccountId = await onePerson(as, size.instalments);
  onProgress(`${size.people} people with ${size.instalments} instalments each`);
  await manyAlike(scratch.superuser(1), size.people, onProgress);
  const valueDays = await as('finance_officer', YEAR.from, async (tx) => {
    const rows = await tx.sql<{ day: string }[]>`
      select distinct value_on as day from instalments order by 1`;
    return rows.map(({ day }) => Temporal.PlainDate.from(day));
  });
  return { as, bankAccountId, valueDays };
}

/** @returns the bank account that pays */
async function onePerson(as: As, instalments: number): Promise<string> {
  const choose = choices(1);
  const bankAccountId = await as('finance_officer', AGREED_ON, async (tx) => {
    await addFunders(tx, [
      { id: FUNDERS.education, name: 'High needs block', sector: 'education' },
      { id: FUNDERS.social_care, name: "Children's social care", sector: 'social_care' },
    ]);
    const [account] = await addBankAccounts(tx, [
      {
        name: 'Direct payments account',
        sortCode: '089999',
        accountNumber: '66374958',
        accountName: 'BENCHMARK COUNCIL',
        serviceUserNumber: '123456',
      },
    ]);
    return account!;
  });
  const { beneficiaryId, planId, payeeId, detailsId } = await as(
    'caseworker',
    AGREED_ON,
    async (tx) => {
      const [person] = inventPeople(1, AGREED_ON, choose);
      const beneficiaryId = (await addBeneficiaries(tx, [person!])).get(person!.reference)!;
      const [planId] = await addPlans(tx, [inventPlan(beneficiaryId, YEAR.from, choose)]);
      const payee = { beneficiaryId, brokerId: null, relationship: 'parent', name: 'A Parent' };
      const [payeeId] = await addPayees(tx, [payee]);
      const [detailsId] = await addBankDetails(tx, [
        {
          payeeId: payeeId!,
          sortCode: '107999',
          accountNumber: '20000001',
          accountName: 'A Parent',
          accountUse: 'only_direct_payments',
        },
      ]);
      return { beneficiaryId, planId: planId!, payeeId: payeeId!, detailsId: detailsId! };
    },
  );
  await as('finance_officer', AGREED_ON, (tx) =>
    checkBankDetails(tx, [{ id: detailsId, method: 'call_back' }]),
  );
  await as('caseworker', AGREED_ON, async (tx) => {
    const [budgetId] = await addBudgets(tx, [
      {
        beneficiaryId,
        planId,
        requestId: null,
        startsOn: YEAR.from.toString(),
        endsOn: YEAR.to.add({ days: 7 }).toString(),
      },
    ]);
    const wanted = {
      beneficiaryId,
      kind: 'direct',
      payeeId,
      brokerId: null,
      year: YEAR,
      caseOne: true,
    } as const;
    const { terms, ...invented } = inventArrangement(wanted, FUNDERS, choose);
    const one = { ...invented, budgetId: budgetId!, terms: { ...terms, instalments } };
    await proposeArrangements(tx, [one]);
  });
  await agreed(as);
  return bankAccountId;
}

async function agreed(as: As): Promise<void> {
  const [proposed] = await as(
    'panel_member',
    AGREED_ON,
    (tx) =>
      tx.sql<{ id: string; arrangementId: string }[]>`
        select id, arrangement_id as "arrangementId" from agreements`,
  );
  await as('panel_member', AGREED_ON, async (tx) =>
    agree(tx, await loadProposals(tx, [proposed!.id])),
  );
  await as('caseworker', AGREED_ON, (tx) =>
    putOnFile(tx, [proposed!.arrangementId], {
      fromOn: YEAR.from.subtract({ days: 60 }),
      decidingBy: AGREED_ON,
    }),
  );
}

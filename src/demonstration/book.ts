import { agree, loadProposals } from '../budgets/agreement-store.ts';
import { proposeArrangements, type NewArrangement } from '../budgets/arrangement-store.ts';
import { addBrokers } from '../brokers/store.ts';
import { addBudgets, addFunders } from '../budgets/budget-store.ts';
import type { Holding } from '../ledger/accounts.ts';
import { findAccounts } from '../ledger/accounts.ts';
import { post } from '../ledger/post.ts';
import { money } from '../money.ts';
import { addBankDetails, addPayees, checkBankDetails, type NewPayee } from '../payees/store.ts';
import { addAccess } from '../people/family-access.ts';
import { addBeneficiaries, addPlans } from '../people/store.ts';
import { addBankAccounts, type NewBankAccount } from '../reconciliation/bank-account-store.ts';
import { firstMonday, inventArrangement, type Funders, type Wanted } from './arrangements.ts';
import type { Loading } from './load.ts';
import { putOnFile } from './documents.ts';
import { withLines } from './lines.ts';
import { inventPeople, inventPlan } from './people.ts';
import type { Choices } from './random.ts';
import { addAgreedRequests, addRefusedRequests } from './requests.ts';
import { BROKERS, FUNDERS, subjectOf } from './users.ts';

export const PEOPLE = 200;
/** How many of them asked for their budget while this ledger was in use. */
const WITH_REQUEST = 60;

/** The authority's money at the beginning of the year. */
export const OPENING = money('4000000.00');

export const BANK_ACCOUNT: NewBankAccount = {
  name: 'Direct payments account',
  sortCode: '089999',
  accountNumber: '66374958',
  accountName: 'DEMONSTRATION AUTH',
  serviceUserNumber: '999999',
};

export interface Book {
  readonly bankAccountId: string;
  readonly people: readonly string[];
}

/** The kind of arrangement of each person: mostly direct, some with a broker, some notional. */
function kindsOf(n: number): readonly Holding[] {
  const last = n % 10;
  if (last === 7) return ['third_party'];
  if (last === 8) return ['notional'];
  return last === 9 ? ['direct', 'notional'] : ['direct'];
}

/** The brokers take turns. */
const brokerOf = (n: number): number => Math.floor(n / 10) % BROKERS.length;

/** People, plans, payees, budgets and arrangements; nearly all of them agreed. */
export async function addBook(loading: Loading, choose: Choices): Promise<Book> {
  const { as, year, today } = loading;
  const { funders, brokers, bankAccountId } = await addReference(loading);
  const beneficiaries = inventPeople(PEOPLE, today, choose);
  const people = await as('caseworker', async (tx) => {
    const ids = await addBeneficiaries(tx, beneficiaries);
    return beneficiaries.map((person) => ids.get(person.reference)!);
  });
  const plans = await as('caseworker', (tx) =>
    addPlans(
      tx,
      people.map((id) => inventPlan(id, year.from, choose)),
    ),
  );
  const payees = await addPeoplesPayees(loading, people, brokers, beneficiaries);
  const invented = people.map((beneficiaryId, n) =>
    kindsOf(n).map((kind) => {
      const wanted: Wanted = {
        beneficiaryId,
        kind,
        payeeId: kind === 'notional' ? null : payees[n]!,
        brokerId: kind === 'third_party' ? brokers[brokerOf(n)]! : null,
        year,
        caseOne: n === 0,
      };
      return inventArrangement(wanted, funders, choose);
    }),
  );
  const asked = people.slice(0, WITH_REQUEST).map((beneficiaryId, n) => ({
    beneficiaryId,
    planId: plans[n]!,
    arrangements: invented[n]!,
  }));
  const requests = await addAgreedRequests(loading, asked);
  const budgets = await as('caseworker', (tx) =>
    addBudgets(
      tx,
      people.map((beneficiaryId, n) => ({
        beneficiaryId,
        planId: plans[n]!,
        requestId: requests[n] ?? null,
        startsOn: year.from.toString(),
        endsOn: firstMonday(year).add({ weeks: 52 }).toString(),
      })),
    ),
  );
  await proposeAndAgree(
    loading,
    invented.flatMap((mine, n) => mine.map((one) => ({ ...one, budgetId: budgets[n]! }))),
  );
  await addRefusedRequests(
    loading,
    people
      .slice(WITH_REQUEST)
      .map((beneficiaryId, n) => ({ beneficiaryId, planId: plans[WITH_REQUEST + n]! })),
    funders,
  );
  await letFamiliesSee(loading, people);
  return { bankAccountId, people };
}

async function addReference({ as, year }: Loading) {
  const funders = await as('finance_officer', async (tx): Promise<Funders> => {
    const [education, health, social] = await addFunders(tx, [
      { id: FUNDERS.education, name: 'High needs block', sector: 'education' },
      { id: FUNDERS.health, name: 'Integrated care board', sector: 'health' },
      { id: FUNDERS.social_care, name: "Children's social care", sector: 'social_care' },
    ]);
    return { education: education!, health: health!, social_care: social! };
  });
  return as('finance_officer', async (tx) => {
    const brokers = await addBrokers(
      tx,
      ['Harbour Managed Accounts', 'Willow Tree Support'],
      BROKERS,
    );
    const [bankAccountId] = await addBankAccounts(tx, [BANK_ACCOUNT]);
    const names = [`treasury:${bankAccountId!}`, `bank:${bankAccountId!}`];
    const found = await findAccounts(tx, names);
    const [from, to] = names.map((name) => found.get(name)!);
    await post(tx, [
      {
        key: `opening:${bankAccountId!}`,
        kind: 'treasury',
        effectiveOn: year.from.subtract({ days: 14 }),
        reason: 'opening_balance',
        transfers: [{ from: from!, to: to!, amount: OPENING }],
      },
    ]);
    return { funders, brokers, bankAccountId: bankAccountId! };
  });
}

/** Each person's payee with bank details; three are still to be checked. */
async function addPeoplesPayees(
  { as, year }: Loading,
  people: readonly string[],
  brokers: readonly string[],
  beneficiaries: readonly { readonly bornOn: string }[],
): Promise<string[]> {
  // Some of those who decide for themselves are paid in their own name.
  const grown = year.from.subtract({ years: 18 }).toString();
  const { own, shared, details } = await as('caseworker', async (tx) => {
    const named = people.map((beneficiaryId, n): NewPayee => {
      const own = n % 2 === 1 && beneficiaries[n]!.bornOn < grown;
      const relationship = n === 0 ? 'nominee' : own ? 'young_person' : 'parent';
      return { beneficiaryId, brokerId: null, relationship, name: `Payee of D-${n + 1}` };
    });
    const pooled = brokers.map((brokerId, n): NewPayee => ({
      beneficiaryId: null,
      brokerId,
      relationship: 'broker',
      name: `Pooled account ${n + 1}`,
    }));
    const ids = await addPayees(tx, [...named, ...pooled]);
    const made = await addBankDetails(
      tx,
      ids.map((payeeId, n) => ({
        payeeId,
        sortCode: '107999',
        accountNumber: String(20_000_000 + n * 7919).slice(0, 8),
        accountName: `Payee ${n + 1}`,
        accountUse: n < people.length ? 'only_direct_payments' : 'pooled',
      })),
    );
    return { own: ids.slice(0, people.length), shared: ids.slice(people.length), details: made };
  });
  await as('finance_officer', (tx) =>
    checkBankDetails(
      tx,
      details
        .filter((_, n) => ![40, 81, 122].includes(n))
        .map((id) => ({ id, method: 'call_back' })),
    ),
  );
  return people.map((_, n) => (kindsOf(n)[0] === 'third_party' ? shared[brokerOf(n)]! : own[n]!));
}

async function proposeAndAgree(
  { as, year, today }: Loading,
  invented: readonly NewArrangement[],
): Promise<void> {
  const before = year.from.subtract({ days: 20 });
  const proposed = await as(
    'caseworker',
    async (tx) => proposeArrangements(tx, await withLines(tx, invented)),
    before,
  );
  // A few are still before the panel, so that there is something to agree.
  const toAgree = proposed.slice(0, -4);
  await as(
    'panel_member',
    async (tx) =>
      agree(
        tx,
        await loadProposals(
          tx,
          toAgree.map((one) => one.agreementId),
        ),
      ),
    year.from.subtract({ days: 10 }),
  );
  // Whoever came to decide for themselves of late has not given their own consent yet.
  await as(
    'caseworker',
    (tx) =>
      putOnFile(
        tx,
        toAgree.map((one) => one.arrangementId),
        { fromOn: year.from.subtract({ days: 60 }), decidingBy: today.subtract({ days: 100 }) },
      ),
    year.from.subtract({ days: 5 }),
  );
}

/** The demonstration's family user sees the first person; another parent sees less. */
async function letFamiliesSee(
  { as, issuer, year }: Loading,
  people: readonly string[],
): Promise<void> {
  const fromOn = year.from.subtract({ years: 1 }).toString();
  const access = { fromOn, toOn: null, arrangementId: null };
  await as('caseworker', (tx) =>
    addAccess(tx, [
      {
        ...access,
        beneficiaryId: people[0]!,
        issuer,
        subject: subjectOf('family'),
        relationship: 'parent',
        seesAddress: true,
      },
      {
        ...access,
        beneficiaryId: people[0]!,
        issuer,
        subject: 'other-parent',
        relationship: 'parent',
        seesAddress: false,
      },
      {
        ...access,
        beneficiaryId: people[3]!,
        issuer,
        subject: 'young-person',
        relationship: 'young_person',
        seesAddress: true,
      },
    ]),
  );
}

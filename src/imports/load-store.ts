import { agree, loadProposals } from '../budgets/agreement-store.ts';
import { proposeArrangements, type Proposed } from '../budgets/arrangement-store.ts';
import { addBudgets } from '../budgets/budget-store.ts';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { addBankDetails, addPayees } from '../payees/store.ts';
import { addBeneficiaries, addPlans } from '../people/store.ts';
import type { BookImport } from './import-store.ts';
import type { OpeningPerson } from './opening.ts';
import { postOpening, type Opened } from './opening-store.ts';

/** People who are loaded in one set: enough for few statements, and few enough for others to get their turn. */
const SET_OF_PEOPLE = 100;

/**
 * Loads a file that was checked: people, plans, payees, budgets and arrangements in the name of
 * whoever recorded the file, agreed by whoever loads it, and the balances of the start date. The
 * transaction keeps all of it or nothing.
 */
export async function loadFile(
  tx: Tx,
  one: BookImport,
  people: readonly OpeningPerson[],
  treasury: string,
): Promise<void> {
  const startsOn = Temporal.PlainDate.from(one.startsOn);
  const recorder = inTheNameOf(tx, one.recordedBy);
  const brokerPayees = await payeesOfBrokers(recorder, people);
  for (let start = 0; start < people.length; start += SET_OF_PEOPLE) {
    const set = people.slice(start, start + SET_OF_PEOPLE);
    const opened = await addPeople(recorder, set, brokerPayees);
    const ids = opened.map((each) => each.agreementId);
    await agree(tx, await loadProposals(tx, ids), { paidBefore: startsOn });
    await postOpening(tx, opened, { startsOn, treasury });
  }
  await recordLoad(tx, one);
}

/**
 * The same transaction, recording in the name of somebody else: what a file holds was put forward
 * by whoever recorded it, and the one who loads it decides on that as a second person.
 */
function inTheNameOf(tx: Tx, user: string): Tx {
  return { ...tx, scope: { ...tx.scope, user } };
}

/** The payee of each broker that is named; one that has none is given one, without an account. */
async function payeesOfBrokers(
  tx: Tx,
  people: readonly OpeningPerson[],
): Promise<Map<string, string>> {
  const named = people.flatMap((person) => person.arrangements.map((one) => one.brokerId));
  const ids = [...new Set(named.filter((id) => id !== null))];
  const rows = await tx.sql<{ id: string; name: string; payeeId: string | null }[]>`
    select b.id, b.name, (select p.id from payees p where p.broker_id = b.id
      order by p.recorded_at, p.id limit 1) as "payeeId"
    from brokers b where b.id in
      (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
  const without = rows.filter((row) => row.payeeId === null);
  const added = await addPayees(
    tx,
    without.map(({ id, name }) => ({
      beneficiaryId: null,
      brokerId: id,
      relationship: 'broker',
      name,
    })),
  );
  return new Map([
    ...rows.flatMap((row) => (row.payeeId === null ? [] : [[row.id, row.payeeId] as const])),
    ...without.map((row, n) => [row.id, added[n]!] as const),
  ]);
}

/** Adds people with all they have, the arrangements proposed. */
async function addPeople(
  tx: Tx,
  people: readonly OpeningPerson[],
  brokerPayees: ReadonlyMap<string, string>,
): Promise<Opened[]> {
  const byReference = await addBeneficiaries(
    tx,
    people.map((person) => person.facts),
  );
  const rows = people.map((person) => ({
    ...person,
    id: byReference.get(person.facts.reference)!,
  }));
  const plans = await addPlans(
    tx,
    rows.map(({ id, plan }) => ({ ...plan, beneficiaryId: id })),
  );
  const payees = await addOwnPayees(tx, rows);
  const budgets = await addBudgets(
    tx,
    rows.flatMap(({ id, budgets: spans }, n) =>
      spans.map(({ startsOn, endsOn }) => ({
        beneficiaryId: id,
        planId: plans[n]!,
        startsOn: startsOn.toString(),
        endsOn: endsOn.toString(),
      })),
    ),
  );
  let [budgetsBefore, payeesBefore] = [0, 0];
  const wanted = rows.flatMap((row) => {
    const [budget, payee] = [budgetsBefore, payeesBefore];
    budgetsBefore += row.budgets.length;
    payeesBefore += row.payees.length;
    return row.arrangements.map((one) => ({
      ...one,
      beneficiaryId: row.id,
      budgetId: budgets[budget + one.budget]!,
      payeeId:
        one.payee === null
          ? (brokerPayees.get(one.brokerId ?? '') ?? null)
          : payees[payee + one.payee]!,
      reason: 'In place before the start',
    }));
  });
  const proposed: Proposed[] = await proposeArrangements(tx, wanted);
  return wanted.map((one, n) => ({ ...one, ...proposed[n]! }));
}

/** Adds the payees of people with their accounts, which somebody has yet to check. @returns ids */
async function addOwnPayees(
  tx: Tx,
  rows: readonly (OpeningPerson & { id: string })[],
): Promise<string[]> {
  const payees = rows.flatMap((row) =>
    row.payees.map((payee) => ({ ...payee, beneficiaryId: row.id, brokerId: null })),
  );
  const ids = await addPayees(
    tx,
    payees.map(({ beneficiaryId, brokerId, relationship, name }) => ({
      beneficiaryId,
      brokerId,
      relationship,
      name,
    })),
  );
  await addBankDetails(
    tx,
    payees.map(({ sortCode, accountNumber, accountName, accountUse }, n) => ({
      payeeId: ids[n]!,
      sortCode,
      accountNumber,
      accountName,
      accountUse,
    })),
  );
  return ids;
}

async function recordLoad(tx: Tx, one: BookImport): Promise<void> {
  const fields = loadFields({ ...one, loadedBy: tx.scope.user });
  const [entryId] = await recordDecisions(tx, [
    { key: `book_import:${one.id}`, reason: 'book_import_loaded', fields },
  ]);
  await tx.sql`
    insert into book_import_loads (import_id, recorded_by, loaded_by, entry_id)
    values (${one.id}, ${one.recordedBy}, ${tx.scope.user}, ${entryId!})`;
}

/** The fields that the digest of a load covers, in order. */
export function loadFields(
  one: Pick<
    BookImport,
    | 'id'
    | 'sha256'
    | 'startsOn'
    | 'lines'
    | 'people'
    | 'arrangements'
    | 'agreed'
    | 'held'
    | 'recordedBy'
  > & { readonly loadedBy: string },
): string[] {
  return [
    'book-import-1',
    one.id,
    one.sha256,
    one.startsOn,
    String(one.lines),
    String(one.people),
    String(one.arrangements),
    one.agreed,
    one.held,
    one.recordedBy,
    one.loadedBy,
  ];
}

import type { Tx } from '../../database/transactions.ts';
import {
  addReceipts,
  agreedWays,
  alreadyRecorded,
  sameReceipts,
  type AgreedWays,
  type NewReceipt,
  type Recorded,
} from '../../contributions/receipt-store.ts';
import { faultsOfPaidInto } from '../../contributions/rules.ts';
import type { Holding } from '../../ledger/accounts.ts';
import type { BankLine } from '../line-store.ts';
import type { PartFaults } from './faults.ts';
import type { Placed } from './plan.ts';
import type { PartOf } from './schemas.ts';

/** A contribution that came to the authority, ready to be recorded. */
export type ContributionPlan = NewReceipt;
type Part = Placed<PartOf<'contribution'>>;

/** The most characters of what a statement calls a receipt. */
const MOST_OF_REFERENCE = 35;

interface Person {
  readonly id: string;
  readonly beneficiaryId: string;
  readonly kind: Holding;
}

/** What people contribute by parts of a line. */
export async function planContributions(
  tx: Tx,
  line: BankLine,
  parts: readonly Part[],
  faults: PartFaults,
): Promise<Map<number, ContributionPlan>> {
  const plans = new Map<number, ContributionPlan>();
  if (parts.length === 0) return plans;
  const people = await peopleOf(
    tx,
    parts.map(({ part }) => part.arrangementId),
  );
  const agreed = await agreedWays(
    tx,
    parts.map(({ part }) => part),
  );
  for (const { n, part } of parts) {
    const person = people.get(part.arrangementId);
    if (person === undefined) {
      const where = `body.parts.${n}.arrangementId`;
      faults.add('record-unknown', [{ where, message: 'There is no such arrangement.' }]);
      continue;
    }
    const mine = agreed.find(
      (one) => one.arrangementId === part.arrangementId && one.source === part.source,
    );
    const plan = planOf(line, { n, part }, { person, mine }, faults);
    if (plan !== null) plans.set(n, plan);
  }
  await addRepeated(tx, plans, faults);
  return plans;
}

const AND_THEN = 'Post it to suspense until it is sent back.';

/** Why money that came to the authority was for the holder's account, and what to do with it. */
const FOR_THE_HOLDER = {
  contribution: `The contribution is paid net, into the holder's account. ${AND_THEN}`,
  top_up: `A top-up is paid into the holder's account and never owed to the authority. ${AND_THEN}`,
} as const;

function planOf(
  line: BankLine,
  { n, part }: Part,
  { person, mine }: { person: Person; mine: AgreedWays | undefined },
  faults: PartFaults,
): ContributionPlan | null {
  const where = `body.parts.${n}.source`;
  if (mine === undefined) {
    const what = part.source === 'top_up' ? 'top-up' : 'contribution';
    const message = `No ${what} of this arrangement has been agreed. Agree a version with one first.`;
    faults.add('record-unknown', [{ where, message }]);
    return null;
  }
  const { source } = part;
  if (faultsOfPaidInto({ source, paidInto: 'authority' }, mine.ways).length > 0) {
    faults.add('invalid-request', [{ where, message: FOR_THE_HOLDER[source] }]);
    return null;
  }
  const named = part.reference ?? line.reference ?? `Line ${line.id}`;
  return {
    arrangementId: part.arrangementId,
    beneficiaryId: person.beneficiaryId,
    kind: person.kind,
    shareId: mine.shareId,
    source,
    receivedOn: Temporal.PlainDate.from(line.bookedOn),
    amount: part.amount,
    // A letter that takes two places is left out rather than cut in two.
    reference: named
      .slice(0, MOST_OF_REFERENCE)
      .replace(/[\uD800-\uDBFF]$/, '')
      .trim(),
    paidInto: 'authority',
    bankAccountId: line.bankAccountId,
  };
}

/** Receipts that were recorded before, or that two of the parts would record. */
async function addRepeated(
  tx: Tx,
  plans: ReadonlyMap<number, ContributionPlan>,
  faults: PartFaults,
): Promise<void> {
  const places = [...plans.keys()];
  const same = new Map((await sameReceipts(tx, [...plans.values()])).map((one) => [one.n, one]));
  const seen = new Set<string>();
  for (const [place, n] of places.entries()) {
    const { shareId, reference } = plans.get(n)!;
    const name = JSON.stringify([shareId, reference]);
    const known = same.get(place) ?? (seen.has(name) ? { undone: false } : undefined);
    seen.add(name);
    if (known === undefined) continue;
    const where = `body.parts.${n}.reference`;
    faults.add('already-exists', [{ where, message: alreadyRecorded(known) }]);
  }
}

/** Arrangements that the caller may see, by their identifiers. */
async function peopleOf({ sql }: Tx, ids: readonly string[]): Promise<Map<string, Person>> {
  const rows = await sql<Person[]>`
    select id, beneficiary_id as "beneficiaryId", kind from arrangements
    where id = any(${`{${ids.join(',')}}`}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Records contributions. @returns the receipts and their entries, in order */
export const recordContributions = (
  tx: Tx,
  plans: readonly ContributionPlan[],
): Promise<Recorded[]> => addReceipts(tx, plans);

import { addBudget, addPerson, caseOne, ok, type Person } from './book.ts';
import { agreed } from './terms.ts';
import { documents, putDocuments, type Council } from './turning-sixteen.ts';

const OF_A_NOMINEE = [
  ['consent', 'parent'],
  ['nomination', 'parent'],
  ['nominee_agreement', 'nominee'],
  ['notice_of_conditions', 'authority'],
  ['conditions_accepted', 'nominee'],
  ['not_excluded', 'authority'],
] as const;

/** A person with a budget and one agreed arrangement of it, with all on file that it needs. */
export interface Mover {
  readonly person: Person;
  readonly budget: string;
  readonly arrangement: string;
}

/** Case 1, or an arrangement that differs from it, agreed and with its documents on file. */
export async function addMover(book: Council, more: object = {}): Promise<Mover> {
  const person = await addPerson(book.staff);
  const budget = await addBudget(book.staff, person);
  const arrangement = await addArrangement(book, { person, budget }, more);
  return { person, budget, arrangement };
}

/** One more agreed arrangement of a budget, with its documents on file. @returns its id */
export async function addArrangement(
  book: Council,
  { person, budget }: Pick<Mover, 'person' | 'budget'>,
  more: object,
): Promise<string> {
  const terms = caseOne(person, book.funders, more);
  const id = await agreed(book.staff, budget, terms);
  const { shares } = await ok(book.staff.caseworker.get(`/arrangements/${id}`), 200);
  const sectors = shares.map((share: { source: string }) => share.source);
  await putDocuments(book, id, documents(sectors, '2026-01-05', OF_A_NOMINEE));
  return id;
}

/** The days of case 1's first payments: when the file is sent, and when the money is there. */
const PAY_DAYS = [
  ['2026-03-31', '2026-04-02'],
  ['2026-04-29', '2026-05-01'],
  ['2026-05-28', '2026-06-01'],
  ['2026-06-25', '2026-06-29'],
  ['2026-07-23', '2026-07-27'],
  ['2026-08-20', '2026-08-24'],
  ['2026-09-17', '2026-09-21'],
  ['2026-10-15', '2026-10-19'],
] as const;

/** Pays what is due, run by run, from one payment of case 1 to another. */
export async function payAll(book: Council, last: number, first = 1): Promise<void> {
  for (const [sentOn, valueOn] of PAY_DAYS.slice(first - 1, last)) {
    book.on(sentOn);
    await book.pay(valueOn);
  }
}

/** A move away to another authority, known in good time (case 9). */
export const moveOut = (more: object = {}) => ({
  what: 'authority',
  direction: 'out',
  otherBody: 'Elsewhere County Council',
  learntOn: '2026-09-14',
  movedOn: '2026-10-14',
  ...more,
});

/** The second person agrees the latest version of an arrangement. */
export const agreeLatest = ({ staff }: Council, arrangement: string) =>
  ok(staff.approver.post(`/arrangements/${arrangement}/agreement`), 200);

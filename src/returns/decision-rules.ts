import { Problem, type Fault } from '../problem.ts';
import type { ReturnFacts, StandingPerson } from './decision-store.ts';
import type { NewDifference } from './difference-store.ts';

/** What arrangements of a return may still be decided on, whatever was said before. */
const OPEN: readonly StandingPerson['state'][] = ['submitted', 'queried'];

/**
 * The arrangements that a query is about: one, or all that are open. Throws the problem
 * "state-does-not-allow" where nothing is open any more.
 */
export function toQuery(
  people: readonly StandingPerson[],
  arrangementId: string | null,
): StandingPerson[] {
  const asked = people.filter(
    (one) => arrangementId === null || one.arrangementId === arrangementId,
  );
  const open = asked.filter((one) => OPEN.includes(one.state));
  if (open.length > 0) return open;
  const [state = 'empty'] = asked.map((one) => one.state);
  throw new Problem(
    'state-does-not-allow',
    'What was accepted or sent back is decided. Nothing is left to query.',
    { state },
  );
}

/** A return goes back as a whole, so nothing of it may be accepted or have gone back before. */
export function refuseDecided(people: readonly StandingPerson[]): void {
  const decided = people.filter((one) => !OPEN.includes(one.state));
  if (decided.length === 0) return;
  throw new Problem(
    'state-does-not-allow',
    `A return is sent back as a whole, and ${decided.length} of its ${people.length} arrangements ` +
      `are ${decided[0]!.state.replace('_', ' ')}. Query the others instead.`,
    {
      state: decided[0]!.state,
      arrangements: decided.slice(0, 20).map((one) => one.arrangementId),
    },
  );
}

/** Whoever sent a return in does not decide that it is right. */
export function refuseOwn(facts: ReturnFacts, user: string): void {
  if (facts.submittedBy !== user) return;
  throw new Problem(
    'needs-a-second-person',
    'You sent this return in. Somebody else of the authority accepts it.',
  );
}

/**
 * The arrangements to accept: those named, or all that are not queried. Throws "record-unknown" for
 * one that the return does not declare, and "state-does-not-allow" where one is decided or none is
 * left; all faults at once.
 */
export function toAccept(
  people: readonly StandingPerson[],
  named: readonly string[] | undefined,
): StandingPerson[] {
  if (named === undefined) {
    const fresh = people.filter((one) => one.state === 'submitted');
    if (fresh.length > 0) return fresh;
    const [state = 'empty'] = people.map((one) => one.state);
    throw new Problem(
      'state-does-not-allow',
      'No arrangement of the return is left to accept. Name those that were queried.',
      { state },
    );
  }
  const known = new Map(people.map((one) => [one.arrangementId, one]));
  const ids = [...new Set(named)];
  const unknown = faultsOf(ids, (id) =>
    known.has(id) ? null : 'The return declares no such arrangement.',
  );
  if (unknown.length > 0) {
    const message = 'The return does not declare all of these arrangements.';
    throw new Problem('record-unknown', message, { errors: unknown });
  }
  const decided = faultsOf(ids, (id) => {
    const { state } = known.get(id)!;
    return OPEN.includes(state) ? null : `The arrangement is ${state.replace('_', ' ')} already.`;
  });
  if (decided.length > 0) {
    const message = 'What is decided is not decided again. Nothing was accepted.';
    const state = ids.map((id) => known.get(id)!.state).find((one) => !OPEN.includes(one));
    throw new Problem('state-does-not-allow', message, { state, errors: decided });
  }
  return ids.map((id) => known.get(id)!);
}

function faultsOf(ids: readonly string[], faultOf: (id: string) => string | null): Fault[] {
  return ids.flatMap((id, n) => {
    const message = faultOf(id);
    return message === null ? [] : [{ where: `body.arrangements.${n}`, message }];
  });
}

/** A difference that stands in the way, as a refusal names it. */
export interface OpenDifference {
  readonly id: string;
  readonly what: string;
  readonly arrangementId: string | null;
  readonly expected: string;
  readonly found: string;
}

/** Nothing is accepted while ledger, return and bank statement differ and nobody has said why. */
export function refuseDiffering(open: readonly OpenDifference[], count: number): void {
  if (count === 0) return;
  throw new Problem(
    'state-does-not-allow',
    `${count} differences are open: have each explained or corrected. Nothing was accepted.`,
    { state: 'differs', differences: open },
  );
}

/** Nothing is accepted that agreed with the ledger when it was sent in and does so no more. */
export function refuseChanged(came: readonly NewDifference[], count: number): void {
  if (count === 0) return;
  const what = count === 1 ? '1 difference has' : `${count} differences have`;
  throw new Problem(
    'state-does-not-allow',
    `${what} come up since the return was sent in. Correct the books, or query the return, which ` +
      'opens them to be explained. Nothing was accepted.',
    { state: 'differs', differences: came },
  );
}

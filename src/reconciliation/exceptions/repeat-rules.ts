import type { Fault } from '../../problem.ts';

/** How many days apart two lines may be booked that a person says are the same. */
export const MOST_DAYS_APART = 5;

/** A line, and another that it is said to repeat. Days are ISO text, amounts too. */
export interface LineFacts {
  readonly id: string;
  readonly bankAccountId: string;
  readonly bookedOn: string;
  readonly amount: string;
}

/** All that decides whether a line can be set aside as a repeat of another. */
export interface Repeat {
  readonly line: LineFacts;
  /** What of the line is matched. */
  readonly matched: boolean;
  /** The line that the import, or a person, suspected it to repeat. */
  readonly suspectedOf: string | null;
  /** The line that was named; the suspected one where none was. */
  readonly of: LineFacts;
  /** The line that stands for that one, where it is itself set aside; itself where it is not. */
  readonly standsFor: string;
  /** Whether the named line is suspected to repeat this one, which nobody decided on yet. */
  readonly otherSuspected: boolean;
}

/** Why a line cannot be set aside as a repeat of another; empty when it can. */
export function whyNoRepeat(one: Repeat): Fault[] {
  const { line, of } = one;
  const faults: Fault[] = [];
  const add = (where: string, message: string): void => void faults.push({ where, message });
  if (one.matched) {
    add('line', 'Something of the line is matched. Undo that first: a repeat belongs to nothing.');
  }
  if (of.id === line.id) {
    add('body.of', 'A line does not repeat itself. Name the other one.');
    return faults;
  }
  if (one.suspectedOf !== null && one.suspectedOf !== of.id) {
    const found = `It is line ${one.suspectedOf} that this one is suspected to repeat.`;
    add('body.of', `${found} Leave "of" out, or say first that the two are not the same.`);
  }
  if (one.suspectedOf === null) faults.push(...faultsOfPair(line, of));
  if (one.standsFor === line.id) {
    add('body.of', 'That line is set aside as a repeat of this one: one of the two must stay.');
  }
  if (one.otherSuspected) {
    add('body.of', `It is line ${of.id} that is suspected to repeat this one. Decide about that.`);
  }
  return faults;
}

function faultsOfPair(line: LineFacts, of: LineFacts): Fault[] {
  const faults: Fault[] = [];
  const add = (message: string): void => void faults.push({ where: 'body.of', message });
  if (line.bankAccountId !== of.bankAccountId) add('The two are on different bank accounts.');
  if (line.amount !== of.amount) {
    add(`The amounts are £${line.amount} and £${of.amount}: a repeat has the same, to the penny.`);
  }
  const [first, last] = [line.bookedOn, of.bookedOn].sort() as [string, string];
  const days = Temporal.PlainDate.from(first).until(last, { largestUnit: 'days' }).days;
  if (days > MOST_DAYS_APART) {
    add(`They were booked ${days} days apart; a repeat is within ${MOST_DAYS_APART} days.`);
  }
  return faults;
}

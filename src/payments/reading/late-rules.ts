import { calendarCovers, isWorkingDay } from '../../calendar.ts';
import { listed } from '../../plain-text.ts';
import type { MissingThing } from '../left-out.ts';
import { documentInWords } from './document-words.ts';

type Day = Temporal.PlainDate;

/**
 * Why a payment was late. Several can be found of one payment; the first of this order counts: what
 * the family or an officer has to do comes before what the authority did not do.
 */
export const CAUSES = [
  'on_hold_for_a_document',
  'held_by_officer',
  'let_go_late',
  'bank_details_not_checked',
  'bank_details_cooling_off',
  'account_not_dedicated',
  'bounced',
  'rejected',
  'run_withdrawn',
  'agreed_late',
  'run_not_released',
  'not_drawn_up',
] as const;
export type Cause = (typeof CAUSES)[number];

/** What a cause names: the reason of a hold, the bank's code, the reason of a withdrawal. */
export interface CauseFound {
  readonly why: Cause;
  readonly code: string | null;
  readonly missing: readonly MissingThing[];
}

const WORDS: Readonly<Record<Cause, (found: CauseFound) => string>> = {
  on_hold_for_a_document: ({ missing }) =>
    `On hold for ${listed(missing.map(documentInWords)) || 'a document'}.`,
  held_by_officer: ({ code }) => `Held by an officer: ${(code ?? 'other').replaceAll('_', ' ')}.`,
  let_go_late: () => 'It was on hold, and let go after the day to send it.',
  bank_details_not_checked: () => 'The payee had no bank details that a second person had checked.',
  bank_details_cooling_off: () => 'The bank details had changed, and were cooling off.',
  account_not_dedicated: () =>
    'The account has other money in it, which the sector does not allow.',
  bounced: ({ code }) => `It came back${code === null ? '' : `, code ${code}`}.`,
  rejected: ({ code }) => `The bank rejected it${code === null ? '' : `, code ${code}`}.`,
  run_withdrawn: ({ code }) => `Its run was withdrawn: ${code ?? 'no reason is recorded'}.`,
  agreed_late: () => 'It was agreed after the day to send it.',
  run_not_released: () => 'It is in a run that has not been released.',
  not_drawn_up: () => 'It was in no run in time.',
};

/** A cause in words. */
export const causeInWords = (found: CauseFound): string => WORDS[found.why](found);

/** Counts how late payments are; of the same two days it counts once. */
export class Lateness {
  readonly #known = new Map<string, { days: number; workingDays: number | null }>();

  /**
   * The days from the day something was due to the day it was paid, or to which it is unpaid:
   * calendar days, and working days, of which there is no count outside the calendar's years.
   */
  between(due: string, until: string): { days: number; workingDays: number | null } {
    const key = `${due}/${until}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = latenessOf(Temporal.PlainDate.from(due), Temporal.PlainDate.from(until));
    this.#known.set(key, found);
    return found;
  }
}

function latenessOf(due: Day, until: Day): { days: number; workingDays: number | null } {
  const { days } = due.until(until, { largestUnit: 'days' });
  if (!calendarCovers(due) || !calendarCovers(until)) return { days, workingDays: null };
  const after = Array.from({ length: days }, (_, n) => due.add({ days: n + 1 }));
  return { days, workingDays: after.filter(isWorkingDay).length };
}

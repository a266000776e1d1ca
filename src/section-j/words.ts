import type { Holding } from '../ledger/accounts.ts';
import { dayInWords, listed } from '../plain-text.ts';
import type { SectionJArrangement } from './schemas.ts';

/** Who is paid, as far as the reader may know. */
export interface PaidTo {
  readonly relationship: string;
  readonly name: string;
}

const TO: Readonly<Record<string, string>> = {
  parent: 'the parent',
  young_person: 'the young person',
  nominee: 'a nominee',
  representative: 'a representative',
  authorised_person: 'an authorised person',
};

/** How an arrangement is held, in the words of the Code of Practice, 3.38. */
export function heldInWords(kind: Holding, paidTo: PaidTo | null): string {
  if (kind === 'notional') {
    return 'an arrangement: the authority holds the money and arranges the provision (a notional budget)';
  }
  if (kind === 'third_party') {
    const who = paidTo?.name ?? 'an organisation';
    return `a third party arrangement: the money is paid to and managed by ${who}`;
  }
  if (paidTo === null) return 'a direct payment';
  return `a direct payment to ${TO[paidTo.relationship] ?? 'the recipient'}, ${paidTo.name}`;
}

const SHORT: Readonly<Record<Holding, string>> = {
  direct: 'a direct payment',
  notional: 'an arrangement',
  third_party: 'a third party arrangement',
};

/** How a whole budget is held: in one way, or in a combination of them. */
export function kindsHeldInWords(kinds: readonly Holding[]): string {
  const held = (Object.keys(SHORT) as Holding[]).filter((kind) => kinds.includes(kind));
  const words = listed(held.map((kind) => SHORT[kind]));
  return held.length > 1 ? `a combination of ${words}` : words;
}

const EVERY = {
  week: 'every week',
  '2_weeks': 'every two weeks',
  '4_weeks': 'every four weeks',
  month: 'every month',
} as const;

/** A schedule as a person says it; a notional arrangement pays nobody who holds the money. */
export function scheduleInWords(
  kind: Holding,
  schedule: Omit<SectionJArrangement['schedule'], 'inWords'>,
): string {
  const { every, instalments, paid, terms } = schedule;
  const from = `from ${dayInWords(schedule.firstPeriodOn)}`;
  if (kind === 'notional')
    return `none to the family: the authority pays for the provision ${from}`;
  const when = paid === 'in_advance' ? 'in advance' : 'in arrears';
  if (every === 'once') return `one payment ${from}, ${when}`;
  if (every !== 'term') return `${instalments} payments ${EVERY[every]} ${from}, ${when}`;
  const weeks = listed((terms ?? []).map((term) => String(term.weeks)));
  return `${instalments} payments ${from}, one for each term (${weeks} weeks), ${when}`;
}

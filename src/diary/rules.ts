import { agesOf, type Age } from '../documents/rules.ts';
import type { RulesInForce } from '../law/rules.ts';
import { SECTORS, type Sector } from '../ledger/accounts.ts';

type Day = Temporal.PlainDate;

/** What stands in the diary, in the order of their names. */
export const KINDS = [
  'budget_ends',
  'document_ends',
  'letter_by',
  'notice_takes_effect',
  'plan_review_by',
  'refusal_review_by',
  'review_due',
  'transfer_by',
  'transition',
] as const;
export type Kind = (typeof KINDS)[number];

/** An age that somebody reaches, and what changes on that day. */
export interface Transition {
  /** `end_of_compulsory_school_age`, or the age in years as text. */
  readonly name: string;
  /** Null for the end of compulsory school age. */
  readonly years: number | null;
  readonly what: string;
}

/**
 * The ages at which something changes, by the dated rules: who decides about a sector's money, which
 * law applies, how long a plan may be kept.
 */
export function transitionsOf(rules: RulesInForce): Transition[] {
  const changes = [
    ...groupByAge(SECTORS.map((sector) => [agesOf(sector, rules).youngPerson, sector])).map(
      ([age, sectors]) => [age, `the young person decides about ${listed(sectors)}`] as const,
    ),
    ...groupByAge(
      SECTORS.flatMap((sector) => {
        const { adult } = agesOf(sector, rules);
        return adult === null ? [] : [[adult, sector] as const];
      }),
    ).map(([age, sectors]) => [age, `the law for adults applies in ${listed(sectors)}`] as const),
    [
      Number(rules.rule('plan_until', 'education').value),
      'a plan can be kept to the end of this academic year at most',
    ] as const,
  ];
  const byAge = Map.groupBy(changes, ([age]) => age);
  return [...byAge].map(([age, list]) => {
    const what = list.map(([, words]) => words).join('; ');
    return age === 'end_of_compulsory_school_age'
      ? { name: age, years: null, what: `Compulsory school age ends; from the next day ${what}.` }
      : { name: String(age), years: age, what: `Turns ${age}: ${what}.` };
  });
}

function groupByAge(pairs: readonly (readonly [Age, Sector])[]): [Age, Sector[]][] {
  const groups = Map.groupBy(pairs, ([age]) => age);
  return [...groups].map(([age, list]) => [age, list.map(([, sector]) => sector)]);
}

const listed = (sectors: readonly Sector[]): string => sectors.map(spoken).join(' and ');
const spoken = (code: string): string => code.replaceAll('_', ' ');

const DOCUMENTS: Readonly<Record<string, string>> = {
  lacks_capacity: 'record that capacity is lacking',
  conditions_accepted: 'acceptance of the conditions',
  setting_agreement: 'agreement of the setting',
  household_necessity: 'record why paying somebody of the household is necessary',
  not_excluded: 'record that the recipient is not excluded',
};

/** What the words of an item are made from, by its kind. */
export interface Detail {
  readonly basis?: string;
  readonly transition?: string;
  readonly document?: string;
  readonly givenBy?: string;
  readonly notice?: string;
  readonly undecided?: boolean;
  readonly funder?: string;
  readonly moves?: string;
  readonly direction?: string;
  readonly body?: string;
}

/** What an item of the diary is worded from. */
interface Worded {
  readonly kind: Kind;
  readonly sector: Sector | null;
  readonly detail: Detail;
}

/** What happens on a day of the diary, in plain words that name nobody. */
export function wordsOf(item: Worded, transitions: readonly Transition[]): string {
  if (item.kind === 'transition') {
    return transitions.find((one) => one.name === item.detail.transition)!.what;
  }
  return WORDS[item.kind](item.detail, spoken(item.sector ?? ''));
}

const WORDS: Readonly<
  Record<Exclude<Kind, 'transition'>, (detail: Detail, sector: string) => string>
> = {
  review_due: ({ basis }, sector) => reviewWords(sector, basis!),
  document_ends: ({ document, givenBy }, sector) =>
    `The ${DOCUMENTS[document!] ?? spoken(document!)} for ${sector}, given by the ${spoken(givenBy!)}, ends.`,
  notice_takes_effect: ({ notice, undecided }) =>
    `A ${notice!} takes effect${undecided === true ? '; its reconsideration is not decided' : ''}.`,
  refusal_review_by: ({ funder }) => `Last day to ask for a review of the refusal by ${funder!}.`,
  plan_review_by: () => 'The plan is reviewed by this day.',
  budget_ends: () => 'The budget ends: renew it or close it.',
  transfer_by: (detail) => moveWords('transfer_by', detail),
  letter_by: (detail) => moveWords('letter_by', detail),
};

function reviewWords(sector: string, basis: string): string {
  if (basis === 'plan_review') return `The review of ${sector} is due with the plan's.`;
  return `The ${basis.startsWith('first') ? 'first' : 'next'} review of ${sector} is due.`;
}

function moveWords(kind: 'transfer_by' | 'letter_by', { moves, direction, body }: Detail): string {
  const what = moves === 'authority' ? 'the plan' : 'responsibility for health';
  if (kind === 'letter_by') {
    return direction === 'in'
      ? `Write to the family by this day: ${what} has come from ${body!}.`
      : `${body!} writes to the family by this day: ${what} has come to it.`;
  }
  return direction === 'in'
    ? `By this day ${body!} transfers ${what} to us.`
    : `Transfer ${what} to ${body!} by this day.`;
}

/** The faults of a span; empty where it is in order. */
export const faultsOfSpan = (from: Day, to: Day) =>
  Temporal.PlainDate.compare(to, from) >= 0
    ? []
    : [
        {
          where: 'query.to',
          message: `A span ends on or after the day it begins. Found ${from.toString()} to ${to.toString()}.`,
        },
      ];

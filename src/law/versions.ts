import type { Sector } from '../ledger/accounts.ts';
import type { Fault } from '../problem.ts';
import type { Confidence, Rule, RuleUnit } from './rules.ts';

type Day = Temporal.PlainDate;

/** A version of a rule with who recorded it, and when. */
export interface RuleVersion extends Rule {
  readonly recordedBy: string;
  readonly recordedAt: string;
}

/** A version to add. */
export type NewVersion = Omit<Rule, 'id'>;

/** What an administrator asks for: a later version, or a correction of one by its identifier. */
export interface AskedVersion {
  readonly name: string;
  readonly sector: Sector | null;
  readonly effectiveOn: Day;
  readonly value: string;
  readonly unit: RuleUnit;
  readonly corrects: string | null;
}

/** How sure we are of a rule, in words. */
export const CONFIDENCE_IN_WORDS: Readonly<Record<Confidence, string>> = {
  verified: 'Sure: read in the law itself.',
  secondary: 'Fairly sure: read in what others say about the law.',
  analogous: 'Less sure: read in a similar law, not in this one.',
  memory: 'Not sure: from memory; read the law before you rely on it.',
  local: 'Set by the authority: the law leaves it open.',
};

/** The choices that the service knows, by the rule that is one. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  late_consent: ['whole_period', 'by_days'],
  own_consent_from: ['end_of_compulsory_school_age'],
  dedicated_account: ['required', 'not_required'],
};

/** Rules that may be a choice or a number: an age, or the end of compulsory school age. */
const CHOICE_OR_NUMBER: Readonly<Record<string, RuleUnit>> = { own_consent_from: 'years' };

/** The most of each unit that a rule can be: what is counted in it stays within the calendar. */
const MOST: Readonly<Record<Exclude<RuleUnit, keyof typeof OTHERWISE | 'choice'>, number>> = {
  days: 3660,
  working_days: 250,
  weeks: 520,
  months: 120,
  years: 100,
  people: 100,
  hours: 24,
};

/** What is wrong with a value of the units that are no whole number. */
const OTHERWISE = {
  pounds: faultOfPounds,
  percent: faultOfPercent,
  day: faultOfDay,
} as const;

/** Of the versions of a rule, those for one sector, or those for all where the sector has none. */
export function versionsFor<T extends Rule>(versions: readonly T[], sector: Sector | null): T[] {
  const own = versions.filter((one) => one.sector === sector);
  return own.length > 0 ? own : versions.filter((one) => one.sector === null);
}

/** Of the rules that hold on a day, those that hold for one sector. */
export function rulesFor(rules: readonly Rule[], sector: Sector): Rule[] {
  const byName = Map.groupBy(rules, (rule) => rule.name);
  return [...byName.values()].flatMap((versions) => versionsFor(versions, sector));
}

/** What is wrong with the unit and the value of a version; empty when they are in order. */
export function faultsOfValue(
  { name, unit, value }: Pick<AskedVersion, 'name' | 'unit' | 'value'>,
  unitBefore: RuleUnit,
): Fault[] {
  const other = CHOICE_OR_NUMBER[name];
  const units = other === undefined ? [unitBefore] : (['choice', other] as const);
  if (!units.includes(unit)) {
    const message = `The rule ${name} is counted in ${units.join(' or ')}. Found ${unit}.`;
    return [{ where: 'body.unit', message }];
  }
  const message = faultOf(name, unit, value);
  return message === null ? [] : [{ where: 'body.value', message }];
}

function faultOf(name: string, unit: RuleUnit, value: string): string | null {
  if (unit === 'choice') return faultOfChoice(name, value);
  if (unit === 'pounds' || unit === 'percent' || unit === 'day') return OTHERWISE[unit](value);
  return faultOfNumber(unit, value);
}

function faultOfDay(value: string): string | null {
  try {
    if (Temporal.PlainDate.from(value).toString() === value) return null;
  } catch {
    // What is no day is said below.
  }
  return 'The value is a day, year first, as text: "2027-01-21".';
}

function faultOfChoice(name: string, value: string): string | null {
  const known = CHOICES[name] ?? [];
  return known.includes(value) ? null : `The rule ${name} is one of: ${known.join(', ')}.`;
}

function faultOfPercent(value: string): string | null {
  if (/^(?:(?:0|[1-9]\d?)\.\d{2}|100\.00)$/.test(value)) return null;
  return 'The value is a percentage from 0.00 to 100.00, with two decimals, as text: "12.07".';
}

function faultOfPounds(value: string): string | null {
  if (/^(?:0|[1-9]\d{0,9})\.\d{2}$/.test(value)) return null;
  return 'The value is in pounds, with two decimals and without commas, as text: "1000000.00".';
}

function faultOfNumber(unit: keyof typeof MOST, value: string): string | null {
  if (/^[1-9]\d{0,3}$/.test(value) && Number(value) <= MOST[unit]) return null;
  return `The value is a whole number of ${unit.replace('_', ' ')} from 1 to ${MOST[unit]}, as text: "28".`;
}

/** How a version stands to those there are. */
export type Place =
  | { readonly as: 'version'; readonly revision: number }
  /** There is one for that day already, or the one to be corrected has been corrected. */
  | { readonly as: 'taken'; readonly by: Rule }
  | { readonly as: 'fault'; readonly fault: Fault };

/**
 * Where a version goes among those of its name and sector, given in order. A later version follows
 * the one that is in force today, so that nothing slips in between days that were decided on; what
 * was wrong from the beginning is corrected by naming it.
 */
export function placeOf(asked: AskedVersion, versions: readonly Rule[], today: Day): Place {
  const own = versions.filter((one) => one.sector === asked.sector);
  const day = asked.effectiveOn.toString();
  const there = own.filter((one) => one.effectiveOn === day).at(-1);
  if (asked.corrects !== null) return placeOfCorrection(asked.corrects, own, there);
  if (there !== undefined) return { as: 'taken', by: there };
  const held = versionsFor(versions, asked.sector);
  const inForce = held.filter((one) => one.effectiveOn <= today.toString()).at(-1);
  if (inForce !== undefined && day < inForce.effectiveOn) {
    const message = `The version in force is of ${inForce.effectiveOn}; a later one follows it. To correct an earlier one, name it in "corrects".`;
    return { as: 'fault', fault: { where: 'body.effectiveOn', message } };
  }
  return { as: 'version', revision: 1 };
}

function placeOfCorrection(corrects: string, own: readonly Rule[], there: Rule | undefined): Place {
  const corrected = own.find((one) => one.id === corrects);
  if (
    corrected === undefined ||
    there === undefined ||
    corrected.effectiveOn !== there.effectiveOn
  ) {
    const message = 'A correction has the name, the sector and the day of the version it corrects.';
    return { as: 'fault', fault: { where: 'body.corrects', message } };
  }
  if (corrected.id !== there.id) return { as: 'taken', by: there };
  return { as: 'version', revision: there.revision + 1 };
}

/** What to say about a version that holds for days on which decisions may have been made. */
export function warningOf(effectiveOn: Day, today: Day): string | null {
  if (Temporal.PlainDate.compare(effectiveOn, today) > 0) return null;
  return 'It holds from a day that has come. Decisions already made keep the version they used; look at those made since.';
}

import { birthday, endOfCompulsorySchoolAge } from '../calendar.ts';
import type { Rule, RulesInForce } from '../law/rules.ts';
import type { Sector } from '../ledger/accounts.ts';

type Day = Temporal.PlainDate;

/** Who decides about a sector's money: a parent for a child, or the young person; then the adult. */
export type Stage = 'child' | 'young_person' | 'adult';

/** When a stage begins: on a birthday, or on the day after the end of compulsory school age. */
export type Age = 'end_of_compulsory_school_age' | number;

/** The ages that the dated rules set for a sector; no adult stage where that is null. */
export interface Ages {
  readonly youngPerson: Age;
  readonly adult: Age | null;
}

/**
 * The ages of a sector by the rules of a day. An adult's law of their own is known to social care
 * only (Care Act 2014). Throws a RangeError for a rule that is not an age: a broken book.
 */
export function agesOf(sector: Sector, rules: RulesInForce): Ages {
  return {
    youngPerson: ageOf('own_consent_from', sector, rules),
    adult: sector === 'social_care' ? ageOf('adult_from', sector, rules) : null,
  };
}

function ageOf(name: string, sector: Sector, rules: RulesInForce): Age {
  const { unit, value } = rules.rule(name, sector);
  if (unit === 'years') return Number(value);
  if (unit === 'choice' && value === 'end_of_compulsory_school_age') return value;
  throw new RangeError(`The rule ${name} is an age in years or end_of_compulsory_school_age.`);
}

function reachedOn(bornOn: Day, age: Age): Day {
  return typeof age === 'number'
    ? birthday(bornOn, age)
    : endOfCompulsorySchoolAge(bornOn).add({ days: 1 });
}

/** The first day on which the young person decides about a sector's money. */
export function decidesFrom(bornOn: Day, sector: Sector, rules: RulesInForce): Day {
  return reachedOn(bornOn, agesOf(sector, rules).youngPerson);
}

/** The stage of life that somebody has reached in a sector on a day, by the dated rules. */
export function stageOf(bornOn: Day, sector: Sector, day: Day, rules: RulesInForce): Stage {
  const { youngPerson, adult } = agesOf(sector, rules);
  const reached = (age: Age): boolean =>
    Temporal.PlainDate.compare(reachedOn(bornOn, age), day) <= 0;
  if (adult !== null && reached(adult)) return 'adult';
  return reached(youngPerson) ? 'young_person' : 'child';
}

/** A day on which something changes for a person in a sector, by a dated rule. */
export interface Transition {
  /** The first day on which it is so. */
  readonly on: Day;
  readonly sector: Sector;
  readonly what: 'young_person_decides' | 'adult_law_applies' | 'plan_may_end';
  readonly age: Age;
  /** Where the age comes from, and how sure we are of it. */
  readonly rule: Rule;
}

/** What changes, by which rule, in which sectors. */
const TRANSITIONS: readonly (readonly [Transition['what'], string, readonly Sector[]])[] = [
  ['young_person_decides', 'own_consent_from', ['education', 'health', 'social_care']],
  ['adult_law_applies', 'adult_from', ['social_care']],
  ['plan_may_end', 'plan_until', ['education']],
];

/**
 * The days on which somebody comes to decide, comes under the law for adults, and passes the age of
 * plans (the end of compulsory school age, 16, 18 and 25 by today's rules), in order.
 */
export function transitionDates(bornOn: Day, rules: RulesInForce): Transition[] {
  return TRANSITIONS.flatMap(([what, name, sectors]) =>
    sectors.map((sector): Transition => {
      const age = ageOf(name, sector, rules);
      return { on: reachedOn(bornOn, age), sector, what, age, rule: rules.rule(name, sector) };
    }),
  ).sort((a, b) => Temporal.PlainDate.compare(a.on, b.on));
}

import type { Sector } from '../ledger/accounts.ts';

export type RuleUnit =
  | 'days'
  | 'working_days'
  | 'weeks'
  | 'months'
  | 'years'
  | 'pounds'
  | 'percent'
  | 'people'
  | 'hours'
  | 'day'
  | 'choice';

/** Units by which no day is reckoned from another on the calendar alone. */
const NOT_ON_THE_CALENDAR = [
  'choice',
  'working_days',
  'pounds',
  'percent',
  'people',
  'hours',
  'day',
] as const;

/** How we know a rule: from the law, from others, from a similar law, by heart, or it is our own. */
export type Confidence = 'verified' | 'secondary' | 'analogous' | 'memory' | 'local';

/** One version of a rule: what holds from a day on, where it comes from, and how sure we are. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly sector: Sector | null;
  readonly effectiveOn: string;
  readonly revision: number;
  readonly value: string;
  readonly unit: RuleUnit;
  readonly meaning: string;
  readonly source: string;
  readonly confidence: Confidence;
}

/** A rule that was looked for on a day on which there is none. */
export class NoRule extends RangeError {
  override readonly name = 'NoRule';
}

/** The rules that hold on one day. Which of them were looked at is remembered, for the decision. */
export class RulesInForce {
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #used = new Map<string, Rule>();
  readonly #on: Temporal.PlainDate;

  constructor(on: Temporal.PlainDate, rules: readonly Rule[]) {
    this.#on = on;
    this.#rules = new Map(rules.map((rule) => [keyOf(rule.name, rule.sector), rule]));
  }

  /** The rule of a sector, or the one for every sector. Throws where there is none: a broken book. */
  rule(name: string, sector: Sector | null = null): Rule {
    const rule = this.#rules.get(keyOf(name, sector)) ?? this.#rules.get(keyOf(name, null));
    if (rule === undefined) {
      throw new NoRule(`No rule ${name} holds on ${this.#on.toString()} for ${sector ?? 'all'}.`);
    }
    this.#used.set(rule.id, rule);
    return rule;
  }

  /** The day that lies so many days, weeks, months or years after another by a rule. */
  after(day: Temporal.PlainDate, name: string, sector: Sector | null = null): Temporal.PlainDate {
    const { value, unit } = this.rule(name, sector);
    if ((NOT_ON_THE_CALENDAR as readonly RuleUnit[]).includes(unit)) {
      throw new RangeError(`The rule ${name} is counted in ${unit}, not in calendar days.`);
    }
    return day.add({ [unit]: Number(value) });
  }

  /** Every version that was looked at, in the order of their names. */
  used(): Rule[] {
    return [...this.#used.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

const keyOf = (name: string, sector: Sector | null): string => `${name}/${sector ?? ''}`;

/** Which of the department's tables a file is. */
export type Figures = 'personal_budgets' | 'plans';

/** The columns of one of the department's tables, by the names that it publishes. */
export interface Layout {
  readonly figures: Figures;
  /** What people call it, for messages. */
  readonly title: string;
  readonly required: readonly string[];
  /** Columns that some years' files have and others do not. */
  readonly optional: readonly string[];
  /** The columns that hold figures: a whole number, or the letter that says why there is none. */
  readonly numbers: readonly string[];
}

const PLACE = [
  'time_period',
  'time_identifier',
  'geographic_level',
  'region_code',
  'region_name',
  'new_la_code',
  'old_la_code',
  'la_name',
];
const COUNTRY = ['country_code', 'country_name'];
const BREAKDOWN = ['breakdown_topic', 'breakdown'];

const BUDGET_NUMBERS = [
  'personal_budget',
  // The department's own spelling; its files are read as they are.
  'org_arrangments',
  'pb_health',
  'pb_education',
  'pb_social',
  'pb_integrated',
];
const PLAN_NUMBERS = ['ehcplans'];

/** The tables that can be read (DfE, "Education, health and care plans", releases up to 2025). */
export const LAYOUTS: readonly [Layout, Layout] = [
  {
    figures: 'personal_budgets',
    title: 'personal budgets',
    required: [...PLACE, ...BREAKDOWN, ...BUDGET_NUMBERS],
    optional: COUNTRY,
    numbers: BUDGET_NUMBERS,
  },
  {
    figures: 'plans',
    title: 'plans',
    required: [...PLACE, ...PLAN_NUMBERS],
    optional: [...COUNTRY, ...BREAKDOWN],
    numbers: PLAN_NUMBERS,
  },
];

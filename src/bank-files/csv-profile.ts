import { z } from 'zod';
import type { DateForm } from './csv-dates.ts';

/** What a column is for. `direction` says debit or credit where amounts have no sign. */
export type Role =
  | 'date'
  | 'valueDate'
  | 'amount'
  | 'in'
  | 'out'
  | 'fee'
  | 'balance'
  | 'description'
  | 'counterparty'
  | 'reference'
  | 'status'
  | 'currency'
  | 'sortCode'
  | 'account'
  | 'direction';

/** A heading, or the number of a column from 1 in a file without headings. */
export type Column = string | number;

/** How a bank writes its CSV. */
export interface CsvProfile {
  readonly name: string;
  /** "csv.lloyds"; "csv" alone when nothing says which bank it is. */
  readonly format: string;
  /** The mark between cells; null where it is found by the headings. */
  readonly mark: string | null;
  readonly headings: boolean;
  /** For each role the columns that can have it: all of a description, else the first there is. */
  readonly columns: Readonly<Partial<Record<Role, readonly Column[]>>>;
  /** Of each of these lists a file must have one heading, to be of this profile. */
  readonly needs: readonly (readonly Column[])[];
  /** How many columns there are, where that belongs to the profile. */
  readonly width: number | null;
  /** Null where it is not known: then a date of the file must show it. */
  readonly dates: DateForm | null;
  readonly decimalMark: '.' | ',';
  /** Whether money out is written without a minus sign in the one column of amounts. */
  readonly outIsPositive: boolean;
  readonly account: string | null;
  readonly currency: string | null;
}

const heading = z.union([z.string().trim().min(1).max(100), z.int().min(1).max(200)], {
  error: 'Expected a heading, or the number of a column from 1 to 200.',
});

const ProfileSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, {
    error: 'Expected a name of small letters, digits and hyphens, such as "my-bank".',
  }),
  delimiter: z
    .enum([',', ';', '\t', '|'], { error: 'Expected ",", ";", "\\t" or "|".' })
    .optional(),
  headings: z.boolean({ error: 'Expected true or false: whether there is a row of headings.' }),
  columns: z.strictObject({
    date: heading,
    valueDate: heading.optional(),
    amount: heading.optional(),
    in: heading.optional(),
    out: heading.optional(),
    fee: heading.optional(),
    balance: heading.optional(),
    description: z.union([heading, z.array(heading).min(1).max(10)]).optional(),
    counterparty: heading.optional(),
    reference: heading.optional(),
    status: heading.optional(),
    currency: heading.optional(),
    sortCode: heading.optional(),
    account: heading.optional(),
  }),
  dates: z.enum(['day-first', 'month-first', 'year-first'], {
    error: 'Expected "day-first", "month-first" or "year-first"; it is never guessed.',
  }),
  decimalMark: z.enum(['.', ','], { error: 'Expected "." or ",".' }).default('.'),
  moneyOut: z
    .enum(['negative', 'positive'], { error: 'Expected "negative" or "positive".' })
    .optional(),
  account: z.string().trim().min(1).max(70).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'Expected a currency code such as "GBP".' })
    .optional(),
});

/**
 * Reads the profile that an officer has written for a bank's CSV, as JSON:
 *
 * - `name`: small letters, digits and hyphens; the format is then "csv.NAME".
 * - `delimiter`: ",", ";", "\t" or "|"; found by the headings when it is left out.
 * - `headings`: whether the file has a row of headings. Rows before it are passed over.
 * - `columns`: for each of `date`, `valueDate`, `amount`, `in`, `out`, `fee`, `balance`,
 *   `description` (one or a list), `counterparty`, `reference`, `status`, `currency`, `sortCode`,
 *   `account` its heading, or the number of the column from 1 when there are no headings. `date`
 *   and either `amount` or `in` and `out` must be there.
 * - `dates`: "day-first", "month-first" or "year-first".
 * - `decimalMark`: "." (as when it is left out) or ",".
 * - `moneyOut`: with `amount`, whether money out is "negative" or "positive" there.
 * - `account`, `currency`: those of all rows, where no column says it.
 *
 * @throws Error with every fault of it, each with its place
 */
export function readProfile(text: string): CsvProfile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('Expected a profile as JSON; found other text. Check commas and quotes.');
  }
  const parsed = ProfileSchema.safeParse(json);
  const shape = parsed.success
    ? []
    : parsed.error.issues.map((one) => `${one.path.join('.') || 'profile'}: ${one.message}`);
  const faults = [...shape, ...crossFaults(json)];
  if (!parsed.success || faults.length > 0) {
    throw new Error(`The profile has faults:\n${faults.map((one) => `- ${one}`).join('\n')}`);
  }
  return profileOf(parsed.data);
}

function profileOf(written: z.output<typeof ProfileSchema>): CsvProfile {
  const columns = Object.fromEntries(
    Object.entries(written.columns)
      .filter(([, column]) => column !== undefined)
      .map(([role, column]) => [role, [column].flat()]),
  ) as Record<Role, Column[]>;
  return {
    name: written.name,
    format: `csv.${written.name}`,
    mark: written.delimiter ?? null,
    headings: written.headings,
    columns,
    needs: Object.values(columns).flatMap((list) => list.map((one) => [one])),
    width: null,
    dates: written.dates,
    decimalMark: written.decimalMark,
    outIsPositive: written.moneyOut === 'positive',
    account: written.account ?? null,
    currency: written.currency ?? null,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong between the parts of a profile, also when the parts have faults themselves. */
function crossFaults(json: unknown): string[] {
  if (!isRecord(json) || !isRecord(json['columns'])) return [];
  const { columns, headings } = json;
  const faults: string[] = [];
  const has = (role: string): boolean => columns[role] !== undefined;
  const hasSides = has('in') || has('out');
  if (has('amount') && hasSides) {
    faults.push('columns: Expected either amount, or in and out; found both.');
  }
  if (!has('amount') && !hasSides) {
    faults.push('columns: Expected amount, or in and out; found none of them.');
  }
  if (has('amount') && json['moneyOut'] === undefined) {
    faults.push('moneyOut: Expected "negative" or "positive", as there is a column amount.');
  }
  if (!has('amount') && json['moneyOut'] !== undefined) {
    faults.push('moneyOut: Expected none, as the columns in and out say it already.');
  }
  if (has('account') && json['account'] !== undefined) {
    faults.push('account: Expected one account, or a column of accounts; found both.');
  }
  const used = new Set<unknown>();
  for (const [role, column] of Object.entries(columns).flatMap(([role, value]) =>
    [value].flat().map((one) => [role, one] as const),
  )) {
    if (headings === true && typeof column === 'number') {
      faults.push(`columns.${role}: Expected a heading, as the file has headings.`);
    }
    if (headings === false && typeof column === 'string') {
      faults.push(`columns.${role}: Expected the number of the column, as there are no headings.`);
    }
    const key = typeof column === 'string' ? column.trim().toLowerCase() : column;
    if (used.has(key)) faults.push(`columns.${role}: Expected a column that no other one uses.`);
    used.add(key);
  }
  return faults;
}

/** One column of a return's rows: what it holds, as the guide and the template have it. */
export interface Column {
  readonly name: ColumnName;
  /** Its form, in words. */
  readonly form: string;
  readonly example: string;
}

export const COLUMN_NAMES = [
  'kind',
  'on',
  'arrangement',
  'person',
  'amount',
  'category',
  'description',
  'evidence',
  'employee',
] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

export const CATEGORIES = [
  'support',
  'wages',
  'equipment',
  'activities',
  'travel',
  'insurance',
  'fees',
  'other',
] as const;

/** Every column, in the order of the template. */
export const COLUMNS: readonly Column[] = (
  [
    ['kind', 'what the row says; see below', 'spending'],
    ['on', 'a date in the period, year first', '2026-04-20'],
    ['arrangement', "the arrangement's identifier", '5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47'],
    ['person', "the council's number for the person", 'P-1001'],
    ['amount', 'pounds and pence with two decimals', '120.00'],
    ['category', CATEGORIES.map((name) => `\`${name}\``).join(', '), 'support'],
    ['description', 'text, up to 200 characters', 'Tutor, four hours'],
    ['evidence', 'what you call the invoice or receipt, up to 200 characters', 'INV-204.pdf'],
    ['employee', 'up to 20 letters, digits and hyphens; no name', 'PA1'],
  ] as const
).map(([name, form, example]) => ({ name, form, example }));

/** What an amount of a row may be. */
export type Sign = 'any' | 'not_zero' | 'not_below_zero' | 'above_zero';

/** One kind of row: its meaning, which columns it fills in, and what its amount may be. */
export interface KindOfRow {
  readonly meaning: string;
  readonly needs: readonly ColumnName[];
  readonly may: readonly ColumnName[];
  readonly sign: Sign;
}

const OF_PERSON = ['arrangement', 'person', 'amount'] as const;
const PAYROLL = { needs: [...OF_PERSON, 'employee'], may: [], sign: 'not_below_zero' } as const;

/** Every kind of row. Those without `arrangement` are about the whole account. */
export const KINDS_OF_ROW = {
  account_opening: {
    meaning: "the bank's balance of the whole account before the first day; once",
    needs: ['amount'],
    may: [],
    sign: 'any',
  },
  account_closing: {
    meaning: "the bank's balance of the whole account at the end of the last day; once",
    needs: ['amount'],
    may: [],
    sign: 'any',
  },
  other_authorities_opening: {
    meaning: 'what of the opening balance is held for other authorities; 0.00 without the row',
    needs: ['amount'],
    may: [],
    sign: 'not_below_zero',
  },
  interest_opening: {
    meaning: "what of the opening balance is the bank's interest; 0.00 without the row",
    needs: ['amount'],
    may: [],
    sign: 'any',
  },
  bank: {
    meaning: 'a line of the bank statement, money out with a minus sign',
    needs: ['on', 'amount'],
    may: ['description', 'evidence'],
    sign: 'not_zero',
  },
  other_authorities: {
    meaning: 'money that came in for other authorities, or went out with a minus sign',
    needs: ['on', 'amount'],
    may: ['description', 'evidence'],
    sign: 'not_zero',
  },
  interest: {
    meaning: 'interest of the bank, or a charge with a minus sign',
    needs: ['on', 'amount'],
    may: ['description', 'evidence'],
    sign: 'not_zero',
  },
  opening: {
    meaning: 'what the person had in the account before the first day; once an arrangement',
    needs: OF_PERSON,
    may: [],
    sign: 'any',
  },
  closing: {
    meaning: 'what the person has at the end of the last day; once an arrangement',
    needs: OF_PERSON,
    may: [],
    sign: 'any',
  },
  paid_in: {
    meaning: 'a payment of the authority for the person',
    needs: ['on', ...OF_PERSON],
    may: ['description', 'evidence'],
    sign: 'above_zero',
  },
  contribution: {
    meaning: "the person's own contribution, or the family's top-up",
    needs: ['on', ...OF_PERSON],
    may: ['description', 'evidence'],
    sign: 'above_zero',
  },
  spending: {
    meaning: 'what was bought',
    needs: ['on', ...OF_PERSON, 'category', 'description'],
    may: ['evidence'],
    sign: 'above_zero',
  },
  fee: {
    meaning: "the broker's fee; its category is `fees` unless another is given",
    needs: ['on', ...OF_PERSON],
    may: ['category', 'description', 'evidence'],
    sign: 'above_zero',
  },
  refund: {
    meaning: 'what a supplier gave back',
    needs: ['on', ...OF_PERSON, 'category', 'description'],
    may: ['evidence'],
    sign: 'above_zero',
  },
  transferred_in: {
    meaning: "money that became the arrangement's from another one of the person's",
    needs: ['on', ...OF_PERSON],
    may: ['description', 'evidence'],
    sign: 'above_zero',
  },
  transferred_out: {
    meaning:
      "money that became that of another of the person's arrangements, or was paid back to the authority",
    needs: ['on', ...OF_PERSON],
    may: ['description', 'evidence'],
    sign: 'above_zero',
  },
  payroll_gross: { meaning: 'pay of an employed assistant in the period', ...PAYROLL },
  payroll_net: { meaning: 'what of it the assistant was paid', ...PAYROLL },
  payroll_tax: { meaning: 'tax and National Insurance on it, due to HMRC', ...PAYROLL },
  payroll_pension: { meaning: 'pension contributions due on it', ...PAYROLL },
  holiday_accrued: { meaning: 'holiday pay that the assistant earned in the period', ...PAYROLL },
} as const satisfies Record<string, KindOfRow>;

export type RowKind = keyof typeof KINDS_OF_ROW;

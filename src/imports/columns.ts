import { z } from 'zod';
import { Amount, AmountAboveZero, Day, Kind, faultOfAmount, line } from '../http/schemas.ts';
import { money, parseFraction } from '../money.ts';
import { NewBeneficiarySchema, NewPlanSchema } from '../people/schemas.ts';
import type { ShareTerm } from '../budgets/rules.ts';

/** Which lines repeat a value of their first line: those of one person, of one arrangement, none. */
export type Level = 'person' | 'arrangement' | 'share';

/** One column of the file: what it holds, as the guide and the template have it. */
export interface Column {
  readonly name: ColumnName;
  readonly level: Level;
  /** Its form, in words. */
  readonly form: string;
  readonly example: string;
}

const person = NewBeneficiarySchema.shape;
const provision = NewPlanSchema.shape.provision.unwrap().shape;

/** What a spreadsheet makes of a fraction when it takes it for a date. */
const LIKE_A_DATE = /^\d{1,2}[-/ ][A-Za-z]{3}|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/;

const Share = z.string().transform((text, context): ShareTerm => {
  const refuse = (message: string): never => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (text === 'rest') return { rest: true };
  if (LIKE_A_DATE.test(text)) {
    return refuse(
      'A share is a fraction (3/5), an amount or "rest". Found a date: a spreadsheet takes 3/5 for ' +
        'one, so give the column the format "Text" before you fill it in.',
    );
  }
  if (text.includes('/')) {
    const fraction = parseFraction(text);
    return fraction === null
      ? refuse('A share is a fraction such as "3/5", above 0 and at most 1.')
      : { fraction };
  }
  const fault = faultOfAmount(text);
  if (fault !== null) {
    const more = /^[-\d]/.test(text) ? ` ${fault}` : '';
    return refuse(`A share is a fraction (3/5), an amount or "rest".${more}`);
  }
  const fixed = money(text);
  return fixed.gt(0) ? { fixed } : refuse('A share that is an amount is above zero.');
});

const NotBelowZero = Amount.refine((amount) => !amount.isNegative(), 'This is not below zero.');

const digits = (length: number, message: string) =>
  z.string().regex(new RegExp(`^\\d{${length}}$`), message);

/** One line of the file, as text, read into values; an empty cell is absent. */
export const LineSchema = z.object({
  reference: person.reference,
  given_name: person.givenName,
  family_name: person.familyName,
  born_on: person.bornOn,
  sex: person.sex,
  ethnicity: person.ethnicity,
  placement: person.placement,
  postcode_district: person.postcodeDistrict,
  plan_starts_on: Day,
  plan_review_by: Day,
  provision_section: provision.section,
  provision: provision.provision,
  outcome: provision.outcome,
  budget_starts_on: Day,
  budget_ends_on: Day,
  arrangement: line(40),
  kind: Kind,
  purpose: line(200),
  payee_relationship: z
    .enum(['young_person', 'parent', 'nominee', 'representative', 'authorised_person'])
    .optional(),
  payee_name: line(100).optional(),
  broker: line(100).optional(),
  sort_code: z
    .string()
    .regex(
      /^\d{2}-?\d{2}-?\d{2}$/,
      'A sort code has six digits, e.g. 20-00-00. A spreadsheet takes zeros off the front of a number.',
    )
    .transform((text) => text.replaceAll('-', ''))
    .optional(),
  account_number: digits(
    8,
    'An account number has eight digits. A spreadsheet takes zeros off the front of a number.',
  ).optional(),
  account_name: line(100).optional(),
  account_use: z.enum(['only_direct_payments', 'other_money_too', 'prepaid_card']).optional(),
  amount: AmountAboveZero,
  every: z.enum(['week', '2_weeks', '4_weeks', 'month', 'once']),
  first_period_on: Day,
  instalments: z
    .string()
    .regex(/^([1-9]|[1-4]\d|5[0-3])$/, 'The number of payments is from 1 to 53, in digits.')
    .transform(Number),
  paid: z.enum(['in_advance', 'in_arrears']),
  effective_on: Day,
  funder: line(100),
  share: Share,
  paid_to_date: NotBelowZero,
  held: NotBelowZero,
});

export type ColumnName = keyof typeof LineSchema.shape;

/** What a line of the file holds. */
export type LineValues = z.output<typeof LineSchema>;

const DATE = 'a date, year first';
const AMOUNT = 'pounds and pence with two decimals';

/** Every column, in the order of the template. */
export const COLUMNS: readonly Column[] = [
  ...columnsOf('person', [
    ['reference', "the council's own number for the person, up to 40 characters", 'P-1001'],
    ['given_name', 'text, up to 100 characters', 'Rowan'],
    ['family_name', 'text, up to 100 characters', 'Fernside'],
    ['born_on', DATE, '2012-05-01'],
    ['sex', '`female`, `male` or `not_stated`', 'female'],
    ['ethnicity', 'a code of four capital letters', 'WBRI'],
    ['placement', 'text, up to 60 characters', 'Mainstream school'],
    ['postcode_district', 'the first half of the postcode', 'ZE1'],
    ['plan_starts_on', DATE, '2025-09-01'],
    ['plan_review_by', `${DATE}, after the plan's start`, '2027-02-01'],
  ]),
  ...columnsOf('arrangement', [
    ['provision_section', 'the section of the plan: `F`, `G`, `H1` or `H2`', 'F'],
    ['provision', 'what the plan provides, up to 500 characters', 'A tutor for six hours a week'],
    ['outcome', 'what it is for, up to 500 characters', 'Reads for pleasure'],
    ['budget_starts_on', `${DATE}; the plan has started`, '2026-04-01'],
    ['budget_ends_on', DATE, '2027-04-04'],
    ['arrangement', 'a label of your own, one for each arrangement of a person', 'tutor'],
    ['kind', '`direct`, `third_party` or `notional`', 'direct'],
    ['purpose', 'text, up to 200 characters', 'Tutor and equipment'],
    [
      'payee_relationship',
      '`young_person`, `parent`, `nominee`, `representative` or `authorised_person`; direct only',
      'parent',
    ],
    ['payee_name', 'text, up to 100 characters; direct only', 'Alder Fernside'],
    ['broker', 'the name of a broker that the service knows; third party only', ''],
    ['sort_code', 'six digits, with hyphens or without; direct only', '20-00-00'],
    ['account_number', 'eight digits; direct only', '01234567'],
    ['account_name', 'text, up to 100 characters; direct only', 'A Fernside'],
    [
      'account_use',
      'what else is in the account: `only_direct_payments`, `other_money_too` or `prepaid_card`; direct only, empty where it is not known',
      'only_direct_payments',
    ],
    ['amount', `${AMOUNT}: what the whole schedule comes to`, '13000.00'],
    ['every', '`week`, `2_weeks`, `4_weeks`, `month` or `once`; notional is `once`', '4_weeks'],
    ['first_period_on', `${DATE}, within the budget`, '2026-04-06'],
    ['instalments', 'how many payments the whole schedule has, 1 to 53', '13'],
    ['paid', '`in_advance` or `in_arrears`', 'in_advance'],
    ['effective_on', `${DATE}, within the budget: from when the terms hold`, '2026-04-06'],
  ]),
  ...columnsOf('share', [
    ['funder', 'the name of a funder that the service knows', 'High needs block'],
    ['share', 'a fraction, an amount, or `rest`', '3/5'],
    ['paid_to_date', `${AMOUNT}: what of this share was paid before the start`, '4800.00'],
    ['held', `${AMOUNT}: what of that the holder still had on the start date`, '300.00'],
  ]),
];

function columnsOf(level: Level, list: readonly [ColumnName, string, string][]): Column[] {
  return list.map(([name, form, example]) => ({ name, level, form, example }));
}

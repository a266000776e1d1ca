import { z } from 'zod';
import {
  AmountAboveZero,
  Day,
  DayText,
  Id,
  Kind,
  Money,
  Source,
  exactNumber,
  line,
  prose,
} from '../http/schemas.ts';
import { REMAINDERS, parseFraction } from '../money.ts';
import { ServiceBoughtSchema } from '../scope/schemas.ts';
import { WEEKS_IN_YEAR } from './weekly.ts';

const Fraction = z
  .string()
  .transform((text, context) => {
    const fraction = parseFraction(text);
    if (fraction === null) {
      context.addIssue({
        code: 'custom',
        message: 'A share is a fraction such as "3/5", at most 1.',
      });
      return z.NEVER;
    }
    return fraction;
  })
  .meta({ type: 'string', pattern: '^\\d{1,6}/\\d{1,6}$', examples: ['3/5'], id: 'Fraction' });

/** One share: who pays, and how much of it. */
const ShareSchema = z
  .strictObject({
    funderId: Id,
    fraction: Fraction.optional(),
    upTo: AmountAboveZero.optional().meta({
      description: 'With a fraction: never more than this.',
    }),
    fixed: AmountAboveZero.optional(),
    lines: z.literal(true).optional().meta({ description: 'The items that this funder owns.' }),
    rest: z.literal(true).optional(),
  })
  .refine(
    (share) =>
      [share.fraction, share.fixed, share.lines, share.rest].filter((one) => one !== undefined)
        .length === 1,
    'A share has exactly one of: fraction, fixed, lines, rest.',
  )
  .refine(
    (share) => share.upTo === undefined || share.fraction !== undefined,
    'A share that goes up to an amount is a fraction.',
  )
  .meta({ id: 'ShareTerms' });

const Shares = z.array(ShareSchema).min(1).max(10);

const COUNT = /^\d{1,6}(\.\d{1,3})?$/;
/** How many: up to three decimals, above zero, as text so that nothing is rounded on the way. */
const Count = exactNumber(COUNT, 'A quantity is text with at most three decimals: "2.5".')
  .refine((count) => count.gt(0), 'A quantity is above zero.')
  .meta({ type: 'string', pattern: COUNT.source, examples: ['2.5'], id: 'Count' });

const ItemSchema = z
  .strictObject({
    provisionItemId: Id.meta({ description: "The provision of the person's plan it is for." }),
    nature: z.enum(['regular', 'one_off', 'start_up', 'contingency']).default('regular'),
    description: line(200),
    quantity: Count,
    unit: line(40).meta({ examples: ['hour'] }),
    times: Count.meta({ description: 'How often over the whole schedule.' }),
    frequency: line(60).meta({ examples: ['once a week in term time'] }),
    unitCost: AmountAboveZero,
    costBasis: line(200).meta({ description: 'Where the unit cost comes from.' }),
    setting: line(120)
      .optional()
      .meta({ description: 'The school or college on whose premises it is provided.' }),
    funderId: Id.optional().meta({ description: 'Who owns the line, where shares are by line.' }),
    serviceId: Id.optional().meta({
      description:
        'The service of the register that it buys: in scope on the day the terms take effect, and offered for the kind of arrangement.',
    }),
  })
  .meta({ id: 'NewBudgetItem' });

const Items = z.array(ItemSchema).max(60);
const Contribution = z
  .strictObject({ weekly: AmountAboveZero, paid: z.enum(['net', 'gross']) })
  .meta({
    id: 'Contribution',
    description:
      "The person's assessed contribution: net is taken off what is paid, gross is owed to the authority.",
  });
const TopUp = z.strictObject({ weekly: AmountAboveZero }).meta({
  id: 'TopUp',
  description: "A family's voluntary extra, apart from public money.",
});
const weekly = AmountAboveZero.optional().meta({
  description: 'In place of the amount, for a schedule that repeats.',
});
const WeeksInYear = z.enum(WEEKS_IN_YEAR).meta({
  description:
    'How an amount a week becomes that of the schedule: by so many weeks a year, or by its days.',
});
const weeksInYear = WeeksInYear.optional().meta({
  description:
    'With an amount a week: needed by the month, "52" where nothing is said of a schedule in weeks, none by the term. Kept for all versions.',
});
const RemainderSchema = z.enum(REMAINDERS).meta({
  description: 'Which instalment has the pence that do not divide evenly.',
});
const SchoolTerm = z.strictObject({ from: Day, to: Day, weeks: z.number().int().min(1).max(53) });

export const NewArrangementSchema = z
  .strictObject({
    kind: Kind,
    purpose: line(200),
    payeeId: Id.optional().meta({ description: 'Who is paid; not for a notional arrangement.' }),
    amount: AmountAboveZero.optional().meta({ description: 'What the whole schedule comes to.' }),
    weekly,
    weeksInYear,
    effectiveOn: Day,
    shares: Shares,
    contribution: Contribution.optional(),
    topUp: TopUp.optional(),
    items: Items.optional(),
    sameHousehold: z
      .boolean()
      .optional()
      .meta({ description: 'Pays somebody of the same household, which has to be necessary.' }),
    schedule: z.strictObject({
      every: z.enum(['week', '2_weeks', '4_weeks', 'month', 'term', 'once']),
      firstPeriodOn: Day,
      instalments: z.number().int().min(1).max(53),
      terms: z.array(SchoolTerm).min(1).max(12).optional(),
      paid: z.enum(['in_advance', 'in_arrears']),
      remainder: RemainderSchema.optional().meta({
        description: 'Spread over the schedule where nothing is said. Kept for all versions.',
      }),
    }),
    reason: line(200),
  })
  .refine((body) => (body.amount === undefined) !== (body.weekly === undefined), {
    message: 'State either the amount of the whole schedule or the amount a week.',
    path: ['amount'],
  })
  .meta({ id: 'NewArrangement' });

/** A change of terms: what is left out stays as it is. */
export const NewVersionSchema = z
  .strictObject({
    follows: z.number().int().min(1).meta({ description: 'The version you started from.' }),
    effectiveOn: Day,
    reason: line(200),
    amount: AmountAboveZero.optional(),
    weekly,
    weeksInYear,
    shares: Shares.optional(),
    contribution: Contribution.nullable().optional(),
    topUp: TopUp.nullable().optional(),
    items: Items.optional(),
    sameHousehold: z.boolean().optional(),
    end: z.literal(true).optional().meta({ description: 'Nothing is due from the day on.' }),
    notice: z
      .strictObject({ givenOn: Day, reasons: prose(2000) })
      .optional()
      .meta({ description: 'The written notice of a decrease or an end, with its reasons.' }),
    withoutNotice: z
      .enum(['asked_by_recipient', 'moved', 'died', 'new_arrangement'])
      .optional()
      .meta({ description: 'Why a decrease or an end needs no notice.' }),
  })
  .refine((body) => body.amount === undefined || body.weekly === undefined, {
    message: 'State either the amount of the whole schedule or the amount a week.',
    path: ['amount'],
  })
  .refine((body) => body.notice === undefined || body.withoutNotice === undefined, {
    message: 'There is a notice, or a reason for having none.',
    path: ['withoutNotice'],
  })
  .meta({ id: 'NewVersion' });

export const WarningSchema = z
  .object({ code: z.string(), message: z.string() })
  .meta({ id: 'Warning' });

/** The amount of the whole schedule and the conventions by which it is one. */
export const conventions = {
  amount: Money.meta({ description: 'What the whole schedule would come to at these terms.' }),
  weekly: Money.nullable(),
  weeksInYear: WeeksInYear.nullable(),
  remainder: RemainderSchema,
};

const SharesOfVersion = z.array(
  z.object({
    id: Id,
    source: Source,
    funderId: Id.nullable(),
    funder: z.string().nullable(),
    basis: z.enum(['fraction', 'capped', 'fixed', 'lines', 'rest', 'weekly']),
    fraction: z.string().nullable(),
    upTo: Money.nullable(),
    fixed: Money.nullable(),
    weekly: Money.nullable(),
    paid: z.enum(['net', 'gross']).nullable(),
    amount: Money.meta({ description: 'Over the whole schedule, every version for its own days.' }),
  }),
);

const BudgetItemSchema = z
  .object({
    provisionItemId: Id,
    section: z.string(),
    provision: z.string(),
    outcome: z.string(),
    nature: z.string(),
    description: z.string(),
    quantity: z.string(),
    unit: z.string(),
    times: z.string(),
    frequency: z.string(),
    unitCost: Money,
    costBasis: z.string(),
    cost: Money,
    setting: z.string().nullable(),
    funderId: Id.nullable(),
    service: ServiceBoughtSchema,
  })
  .meta({ id: 'BudgetItem' });

const agreement = {
  id: Id,
  version: z.number().int(),
  change: z.enum(['first', 'increase', 'decrease', 'other_terms', 'end']),
  state: z.enum(['proposed', 'agreed', 'refused']),
  effectiveOn: DayText,
  ...conventions,
  agreedTotal: Money.meta({
    description: 'What the funders agree in all, every version for its own days.',
  }),
  every: z.string(),
  firstPeriodOn: DayText,
  instalments: z.number().int(),
  terms: z.array(z.object({ from: DayText, to: DayText, weeks: z.number().int() })).nullable(),
  paid: z.string(),
  sameHousehold: z.boolean(),
  reason: z.string(),
  withoutNotice: z.string().nullable(),
  notice: z.object({ id: Id, givenOn: DayText, takesEffectOn: DayText }).nullable(),
  proposedAt: z.string(),
  decidedAt: z.string().nullable(),
  items: z.array(BudgetItemSchema),
  warnings: z.array(WarningSchema),
};

export const VersionSchema = z
  .object({ ...agreement, shares: SharesOfVersion })
  .meta({ id: 'Version' });

export const ArrangementSchema = z
  .object({
    id: Id,
    budgetId: Id,
    beneficiaryId: Id,
    kind: Kind,
    purpose: z.string(),
    payeeId: Id.nullable(),
    shares: SharesOfVersion,
    agreement: z.object(agreement),
  })
  .meta({ id: 'Arrangement' });

import { z } from 'zod';
import { AmountAboveZero, Day, DayText, Id, Kind, Money, Sector, line } from '../http/schemas.ts';
import { parseFraction } from '../money.ts';

export const NewBudgetSchema = z
  .strictObject({ beneficiaryId: Id, planId: Id, startsOn: Day, endsOn: Day })
  .meta({ id: 'NewBudget' });

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
    fixed: AmountAboveZero.optional(),
    rest: z.literal(true).optional(),
  })
  .refine(
    (share) =>
      [share.fraction, share.fixed, share.rest].filter((one) => one !== undefined).length === 1,
    'A share has exactly one of: fraction, fixed, rest.',
  );

export const NewArrangementSchema = z
  .strictObject({
    kind: Kind,
    purpose: line(200),
    payeeId: Id.optional().meta({ description: 'Who is paid; not for a notional arrangement.' }),
    amount: AmountAboveZero,
    effectiveOn: Day,
    shares: z.array(ShareSchema).min(1).max(10),
    schedule: z.strictObject({
      every: z.enum(['week', '2_weeks', '4_weeks', 'month', 'once']),
      firstPeriodOn: Day,
      instalments: z.number().int().min(1).max(53),
      paid: z.enum(['in_advance', 'in_arrears']),
    }),
    reason: line(200),
  })
  .meta({ id: 'NewArrangement' });

export const BudgetSchema = z
  .object({
    id: Id,
    beneficiaryId: Id,
    planId: Id,
    startsOn: DayText,
    endsOn: DayText,
    closedOn: DayText.nullable(),
  })
  .meta({ id: 'Budget' });

export const ArrangementSchema = z
  .object({
    id: Id,
    budgetId: Id,
    beneficiaryId: Id,
    kind: Kind,
    purpose: z.string(),
    payeeId: Id.nullable(),
    shares: z.array(
      z.object({
        id: Id,
        source: Sector,
        funderId: Id,
        funder: z.string(),
        fraction: z.string().nullable(),
        fixed: Money.nullable(),
        amount: Money,
      }),
    ),
    agreement: z.object({
      id: Id,
      version: z.number().int(),
      state: z.enum(['proposed', 'agreed']),
      effectiveOn: DayText,
      amount: Money,
      every: z.string(),
      firstPeriodOn: DayText,
      instalments: z.number().int(),
      paid: z.string(),
      reason: z.string(),
    }),
  })
  .meta({ id: 'Arrangement' });

export const InstalmentSchema = z
  .object({
    id: Id,
    number: z.number().int(),
    periodFrom: DayText,
    periodTo: DayText,
    valueOn: DayText,
    inputOn: DayText,
    amount: Money,
    shares: z.array(z.object({ source: Sector, funder: z.string(), amount: Money })),
    state: z.enum(['scheduled', 'in_a_run', 'released']),
  })
  .meta({ id: 'Instalment' });

export const NewSpendingSchema = z
  .strictObject({
    spentOn: Day,
    amount: AmountAboveZero,
    category: z.enum([
      'support',
      'wages',
      'equipment',
      'activities',
      'travel',
      'insurance',
      'fees',
      'other',
    ]),
    description: line(200),
  })
  .meta({ id: 'NewSpending' });

export const SpendingSchema = z
  .object({
    id: Id,
    spentOn: DayText,
    amount: Money,
    category: z.string(),
    description: z.string(),
    entry: z.string(),
  })
  .meta({ id: 'Spending' });

export const NewFunderSchema = z
  .strictObject({ name: line(100), sector: Sector })
  .meta({ id: 'NewFunder' });
export const FunderSchema = z
  .object({ id: Id, name: z.string(), sector: Sector })
  .meta({ id: 'Funder' });

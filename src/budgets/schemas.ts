import { z } from 'zod';
import { AmountAboveZero, Day, DayText, Id, Money, Sector, line } from '../http/schemas.ts';
import { YearName } from './entitlement-schemas.ts';

export const NewBudgetSchema = z
  .strictObject({
    beneficiaryId: Id,
    planId: Id,
    requestId: Id.optional().meta({ description: 'The request that the budget answers.' }),
    startsOn: Day,
    endsOn: Day,
  })
  .meta({ id: 'NewBudget' });

export const BudgetSchema = z
  .object({
    id: Id,
    beneficiaryId: Id,
    planId: Id,
    requestId: Id.nullable(),
    startsOn: DayText,
    endsOn: DayText,
    closedOn: DayText.nullable(),
  })
  .meta({ id: 'Budget' });

export const InstalmentSchema = z
  .object({
    id: Id,
    number: z.number().int(),
    periodFrom: DayText,
    periodTo: DayText,
    valueOn: DayText,
    paidIn: YearName,
    inputOn: DayText,
    submittedIn: YearName,
    amount: Money,
    shares: z.array(z.object({ source: Sector, funder: z.string(), amount: Money })),
    lines: z
      .array(
        z.object({
          what: z.enum(['period', 'difference']),
          periodFrom: DayText,
          periodTo: DayText,
          amount: Money,
        }),
      )
      .meta({ description: 'The period, and each difference for a period paid before.' }),
    state: z
      .enum(['scheduled', 'in_a_run', 'partly_released', 'released', 'paid_before_the_start'])
      .meta({ description: 'Partly released: the share of one sector stayed behind.' }),
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

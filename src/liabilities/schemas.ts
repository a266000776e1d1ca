import { z } from 'zod';
import { Amount, Day, DayText, EntryId, Id, Money, Source } from '../http/schemas.ts';
import { CAUSES, LIABILITY_KINDS } from './rules.ts';

const Kind = z.enum(LIABILITY_KINDS);
const Employee = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,20}$/, 'An assistant is told apart by up to 20 letters and digits: PA1.')
  .meta({ examples: ['PA1'], description: 'Tells assistants apart without naming them.' });

/** The causes by which less is owed. */
const TAKEN: ReadonlySet<string> = new Set(['paid', 'no_longer_due']);

export const NewLiabilitySchema = z
  .strictObject({
    kind: Kind,
    employee: Employee,
    amount: Amount.meta({
      description: 'So much more that is owed; below zero where it was paid or is no longer due.',
    }),
    cause: z.enum(CAUSES),
    onDay: Day,
    dueOn: Day.optional().meta({ description: 'By when it has to be paid.' }),
  })
  .refine((body) => !body.amount.isZero(), {
    message: 'An amount moves something.',
    path: ['amount'],
  })
  .refine(
    (body) => body.cause === 'correction' || body.amount.isNegative() === TAKEN.has(body.cause),
    {
      message: 'What became due is above zero; what was paid or is no longer due is below zero.',
      path: ['amount'],
    },
  )
  .refine((body) => body.dueOn === undefined || body.amount.gt(0), {
    message: 'Only what becomes due has a day by which it is paid.',
    path: ['dueOn'],
  })
  .meta({ id: 'NewLiability' });

const MovementSchema = z
  .object({
    id: Id,
    onDay: DayText,
    amount: Money,
    cause: z.enum([...CAUSES, 'payroll']),
    dueOn: DayText.nullable(),
    returnId: Id.nullable().meta({ description: 'Whose payroll it is of.' }),
    entry: EntryId,
  })
  .meta({ id: 'LiabilityMovement' });

export const LiabilitiesSchema = z
  .object({
    arrangementId: Id,
    on: DayText,
    total: Money,
    liabilities: z.array(
      z.object({
        kind: Kind,
        employee: z.string(),
        amount: Money,
        movements: z.array(MovementSchema),
      }),
    ),
    holiday: z
      .array(
        z.object({
          employee: z.string(),
          gross: Money,
          declared: Money,
          byRule: Money.meta({ description: 'What the rule makes of the gross pay.' }),
        }),
      )
      .meta({ description: 'What accepted returns declare as accrued, against the rule.' }),
  })
  .meta({ id: 'Liabilities' });

export const FreeMoneySchema = z
  .object({
    arrangementId: Id,
    on: DayText,
    held: Money,
    shares: z.array(
      z.object({ shareId: Id, source: Source, funderId: Id.nullable(), held: Money }),
    ),
    liabilities: z.array(z.object({ kind: Kind, amount: Money })),
    owed: Money,
    free: Money.meta({ description: 'Held less what is owed: what is truly free.' }),
    mayKeep: Money.meta({ description: 'The rate of so many weeks, which a holder may keep.' }),
    weeks: z.number().int(),
    above: Money.meta({ description: 'What of the free money goes beyond it.' }),
  })
  .meta({ id: 'FreeMoney' });

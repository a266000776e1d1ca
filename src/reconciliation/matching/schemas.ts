import { z } from 'zod';
import { AmountAboveZero, DayText, EntryId, Id, Money } from '../../http/schemas.ts';
import { BankLineSchema, LineId } from '../schemas.ts';
import { EXPECTED_KINDS, NAME_PATTERN } from './names.ts';

/** What is expected, by its name. The database writes identifiers in small letters. */
export const ExpectedName = z
  .string()
  .max(100)
  .transform((text) => text.toLowerCase())
  .refine((text) => NAME_PATTERN.test(text), 'This is the name of an expected line.')
  .meta({
    type: 'string',
    description:
      'What is expected on a statement: "pay_run:ID", "pay_run:ID:DAY", "payment:ID", "returned_credit:ID", "invoice_payment:ID" or "entry:NUMBER".',
    examples: ['pay_run:6f0f3d8e-8f3c-4c6c-9b0e-6a2f0e1d2c3b', 'entry:17'],
  });

/** Why amounts differ. */
export const DIFFERENCE_REASONS = [
  'bank_took_a_charge',
  'rounding_of_a_currency',
  'paid_short',
  'corrected_by_bank',
] as const;

/** Why a match is taken back. */
export const UNDO_REASONS = [
  'wrong_line',
  'wrong_payment',
  'wrong_amount',
  'corrected_by_bank',
  'not_for_this',
] as const;

export const MatchSchema = z
  .object({
    id: Id,
    bankAccountId: Id,
    kind: z.enum(['match', 'posting', 'repeat', 'undo']),
    lineId: LineId,
    bookedOn: DayText,
    expected: z.string(),
    amount: Money.meta({ description: 'Below zero in one that undoes another.' }),
    difference: Money.meta({ description: 'What no line brought, with its reason.' }),
    rule: z.string(),
    ruleSet: z.number().int().nullable(),
    reason: z.string().nullable(),
    undoes: Id.nullable(),
    undone: z.boolean(),
    together: Id.nullable().meta({ description: 'The same in those that were made together.' }),
    entryId: EntryId,
    by: Id,
    at: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'Match' });

export const BankLineWithMatchesSchema = BankLineSchema.extend({
  matches: z.array(MatchSchema),
}).meta({ id: 'BankLineWithMatches' });

export const NewMatchesSchema = z
  .strictObject({
    pairs: z
      .array(
        z.strictObject({
          lineId: LineId,
          expected: ExpectedName,
          amount: AmountAboveZero.optional().meta({
            description: 'If left out, all of the line; then the same must be open of both.',
          }),
          difference: z
            .strictObject({ amount: AmountAboveZero, reason: z.enum(DIFFERENCE_REASONS) })
            .optional()
            .meta({
              description: 'What no line will bring of what is expected: the account bears it.',
            }),
        }),
      )
      .min(1)
      .max(1000)
      .meta({
        description:
          'One line with one expected line each. One line of many payments, or one payment in many lines, is several.',
      }),
  })
  .meta({ id: 'NewMatches' });

export const MatchesSchema = z.object({ items: z.array(MatchSchema) }).meta({ id: 'Matches' });

export const UndoSchema = z
  .strictObject({ reason: z.enum(UNDO_REASONS) })
  .meta({ id: 'UndoMatch' });

export const ExpectedLineSchema = z
  .object({
    name: z.string(),
    kind: z.enum(EXPECTED_KINDS),
    bankAccountId: Id,
    valueOn: DayText,
    amount: Money.meta({ description: 'All of it; money out is negative.' }),
    open: Money.meta({ description: 'What of it no line has brought yet, without a sign.' }),
    keys: z.array(z.string()).meta({ description: 'What a statement may call it.' }),
  })
  .meta({ id: 'ExpectedLine' });

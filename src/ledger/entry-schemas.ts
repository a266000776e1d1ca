import { z } from 'zod';
import {
  AmountAboveZero,
  Day,
  DayText,
  EntryId,
  Id,
  Money,
  line,
  page,
  pagingBy,
} from '../http/schemas.ts';
import { MomentText, NUMBER_FORM, numberText } from './schemas.ts';

const Reason = z
  .string()
  .regex(/^[a-z][a-z_]{0,59}$/, 'A reason is a code of small letters and underscores.')
  .meta({ examples: ['year_end'], description: 'A code: the journal holds no personal data.' });

export const ByEntry = z.object({ id: EntryId });

/** What the seal of an entry covers, but its transfers. */
const sealedFields = {
  id: numberText,
  key: z.string(),
  kind: z.string(),
  effectiveOn: DayText,
  relatesOn: DayText.nullable(),
  recordedAt: MomentText,
  by: Id,
  reason: z.string().nullable(),
  reverses: numberText.nullable(),
  evidence: z.string().nullable().meta({ description: 'SHA-256 of what decided it, in hex.' }),
};
const entryFields = {
  ...sealedFields,
  number: numberText.nullable().meta({ description: 'The place in the sealed journal, from 0.' }),
  reversedBy: numberText.nullable(),
};
const transferFields = { line: z.number().int(), from: z.string(), to: z.string(), amount: Money };

export const EntrySchema = z
  .object({ ...entryFields, transfers: z.array(z.object(transferFields)) })
  .meta({ id: 'Entry' });

export const EntryFilter = pagingBy(NUMBER_FORM).extend({
  kind: z.string().max(60).optional(),
  from: Day.optional(),
  to: Day.optional(),
});
export const EntryListSchema = page(z.object(entryFields).meta({ id: 'EntryOfList' }));

export const ByHandSchema = z
  .strictObject({
    kind: z.string().max(60),
    effectiveOn: Day,
    reason: Reason,
    transfers: z
      .array(
        z
          .strictObject({ from: line(120), to: line(120), amount: AmountAboveZero })
          .refine(({ from, to }) => from !== to, 'Money moves between two different accounts.'),
      )
      .min(1)
      .max(100),
  })
  .meta({ id: 'EntryByHand' });

export const ReversalSchema = z
  .strictObject({
    reason: z.enum([
      'entered_in_error',
      'duplicate',
      'wrong_amount',
      'wrong_account',
      'wrong_date',
    ]),
    effectiveOn: Day.optional().meta({
      description: "Today, or the entry's own date if that is later, if left out.",
    }),
  })
  .meta({ id: 'Reversal' });

const Hash = z.string().meta({ pattern: '^[0-9a-f]{64}$' });

export const ReceiptSchema = z
  .object({
    format: z.literal('ledger-receipt-1'),
    authority: z.string(),
    entry: z.object({ ...sealedFields, transfers: z.array(z.object(transferFields)) }),
    number: z.number().int(),
    size: z.number().int(),
    proof: z.array(Hash),
    checkpoint: z.string(),
  })
  .meta({ id: 'Receipt' });

export const NewClosingSchema = z
  .strictObject({ closedThrough: Day, reason: line(200) })
  .meta({ id: 'NewPeriodClosing' });

export const ClosingSchema = z
  .object({
    closedThrough: DayText,
    reason: z.string(),
    closedBy: Id,
    closedAt: MomentText,
    entry: numberText,
  })
  .meta({ id: 'PeriodClosing' });

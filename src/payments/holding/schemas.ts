import { z } from 'zod';
import { Day, DayText, EntryId, Id, line } from '../../http/schemas.ts';
import { ACTS, HOLD_REASONS } from './rules.ts';

export const Reason = z.enum(HOLD_REASONS).meta({ id: 'PaymentHoldReason' });
export const ActsSchema = z.enum(ACTS).meta({
  id: 'PaymentHoldActs',
  description: 'Who has to act for the hold to end.',
});

/** Why something is held, and who has to act. */
const why = { reason: Reason, acts: ActsSchema, reasons: line(1000) };

export const NewItemHoldSchema = z.strictObject(why).meta({ id: 'NewItemHold' });

export const NewHoldSchema = z
  .strictObject({
    instalmentId: Id.optional().meta({ description: 'To hold this one payment.' }),
    fromOn: Day.optional().meta({
      description: 'To hold every payment with a value date from this day on.',
    }),
    ...why,
  })
  .superRefine(({ instalmentId, fromOn }, context) => {
    if ((instalmentId === undefined) !== (fromOn === undefined)) return;
    const message =
      'Give one of the two: `instalmentId` to hold one payment, or `fromOn` to hold every payment from a value date on.';
    context.addIssue({ code: 'custom', message });
  })
  .meta({ id: 'NewPaymentHold' });

export const EndingSchema = z.strictObject({ reasons: line(1000) }).meta({ id: 'NewHoldEnding' });

export const PaymentHoldSchema = z
  .object({
    id: Id,
    beneficiaryId: Id,
    beneficiary: z.string(),
    arrangementId: Id,
    instalmentId: Id.nullable().meta({
      description: 'The one payment that is held; null where it is every payment from `fromOn`.',
    }),
    fromOn: DayText.meta({ description: 'The first value date that is held.' }),
    reason: Reason,
    acts: ActsSchema,
    reasons: z.string(),
    placedBy: Id,
    placedOn: DayText,
    ageInDays: z.number().int().meta({
      description: 'For how many days it has been there; of one that has ended, was there.',
    }),
    ending: z.object({ reasons: z.string(), endedBy: Id, endedOn: DayText }).nullable(),
    entry: EntryId,
  })
  .meta({ id: 'PaymentHold' });

export const PlacedHoldSchema = PaymentHoldSchema.extend({
  inApprovedRuns: z
    .array(z.object({ payRunId: Id, serial: z.string(), reference: z.string() }))
    .meta({
      description:
        'What of it stands in approved runs. They are not released while it is held: withdraw them.',
    }),
}).meta({ id: 'PlacedPaymentHold' });

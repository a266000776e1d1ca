import { z } from 'zod';
import { Day, DayText, EntryId, Id, Sector, prose } from '../http/schemas.ts';

const Why = z.enum(['due', 'asked_for', 'concern', 'plan_review']);
const Outcome = z.enum(['no_change', 'increase', 'decrease', 'other_terms', 'stop']);

export const NewReviewSchema = z
  .strictObject({
    sectors: z
      .array(Sector)
      .min(1, 'A review is of at least one sector.')
      .max(3)
      .refine((sectors) => new Set(sectors).size === sectors.length, 'A sector is named once.'),
    heldOn: Day,
    why: Why,
    outcome: Outcome,
    findings: prose(4000),
  })
  .meta({ id: 'NewReview' });

export const ReviewSchema = z
  .object({
    id: Id,
    sector: Sector,
    dueOn: DayText.nullable().meta({
      description: 'The day by which it was due by the rules then; null where nothing was due.',
    }),
    heldOn: DayText,
    late: z.boolean(),
    why: Why,
    outcome: Outcome,
    findings: z.string().nullable().meta({
      description: 'Null to whoever may count reviews but not read them.',
    }),
    entry: EntryId,
  })
  .meta({ id: 'Review' });

export const ReviewsHeldSchema = z
  .object({ items: z.array(ReviewSchema) })
  .meta({ id: 'ReviewsHeld', description: 'One review: a record for each sector.' });

export const DueReviewSchema = z
  .object({
    arrangementId: Id,
    beneficiaryId: Id,
    reference: z.string(),
    sector: Sector,
    dueOn: DayText,
    daysLate: z.number().int().nonnegative(),
    basis: z
      .object({
        rule: z.enum([
          'first_review',
          'first_review_adult',
          'next_review',
          'next_review_adult',
          'plan_review',
        ]),
        source: z.string(),
        confidence: z.string(),
        countedFrom: DayText.nullable(),
      })
      .meta({
        description: 'The rule that sets the day, where it comes from, and how sure we are.',
      }),
  })
  .meta({ id: 'DueReview' });

export const NewReconsiderationSchema = z
  .strictObject({
    askedOn: Day,
    askedBy: z.enum([
      'young_person',
      'parent',
      'nominee',
      'representative',
      'authorised_person',
      'broker',
    ]),
    representations: prose(4000),
  })
  .meta({ id: 'NewReconsideration' });

export const NewReconsiderationOutcomeSchema = z
  .strictObject({
    outcome: z.enum(['confirmed', 'to_be_changed']),
    toldOn: Day,
    reasons: prose(4000),
  })
  .meta({ id: 'NewReconsiderationOutcome' });

export const NoticeSchema = z
  .object({
    id: Id,
    arrangementId: Id,
    beneficiaryId: Id,
    reference: z.string(),
    agreementId: Id,
    version: z.number().int(),
    decision: z.enum(['proposed', 'agreed', 'refused']),
    kind: z.enum(['decrease', 'stop']),
    givenOn: DayText,
    takesEffectOn: DayText,
    reasons: z.string().nullable(),
    open: z.boolean().meta({
      description: 'Still to take effect, or asked to be reconsidered and not decided.',
    }),
    reconsideration: z
      .object({
        askedOn: DayText,
        askedBy: z.string(),
        representations: z.string().nullable(),
        outcome: z
          .object({
            outcome: z.enum(['confirmed', 'to_be_changed']),
            toldOn: DayText,
            reasons: z.string().nullable(),
          })
          .nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Notice' });

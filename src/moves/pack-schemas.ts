import { z } from 'zod';
import { DayText, Id, Kind, Money, Sector, Source } from '../http/schemas.ts';
import { ServiceBoughtSchema } from '../scope/schemas.ts';
import { MoveSchema } from './schemas.ts';

const Part = z.object({ source: Source, funder: z.string(), amount: Money });

const PackShareSchema = z.object({
  shareId: Id,
  source: Source,
  funder: z.string().nullable(),
  terms: z.string().meta({ examples: ['3/5'], description: 'How the share is stated.' }),
  paid: Money,
  entitled: Money.meta({ description: 'Up to the day before the move.' }),
  overpaid: Money,
  owed: Money,
  drawn: Money.meta({ description: 'What the ledger says was paid, less what came back.' }),
  held: Money.meta({ description: 'With the recipient or the broker, and not shown to be spent.' }),
  toReturn: Money.meta({ description: 'Decided to come back, and not come back yet.' }),
});

const PackItemSchema = z.object({
  section: z.string(),
  nature: z.string(),
  description: z.string(),
  quantity: z.string(),
  unit: z.string(),
  times: z.string(),
  frequency: z.string(),
  unitCost: Money,
  costBasis: z.string(),
  cost: Money,
  service: ServiceBoughtSchema,
});

const PackArrangementSchema = z.object({
  id: Id,
  kind: Kind,
  purpose: z.string(),
  sectors: z.array(Sector),
  version: z.object({
    number: z.number().int(),
    effectiveOn: DayText,
    amount: Money,
    reason: z.string(),
  }),
  schedule: z.object({
    every: z.string(),
    firstPeriodOn: DayText,
    instalments: z.number().int(),
    paid: z.string(),
  }),
  items: z.array(PackItemSchema),
  paid: Money,
  entitled: Money,
  overpaid: Money,
  owed: Money,
  shares: z.array(PackShareSchema),
  payments: z.array(
    z.object({
      number: z.number().int(),
      from: DayText,
      to: DayText,
      valueOn: DayText,
      amount: Money,
      parts: z.array(Part),
    }),
  ),
  due: z
    .array(
      z.object({
        number: z.number().int(),
        from: DayText,
        to: DayText,
        days: z.number().int(),
        amount: Money,
      }),
    )
    .meta({ description: 'What is due for each period up to the day before the move.' }),
  fallsAway: z.array(
    z.object({
      number: z.number().int(),
      from: DayText,
      to: DayText,
      valueOn: DayText,
      amount: Money,
    }),
  ),
});

export const PackSchema = z
  .object({
    move: MoveSchema.omit({ open: true }),
    reviewBy: DayText,
    upTo: DayText.meta({ description: 'The day before the move.' }),
    knownAt: z.string().nullable(),
    person: z.object({ id: Id, reference: z.string() }),
    plan: z.object({
      id: Id,
      startsOn: DayText,
      reviewBy: DayText,
      lastReviewOn: DayText.nullable(),
      provision: z.array(
        z.object({ section: z.string(), provision: z.string(), outcome: z.string() }),
      ),
    }),
    arrangements: z.array(PackArrangementSchema),
    totals: z.object({ paid: Money, entitled: Money, overpaid: Money, owed: Money, held: Money }),
    liabilities: z.object({
      recorded: z.array(z.object({ what: z.string(), amount: Money })),
      statement: z.string().meta({ examples: ['none recorded'] }),
    }),
    openNotices: z.array(
      z.object({
        arrangementId: Id,
        kind: z.string(),
        givenOn: DayText,
        takesEffectOn: DayText,
        reconsideration: z.enum(['not_asked', 'asked', 'confirmed', 'to_be_changed']),
      }),
    ),
    undecidedReviews: z.array(
      z.object({ funder: z.string(), sector: Sector, askedOn: DayText, askedBy: z.string() }),
    ),
    documents: z.array(
      z.object({
        arrangementId: Id,
        sector: Sector,
        kind: z.string(),
        givenBy: z.string(),
        givenOn: DayText,
        from: DayText,
        to: DayText.nullable(),
        withdrawnOn: DayText.nullable(),
      }),
    ),
    reviews: z.array(
      z.object({
        arrangementId: Id,
        sector: Sector,
        heldOn: DayText,
        dueOn: DayText.nullable(),
        why: z.string(),
        outcome: z.string(),
      }),
    ),
  })
  .meta({ id: 'TransferPack' });

/** The transfer pack as it is answered. */
export type Pack = z.output<typeof PackSchema>;

import { z } from 'zod';
import { Day, DayText, EntryId, Id, line, Money, Sector } from '../http/schemas.ts';
import { ACTS, HOLD_REASONS } from './holding/rules.ts';

/** Something that a sector requires and that is not on file. */
export const MissingSchema = z.object({
  document: z.string(),
  givenBy: z.string().nullable(),
});

const LeftOutSchema = z.object({
  instalmentId: Id,
  arrangementId: Id,
  sector: z.string().nullable().meta({
    description: 'Whose money cannot leave; null where nothing of the payment can.',
  }),
  amount: Money,
  valueOn: DayText,
  why: z
    .enum([
      'bank-details-not-checked',
      'bank-details-cooling-off',
      'budget-closed',
      'held',
      'on-hold',
      'terms-changed',
      'account-not-dedicated',
    ])
    .meta({
      description:
        '`terms-changed`: the terms changed after this payment was made, and it came back. Agree a version for what is due.',
    }),
  missing: z.array(MissingSchema),
  holds: z
    .array(z.object({ id: Id, reason: z.enum(HOLD_REASONS), acts: z.enum(ACTS) }))
    .meta({ description: 'The open holds by officers, where it is held, and who has to act.' }),
});

/** How many instalments can be chosen for one run. */
const MOST_CHOSEN = 10_000;

export const NewPayRunSchema = z
  .strictObject({
    bankAccountId: Id,
    valueOn: Day,
    instalmentIds: z
      .array(Id)
      .min(1, 'Choose at least one instalment, or leave this out to pay all that is due.')
      .max(MOST_CHOSEN, `At most ${MOST_CHOSEN} instalments are chosen for a run.`)
      .optional()
      .meta({ description: 'Only these of what is due; without it, all that is due.' }),
    way: z.enum(['bacs', 'faster_payments']).default('bacs'),
    urgentReason: line(200)
      .optional()
      .meta({ description: 'Why it cannot wait for Bacs; of a run by Faster Payments only.' }),
    eachOnItsDay: z.boolean().default(false).meta({
      description: 'Each payment leaves on its own value date, by one Bacs file of several days.',
    }),
  })
  .meta({ id: 'NewPayRun' });

export const RunSchema = z
  .object({
    id: Id,
    serial: z.string(),
    state: z.enum(['drawn_up', 'approved', 'released', 'sent', 'settled', 'withdrawn']),
    way: z.enum(['bacs', 'faster_payments']),
    urgentReason: z.string().nullable(),
    eachOnItsDay: z.boolean(),
    chosen: z.boolean(),
    bankAccountId: Id,
    valueOn: DayText,
    inputOn: DayText,
    items: z.number().int(),
    credits: z.number().int().meta({
      description:
        'How many payments the bank makes: what many people have with one broker is one.',
    }),
    total: Money,
    funders: z.array(z.object({ sector: z.string(), funder: z.string(), amount: Money })),
    kinds: z.array(z.object({ kind: z.string(), items: z.number().int(), amount: Money })),
    left: z.array(LeftOutSchema).optional(),
  })
  .meta({ id: 'PayRun' });

export const ItemSchema = z
  .object({
    id: Id,
    reference: z.string(),
    beneficiary: z.string(),
    arrangementId: Id,
    credit: z.string().meta({
      description:
        "The reference of the payment in the bank's file: the item's own, or the broker's.",
    }),
    undone: z.enum(['withdrawn', 'taken_out', 'rejected', 'bounced']).nullable(),
    payee: z.string().nullable(),
    period: z.object({ from: DayText, to: DayText }),
    amount: Money,
    shares: z.array(z.object({ source: z.string(), amount: Money })),
  })
  .meta({ id: 'PayRunItem' });

export const HoldReleaseSchema = z
  .object({
    instalmentId: Id,
    arrangementId: Id,
    sector: Sector,
    cover: z.enum(['whole_period', 'by_days']),
    coveredFrom: DayText,
    shares: z.array(z.object({ id: Id, amount: Money, freed: Money })),
    entry: EntryId,
  })
  .meta({ id: 'HoldRelease' });

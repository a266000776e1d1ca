import { z } from 'zod';
import { DayText, EntryId, Id, Money, Sector } from '../http/schemas.ts';

/** Something that a sector requires and that is not on file. */
export const MissingSchema = z.object({
  document: z.string(),
  givenBy: z.string().nullable(),
});

const LeftOutSchema = z.object({
  instalmentId: Id,
  arrangementId: Id,
  sector: z.string().nullable().meta({
    description: 'Whose money is on hold; null where nothing of the payment can leave.',
  }),
  amount: Money,
  valueOn: DayText,
  why: z.enum(['bank-details-not-checked', 'bank-details-cooling-off', 'budget-closed', 'on-hold']),
  missing: z.array(MissingSchema),
});

export const RunSchema = z
  .object({
    id: Id,
    serial: z.string(),
    state: z.enum(['drawn_up', 'approved', 'released', 'withdrawn']),
    bankAccountId: Id,
    valueOn: DayText,
    inputOn: DayText,
    items: z.number().int(),
    total: Money,
    funders: z.array(z.object({ sector: z.string(), funder: z.string(), amount: Money })),
    left: z.array(LeftOutSchema).optional(),
  })
  .meta({ id: 'PayRun' });

export const ItemSchema = z
  .object({
    id: Id,
    reference: z.string(),
    beneficiary: z.string(),
    arrangementId: Id,
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

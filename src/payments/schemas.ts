import { z } from 'zod';
import { DayText, Id, Money } from '../http/schemas.ts';

const LeftOutSchema = z.object({
  instalmentId: Id,
  arrangementId: Id,
  amount: Money,
  valueOn: DayText,
  why: z.string(),
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

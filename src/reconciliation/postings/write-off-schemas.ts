import { z } from 'zod';
import {
  AmountAboveZero,
  DayText,
  EntryId,
  Id,
  Money,
  line,
  pagingBy,
} from '../../http/schemas.ts';
import { LineId } from '../schemas.ts';
import { WRITE_OFF_REASONS, WRITE_OFF_STATES } from './write-off-rules.ts';

const Reason = z.enum(WRITE_OFF_REASONS);

export const NewWriteOffSchema = z
  .strictObject({
    lineId: LineId,
    amount: AmountAboveZero.optional().meta({
      description: 'All that is open of the line and not asked for already, if left out.',
    }),
    reason: Reason,
    note: line(500).meta({ description: 'What was tried. About the line, never about a person.' }),
  })
  .meta({ id: 'NewWriteOff' });

export const WriteOffDecisionSchema = z
  .strictObject({ approved: z.boolean() })
  .meta({ id: 'NewWriteOffDecision' });

export const WriteOffSchema = z
  .object({
    id: Id,
    bankAccountId: Id,
    lineId: LineId,
    bookedOn: DayText,
    lineAmount: Money.meta({ description: 'Money out is negative.' }),
    amount: Money,
    reason: Reason,
    note: z.string(),
    state: z.enum(WRITE_OFF_STATES),
    askedBy: Id,
    askedAt: z.string().meta({ format: 'date-time' }),
    entry: EntryId,
    decision: z
      .object({
        approved: z.boolean(),
        decidedBy: Id,
        decidedAt: z.string().meta({ format: 'date-time' }),
        matchId: Id.nullable(),
        undone: z.boolean().meta({ description: 'Whether its match was undone since.' }),
        entry: EntryId,
      })
      .nullable(),
  })
  .meta({ id: 'WriteOff' });

export const WriteOffQuery = pagingBy(/^[1-9]\d{0,17}$/).extend({
  state: z.enum(WRITE_OFF_STATES).optional(),
  bankAccount: Id.optional(),
});

import { z } from 'zod';
import { Day, DayText, Id, Kind, Money, Source, line } from '../http/schemas.ts';

const What = z.enum(['authority', 'nhs_body']);
const Direction = z.enum(['out', 'in']);

export const NewMoveSchema = z
  .strictObject({
    what: What.meta({
      description: 'Whether the person moves between authorities, or their NHS body changes.',
    }),
    direction: Direction.meta({ description: 'out: away from us or our partner; in: to us.' }),
    otherBody: line(120).meta({ description: 'The name of the other authority or NHS body.' }),
    learntOn: Day.meta({
      description: 'The day on which the authority that is left learnt of it.',
    }),
    movedOn: Day,
  })
  .meta({ id: 'NewMove' });

const moveFields = {
  id: Id,
  beneficiaryId: Id,
  budgetId: Id,
  what: What,
  direction: Direction,
  otherBody: z.string(),
  learntOn: DayText,
  movedOn: DayText,
  transferBy: DayText,
  letterBy: DayText,
};

export const MoveSchema = z
  .object({
    ...moveFields,
    open: z.boolean().meta({
      description: 'The letter is still to come, or days after the move are still to be paid for.',
    }),
  })
  .meta({ id: 'Move' });

const figures = { paid: Money, entitled: Money, overpaid: Money, owed: Money };

/** What a move means for one arrangement that is running. */
const FollowsSchema = z.object({
  arrangementId: Id,
  kind: Kind,
  purpose: z.string(),
  entitledTo: DayText.meta({ description: 'The day before the move: the last day paid for.' }),
  ...figures,
  shares: z.array(z.object({ source: Source, funder: z.string().nullable(), ...figures })),
  proposed: z
    .object({ agreementId: Id, version: z.number().int(), change: z.string() })
    .nullable()
    .meta({ description: 'The end or change that is proposed, for a second person to agree.' }),
});

export const OneMoveSchema = MoveSchema.extend({
  reviewBy: DayText.meta({ description: 'By when the new body reviews the plan.' }),
}).meta({ id: 'OneMove' });

export const RecordedMoveSchema = OneMoveSchema.extend({
  follows: z.array(FollowsSchema),
  toBeChanged: z.array(z.object({ arrangementId: Id, why: z.string() })).meta({
    description: 'Arrangements of which nothing could be proposed, and what stands in the way.',
  }),
}).meta({ id: 'RecordedMove' });

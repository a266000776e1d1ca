import { z } from 'zod';
import { NewArrangementSchema, NewVersionSchema } from '../budgets/arrangement-schemas.ts';
import { AmountAboveZero, Day, DayText, Id, Kind, Money, Source, prose } from '../http/schemas.ts';

export const CAUSES = [
  'other_kind',
  'other_broker',
  'other_holder',
  'underspend',
  'correction',
] as const;

const why = {
  effectiveOn: Day,
  cause: z.enum(CAUSES),
  reasons: prose(2000),
};

const HeldSchema = z
  .strictObject({
    what: z.literal('held'),
    toArrangementId: Id,
    amount: AmountAboveZero.optional(),
    all: z.literal(true).optional().meta({ description: 'All that is held on the day.' }),
    ...why,
  })
  .refine((body) => (body.amount === undefined) !== (body.all === undefined), {
    message: 'State either an amount or "all": true.',
    path: ['amount'],
  });

// What moves says how much there is of it, from whom, and from which day on.
const {
  amount: _amount,
  weekly: _weekly,
  weeksInYear: _weeksInYear,
  effectiveOn: _effectiveOn,
  shares: _shares,
  contribution: _contribution,
  topUp: _topUp,
  ...arrangement
} = NewArrangementSchema.shape;
const { effectiveOn: _versionOn, end: _end, notice: _notice, ...version } = NewVersionSchema.shape;

const AgreedSchema = z.strictObject({
  what: z.literal('agreed'),
  amount: AmountAboveZero,
  follows: version.follows,
  shares: version.shares.meta({
    description: 'How what is left is shared, where the shares as they are would not make it.',
  }),
  items: version.items,
  to: z.union([
    z.strictObject({
      arrangement: z.strictObject(arrangement).meta({
        description: 'A new arrangement of the same budget, for the amount, by the same funders.',
      }),
    }),
    z.strictObject({
      arrangementId: Id,
      version: z
        .strictObject(version)
        .refine((terms) => terms.amount === undefined || terms.weekly === undefined, {
          message: 'State either the amount of the whole schedule or the amount a week.',
          path: ['amount'],
        })
        .meta({ description: 'A change of its terms by which it comes to that much more.' }),
    }),
  ]),
  ...why,
});

export const NewTransferSchema = z
  .discriminatedUnion('what', [HeldSchema, AgreedSchema])
  .meta({ id: 'NewTransfer' });
export type NewTransferBody = z.output<typeof NewTransferSchema>;
export type HeldBody = z.output<typeof HeldSchema>;
export type AgreedBody = z.output<typeof AgreedSchema>;

export const TransferDecisionSchema = z
  .strictObject({
    outcome: z.enum(['agreed', 'refused']),
    reasons: prose(2000).optional().meta({
      description: 'Why the two changes of terms are refused; of what is held there is none.',
    }),
  })
  .meta({ id: 'TransferDecision' });

const Side = z.object({
  arrangementId: Id,
  kind: Kind.nullable().meta({ description: 'Null where the arrangement is not yours to see.' }),
  purpose: z.string().nullable(),
  agreementId: Id.nullable(),
});

export const TransferSchema = z
  .object({
    id: Id,
    beneficiaryId: Id,
    what: z.enum(['held', 'agreed']),
    from: Side,
    to: Side,
    amount: Money,
    effectiveOn: DayText,
    cause: z.enum(CAUSES),
    reasons: z.string().nullable(),
    state: z.enum(['open', 'agreed', 'refused']),
    proposedBy: Id,
    proposedAt: z.string(),
    decidedBy: Id.nullable(),
    decidedAt: z.string().nullable(),
    entry: z.string().nullable(),
    shares: z
      .array(z.object({ source: Source, funderId: Id.nullable(), amount: Money }))
      .meta({ description: 'From which share how much goes; while it is open, as it stands now.' }),
    obstacle: z.string().nullable().meta({ description: 'Why it could not be agreed now.' }),
  })
  .meta({ id: 'Transfer' });

import { z } from 'zod';
import {
  AmountAboveZero,
  Day,
  DayText,
  EntryId,
  Id,
  Kind,
  Money,
  Sector,
  exactNumber,
  line,
} from '../http/schemas.ts';
import { MOST_RAISED } from './uplift-plan.ts';
import { WHY_LEFT_OUT, type Rise } from './uplift-rules.ts';

const RISES = 'An uplift raises: a decrease needs notice, arrangement by arrangement.';

const number = (pattern: RegExp, words: string, example: string) =>
  exactNumber(pattern, words).meta({
    type: 'string',
    pattern: pattern.source,
    examples: [example],
  });

const Percent = number(
  /^-?\d{1,3}(\.\d{1,4})?$/,
  'A percentage is text with a point, e.g. "3.50".',
  '3.50',
)
  .refine((percent) => percent.gt(0), RISES)
  .refine((percent) => percent.lte(100), 'At most 100 per cent.');

const Factor = number(/^\d(\.\d{1,6})?$/, 'A factor is text with a point, e.g. "1.035".', '1.035')
  .refine((factor) => factor.gt(1), RISES)
  .refine((factor) => factor.lte(2), 'At most 2.');

const ChangeSchema = z
  .strictObject({
    percent: Percent.optional(),
    factor: Factor.optional(),
    perWeek: AmountAboveZero.optional(),
  })
  .transform((change, context): Rise => {
    const { percent, factor, perWeek } = change;
    const given = [percent, factor, perWeek].filter((one) => one !== undefined);
    if (given.length !== 1) {
      const message = 'A change is exactly one of: percent, factor, perWeek.';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    if (perWeek !== undefined) return { perWeek };
    return { factor: factor ?? percent!.div(100).plus(1) };
  });

export const UpliftRuleSchema = z
  .strictObject({
    effectiveOn: Day,
    reason: line(200),
    select: z
      .strictObject({
        kind: Kind.optional(),
        sector: Sector.optional().meta({ description: 'Those with a share of this sector.' }),
        funderId: Id.optional().meta({ description: 'Those with a share of this funder.' }),
        arrangementIds: z.array(Id).min(1).max(MOST_RAISED).optional(),
      })
      .meta({ description: 'Which arrangements; nothing selects all.' }),
    change: ChangeSchema,
  })
  .meta({ id: 'UpliftRule' });

const ItemSchema = z
  .object({
    arrangementId: Id,
    beneficiaryId: Id,
    kind: Kind,
    before: Money.meta({ description: 'Over the whole schedule.' }),
    after: Money,
    difference: Money,
    agreedBefore: Money.meta({ description: 'What the funders have agreed, by days.' }),
    agreedAfter: Money,
  })
  .meta({ id: 'UpliftItem' });

const LeftOutSchema = z
  .object({ arrangementId: Id, why: z.enum(WHY_LEFT_OUT), message: z.string() })
  .meta({ id: 'UpliftLeftOut' });

const TotalsSchema = z
  .object({
    items: z.number().int(),
    before: Money,
    after: Money,
    difference: Money,
    bySector: z.array(
      z.object({ sector: Sector, agreedBefore: Money, agreedAfter: Money, difference: Money }),
    ),
  })
  .meta({ id: 'UpliftTotals' });

export const UpliftPreviewSchema = z
  .object({
    effectiveOn: DayText,
    items: z.array(ItemSchema),
    leftOut: z.array(LeftOutSchema),
    totals: TotalsSchema,
  })
  .meta({ id: 'UpliftPreview' });

const upliftFields = {
  id: Id,
  effectiveOn: DayText,
  reason: z.string(),
  rule: z.unknown().meta({ description: 'As it was asked for.' }),
  items: z.number().int(),
  before: Money,
  after: Money,
  state: z.enum(['proposed', 'agreed', 'refused']),
  drawnUpBy: Id,
  drawnUpAt: z.string(),
  decidedAt: z.string().nullable(),
  entry: EntryId.nullable(),
};

export const UpliftSchema = z.object(upliftFields).meta({ id: 'Uplift' });

export const NewUpliftSchema = z
  .object({ ...upliftFields, totals: TotalsSchema, leftOut: z.array(LeftOutSchema) })
  .meta({ id: 'NewUplift' });

export const UpliftVersionSchema = z
  .object({
    agreementId: Id,
    arrangementId: Id,
    beneficiaryId: Id,
    version: z.number().int(),
    before: Money,
    after: Money,
    difference: Money,
    agreedTotal: Money,
    state: z.enum(['proposed', 'agreed', 'refused']),
  })
  .meta({ id: 'UpliftVersion' });

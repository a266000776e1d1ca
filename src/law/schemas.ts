import { z } from 'zod';
import { Day, DayText, Id, Sector, line } from '../http/schemas.ts';

export const RuleName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{2,50}$/, 'A rule is named in small letters, e.g. notice_of_decrease.')
  .meta({ id: 'RuleName', examples: ['notice_of_decrease'] });

const Unit = z.enum([
  'days',
  'working_days',
  'weeks',
  'months',
  'years',
  'pounds',
  'percent',
  'people',
  'hours',
  'day',
  'choice',
]);
const Confidence = z.enum(['verified', 'secondary', 'analogous', 'memory', 'local']);

const facts = {
  name: RuleName,
  sector: Sector.nullable().meta({ description: 'Null where it holds for every sector.' }),
  effectiveOn: DayText,
  revision: z.number().int(),
  value: z.string(),
  unit: Unit,
  meaning: z.string(),
  source: z.string(),
  confidence: Confidence,
  confidenceInWords: z.string(),
};

export const RuleSchema = z.object({ id: Id, ...facts }).meta({ id: 'Rule' });

export const RuleVersionSchema = z
  .object({ id: Id, ...facts, recordedBy: Id, recordedAt: z.string() })
  .meta({ id: 'RuleVersion' });

export const AddedVersionSchema = RuleVersionSchema.extend({
  warning: z.string().nullable(),
}).meta({ id: 'AddedRuleVersion' });

export const NewVersionSchema = z
  .strictObject({
    name: RuleName,
    sector: Sector.optional().meta({ description: 'Leave out for every sector.' }),
    effectiveOn: Day,
    value: line(40).meta({
      description:
        'A whole number as text, pounds or percent with two decimals, a day, or one of the known choices.',
    }),
    unit: Unit,
    meaning: line(300).optional().meta({ description: 'As before if left out.' }),
    source: line(300),
    confidence: Confidence,
    corrects: Id.optional().meta({
      description: 'The version of the same day that this one corrects, if it does.',
    }),
  })
  .meta({ id: 'NewRuleVersion' });

export const Stage = z.enum(['child', 'young_person', 'adult']);
export const Recipient = z.enum([
  'parent',
  'young_person',
  'nominee',
  'representative',
  'authorised_person',
  'broker',
]);

export const RequirementSchema = z
  .object({
    id: Id,
    sector: Sector,
    stage: Stage,
    capacity: z.enum(['has', 'lacks', 'either']),
    recipient: Recipient,
    document: z.string(),
    givenBy: z.string().nullable(),
    appliesTo: z.enum(['all', 'on_premises', 'same_household']),
    effectiveOn: DayText,
    endsOn: DayText.nullable(),
    source: z.string(),
    confidence: Confidence,
    confidenceInWords: z.string(),
  })
  .meta({ id: 'Requirement' });

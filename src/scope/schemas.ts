import { z } from 'zod';
import {
  AmountAboveZero,
  Day,
  DayText,
  Id,
  Kind,
  Money,
  Sector,
  line,
  prose,
} from '../http/schemas.ts';

const Kinds = z
  .array(Kind)
  .min(1)
  .max(3)
  .refine((kinds) => new Set(kinds).size === kinds.length, 'Name each kind of arrangement once.');

/** The service that a line of a budget names. */
export const ServiceBoughtSchema = z
  .object({ id: Id, name: z.string() })
  .nullable()
  .meta({ description: 'The service of the register that it buys, where it names one.' });

export const NewServiceSchema = z
  .strictObject({
    name: line(200),
    sector: Sector,
    kinds: Kinds,
    fromOn: Day,
    toOn: Day.optional(),
    fundingFreed: AmountAboveZero.optional().meta({
      description: 'What was taken out of other contracts for a year, to follow the person.',
    }),
    freedFrom: line(200).optional(),
  })
  .meta({ id: 'NewScopeService' });

export const ServiceChangeSchema = z
  .strictObject({
    toOn: Day.nullable(),
    kinds: Kinds,
    fundingFreed: AmountAboveZero.nullable(),
    freedFrom: line(200).nullable(),
  })
  .partial()
  .meta({ id: 'ScopeServiceChange' });

const service = {
  name: z.string(),
  sector: Sector,
  kinds: z.array(Kind),
  fromOn: DayText,
  toOn: DayText.nullable(),
};

export const ServiceSchema = z
  .object({
    id: Id,
    ...service,
    fundingFreed: Money.nullable(),
    freedFrom: z.string().nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'ScopeService' });

const figures = {
  services: z.number().int(),
  fundingFreed: Money,
  moreServices: z.number().int().nullable(),
  moreFundingFreed: Money.nullable(),
};

export const GrowthSchema = z
  .object({
    points: z.array(
      z.object({
        on: DayText,
        sectors: z.array(z.object({ sector: Sector, ...figures })),
        ...figures,
      }),
    ),
  })
  .meta({ id: 'ScopeGrowth' });

const statement = {
  introduction: z.string(),
  eligibility: z.string(),
  decisions: z.string(),
  support: z.string(),
  complaints: z.string(),
};

export const NewPolicySchema = z
  .strictObject({
    effectiveOn: Day,
    introduction: prose(10_000),
    kinds: Kinds.meta({ description: 'The kinds of arrangement that families can choose from.' }),
    eligibility: prose(10_000),
    decisions: prose(10_000),
    support: prose(10_000),
    complaints: prose(10_000).meta({
      description: 'Complaints, mediation, disagreement resolution and appeals.',
    }),
  })
  .meta({ id: 'NewPolicy' });

export const PolicySchema = z
  .object({
    number: z.number().int(),
    effectiveOn: DayText,
    publishedAt: z.string(),
    on: DayText,
    ...statement,
    services: z.array(z.object(service)),
    mechanisms: z.array(z.object({ kind: z.string(), inWords: z.string() })),
  })
  .meta({ id: 'Policy' });

export const PolicyVersionSchema = z
  .object({
    number: z.number().int(),
    effectiveOn: DayText,
    publishedAt: z.string(),
    kinds: z.array(Kind),
    ...statement,
  })
  .meta({ id: 'PolicyVersion' });

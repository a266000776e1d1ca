import { z } from 'zod';
import { AmountAboveZero, Day, DayText, Id, Kind, Money, Sector, prose } from '../http/schemas.ts';

const FamilyRole = z.enum(['young_person', 'parent', 'representative', 'authorised_person']);
export const Stage = z.enum(['drafting', 'review', 'reassessment']);
export const RequestState = z
  .enum(['open', 'agreed', 'refused', 'part_agreed', 'under_review'])
  .meta({
    description:
      'Open while a funder has still to decide; under review while a review of a refusal runs; then what the funders decided.',
  });
const FunderState = z.enum(['to_decide', 'agreed', 'refused', 'under_review']);
const Ground = z
  .enum([
    'not_disaggregable_services',
    'not_disaggregable_efficiency',
    'adverse_effect',
    'inefficient',
    'not_in_scope',
    'not_able_to_manage',
    'not_appropriate',
    'excluded_person',
    'setting_does_not_agree',
    'not_eligible',
    'other',
  ])
  .meta({
    description:
      'Not disaggregable: the sum is part of a larger one that a third party is paid, and taking it out would harm the services of others (`_services`) or waste resources (`_efficiency`); SI 2014/1652, reg. 4A.',
  });

const Reasons = prose(4000).meta({ description: 'As told to the family.' });

export const NewRequestSchema = z
  .strictObject({
    planId: Id,
    madeOn: Day,
    madeBy: FamilyRole,
    stage: Stage,
    wants: z.enum(['budget', 'direct_payment']),
    wishes: prose(2000).meta({ description: 'What the family hopes for, in its own words.' }),
    funderIds: z.array(Id).min(1).max(10).meta({ description: 'The funders asked to decide.' }),
  })
  .meta({ id: 'NewBudgetRequest' });

export const NewIndicativeAmountSchema = z
  .strictObject({
    sector: Sector,
    amount: AmountAboveZero,
    method: z
      .enum(['banding', 'resource_allocation', 'costed_provision', 'comparable_plans', 'other'])
      .meta({ description: 'How the figure was come by.' }),
    toldOn: Day,
  })
  .meta({ id: 'NewIndicativeAmount' });

export const NewHoldingChoiceSchema = z
  .strictObject({
    offered: z.array(Kind).min(1).max(3),
    chosen: z.array(Kind).min(1).max(3).meta({ description: 'More than one is a combination.' }),
    chosenOn: Day,
    chosenBy: FamilyRole,
    reasons: Reasons.optional(),
  })
  .meta({ id: 'NewHoldingChoice' });

export const NewDecisionSchema = z
  .strictObject({
    funderId: Id,
    outcome: z.enum(['agreed', 'refused']),
    amount: AmountAboveZero.optional().meta({ description: 'For an agreement.' }),
    ground: Ground.optional(),
    toldOn: Day.meta({ description: 'When the family was told in writing.' }),
    reasons: Reasons,
  })
  .meta({ id: 'NewFunderDecision' });

export const NewReviewSchema = z
  .strictObject({
    askedOn: Day,
    askedBy: FamilyRole,
    representations: prose(4000).meta({ description: "The family's case, in its own words." }),
    takeLate: z
      .boolean()
      .optional()
      .meta({ description: 'Takes a review that was asked for after the last day for it.' }),
  })
  .meta({ id: 'NewDecisionReview' });

export const NewOutcomeSchema = z
  .strictObject({ outcome: z.enum(['upheld', 'overturned']), toldOn: Day, reasons: Reasons })
  .meta({ id: 'NewReviewOutcome' });

const text = z.string().nullable().meta({
  description: 'Null for those who count requests without reading what was written about people.',
});

export const IndicativeAmountSchema = z
  .object({
    id: Id,
    sector: Sector,
    amount: Money,
    method: z.string(),
    toldOn: DayText,
    indicative: z.literal(true),
    note: z.string().meta({ description: 'What an indicative amount is, to be shown with it.' }),
  })
  .meta({ id: 'IndicativeAmount' });

export const HoldingChoiceSchema = z
  .object({
    id: Id,
    offered: z.array(Kind),
    chosen: z.array(Kind),
    chosenOn: DayText,
    chosenBy: z.string(),
    reasons: text,
    warnings: z.array(z.object({ where: z.string(), message: z.string() })),
  })
  .meta({ id: 'HoldingChoice' });

export const ReviewSchema = z
  .object({
    id: Id,
    decisionId: Id,
    askedOn: DayText,
    askedBy: z.string(),
    inTime: z.enum(['in_time', 'late_and_taken']),
    representations: text,
    outcome: z
      .object({
        outcome: z.enum(['upheld', 'overturned']),
        toldOn: DayText,
        reasons: text,
        entry: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'DecisionReview' });

export const DecisionSchema = z
  .object({
    id: Id,
    requestId: Id,
    funderId: Id,
    number: z.number().int().meta({ description: 'Above 1 after a review overturned the last.' }),
    outcome: z.enum(['agreed', 'refused']),
    amount: Money.nullable(),
    ground: Ground.nullable(),
    reasons: text,
    toldOn: DayText,
    reviewBy: DayText.nullable().meta({
      description: 'The last day on which the family may ask for a review of a refusal.',
    }),
    entry: z.string(),
    review: ReviewSchema.nullable(),
  })
  .meta({ id: 'FunderDecision' });

const inShort = {
  id: Id,
  beneficiaryId: Id,
  planId: Id,
  madeOn: DayText,
  madeBy: z.string(),
  stage: Stage,
  wants: z.string(),
  state: RequestState,
};
const FunderAsked = {
  funderId: Id,
  funder: z.string(),
  sector: Sector,
  state: FunderState,
};

export const RequestInShortSchema = z
  .object({ ...inShort, funders: z.array(z.object(FunderAsked)) })
  .meta({ id: 'BudgetRequestInShort' });

export const RequestSchema = z
  .object({
    ...inShort,
    wishes: text,
    indicativeAmounts: z.array(IndicativeAmountSchema),
    holdingChoices: z.array(HoldingChoiceSchema),
    funders: z.array(z.object({ ...FunderAsked, decisions: z.array(DecisionSchema) })),
  })
  .meta({ id: 'BudgetRequest' });

export const RefusalsSchema = z
  .object({
    financialYear: z.string().meta({ examples: ['2026/27'] }),
    sector: Sector,
    ground: Ground,
    refusals: z.number().int(),
    reviewed: z.number().int().meta({ description: 'Of these, how many families asked a review.' }),
    overturned: z.number().int().meta({ description: 'Of these, how many a review overturned.' }),
  })
  .meta({ id: 'Refusals' });

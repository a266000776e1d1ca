import { z } from 'zod';
import { DayText, Id, Money } from '../../http/schemas.ts';
import { LineId } from '../schemas.ts';
import { RULES } from './rule-store.ts';
import { DIFFERENCE_REASONS } from './schemas.ts';

export const NewMatchRunSchema = z.strictObject({ bankAccountId: Id }).meta({ id: 'NewMatchRun' });

const Digest = z.string().meta({ description: 'SHA-256 in hexadecimal.' });

export const MatchRunSchema = z
  .object({
    id: Id,
    bankAccountId: Id,
    ruleSet: z.number().int().meta({ description: 'The version of the rules.' }),
    lines: z.number().int().meta({ description: 'Lines with something open.' }),
    expected: z.number().int().meta({ description: 'Expected lines with something open.' }),
    proposals: z.number().int(),
    withoutRivals: z.number().int(),
    automatic: z.number().int().meta({
      description: 'Without rivals, by rules that name something: accepted together if asked for.',
    }),
    gaveUp: z.number().int().meta({ description: 'Sums that were too many to look through.' }),
    inputDigest: Digest,
    outputDigest: Digest,
    asAt: DayText,
    ledger: Money,
    inTransit: Money,
    statement: Money.nullable(),
    madeBy: Id,
    madeAt: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'MatchRun' });

export const ProposalSchema = z
  .object({
    number: z.number().int(),
    rule: z.enum(RULES),
    result: z.enum(['unique', 'several', 'gave_up']).meta({
      description: 'Whether exactly one sum makes the amount, several do, or too many could.',
    }),
    automatic: z.boolean(),
    lines: z.array(
      z.object({
        id: LineId,
        bookedOn: DayText,
        amount: Money,
        reference: z.string().nullable(),
        text: z.string().nullable(),
      }),
    ),
    expected: z.array(z.string()),
    amounts: z.array(Money),
    amount: Money,
    difference: Money,
    evidence: z.array(z.string()),
    rivals: z.object({
      count: z.number().int(),
      lines: z.array(LineId),
      expected: z.array(z.string()),
    }),
    alike: z.object({ count: z.number().int(), expected: z.array(z.string()) }).meta({
      description: 'What has the amount and the days, and is told apart by its name.',
    }),
  })
  .meta({ id: 'MatchProposal' });

export const AcceptanceSchema = z
  .union([
    z.strictObject({
      numbers: z.array(z.number().int().min(1).max(2_147_483_647)).min(1).max(1000),
    }),
    z.strictObject({ all: z.literal('automatic') }),
  ])
  .meta({ id: 'AcceptProposals' });

export const AcceptedSchema = z
  .object({
    accepted: z.number().int(),
    matches: z.number().int(),
    notProposedAnyMore: z.array(z.number().int()),
    left: z.number().int(),
  })
  .meta({ id: 'AcceptedProposals' });

const NewRule = z
  .strictObject({
    rule: z.enum(RULES),
    automatic: z.boolean(),
    daysBefore: z.number().int().min(0).max(30),
    daysAfter: z.number().int().min(0).max(30),
    tolerance: z
      .string()
      .regex(/^(?:0|[1-9]\d{0,5})\.\d\d$/, 'An amount in pounds and pence, e.g. 1.00.')
      .meta({ examples: ['1.00'] }),
    reason: z.enum(DIFFERENCE_REASONS).nullable(),
  })
  .superRefine((one, context) => {
    const isTolerance = one.rule === 'tolerance';
    const fault = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (isTolerance !== (one.tolerance !== '0.00')) {
      fault('tolerance', 'The rule "tolerance" has one above 0.00, and no other rule has.');
    }
    if (isTolerance !== (one.reason !== null)) {
      fault('reason', 'The rule "tolerance" has a reason, and no other rule has.');
    }
    if (one.automatic && (isTolerance || one.rule === 'amount_and_day')) {
      fault('automatic', 'What differs, or names nothing, is never accepted automatically.');
    }
  });

export const NewRuleSetSchema = z
  .strictObject({
    rules: z
      .array(NewRule)
      .min(1)
      .refine(
        (rules) => new Set(rules.map((one) => one.rule)).size === rules.length,
        'Each rule stands in the list once.',
      )
      .meta({ description: 'All rules, in the order in which they are tried.' }),
  })
  .meta({ id: 'NewMatchingRules' });

export const RuleSetSchema = z
  .object({
    version: z.number().int(),
    rules: z.array(
      z.object({
        rule: z.enum(RULES),
        automatic: z.boolean(),
        daysBefore: z.number().int(),
        daysAfter: z.number().int(),
        tolerance: Money,
        reason: z.string().nullable(),
      }),
    ),
    recordedBy: Id,
    recordedAt: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'MatchingRules' });

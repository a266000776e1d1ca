import { z } from 'zod';
import { parseDate } from '../../calendar.ts';
import { DayText, Id, Money, Paging, line, page } from '../../http/schemas.ts';
import { LineId } from '../schemas.ts';
import { EXCEPTION_KINDS, EXCEPTION_NAME } from './kinds.ts';

export const Kind = z.enum(EXCEPTION_KINDS);

export const ExceptionName = z
  .string()
  .max(150)
  .toLowerCase()
  .regex(EXCEPTION_NAME, 'This is the name of an exception: its kind and what it is about.')
  .meta({ id: 'ExceptionName', examples: ['unidentified_receipt:17'] });

export const ExceptionsQuery = z.object({
  bankAccount: Id.optional().meta({ description: 'All accounts, if left out.' }),
  kind: Kind.optional(),
  owner: z
    .union([Id, z.literal('none')])
    .optional()
    .meta({ description: 'Who has it; "none" for those that nobody has.' }),
  overdue: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
  limit: Paging.shape.limit,
  after: z
    .string()
    .transform((text, context) => {
      const [, dueOn = '', name = ''] = /^(\d{4}-\d\d-\d\d)_(.{1,150})$/.exec(text) ?? [];
      if (parseDate(dueOn) !== null && EXCEPTION_NAME.test(name)) return { dueOn, name };
      context.addIssue({ code: 'custom', message: 'Use the `next` of the page before.' });
      return z.NEVER;
    })
    .optional()
    .meta({ type: 'string', examples: ['2026-04-17_unidentified_receipt:17'] }),
});

export const ExceptionSchema = z
  .object({
    name: z.string().meta({ examples: ['unidentified_receipt:17'] }),
    kind: Kind,
    state: z.enum(['open', 'proposed', 'in_suspense']).meta({
      description:
        'Proposed: the last search has a match for it that has no rival. In suspense: it was posted there, and whose it is is not known.',
    }),
    bankAccountId: Id,
    direction: z.enum(['in', 'out']).nullable().meta({ description: 'Null of statements.' }),
    amount: Money.nullable().meta({
      description: 'What is not reconciled, without a sign; null where that is not known.',
    }),
    expectedAmount: Money.nullable(),
    foundAmount: Money.nullable(),
    difference: Money.nullable().meta({
      description: 'Found less expected, where both are known.',
    }),
    about: z.object({
      lineId: LineId.nullable(),
      ofLineId: LineId.nullable().meta({ description: 'The line that it looks the same as.' }),
      expected: z.string().nullable().meta({ description: 'The name of an expected line.' }),
      statementIds: z.array(Id),
      from: DayText.nullable(),
      to: DayText.nullable(),
    }),
    since: DayText,
    ageDays: z.number().int(),
    dueOn: DayText.meta({ description: 'By when it is seen to: the larger, the sooner.' }),
    overdue: z.boolean(),
    ownerId: Id.nullable(),
    notes: z.number().int().meta({ description: 'How many notes there are.' }),
    says: z.string().meta({ description: 'What was expected, what was found, and what to do.' }),
  })
  .meta({ id: 'ReconciliationException' });

export const ExceptionsPage = page(ExceptionSchema);

export const SummarySchema = z
  .object({
    kind: Kind,
    count: z.number().int(),
    sum: Money.meta({ description: 'Of the amounts that are known, without signs.' }),
    overdue: z.number().int(),
    oldest: DayText.meta({ description: 'Since when the oldest of them stands.' }),
  })
  .meta({ id: 'ExceptionSummary' });

export const SummariesSchema = z
  .object({ items: z.array(SummarySchema) })
  .meta({ id: 'ExceptionSummaries' });

export const ExceptionWithStepsSchema = z
  .object({
    name: z.string(),
    bankAccountId: Id,
    exception: ExceptionSchema.nullable().meta({ description: 'Null: it was seen to.' }),
    steps: z.array(
      z.object({
        seq: z.number().int(),
        ownerId: Id.nullable(),
        note: z.string().nullable(),
        by: Id,
        at: z.string().meta({ format: 'date-time' }),
      }),
    ),
  })
  .meta({ id: 'ExceptionWithSteps' });

const Note = line(500).meta({ description: 'About the money, not about a person.' });

export const NewStepSchema = z
  .strictObject({
    owner: Id.optional().meta({ description: 'Who sees to it from now on.' }),
    note: Note.optional(),
  })
  .refine(({ owner, note }) => owner !== undefined || note !== undefined, {
    message: 'Name an owner, write a note, or both.',
    path: ['note'],
  })
  .meta({ id: 'NewExceptionStep' });

export const NewRepeatSchema = z
  .strictObject({
    of: LineId.optional().meta({
      description: 'The line that it repeats. May be left out of a line that the import suspected.',
    }),
    reason: Note.optional(),
  })
  .meta({ id: 'NewRepeat' });

export const NotARepeatSchema = z
  .strictObject({ reason: Note.optional() })
  .meta({ id: 'NotARepeat' });

export const RepeatSchema = z
  .object({
    lineId: LineId,
    ofLineId: LineId,
    state: z.enum(['suspected', 'set_aside', 'two_lines']),
    matchId: Id.nullable().meta({
      description: 'What sets it aside. Undo that match to take it back.',
    }),
  })
  .meta({ id: 'RepeatedLine' });

import { z } from 'zod';
import { Day, DayText, EntryId, Id, Money, line, pagingBy } from '../../http/schemas.ts';
import { ANSWER_FORMATS } from './answer.ts';

/** The file itself, as the parser of its content type leaves it. */
export const AnswerFileBody = z
  .any()
  .refine((body) => Buffer.isBuffer(body) && body.length > 0, 'The body is the file itself.')
  .transform((body) => body as Buffer)
  .meta({ type: 'string', format: 'binary', description: 'The file as the bank or Bacs sent it.' });

export const AnswerFileQuery = z.object({
  name: line(200).meta({ description: "The file's name.", examples: ['ARUCS-2026-04-17.xml'] }),
  format: z.enum(ANSWER_FORMATS).optional().meta({
    description:
      'Only where the file does not say what it is: it is found out otherwise, and refused if it is another.',
  }),
});

export const OUTCOMES = [
  'accepted',
  'settled',
  'pending',
  'rejected',
  'returned',
  'advised',
  'unclear',
  'unknown',
  'already_known',
  'amount_differs',
  'not_released',
  'not_covered',
] as const;

const AnswerFacts = z.object({
  id: Id,
  name: z.string(),
  format: z.enum(ANSWER_FORMATS),
  sha256: z.string(),
  receivedBy: Id,
  receivedAt: z.string().meta({ format: 'date-time' }),
  lines: z.number().int(),
  outcomes: z.partialRecord(z.enum(OUTCOMES), z.number().int()).meta({
    description: 'How many lines had each outcome.',
  }),
});

export const AnswerSchema = AnswerFacts.meta({ id: 'BankAnswer' });

export const ReceivedSchema = AnswerFacts.extend({
  repeated: z.boolean().meta({ description: 'It came before, and nothing was done again.' }),
  warnings: z.array(z.object({ where: z.string(), message: z.string() })),
}).meta({ id: 'ReceivedBankAnswer' });

const LineSchema = z
  .object({
    line: z.number().int(),
    level: z.enum(['group', 'payment', 'transaction', 'return', 'advice']).meta({
      description: 'A whole file, a block of it, one payment; a returned credit, an advice.',
    }),
    outcome: z.enum(OUTCOMES),
    reference: z.string().nullable(),
    payRunId: Id.nullable(),
    creditId: Id.nullable(),
    amount: Money.nullable(),
    code: z.string().nullable().meta({ description: "The bank's reason." }),
    meaning: z.string().nullable(),
    newDetails: z
      .object({
        sortCode: z.string().nullable(),
        accountNumber: z.string().nullable(),
        name: z.string().nullable(),
      })
      .nullable()
      .meta({ description: "Where the payee's bank says that the money should go in future." }),
  })
  .meta({ id: 'BankAnswerLine' });

export const AnswerWithLinesSchema = AnswerFacts.extend({
  items: z.array(LineSchema),
  next: z.string().nullable(),
}).meta({ id: 'BankAnswerWithLines' });

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

export const AnswersQuery = pagingBy(
  new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z_${UUID}$`),
);

export const LinesQuery = pagingBy(/^[1-9]\d{0,8}$/).extend({
  outcome: z.enum(OUTCOMES).optional(),
});

const MONEY_STATES = ['expected', 'overdue', 'closed', 'never_left'] as const;

export const ReturnedQuery = pagingBy(new RegExp(`^\\d{4}-\\d\\d-\\d\\d_${UUID}$`)).extend({
  money: z.enum(MONEY_STATES).optional(),
  payRun: Id.optional(),
});

export const ReturnedCreditSchema = z
  .object({
    creditId: Id,
    payRunId: Id,
    serial: z.string(),
    reference: z.string(),
    how: z.enum(['rejected', 'returned']),
    code: z.string(),
    amount: Money,
    items: z.number().int().meta({ description: "How many people's payments it was." }),
    advisedOn: DayText,
    expectedOn: DayText.nullable(),
    money: z.enum(MONEY_STATES).meta({
      description:
        'A rejected credit never left. Of a returned one it is `closed` when a finance officer has closed its task `credit_expected`; what they found is in the note of the task.',
    }),
    answerId: Id.nullable(),
    recordedBy: Id,
    entry: EntryId,
  })
  .meta({ id: 'ReturnedCredit' });

export const NewReturnSchema = z
  .strictObject({
    code: z
      .string()
      .regex(/^[0-9A-Z]{1,4}$/, 'A reason is of one to four digits and capital letters, e.g. 5.')
      .meta({
        description:
          'The reason, as Bacs codes returned credits, or as status reports code rejections.',
        examples: ['5'],
      }),
    how: z.enum(['returned', 'rejected']).default('returned').meta({
      description:
        '`rejected` where the bank says that the money never left, for example when it was asked about an answer that is unclear.',
    }),
    advisedOn: Day.meta({ description: 'The day of the letter or the call.' }),
  })
  .meta({ id: 'NewReturn' });

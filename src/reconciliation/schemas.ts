import { z } from 'zod';
import { parseDate } from '../calendar.ts';
import {
  AmountAboveZero,
  Day,
  DayText,
  EntryId,
  Id,
  Money,
  Paging,
  line,
} from '../http/schemas.ts';

export const NewBankAccountSchema = z
  .strictObject({
    name: line(100).meta({ description: 'What the authority calls it.' }),
    sortCode: z
      .string()
      .regex(/^\d{2}-?\d{2}-?\d{2}$/, 'A sort code has six digits, e.g. 20-00-00.'),
    accountNumber: z.string().regex(/^\d{8}$/, 'An account number has eight digits.'),
    accountName: line(100).meta({ description: "The holder's name, as the bank has it." }),
    serviceUserNumber: z
      .string()
      .regex(/^\d{6}$/, 'A service user number has six digits.')
      .meta({ description: 'What Bacs knows the authority by.' }),
  })
  .meta({ id: 'NewBankAccount' });

export const BankAccountSchema = z
  .object({
    id: Id,
    name: z.string(),
    sortCode: z.string(),
    accountNumber: z.string(),
    accountName: z.string(),
    serviceUserNumber: z.string(),
  })
  .meta({ id: 'BankAccount' });

/** The file itself, as the parser of its content type leaves it. */
export const BankFileBody = z
  .any()
  .refine((body) => Buffer.isBuffer(body) && body.length > 0, 'The body is the file itself.')
  .transform((body) => body as Buffer)
  .meta({
    type: 'string',
    format: 'binary',
    description: 'The camt.053 file as the bank sent it.',
  });

export const BankFileQuery = z.object({
  name: line(200).meta({ description: "The file's name.", examples: ['2026-04-30.xml'] }),
});

export const ImportSchema = z
  .object({
    file: z.object({ id: Id, name: z.string(), format: z.string(), sha256: z.string() }),
    statements: z.array(
      z.object({
        id: Id,
        account: Id.meta({ description: 'The bank account.' }),
        from: DayText.nullable(),
        to: DayText.nullable(),
        opening: Money.nullable(),
        closing: Money.nullable(),
        balances: z.boolean().nullable().meta({
          description: 'Whether balances and lines add up; null when the bank left a balance out.',
        }),
        lines: z.number().int().meta({ description: 'Booked lines that moved money.' }),
        added: z.number().int(),
        knownAlready: z.number().int().meta({ description: 'Lines that an earlier file had.' }),
      }),
    ),
    warnings: z.array(z.object({ where: z.string(), message: z.string() })),
  })
  .meta({ id: 'BankFileImport' });

export const LineId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, 'A bank line is named by its number.')
  .meta({ id: 'BankLineId', examples: ['17'] });

export const OnBankAccount = z.object({ bankAccount: Id });

export const LinesQuery = OnBankAccount.extend({
  state: z.enum(['open', 'matched', 'all']).default('all').meta({
    description: 'Open lines have something left to match; matched lines have nothing left.',
  }),
  limit: Paging.shape.limit,
  after: z
    .string()
    .transform((text, context) => {
      const [, bookedOn = '', id = ''] = /^(\d{4}-\d\d-\d\d)_([1-9]\d{0,17})$/.exec(text) ?? [];
      if (parseDate(bookedOn) !== null) return { bookedOn, id };
      context.addIssue({ code: 'custom', message: 'This is the `next` of the page before.' });
      return z.NEVER;
    })
    .optional()
    .meta({ type: 'string', examples: ['2026-04-17_17'] }),
});

const lineFacts = {
  id: LineId,
  bookedOn: DayText,
  amount: Money.meta({ description: 'Money out is negative.' }),
  reference: z.string().nullable(),
  text: z.string().nullable(),
};

export const BankLineSchema = z
  .object({
    ...lineFacts,
    bankAccountId: Id,
    valueOn: DayText.nullable(),
    counterparty: z.string().nullable(),
    allocated: Money.meta({ description: 'What of the amount is matched, without a sign.' }),
    open: Money.meta({ description: 'What of the amount is not matched yet, without a sign.' }),
  })
  .meta({ id: 'BankLine' });

export const MatchSchema = z
  .object({
    id: Id,
    lineId: LineId,
    payRunId: Id,
    serial: z.string(),
    amount: Money.meta({ description: 'Below zero in a row that undoes a match.' }),
    rule: z.enum(['run_total_and_date', 'by_hand', 'undone']),
    reason: z.string().nullable(),
    undone: z.boolean(),
    entryId: EntryId,
    at: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'Match' });

export const BankLineWithMatchesSchema = BankLineSchema.extend({
  matches: z.array(MatchSchema),
}).meta({ id: 'BankLineWithMatches' });

const RunFacts = z.object({ id: Id, serial: z.string(), valueOn: DayText });
const LineFacts = z.object(lineFacts);

export const ProposalsSchema = z
  .object({
    items: z.array(
      z.object({
        line: LineFacts,
        payRun: RunFacts,
        amount: Money,
        rule: z.enum(['run_total_and_date', 'by_hand']),
        certain: z.boolean().meta({ description: 'Nothing else fits the line or the pay run.' }),
        evidence: z.array(z.string()),
        rivals: z.object({ payRuns: z.array(RunFacts), lines: z.array(LineFacts) }),
      }),
    ),
  })
  .meta({ id: 'MatchProposals' });

export const NewMatchSchema = z
  .strictObject({
    lineId: LineId,
    payRunId: Id,
    amount: AmountAboveZero.optional().meta({
      description:
        'If left out, all of the line; then as much must be left of the pay run, or of one of its days.',
    }),
  })
  .meta({ id: 'NewMatch' });

export const UndoSchema = z
  .strictObject({
    reason: z.enum(['wrong_line', 'wrong_pay_run', 'wrong_amount', 'corrected_by_bank']),
  })
  .meta({ id: 'UndoMatch' });

export const PositionQuery = OnBankAccount.extend({
  asAt: Day.optional().meta({ description: 'At the end of this day; today if left out.' }),
});

export const PositionSchema = z
  .object({
    bankAccountId: Id,
    asAt: DayText,
    ledger: Money.meta({ description: "The bank account's balance in the ledger." }),
    inTransit: Money.meta({ description: 'Sent by pay runs and not seen on a statement yet.' }),
    statement: z
      .object({ id: Id, to: DayText, closing: Money })
      .nullable()
      .meta({ description: 'The last statement by that day.' }),
    openLines: z.object({
      count: z.number().int(),
      sum: Money.meta({ description: 'Money out is negative.' }),
    }),
    difference: Money.nullable().meta({
      description: "The statement's closing balance less the ledger's; null without a statement.",
    }),
  })
  .meta({ id: 'BankPosition' });

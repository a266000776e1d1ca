import { z } from 'zod';
import { parseDate } from '../calendar.ts';
import { Day, DayText, Id, Money, Paging, line } from '../http/schemas.ts';

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

export const PositionQuery = OnBankAccount.extend({
  asAt: Day.optional().meta({ description: 'At the end of this day; today if left out.' }),
});

/** How many there are, and what they make together. */
export const Total = z.object({
  count: z.number().int(),
  sum: Money.meta({ description: 'Money out is negative.' }),
});

export const PositionSchema = z
  .object({
    bankAccountId: Id,
    asAt: DayText,
    ledger: Money.meta({ description: "The bank account's balance in the ledger." }),
    inTransit: Money.meta({ description: 'Sent and not seen on a statement yet.' }),
    notOnStatement: Total.meta({
      description: "What is on the ledger's bank account and on no line of the bank.",
    }),
    openLines: Total.meta({
      description: "What is on lines of the bank and not on the ledger's bank account.",
    }),
    expected: Money.meta({
      description: 'What the bank must have: `ledger` less `notOnStatement`, with `openLines`.',
    }),
    statement: z
      .object({ id: Id, to: DayText, closing: Money })
      .nullable()
      .meta({ description: 'The last statement by that day.' }),
    linesSince: Total.meta({ description: "The bank's lines after that statement." }),
    difference: Money.nullable().meta({
      description:
        "What nothing explains: the statement's closing balance, with the lines since, less " +
        '`expected`. A surplus is as wrong as a shortfall. Null without a statement.',
    }),
  })
  .meta({ id: 'BankPosition' });

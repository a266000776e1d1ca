import { z } from 'zod';
import { parseDate } from '../calendar.ts';
import { Day, DayText, Id, Moment, Money, pagingBy } from '../http/schemas.ts';

export const NUMBER_FORM = /^(0|[1-9]\d{0,17})$/;
export const numberText = z.string().meta({ examples: ['1024'] });
export const MomentText = z
  .string()
  .meta({ format: 'date-time', examples: ['2026-04-06T09:30:00Z'] });
export const ByAccount = z.object({
  id: z.string().regex(/^[1-9]\d{0,17}$/, 'An account is named by its number.'),
});

/** Where a page of a statement ended: the day, the entry and the line. */
const CURSOR_FORM = /^(\d{4}-\d{2}-\d{2})\.([1-9]\d{0,17})\.(\d{1,5})$/;

export const StatementCursor = z
  .string()
  .transform((text, context) => {
    const [, day = '', entry = '', number = ''] = CURSOR_FORM.exec(text) ?? [];
    if (parseDate(day) !== null && Number(number) <= 32_767) {
      return { day, entry, line: Number(number) };
    }
    context.addIssue({ code: 'custom', message: 'Use the `next` of the page before.' });
    return z.NEVER;
  })
  .meta({ type: 'string', examples: ['2026-04-06.1024.1'] });

export const AccountFilter = pagingBy(NUMBER_FORM).extend({
  class: z
    .string()
    .max(60)
    .optional()
    .meta({ examples: ['held/direct/education'] }),
  subject: Id.optional().meta({ description: 'A share, a funder, a bank account, a pay run.' }),
  beneficiary: Id.optional(),
  asAt: Day.optional().meta({ description: 'Shows the balance of each account at this date.' }),
});

export const AccountSchema = z
  .object({
    id: numberText,
    name: z.string().meta({ examples: ['held/direct/education:UUID'] }),
    class: z.string(),
    subject: Id,
    guarded: z.boolean().meta({ description: 'May not go below zero.' }),
    balance: Money.optional().meta({ description: 'At the date asked for; absent without one.' }),
  })
  .meta({ id: 'Account' });

export const StatementQuery = z.object({
  from: Day,
  to: Day,
  asKnownAt: Moment.optional().meta({ description: 'Everything known now, if left out.' }),
  after: StatementCursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const StatementSchema = z
  .object({
    account: numberText,
    name: z.string(),
    from: DayText,
    to: DayText,
    knownThrough: numberText.nullable().meta({
      description: 'The last entry known at `asKnownAt`; null for everything known now.',
    }),
    opening: Money,
    moneyIn: Money,
    moneyOut: Money,
    closing: Money,
    lines: z.array(
      z.object({
        entry: numberText,
        line: z.number().int(),
        effectiveOn: DayText,
        relatesOn: DayText.nullable(),
        kind: z.string(),
        from: z.string(),
        to: z.string(),
        amount: Money.meta({ description: 'Above zero for money in, below zero for money out.' }),
        balance: Money.meta({ description: 'After this line.' }),
        reason: z.string().nullable(),
        reverses: numberText.nullable(),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'AccountStatement' });

export const BalancesQuery = z.object({
  asAt: Day.optional().meta({ description: 'Today, if left out.' }),
  knownAt: Moment.optional().meta({ description: 'Everything known now, if left out.' }),
  excel: z.enum(['1']).optional().meta({ description: 'CSV with a byte order mark.' }),
});

const Total = z.object({ accounts: z.number().int(), balance: Money });

export const BalancesSchema = z
  .object({
    asAt: DayText,
    knownAt: MomentText.nullable(),
    knownThrough: numberText.nullable(),
    items: z.array(
      z.object({ account: numberText, class: z.string(), subject: Id, balance: Money }),
    ),
    classes: z.array(Total.extend({ class: z.string(), book: z.string() })),
    books: z
      .array(Total.extend({ book: z.string() }))
      .meta({ description: 'Control totals: each book adds up to zero.' }),
  })
  .meta({ id: 'Balances' });

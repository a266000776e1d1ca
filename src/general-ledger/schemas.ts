import { z } from 'zod';
import { Day, DayText, EntryId, Id, Money, line, page, pagingBy } from '../http/schemas.ts';
import { CODE_CURSOR } from './code-store.ts';

/** As many codes at once as a council has classes and funders for. */
const MOST_CODES = 1000;

const Class = z
  .string()
  .max(60)
  .meta({
    description: 'A class of account, which says the kind and the sector.',
    examples: ['spent/direct/education'],
  });
const Code = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}$/,
    'A code is of at most 40 letters, digits, spaces and . / _ -, and begins with a letter or a digit.',
  )
  .meta({ examples: ['E-4410/20'] });

export const NewCodesSchema = z
  .strictObject({
    fromOn: Day.meta({
      description: 'From this day on; of feeds through earlier days others hold.',
    }),
    codes: z
      .array(
        z.strictObject({
          class: Class,
          funderId: Id.nullish().meta({
            description: 'Left out: for every funder that has no code of its own.',
          }),
          code: Code,
          name: line(100).meta({ description: 'What the code is called there.' }),
        }),
      )
      .min(1)
      .max(MOST_CODES),
  })
  .meta({ id: 'NewGeneralLedgerCodes' });

const CodeSchema = z
  .object({
    class: Class,
    funderId: Id.nullable(),
    funder: z.string().nullable(),
    code: Code.nullable().meta({
      description: 'Null: none is named, and no feed can be drawn up.',
    }),
    name: z.string().nullable(),
    of: z.enum(['funder', 'class']).nullable().meta({
      description: "The funder's own, or that of the class for all funders.",
    }),
    fromOn: DayText.nullable(),
    revision: z.number().int().nullable(),
    setBy: Id.nullable(),
    entry: EntryId.nullable(),
  })
  .meta({ id: 'GeneralLedgerCode' });

export const CodesQuery = pagingBy(CODE_CURSOR).extend({
  on: Day.optional().meta({ description: 'Today unless it is given.' }),
  named: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'Only those that have a code, or only those that have none.' }),
});
export const CodesPage = page(CodeSchema).extend({ on: DayText });

export const CodeVersionsPage = page(
  z
    .object({
      id: Id,
      class: Class,
      funderId: Id.nullable(),
      fromOn: DayText,
      revision: z.number().int(),
      code: Code,
      name: z.string(),
      setBy: Id,
      setAt: z.string().meta({ format: 'date-time' }),
      entry: EntryId,
    })
    .meta({ id: 'GeneralLedgerCodeVersion' }),
);

export const CodesSetSchema = z
  .object({
    fromOn: DayText,
    set: z.number().int().meta({ description: 'How many were new or changed.' }),
    unchanged: z.number().int().meta({ description: 'How many were so already.' }),
  })
  .meta({ id: 'GeneralLedgerCodesSet' });

export const NewFeedSchema = z
  .strictObject({
    periodEnd: Day.meta({ description: 'The last day of the period; it must be over.' }),
  })
  .meta({ id: 'NewGeneralLedgerFeed' });

const FEED = {
  number: z.number().int(),
  periodEnd: DayText,
  throughEntry: z.string().meta({ description: 'The last entry of the journal that was known.' }),
  previous: z.number().int().nullable(),
  lines: z.number().int(),
  total: Money.meta({ description: 'The sum of the debits, and of the credits.' }),
  sha256: z.string().meta({ description: 'Of the CSV file without a byte order mark, in hex.' }),
  drawnUpBy: Id,
  drawnUpAt: z.string().meta({ format: 'date-time' }),
  entry: EntryId,
};

export const FeedSchema = z.object(FEED).meta({ id: 'GeneralLedgerFeed' });
export const FeedsPage = page(FeedSchema);

export const FeedFoundSchema = z
  .object({
    ...FEED,
    items: z.array(
      z.object({
        line: z.number().int(),
        code: Code,
        name: z.string(),
        class: Class,
        funderId: Id.nullable(),
        funder: z.string().nullable(),
        debit: Money.nullable(),
        credit: Money.nullable(),
      }),
    ),
  })
  .meta({ id: 'GeneralLedgerFeedFound' });

export const ByNumber = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) });

export const CloseCheckSchema = z
  .object({
    through: DayText,
    closedThrough: DayText.nullable().meta({
      description: 'The books are closed through this day.',
    }),
    open: z.number().int().meta({ description: 'How many of the items are not done.' }),
    items: z.array(
      z.object({
        what: z.string(),
        says: z.string(),
        done: z.boolean(),
        count: z.number().int(),
        amount: Money.nullable(),
        where: z.string().meta({ description: 'The address that lists them.' }),
      }),
    ),
  })
  .meta({ id: 'CloseCheck' });

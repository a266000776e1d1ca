import { z } from 'zod';
import { Amount, Day, DayText, EntryId, Id, Moment, Money, Sector, line } from '../http/schemas.ts';
import { parseRisk } from './rules.ts';

const MOST_MEMBERS = 20;
const FundKindSchema = z.enum(['pooled', 'aligned']);

const Risk = z
  .string()
  .transform((text, context) => {
    const risk = parseRisk(text);
    if (risk === null) {
      const message = 'A part of the risk is a fraction, e.g. "3/5"; "0/1" is none.';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    return risk;
  })
  .meta({ type: 'string', pattern: '^\\d{1,6}/\\d{1,6}$', examples: ['3/5'], id: 'Risk' });

export const NewFundSchema = z
  .strictObject({
    name: line(200),
    kind: FundKindSchema.meta({
      description: 'Pooled (section 75 of the NHS Act 2006) or aligned.',
    }),
    fromOn: Day,
    toOn: Day,
    host: line(200).meta({ description: 'The organisation that holds the fund.' }),
    manager: line(200).meta({ description: 'The post that manages it, e.g. "Head of finance".' }),
    agreement: line(200).meta({ description: 'The reference of the agreement.' }),
    members: z
      .array(
        z.strictObject({
          funderId: Id,
          contribution: Amount.refine((amount) => !amount.lt(0), '0.00 or more.'),
          risk: Risk.optional(),
        }),
      )
      .min(1, 'A fund has one member at least.')
      .max(MOST_MEMBERS),
  })
  .meta({ id: 'NewFund' });

const facts = {
  id: Id,
  name: z.string(),
  kind: FundKindSchema,
  fromOn: DayText,
  toOn: DayText,
  host: z.string(),
  manager: z.string(),
  agreement: z.string(),
  entry: EntryId,
};
const member = {
  funderId: Id,
  funder: z.string(),
  sector: Sector,
  contribution: Money,
  risk: z.string().nullable(),
};

export const FundSchema = z
  .object({
    ...facts,
    members: z.array(z.object(member)),
    recordedAt: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'Fund' });

const position = z.object({
  difference: Money.meta({ description: 'Its part of what is left over; below zero, short.' }),
  bears: Money.meta({ description: 'What the spending costs it in the end.' }),
  settles: Money.meta({ description: 'What it pays to the others; below zero, what it gets.' }),
});
const standing = z.object({ difference: Money, under: Money, over: Money, shared: z.boolean() });
const figures = { due: Money, spent: Money, agreed: Money, forecast: Money };

export const FundOnSchema = z
  .object({
    ...facts,
    on: DayText,
    members: z.array(z.object({ ...member, ...figures, toDate: position, wholeFund: position })),
    totals: z.object({ contribution: Money, ...figures, toDate: standing, wholeFund: standing }),
    quarters: z.array(
      z.object({
        number: z.number().int(),
        from: DayText,
        to: DayText,
        due: Money,
        spent: Money,
        members: z.array(z.object({ funderId: Id, due: Money, spent: Money })),
      }),
    ),
  })
  .meta({ id: 'FundOnADay' });

export const FundQuery = z.object({
  on: Day.optional(),
  knownAt: Moment.optional(),
  excel: z.literal('1').optional(),
});

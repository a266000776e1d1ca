import { z } from 'zod';
import { DayText, Id, Kind, Moment, Money, Sector, UUID_FORM, Paging } from '../http/schemas.ts';
import { FIRST_YEAR, LAST_YEAR } from './rules.ts';

/** A financial year by the calendar year in which it begins. */
export const ByYear = z.object({
  year: z.coerce
    .number()
    .int()
    .min(FIRST_YEAR)
    .max(LAST_YEAR)
    .meta({ description: 'The year in which it begins: 2026 is 1 April 2026 to 31 March 2027.' }),
});

const AFTER = new RegExp(`^(payment|order):${UUID_FORM.source.slice(1)}`);

export const AccrualsQuery = Paging.extend({
  after: z.string().regex(AFTER, 'Use the `next` of the page before.').optional(),
  knownAt: Moment.optional(),
  excel: z.literal('1').optional(),
});

export const ReversalsQuery = z.object({
  knownAt: Moment.optional(),
  excel: z.literal('1').optional(),
});

const figures = {
  prepayment: Money.meta({ description: 'Paid by the year’s end for days after it.' }),
  accrual: Money.meta({ description: 'For days up to the year’s end, and not paid by then.' }),
  inQuery: Money.meta({ description: 'Billed by then and in query; not part of the accrual.' }),
};
const funder = { funderId: Id, funder: z.string() };

const ItemSchema = z
  .object({
    what: z.enum(['payment', 'order']),
    id: Id,
    arrangementId: Id,
    kind: Kind,
    beneficiary: z.string(),
    from: DayText,
    to: DayText,
    valueOn: DayText.nullable(),
    amount: Money,
    ...figures,
    shares: z.array(z.object({ source: Sector, ...funder, amount: Money, ...figures })),
  })
  .meta({ id: 'CarriedOverYearEnd' });

const TotalsSchema = z
  .object({
    payments: z.number().int(),
    orders: z.number().int(),
    ...figures,
    sectors: z.array(z.object({ sector: Sector, ...figures })),
    funders: z.array(z.object({ sector: Sector, ...funder, ...figures })),
  })
  .meta({ id: 'YearEndTotals' });

const year = {
  year: z.string().meta({ examples: ['2026/27'] }),
  from: DayText,
  to: DayText,
  knownAt: z.string().nullable(),
};

export const AccrualsSchema = z
  .object({
    ...year,
    totals: TotalsSchema.nullable().meta({ description: 'With the first page only.' }),
    items: z.array(ItemSchema),
    next: z.string().nullable(),
  })
  .meta({ id: 'YearEndAccruals' });

export const ReversalsSchema = z
  .object({
    ...year,
    items: z.array(
      z.object({
        on: DayText,
        what: z.enum(['prepayment', 'accrual']),
        sector: Sector,
        ...funder,
        atYearEnd: Money,
        reversal: Money,
      }),
    ),
  })
  .meta({ id: 'YearEndReversals' });

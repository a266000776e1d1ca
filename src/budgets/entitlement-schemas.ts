import { z } from 'zod';
import { DayText, Money, Sector, Source } from '../http/schemas.ts';

const Parts = z.array(z.object({ source: Source, funder: z.string().nullable(), amount: Money }));

/** The name of a financial year in an answer. */
export const YearName = z
  .string()
  .meta({ id: 'FinancialYearName', examples: ['2026/27'], description: '1 April to 31 March.' });

export const FinancialYearSchema = z
  .object({
    year: YearName,
    from: DayText,
    to: DayText,
    due: Money.meta({ description: 'For its days, by calendar days over 31 March.' }),
    paid: Money.meta({ description: 'With a value date in it.' }),
    submitted: Money.meta({ description: 'With a day to send the file in it.' }),
    prepayment: Money.meta({ description: 'Paid by its end for days after it.' }),
    accrual: Money.meta({ description: 'Due for days up to its end, not paid by then.' }),
  })
  .meta({ id: 'FinancialYear' });

export const EntitlementSchema = z
  .object({
    total: Money.meta({ description: 'Public money due over the whole schedule.' }),
    totals: Parts,
    bySector: z.array(z.object({ sector: Sector, amount: Money })),
    contributions: Parts.meta({ description: 'Contributions and top-ups, over all periods.' }),
    due: z.array(
      z.object({
        number: z.number().int(),
        from: DayText,
        to: DayText,
        gross: Money,
        contributions: Parts,
        amount: Money.meta({ description: 'Public money: gross less net contributions.' }),
      }),
    ),
    payments: z.array(
      z.object({
        number: z.number().int(),
        from: DayText,
        to: DayText,
        valueOn: DayText,
        paidIn: YearName,
        inputOn: DayText,
        submittedIn: YearName,
        amount: Money,
        parts: Parts,
        lines: z.array(
          z.object({
            what: z.enum(['period', 'difference']),
            from: DayText,
            to: DayText,
            amount: Money,
          }),
        ),
      }),
    ),
    overpaid: Money.meta({
      description: 'Paid, no longer due, and not taken off what is to come.',
    }),
    overpaidParts: Parts,
    byFinancialYear: z.array(FinancialYearSchema),
  })
  .meta({ id: 'Entitlement' });

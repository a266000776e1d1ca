import { z } from 'zod';
import { Day, DayText, Moment } from '../http/schemas.ts';
import { PARAMETERS } from './parameters.ts';

const ColumnSchema = z.object({ name: z.string(), type: z.string(), meaning: z.string() });

export const ReportsSchema = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        group: z.string(),
        question: z.string(),
        notes: z.string().nullable(),
        parameters: z.array(z.string()),
        callers: z.array(z.string()),
        columns: z.array(ColumnSchema),
      }),
    ),
  })
  .meta({ id: 'Reports' });

export const ReportSchema = z
  .object({
    name: z.string(),
    question: z.string(),
    asAt: DayText,
    knownAt: z.string().nullable(),
    given: z.record(z.string(), z.string()),
    rows: z.array(z.record(z.string(), z.string().nullable())),
  })
  .meta({ id: 'Report' });

const given = Object.fromEntries(
  Object.entries(PARAMETERS).map(([name, type]) => [name, type.optional()]),
) as { [name in keyof typeof PARAMETERS]: z.ZodOptional<(typeof PARAMETERS)[name]> };

export const ReportQuery = z.strictObject({
  asAt: Day.optional(),
  knownAt: Moment.optional(),
  columns: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: 'The columns that are wanted, with commas between; all if left out.' }),
  excel: z.literal('1').optional(),
  ...given,
});

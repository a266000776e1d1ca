import { z } from 'zod';
import { Day, DayText, EntryId, Id, Money, Sector, line } from '../http/schemas.ts';

/** The file itself, as the parser of its content type leaves it. */
export const FileBody = z
  .any()
  .refine((body) => Buffer.isBuffer(body) && body.length > 0, 'The body is the file itself.')
  .transform((body) => body as Buffer)
  .meta({ type: 'string', format: 'binary', description: 'The CSV file, in UTF-8.' });

export const FileQuery = z.object({
  name: line(200).meta({ description: "The file's name.", examples: ['going-live.csv'] }),
  startsOn: Day.meta({ description: 'The day from which this book is kept.' }),
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Only checks the file, and keeps nothing.' }),
});

const TotalsSchema = z
  .object({
    people: z.number().int(),
    plans: z.number().int(),
    budgets: z.number().int(),
    arrangements: z.number().int(),
    agreed: Money,
    agreedBySector: z.array(z.object({ sector: Sector, amount: Money })),
    paidToDate: Money.meta({ description: 'Public money paid before the start date.' }),
    held: Money.meta({ description: 'What of it the holders still have on the start date.' }),
  })
  .meta({ id: 'BookImportTotals' });

const importFields = {
  id: Id,
  name: z.string(),
  sha256: z.string(),
  startsOn: DayText,
  lines: z.number().int(),
  people: z.number().int(),
  arrangements: z.number().int(),
  agreed: Money,
  held: Money,
  state: z.enum(['stored', 'loaded']),
  recordedBy: Id,
  recordedAt: z.string(),
  loadedAt: z.string().nullable(),
  entry: EntryId.nullable().meta({ description: 'The entry that records the load.' }),
};

export const BookImportSchema = z.object(importFields).meta({ id: 'BookImport' });

export const BookImportWithTotalsSchema = z
  .object({ ...importFields, totals: TotalsSchema })
  .meta({ id: 'BookImportWithTotals' });

/** What a file comes to, and what was kept of it: nothing after a dry run. */
export const CheckedFileSchema = z
  .object({ import: BookImportSchema.nullable(), totals: TotalsSchema })
  .meta({ id: 'CheckedFile' });

export const LoadSchema = z
  .strictObject({
    bankAccountId: Id.meta({
      description: 'The bank account from which the holders were paid before the start.',
    }),
  })
  .meta({ id: 'BookImportLoad' });

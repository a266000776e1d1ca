import { Readable } from 'node:stream';
import { z } from 'zod';
import { profileFor } from '../../bank-files/csv-profiles.ts';
import { readerFor } from '../../bank-files/detect.ts';
import { DayText, Id, Money, line, pagingBy } from '../../http/schemas.ts';

/** Hundreds of thousands of lines take a minute or two on a busy computer; a slow one takes longer. */
export const LONGEST_IMPORT_MS = 15 * 60_000;

/** The stream of the body, as the parser of its content type leaves it. */
export const BankFileBody = z
  .any()
  .refine((body) => body instanceof Readable, 'The body is the file itself.')
  .transform((body) => body as AsyncIterable<Uint8Array>)
  .meta({
    type: 'string',
    format: 'binary',
    description: 'The file as the bank gave it.',
  });

/** A text that some function reads, or throws a sentence about. */
const readBy = (max: number, read: (text: string) => unknown) =>
  z
    .string()
    .trim()
    .min(1, 'This must not be empty.')
    .max(max, `At most ${max} characters.`)
    .superRefine((text, context) => {
      try {
        read(text);
      } catch (error) {
        const message = (error as Error).message.replaceAll('--', '');
        context.addIssue({ code: 'custom', message });
      }
    });

export const BankFileQuery = z.object({
  name: line(200).meta({ description: "The file's name.", examples: ['2026-04-30.xml'] }),
  format: readBy(30, (format) => readerFor(format))
    .optional()
    .meta({
      description: 'camt, mt940, mt942, ofx, qif, bai2 or csv; found by the content if left out.',
      examples: ['mt940'],
    }),
  profile: readBy(6000, profileFor)
    .optional()
    .meta({
      description:
        "Of CSV: the bank whose it is, or a profile of your own as JSON. Of QIF: 'day-first' or 'month-first'.",
      examples: ['lloyds'],
    }),
  bankAccount: Id.optional().meta({
    description: 'The bank account, for a file that does not name it.',
  }),
  gap: z.enum(['accept']).optional().meta({
    description: 'Imports the file although a statement before it is missing.',
  }),
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
        likelyRepeats: z.number().int().meta({
          description: 'Lines added that may be lines of an earlier file in other words.',
        }),
      }),
    ),
    warnings: z.array(z.object({ where: z.string(), message: z.string() })),
  })
  .meta({ id: 'BankFileImport' });

const keptFile = {
  id: Id,
  name: z.string(),
  format: z.string(),
  profile: z.string().nullable(),
  sha256: z.string(),
  bytes: z.number().int(),
  receivedBy: Id,
  receivedAt: z.string().meta({ format: 'date-time' }),
};

export const KeptFileSchema = z.object(keptFile).meta({ id: 'BankFile' });

export const KeptFileWithStatementsSchema = z
  .object({
    ...keptFile,
    statements: z.array(
      z.object({
        id: Id,
        account: Id.meta({ description: 'The bank account.' }),
        reference: z.string().nullable(),
        from: DayText.nullable(),
        to: DayText.nullable(),
        wholeDays: z.boolean().meta({
          description: 'Whether it has all that was booked on its days.',
        }),
        opening: Money.nullable(),
        closing: Money.nullable(),
        balances: z.boolean().nullable(),
        added: z.number().int().meta({ description: 'Lines that no earlier file had.' }),
      }),
    ),
  })
  .meta({ id: 'BankFileWithStatements' });

const CURSOR = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const KeptFilesQuery = pagingBy(CURSOR).extend({
  bankAccount: Id.optional().meta({ description: 'Only files with a statement of this account.' }),
});

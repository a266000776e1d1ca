import { z } from 'zod';
import { Day, DayText, Id, line } from '../http/schemas.ts';

const facts = {
  return: z.enum(['sen2', 'phb', 'cld', 's251']),
  item: line(60),
  ours: line(60),
  code: z
    .string()
    .trim()
    .max(120)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'One line of text without control characters.'),
  meaning: line(300),
  source: line(300),
  confidence: z.enum(['verified', 'secondary', 'analogous', 'memory', 'local']),
};

export const NewCodeSchema = z
  .strictObject({ ...facts, effectiveOn: Day })
  .meta({ id: 'NewNationalReturnCode' });

export const CodeSchema = z
  .object({ id: Id, ...facts, effectiveOn: DayText, revision: z.number().int() })
  .meta({ id: 'NationalReturnCode' });

export const SendingSchema = z
  .strictObject({
    sentTo: line(120).meta({ examples: ['Department for Education'] }),
    sentOn: Day,
    asAt: Day,
    given: z.record(z.string().max(30), z.string().max(60)).default({}).meta({
      description: 'What the report was given, as in its address.',
    }),
  })
  .meta({ id: 'NewSentReport' });

const sent = {
  id: Id,
  report: z.string(),
  asAt: DayText,
  given: z.record(z.string(), z.string()),
  knownAt: z.string().nullable(),
  rows: z.number().int(),
  sha256: z.string().meta({ description: 'Of the CSV file without a byte order mark.' }),
  sentTo: z.string(),
  sentOn: DayText,
  recordedBy: Id,
  recordedAt: z.string(),
};

export const SentSchema = z.object(sent).meta({ id: 'SentReport' });

export const AgainSchema = z
  .object({ ...sent, againSha256: z.string(), same: z.boolean() })
  .meta({ id: 'SentReportAgain' });

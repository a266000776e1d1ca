import { z } from 'zod';
import { Day, DayText, EntryId, Id, Money, Sector, line, prose } from '../http/schemas.ts';
import { Recipient, Stage } from '../law/schemas.ts';
import { ALL_GIVERS, DOCUMENT_KINDS } from './kinds.ts';

const DocumentKind = z.enum(DOCUMENT_KINDS).meta({
  id: 'DocumentKind',
  examples: ['consent'],
  description:
    'The agreement of a nominee, or of a broker, is a `nominee_agreement`; that of a school or college on whose premises something is provided a `setting_agreement`.',
});
const GivenBy = z.enum(ALL_GIVERS).meta({ id: 'DocumentGivenBy', examples: ['parent'] });

const NewDocument = z
  .strictObject({
    sectors: z
      .array(Sector)
      .min(1)
      .max(3)
      .refine((all) => new Set(all).size === all.length, 'A sector is named once.'),
    kind: DocumentKind,
    givenBy: GivenBy,
    givenOn: Day,
    fromOn: Day.meta({ description: 'The first day on which it holds.' }),
    toOn: Day.optional().meta({ description: 'The last day; left out, it lasts.' }),
    detail: prose(2000).optional().meta({
      description:
        'What it says: which setting agrees, or why paying somebody of the household is necessary.',
    }),
  })
  .meta({ id: 'NewDocument' });

export const NewDocumentsSchema = z
  .strictObject({ documents: z.array(NewDocument).min(1).max(60) })
  .meta({ id: 'NewDocuments' });

export const DocumentSchema = z
  .object({
    id: Id,
    arrangementId: Id,
    sector: Sector,
    kind: DocumentKind,
    givenBy: GivenBy,
    givenOn: DayText,
    fromOn: DayText,
    toOn: DayText.nullable(),
    detail: z.string().nullable(),
    state: z.enum(['not_yet', 'holds', 'ended', 'withdrawn']),
    withdrawn: z
      .object({ on: DayText, reasons: z.string().nullable() })
      .nullable()
      .meta({ description: 'From which day on it no longer holds, and why.' }),
    recordedBy: Id,
    entryId: EntryId,
  })
  .meta({ id: 'Document' });

export const AddedDocumentsSchema = z
  .object({ ids: z.array(Id), entryId: EntryId })
  .meta({ id: 'AddedDocuments' });

export const NewWithdrawalSchema = z
  .strictObject({
    withdrawnOn: Day.meta({ description: 'The first day on which it no longer holds.' }),
    reasons: prose(2000),
  })
  .meta({ id: 'NewDocumentWithdrawal' });

export const NewExclusionSchema = z
  .strictObject({
    what: z.enum(['person', 'purpose']).meta({
      description: 'A person who may not be paid, or a purpose the money may not be used for.',
    }),
    description: line(500),
    fromOn: Day,
    toOn: Day.optional(),
  })
  .meta({ id: 'NewExclusion' });

export const ExclusionSchema = z
  .object({
    id: Id,
    arrangementId: Id,
    what: z.enum(['person', 'purpose']),
    description: z.string().nullable(),
    fromOn: DayText,
    toOn: DayText.nullable(),
    recordedBy: Id,
    entryId: EntryId,
  })
  .meta({ id: 'Exclusion' });

const Missing = z.object({ document: z.string(), givenBy: z.string().nullable() });

const Required = Missing.extend({
  source: z.string().nullable(),
  confidence: z.string().nullable(),
  confidenceInWords: z.string().nullable(),
  onFile: Id.nullable().meta({ description: 'The document that meets it; null if missing.' }),
});

export const RequirementsSchema = z
  .object({
    arrangementId: Id,
    on: DayText,
    sectors: z.array(
      z.object({
        sector: Sector,
        stage: Stage.nullable(),
        capacity: z.enum(['has', 'lacks']),
        recipient: Recipient.nullable(),
        required: z.array(Required),
        missing: z.array(Missing),
      }),
    ),
  })
  .meta({ id: 'RequirementsOnDay' });

export const HoldSchema = z
  .object({
    instalmentId: Id,
    number: z.number().int(),
    arrangementId: Id,
    beneficiaryId: Id,
    shareId: Id,
    sector: Sector,
    amount: Money,
    valueOn: DayText,
    period: z.object({ from: DayText, to: DayText }),
    missing: z.array(Missing),
  })
  .meta({ id: 'Hold' });

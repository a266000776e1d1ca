import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  Day,
  DayText,
  EntryId,
  Id,
  Money,
  UUID_FORM,
  line,
  page,
  pagingBy,
} from '../http/schemas.ts';
import { MOST_ROWS } from './read-rows.ts';
import { PERSON_STATES, RETURN_STATES } from './state.ts';

/** A CSV file as it came. As JSON it is its digest, which is all that tells one request from another. */
export class CsvFile {
  readonly content: Buffer;

  constructor(content: Buffer) {
    this.content = content;
  }

  toJSON(): string {
    return createHash('sha256').update(this.content).digest('hex');
  }
}

const TIERS = z.enum(['standard', 'light_touch']);

/** Exactly one account is named. */
const oneAccount = (one: { pooledAccountId?: unknown; payeeId?: unknown }): boolean =>
  (one.pooledAccountId === undefined) !== (one.payeeId === undefined);
const ONE_ACCOUNT = 'Name the account: either pooledAccountId or payeeId.';

const account = { pooledAccountId: Id.optional(), payeeId: Id.optional() };

/** A return as JSON. A CSV file comes as the body, and all but the rows in the query. */
export const NewReturnSchema = z
  .strictObject({
    ...account,
    from: Day,
    to: Day,
    replaces: Id.optional().meta({ description: 'The return that it is sent in place of.' }),
    name: line(200).optional().meta({ description: "The file's name." }),
    dryRun: z
      .enum(['true', 'false'])
      .default('false')
      .meta({ description: 'Only checks the return, and keeps nothing.' }),
    rows: z
      .array(z.record(z.string(), z.unknown()))
      .max(MOST_ROWS, `A return has at most ${MOST_ROWS} rows.`)
      .optional()
      .meta({
        description:
          'The rows of the template, each an object with the columns that its kind fills in.',
      }),
    csv: z
      .any()
      .refine((file) => file === undefined || file instanceof CsvFile, 'Send the file as text/csv.')
      .transform((file) => file as CsvFile | undefined)
      .optional()
      .meta({ description: 'Stands for a body of text/csv. Not to be sent in JSON.' }),
  })
  .refine(oneAccount, ONE_ACCOUNT)
  .refine(
    (one) => (one.rows === undefined) !== (one.csv === undefined),
    'Send the rows, or a CSV file.',
  )
  .meta({ id: 'NewReturn' });

const returnFields = {
  id: Id,
  pooledAccountId: Id.nullable(),
  brokerId: Id.nullable(),
  payeeId: Id.nullable(),
  from: DayText,
  to: DayText,
  tier: TIERS,
  opening: Money,
  closing: Money,
  state: z.enum(RETURN_STATES),
  lines: z.number().int(),
  people: z.number().int(),
  fileName: z.string().nullable(),
  sha256: z.string(),
  replaces: Id.nullable(),
  replacedBy: Id.nullable(),
  submittedBy: Id,
  submittedAt: z.string(),
  entry: EntryId,
};

export const ReturnSchema = z.object(returnFields).meta({ id: 'HoldersReturn' });

export const TotalsSchema = z
  .object({
    opening: Money,
    closing: Money,
    otherAuthorities: Money.meta({ description: 'Held for other authorities at the end.' }),
    interest: Money.meta({ description: 'Interest held at the end.' }),
    peopleOpening: Money,
    peopleClosing: Money,
    bank: Money,
    paidIn: Money,
    contributions: Money,
    spending: Money,
    fees: Money,
    refunds: Money,
    transferredIn: Money,
    transferredOut: Money,
  })
  .meta({ id: 'ReturnTotals' });

/** What a return comes to, and what was kept of it: nothing after a dry run. */
export const SubmittedSchema = z
  .object({ return: ReturnSchema.nullable(), totals: TotalsSchema })
  .meta({ id: 'SubmittedReturn' });

const PersonSchema = z
  .object({
    arrangementId: Id,
    beneficiaryId: Id,
    reference: z.string().meta({ description: "The council's number for the person." }),
    state: z.enum(PERSON_STATES),
    opening: Money,
    paidIn: Money,
    contributions: Money,
    spending: Money,
    fees: Money,
    refunds: Money,
    transferredIn: Money,
    transferredOut: Money,
    closing: Money,
    payroll: z.array(
      z.object({
        employee: z.string(),
        gross: Money,
        net: Money,
        tax: Money,
        pension: Money,
        holidayAccrued: Money,
      }),
    ),
  })
  .meta({ id: 'ReturnPerson' });

export const ReturnWithPeopleSchema = z
  .object({ ...returnFields, totals: TotalsSchema, ...page(PersonSchema).shape })
  .meta({ id: 'HoldersReturnWithPeople' });

export const LineSchema = z
  .object({
    id: Id,
    row: z.number().int(),
    kind: z.string(),
    on: DayText,
    arrangementId: Id.nullable(),
    amount: Money,
    category: z.string().nullable(),
    description: z.string(),
    evidence: z.string().nullable(),
  })
  .meta({ id: 'ReturnLine' });

/** A moment as it is shown and an identifier. */
const MOMENT_AND_ID = /^[-0-9T:.+Z]{19,40}_[-0-9a-f]{36}$/;
const NUMBER = /^\d{1,9}$/;

export const ReturnsQuery = pagingBy(MOMENT_AND_ID).extend({
  ...account,
  brokerId: Id.optional(),
  state: z.enum(RETURN_STATES).optional(),
});
export const PeopleQuery = pagingBy(UUID_FORM);
export const LinesQuery = pagingBy(NUMBER).extend({
  arrangementId: Id.optional(),
  kind: z.string().max(30).optional(),
});

export const TemplateQuery = z
  .object({ ...account, from: Day, to: Day })
  .refine(oneAccount, ONE_ACCOUNT);

export const FileQuery = z.object({
  name: line(200).meta({ description: "The file's name.", examples: ['INV-204.pdf'] }),
  arrangementId: Id.optional().meta({ description: 'Whose evidence it is, of a person.' }),
});
export const FileBody = z
  .any()
  .refine((body) => Buffer.isBuffer(body) && body.length > 0, 'The body is the file itself.')
  .transform((body) => body as Buffer)
  .meta({ type: 'string', format: 'binary', description: 'A PDF, JPEG, PNG or CSV file.' });

export const FileSchema = z
  .object({
    id: Id,
    returnId: Id,
    arrangementId: Id.nullable(),
    name: z.string(),
    mediaType: z.string(),
    size: z.number().int(),
    sha256: z.string(),
    addedBy: Id,
    addedAt: z.string(),
    entry: EntryId,
  })
  .meta({ id: 'ReturnFile' });

export const NewTermsSchema = z
  .strictObject({
    ...account,
    effectiveOn: Day,
    tier: TIERS,
    every: z.enum(['month', 'quarter', 'year']),
  })
  .refine(oneAccount, ONE_ACCOUNT)
  .meta({ id: 'NewReturnTerms' });

export const TermsSchema = z
  .object({
    id: Id,
    pooledAccountId: Id.nullable(),
    payeeId: Id.nullable(),
    effectiveOn: DayText,
    tier: TIERS,
    every: z.enum(['month', 'quarter', 'year']),
    recordedBy: Id,
    recordedAt: z.string(),
    entry: EntryId,
  })
  .meta({ id: 'ReturnTerms' });

const DAY_AND_ID = /^\d{4}-\d{2}-\d{2}_[-0-9a-f]{36}$/;
export const TermsQuery = pagingBy(DAY_AND_ID).extend(account);

export const DUE_STATES = ['late', 'due', 'not_yet', 'received'] as const;
const DUE_CURSOR = /^\d{4}-\d{2}-\d{2}_[-0-9a-f]{36}_\d{4}-\d{2}-\d{2}$/;
export const DueQuery = pagingBy(DUE_CURSOR).extend({
  ...account,
  state: z.enum(DUE_STATES).optional(),
  on: Day.optional(),
});
export const DueSchema = z
  .object({
    pooledAccountId: Id.nullable(),
    payeeId: Id.nullable(),
    brokerId: Id.nullable(),
    from: DayText,
    to: DayText,
    tier: TIERS,
    every: z.enum(['month', 'quarter', 'year']),
    dueOn: DayText,
    state: z.enum(DUE_STATES),
    daysLate: z.number().int().meta({ description: '0 where it is not late, or was not.' }),
    returnId: Id.nullable(),
  })
  .meta({ id: 'ReturnDue' });

import { z } from 'zod';
import { parseDate } from '../../calendar.ts';
import { Day, DayText, EntryId, Id, Money, Paging, prose } from '../../http/schemas.ts';
import { Total } from '../schemas.ts';
import { STATES } from './sign-off-store.ts';

/** Why a sign-off is opened again. */
export const REOPENED_BECAUSE = [
  'wrong_match',
  'late_line',
  'back_dated_entry',
  'prepared_in_error',
  'corrected_by_bank',
  'other',
] as const;

export const ById = z.object({ id: Id });

export const NewSignOffSchema = z
  .strictObject({
    bankAccountId: Id,
    throughOn: Day.meta({ description: 'The last day that is signed off.' }),
  })
  .meta({ id: 'NewBankSignOff' });

export const ReopeningSchema = z
  .strictObject({
    reason: z.enum(REOPENED_BECAUSE),
    note: prose(1000).meta({ description: 'What is to be put right; nothing about people.' }),
  })
  .meta({ id: 'ReopenBankSignOff' });

const NEXT = 'Use the `next` of the page before.';
/** The day of a sign-off and its id, as `next` has them. */
const SIGN_OFF_CURSOR = /^\d{4}-\d\d-\d\d_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const SignOffsQuery = Paging.extend({
  after: z
    .string()
    .regex(SIGN_OFF_CURSOR, NEXT)
    .refine((text) => parseDate(text.slice(0, 10)) !== null, NEXT)
    .optional(),
  bankAccount: Id.optional(),
  state: z.enum(STATES).optional(),
});

const Moment = z.string().meta({ format: 'date-time' });
const facts = {
  id: Id,
  bankAccountId: Id,
  throughOn: DayText,
  statementId: Id,
  state: z.enum(STATES).meta({
    description: 'Signed when a second person approved it. Reopened sign-offs stay to be seen.',
  }),
  ledger: Money.meta({ description: "The bank account's balance in the ledger." }),
  notOnStatement: Money.meta({ description: "What of it is on no line of the bank's." }),
  statement: Money.meta({ description: "The bank's closing balance: the one less the other." }),
  inTransit: Money.meta({ description: 'What was sent and is on no statement by that day.' }),
  lines: z.number().int().meta({
    description: "The bank's lines since what was signed off before, but those it sent twice.",
  }),
  sha256: z.string().meta({ description: 'The digest of the statement of reconciliation as CSV.' }),
  preparedBy: Id,
  preparedAt: Moment,
  entry: EntryId,
  approval: z.object({ by: Id, at: Moment, entry: EntryId }).nullable(),
  reopening: z
    .object({ by: Id, at: Moment, reason: z.string(), note: z.string(), entry: EntryId })
    .nullable(),
};

export const SignOffSchema = z.object(facts).meta({ id: 'BankSignOff' });

export const SignOffNowSchema = z
  .object({
    ...facts,
    holds: z.boolean().meta({
      description:
        'Whether the books say the same now: nothing was posted since that takes effect in its days.',
    }),
  })
  .meta({ id: 'BankSignOffNow' });

const SignedMoney = Money.meta({ description: 'Money out is negative.' });
const noted = z.array(
  z.object({
    line: z.string(),
    bookedOn: DayText,
    amount: SignedMoney,
    reason: z.string().nullable(),
    entry: EntryId,
  }),
);

export const ReconciliationSchema = z
  .object({
    signOff: SignOffSchema,
    account: z.object({ name: z.string(), sortCode: z.string(), number: z.string() }),
    after: DayText.nullable().meta({ description: 'The day that was signed off before.' }),
    ledger: Money,
    notOnStatement: Total.extend({
      items: z.array(
        z.object({ entry: EntryId, kind: z.string(), effectiveOn: DayText, amount: SignedMoney }),
      ),
    }),
    statement: z.object({ reference: z.string().nullable(), closing: Money }),
    inTransit: z.object({
      sum: Money,
      items: z.array(
        z.object({
          kind: z.enum(['pay_run', 'invoice_payment']),
          id: Id,
          reference: z.string(),
          valueOn: DayText,
          amount: Money,
        }),
      ),
    }),
    lines: Total.extend({
      by: z.array(
        Total.extend({
          how: z.string().meta({
            description: 'The rule of the match, or the kind of entry posted from the lines.',
          }),
        }),
      ),
    }),
    writeOffs: noted,
    differences: noted.meta({
      description: 'What no line brought of what was expected, accepted with a reason.',
    }),
    repeats: noted.meta({ description: 'Lines that the bank sent twice.' }),
  })
  .meta({ id: 'BankReconciliation' });

export const StatementQuery = z.object({
  format: z.enum(['json', 'csv', 'pdf']).optional(),
});

export const SignatureSchema = z
  .object({
    note: z.string().meta({ description: 'A C2SP signed note.' }),
    key: z.string().meta({ description: 'The name of the key, and its id.' }),
    signature: z.string().meta({ description: 'Ed25519 over the text of the note, in base64.' }),
    sha256: z.string().meta({ description: 'The digest of the statement as CSV.' }),
  })
  .meta({ id: 'BankSignOffSignature' });

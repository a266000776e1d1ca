import { z } from 'zod';
import { Day, DayText, Id, line } from '../http/schemas.ts';
import { OUTCOMES } from './confirmation-store.ts';
import { ACCOUNT_USES } from './store.ts';

export const METHODS = [
  'confirmation_of_payee',
  'bank_letter',
  'statement_seen',
  'call_back',
] as const;

export const NewBankDetailsSchema = z
  .strictObject({
    sortCode: z
      .string()
      .regex(/^\d{2}-?\d{2}-?\d{2}$/, 'A sort code has six digits, e.g. 20-00-00.')
      .optional(),
    accountNumber: z
      .string()
      .regex(/^\d{8}$/, 'An account number has eight digits.')
      .optional(),
    iban: z.string().max(50, 'At most 50 characters.').optional().meta({
      description:
        'In place of the sort code and the account number, or beside them when it is of the same account: a British IBAN, with spaces or without.',
    }),
    accountName: line(100),
    accountUse: z.enum(ACCOUNT_USES).meta({
      description:
        "What else may be in the account: only direct payments, other money too, the money of many people of a broker (`pooled`, which a broker's account always is), or the account of a prepaid card.",
    }),
  })
  .meta({ id: 'NewBankDetails' });

const ConfirmationShown = z.object({
  outcome: z.enum(OUTCOMES),
  askedOn: DayText,
  code: z.string().nullable(),
});

export const BankDetailsSchema = z
  .object({
    id: Id,
    payeeId: Id,
    sortCode: z.string(),
    accountNumber: z.string(),
    accountName: z.string(),
    accountUse: z.enum(ACCOUNT_USES).nullable().meta({
      description: 'Null where they were recorded before it was asked.',
    }),
    checked: z.boolean(),
    method: z.string().nullable(),
    modulus: z
      .object({ outcome: z.enum(['pass', 'not_covered']), table: z.string().nullable() })
      .nullable()
      .meta({
        description:
          'What the modulus check said when they were recorded, and the version of the table it used; null where no table was loaded.',
      }),
    confirmation: ConfirmationShown.nullable().meta({
      description: 'The latest answer to the confirmation of payee.',
    }),
    coolingOffUntil: DayText.nullable().meta({
      description:
        'The first day on which details that took the place of others may be paid, by the rule `bank_details_cooling_off`.',
    }),
  })
  .meta({ id: 'BankDetails' });

export const NewConfirmationSchema = z
  .strictObject({
    outcome: z.enum(OUTCOMES),
    askedOn: Day,
    code: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,20}$/, "The bank's code: 1 to 20 letters and digits, no name.")
      .optional(),
  })
  .meta({ id: 'NewPayeeConfirmation' });

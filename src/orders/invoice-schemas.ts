import { z } from 'zod';
import {
  Amount,
  AmountAboveZero,
  Day,
  DayText,
  EntryId,
  Id,
  Money,
  line,
  prose,
} from '../http/schemas.ts';
import { QuantityAboveZero, QuantityText } from './schemas.ts';

export const CAUSES = [
  'rate',
  'quantity',
  'not_delivered',
  'outside_period',
  'not_ordered',
  'beyond_order',
  'vat',
  'duplicate',
  'quality',
] as const;
export type Cause = (typeof CAUSES)[number];

const NoughtOrMore = Amount.refine((amount) => amount.gte(0), 'An amount here is not below zero.');
const numbered = line(40).refine((number) => /[a-z0-9]/i.test(number), {
  message: 'A number has letters or digits.',
});
const lineNumber = z.coerce.number().int().min(1).max(200);
const netAndVat = { net: NoughtOrMore, vat: NoughtOrMore };
const something = {
  message: 'Net and VAT cannot both be nought.',
  path: ['net'],
};
const isSomething = (part: {
  net: z.output<typeof Amount>;
  vat: z.output<typeof Amount>;
}): boolean => part.net.plus(part.vat).gt(0);

export const InvoiceState = z
  .enum(['to_decide', 'in_query', 'to_pay', 'overpaid', 'settled'])
  .meta({
    id: 'InvoiceState',
    description:
      'To decide: a part is neither accepted nor queried. Overpaid: it was credited after it had been paid.',
  });

export const NewInvoiceSchema = z
  .strictObject({
    providerId: Id,
    number: numbered,
    invoicedOn: Day,
    receivedOn: Day,
    net: AmountAboveZero,
    vat: NoughtOrMore,
    gross: AmountAboveZero,
    lines: z
      .array(
        z.strictObject({
          orderId: Id,
          fromOn: Day,
          toOn: Day,
          quantity: QuantityAboveZero,
          rate: AmountAboveZero,
          net: AmountAboveZero,
          vat: NoughtOrMore,
        }),
      )
      .min(1)
      .max(200),
  })
  .meta({ id: 'NewInvoice' });

export const AcceptanceSchema = z
  .strictObject({
    lines: z
      .array(z.strictObject({ line: lineNumber, ...netAndVat }).refine(isSomething, something))
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'What is accepted of each line; else what the match proposes.' }),
  })
  .meta({ id: 'InvoiceAcceptance' });

export const NewQuerySchema = z
  .strictObject({ line: lineNumber, ...netAndVat, cause: z.enum(CAUSES), note: prose(2000) })
  .refine(isSomething, something)
  .meta({ id: 'NewInvoiceQuery' });

export const OutcomeSchema = z
  .strictObject({ outcome: z.enum(['withdrawn', 'not_owed']), note: prose(2000) })
  .meta({ id: 'InvoiceQueryOutcome' });

export const LineParams = z.object({ id: Id, line: lineNumber });

export const NewCreditNoteSchema = z
  .strictObject({
    providerId: Id,
    number: numbered,
    invoiceId: Id,
    creditedOn: Day,
    lines: z
      .array(z.strictObject({ line: lineNumber, ...netAndVat }).refine(isSomething, something))
      .min(1)
      .max(200),
  })
  .meta({ id: 'NewCreditNote' });

const Part = z.object({ net: Money, vat: Money }).meta({ id: 'NetAndVat' });

const MatchSchema = z
  .object({
    ordered: QuantityText,
    delivered: QuantityText.meta({ description: 'By the last day of the line.' }),
    billedBefore: QuantityText.meta({ description: 'By other lines, as far as it stands.' }),
    orderRate: Money,
    openOnOrder: Money,
    accept: Part,
    queries: z.array(z.object({ cause: z.enum(CAUSES), net: Money, vat: Money })),
  })
  .meta({ id: 'InvoiceMatch', description: 'What is proposed of what is still to be decided.' });

const StepSchema = z
  .object({
    step: z.enum(['accepted', 'queried', 'query_withdrawn', 'not_owed', 'credited']),
    net: Money,
    vat: Money,
    effectiveOn: DayText,
    cause: z.enum(CAUSES).nullable(),
    note: z.string().nullable(),
    creditNumber: z.string().nullable(),
    by: Id,
    entry: EntryId,
  })
  .meta({ id: 'InvoiceStep' });

export const InvoiceSchema = z
  .object({
    id: Id,
    providerId: Id,
    provider: z.string(),
    number: z.string(),
    invoicedOn: DayText,
    receivedOn: DayText,
    dueOn: DayText,
    net: Money,
    vat: Money,
    gross: Money,
    heldBy: Id.nullable().meta({ description: 'The partner that pays; null: the authority.' }),
    state: InvoiceState,
    accepted: Part.meta({ description: 'Less what of it was credited.' }),
    inDispute: Part,
    toDecide: Part,
    owed: Money.meta({ description: 'Accepted, with the VAT where the authority pays.' }),
    paid: Money,
    recordedBy: Id,
    entry: EntryId,
  })
  .meta({ id: 'Invoice' });

export const WholeInvoiceSchema = InvoiceSchema.extend({
  lines: z.array(
    z.object({
      line: z.number().int(),
      orderId: Id,
      arrangementId: Id,
      fromOn: DayText,
      toOn: DayText,
      quantity: QuantityText,
      rate: Money,
      net: Money,
      vat: Money,
      accepted: Part,
      inDispute: Part,
      notOwed: Part,
      toDecide: Part,
      match: MatchSchema,
      steps: z.array(StepSchema),
    }),
  ),
  creditNotes: z.array(
    z.object({ id: Id, number: z.string(), creditedOn: DayText, net: Money, vat: Money }),
  ),
  payments: z.array(
    z.object({ paymentId: Id, paidOn: DayText, reference: z.string(), amount: Money }),
  ),
}).meta({ id: 'WholeInvoice' });

export const NewPaymentSchema = z
  .strictObject({
    bankAccountId: Id.optional(),
    heldBy: Id.optional(),
    paidOn: Day,
    reference: line(35),
    invoices: z
      .array(
        z.strictObject({
          invoiceId: Id,
          amount: Amount.refine((amount) => !amount.isZero(), 'An amount here is not nought.').meta(
            {
              description:
                'Below zero where an invoice was overpaid and this payment is less for it.',
            },
          ),
        }),
      )
      .min(1)
      .max(500)
      .refine(
        (list) => new Set(list.map((one) => one.invoiceId)).size === list.length,
        'Name each invoice once.',
      ),
  })
  .refine((body) => (body.bankAccountId === undefined) !== (body.heldBy === undefined), {
    message: 'Say either which bank account paid, or which partner.',
    path: ['bankAccountId'],
  })
  .meta({ id: 'NewInvoicePayment' });

export const PaymentSchema = z
  .object({
    id: Id,
    bankAccountId: Id.nullable(),
    heldBy: Id.nullable(),
    paidOn: DayText,
    reference: z.string(),
    total: Money,
    invoices: z.array(z.object({ invoiceId: Id, providerId: Id, amount: Money })),
    entry: EntryId,
  })
  .meta({ id: 'InvoicePayment' });

import { z } from 'zod';
import { DayText, Id, Kind, Money, Source } from '../../http/schemas.ts';
import { LINE_KINDS } from './remittance-rules.ts';

const OtherPaymentSchema = z
  .object({ id: Id, reference: z.string(), valueOn: DayText })
  .meta({ id: 'OtherPayment' });

export const PaymentStateSchema = z
  .enum(['sent_on', 'rejected', 'bounced', 'paid_again'])
  .meta({ id: 'PaymentState' });

const LineSchema = z
  .object({
    what: z.enum(LINE_KINDS),
    from: DayText,
    to: DayText,
    source: Source.nullable(),
    amount: Money,
    why: z
      .enum(['first', 'increase', 'decrease', 'other_terms', 'end'])
      .nullable()
      .meta({ description: 'Of a difference, which change of the terms made it.' }),
    words: z.string(),
  })
  .meta({ id: 'RemittanceLine' });

export const RemittanceSchema = z
  .object({
    id: Id,
    reference: z.string(),
    statementReference: z.string().meta({
      description: 'As on the bank statement: the reference of the credit that it left with.',
    }),
    state: PaymentStateSchema,
    paidAgain: OtherPaymentSchema.nullable(),
    person: z.object({ reference: z.string(), name: z.string().nullable() }),
    arrangement: z.object({ id: Id, purpose: z.string(), kind: Kind }),
    account: z.object({
      endsIn: z.string().meta({ description: 'The last three digits of the account number.' }),
    }),
    valueOn: DayText,
    period: z.object({ from: DayText, to: DayText }),
    lines: z.array(LineSchema).meta({ description: 'Together they make the total.' }),
    sectors: z.array(z.object({ source: Source, amount: Money })),
    contribution: z
      .object({ gross: Money, contribution: Money, net: Money })
      .nullable()
      .meta({ description: 'Of the period, where a contribution is taken off what is paid.' }),
    total: Money,
  })
  .meta({ id: 'Remittance' });
export type Remittance = z.output<typeof RemittanceSchema>;

export const PaymentMadeSchema = z
  .object({
    id: Id,
    reference: z.string(),
    state: PaymentStateSchema,
    paidAgain: OtherPaymentSchema.nullable(),
    valueOn: DayText,
    period: z.object({ from: DayText, to: DayText }),
    amount: Money,
    sectors: z.array(z.object({ source: Source, amount: Money })),
    remittance: z.string().meta({ description: 'Where its remittance is.' }),
  })
  .meta({ id: 'PaymentMade' });

import { z } from 'zod';
import {
  AmountAboveZero,
  Day,
  DayText,
  EntryId,
  Id,
  Money,
  Sector,
  line,
  page,
} from '../http/schemas.ts';

export const NewPartnerSchema = z
  .object({
    funderId: Id,
    organisation: line(200),
    sinceOn: Day.meta({ description: 'What was spent from this day on is recharged.' }),
  })
  .strict()
  .meta({ id: 'NewPartner' });

export const PartnerSchema = z
  .object({
    id: Id.meta({ description: "The funder's identifier." }),
    name: z.string(),
    sector: Sector,
    organisation: z.string(),
    sinceOn: DayText,
    issued: Money.meta({ description: 'All that was recharged.' }),
    received: Money,
    owed: Money.meta({ description: 'Below zero where the authority owes the partner.' }),
  })
  .meta({ id: 'Partner' });

export const NewRechargeSchema = z
  .object({
    to: Day.optional().meta({
      description:
        'The last day; the latest end of a quarter of the financial year that has come, unless it is given.',
    }),
  })
  .strict()
  .meta({ id: 'NewRecharge' });

const RECHARGE = {
  id: Id,
  partnerId: Id,
  number: z.number().int().meta({ description: "Counts the partner's recharges." }),
  state: z.enum(['drawn_up', 'issued', 'withdrawn']),
  from: DayText,
  to: DayText,
  amount: Money.meta({ description: 'Below zero where the authority owes the partner.' }),
  settled: Money.meta({ description: 'What receipts have paid of it.' }),
  lines: z.number().int(),
  issuedOn: DayText.nullable(),
  dueOn: DayText.nullable(),
  withdrawnBecause: z.string().nullable(),
  entry: EntryId.nullable(),
};

export const RechargeSchema = z.object(RECHARGE).meta({ id: 'Recharge' });

const FIGURES = {
  spent: Money.meta({ description: 'What the arrangement has cost all public funders to date.' }),
  part: Money.meta({ description: "The partner's part of that." }),
  paidByPartner: Money.meta({ description: 'What the partner itself paid to providers.' }),
  before: Money.meta({ description: 'Recharged before.' }),
  amount: Money.meta({ description: 'This time: part less paidByPartner less before.' }),
};

export const RechargeLineSchema = z
  .object({
    arrangementId: Id,
    shareId: Id,
    person: z.string().nullable().meta({ description: "The person's reference, and no name." }),
    ...FIGURES,
  })
  .meta({ id: 'RechargeLine' });

export const RechargeFoundSchema = z
  .object({ ...RECHARGE, totals: z.object(FIGURES), items: page(RechargeLineSchema) })
  .meta({ id: 'RechargeFound' });

export const WithdrawalSchema = z
  .object({ reason: line(500).meta({ description: 'About the recharge, never about a person.' }) })
  .strict()
  .meta({ id: 'RechargeWithdrawal' });

export const StatementSchema = z
  .object({
    partner: z.object({ id: Id, name: z.string(), organisation: z.string(), sector: Sector }),
    recharge: z.object({
      id: Id,
      number: z.number().int(),
      from: DayText,
      to: DayText,
      issuedOn: DayText,
      dueOn: DayText,
    }),
    account: z.object({
      broughtForward: Money.meta({ description: 'Open after the statement before.' }),
      received: Money.meta({ description: 'Received since the statement before.' }),
      recharged: Money.meta({ description: 'This recharge.' }),
      outstanding: Money.meta({ description: 'Open when this statement was issued.' }),
    }),
    totals: z.object(FIGURES),
    lines: page(RechargeLineSchema),
  })
  .meta({ id: 'RechargeStatement' });

const Settles = z
  .array(z.object({ rechargeId: Id, amount: AmountAboveZero }).strict())
  .max(200)
  .meta({ description: 'What it pays; the oldest recharges first unless it is given.' });

export const NewPartnerReceiptSchema = z
  .object({
    receivedOn: Day,
    amount: AmountAboveZero,
    reference: line(140),
    bankAccountId: Id,
    bankLineId: z
      .string()
      .regex(/^[1-9]\d{0,17}$/)
      .optional()
      .meta({ description: "The bank line's number." }),
    settles: Settles.optional(),
  })
  .strict()
  .meta({ id: 'NewPartnerReceipt' });

export const NewSettlementsSchema = z
  .object({ settles: Settles.min(1).optional() })
  .strict()
  .meta({ id: 'NewSettlements' });

const SettlementSchema = z.object({ rechargeId: Id, number: z.number().int(), amount: Money });

export const PartnerReceiptSchema = z
  .object({
    id: Id,
    partnerId: Id,
    bankAccountId: Id,
    bankLineId: z.string().nullable(),
    receivedOn: DayText,
    amount: Money,
    reference: z.string(),
    settled: Money,
    onAccount: Money.meta({ description: 'What of it has paid no recharge yet.' }),
    entry: EntryId,
  })
  .meta({ id: 'PartnerReceipt' });

export const PartnerReceiptFoundSchema = PartnerReceiptSchema.extend({
  settlements: z.array(SettlementSchema),
}).meta({ id: 'PartnerReceiptFound' });

export const ProposalSchema = z
  .object({
    line: z.object({
      id: z.string(),
      bankAccountId: Id,
      bookedOn: DayText,
      amount: Money,
      reference: z.string().nullable(),
      counterparty: z.string().nullable(),
      text: z.string().nullable(),
    }),
    sets: z
      .array(z.array(SettlementSchema))
      .meta({ description: 'What it could pay: each set of open recharges comes to its amount.' }),
    rivals: z
      .array(z.string())
      .meta({ description: 'Other lines of this amount, by number: only one of them can be it.' }),
  })
  .meta({ id: 'PartnerLineProposal' });

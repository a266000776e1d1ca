import { z } from 'zod';
import { AmountAboveZero, Day, DayText, EntryId, Id, Money, line, page } from '../http/schemas.ts';

const Source = z.enum(['contribution', 'top_up']);
const PaidInto = z.enum(['holder', 'authority']);
const Paid = z.enum(['net', 'gross']).meta({
  description: "Net goes into the holder's account; gross is owed to the authority.",
});

export const NewReceiptSchema = z
  .strictObject({
    source: Source,
    receivedOn: Day,
    amount: AmountAboveZero,
    reference: line(35).meta({ description: 'What the statement calls it.' }),
    paidInto: PaidInto,
    bankAccountId: Id.optional().meta({ description: 'Where it came to the authority.' }),
    bankLineId: z
      .string()
      .regex(/^[1-9]\d{0,17}$/)
      .optional()
      .meta({ description: 'The number of the bank line that it came in by, or is a part of.' }),
  })
  .refine((body) => (body.paidInto === 'authority') === (body.bankAccountId !== undefined), {
    message: 'Name the bank account where it came to the authority, and none for the holder.',
    path: ['bankAccountId'],
  })
  .refine((body) => body.paidInto === 'authority' || body.bankLineId === undefined, {
    message: "What came into the holder's account is on no statement of the authority.",
    path: ['bankLineId'],
  })
  .meta({ id: 'NewContributionReceipt' });

/** Why a receipt is taken back, as a code: the journal holds no free text. */
export const UndoingSchema = z
  .strictObject({
    reason: z.enum([
      'entered_in_error',
      'wrong_person',
      'wrong_amount',
      'recorded_twice',
      'payment_failed',
    ]),
  })
  .meta({ id: 'ContributionUndoing' });

export const ReceiptSchema = z
  .object({
    id: Id,
    arrangementId: Id,
    source: Source,
    receivedOn: DayText,
    amount: Money,
    paidInto: PaidInto,
    reference: z.string(),
    state: z.enum(['received', 'undone']),
    entry: EntryId,
  })
  .meta({ id: 'ContributionReceipt' });

const AgeingSchema = z.object({ to28: Money, to56: Money, over56: Money }).meta({
  id: 'ContributionAgeing',
  description: 'Arrears of periods that ended up to 28, 29 to 56, and more days ago.',
});

const PeriodSchema = z
  .object({
    number: z.number().int(),
    from: DayText,
    to: DayText,
    amount: Money.meta({ description: 'Of the whole period.' }),
    due: Money.meta({ description: 'Up to the day.' }),
    received: Money.meta({ description: 'What came pays the oldest period first.' }),
    outstanding: Money,
  })
  .meta({ id: 'ContributionPeriod' });

export const ContributionsSchema = z
  .object({
    arrangementId: Id,
    on: DayText,
    due: Money,
    received: Money,
    arrears: Money.meta({ description: 'What the person owes. The payments stay as they are.' }),
    credit: Money.meta({ description: "What came beyond what is due: the person's own money." }),
    contributions: z.array(
      z.object({
        shareId: Id,
        paid: Paid,
        due: Money,
        received: Money,
        arrears: Money,
        credit: Money,
        ageing: AgeingSchema,
        periods: z.array(PeriodSchema),
      }),
    ),
    topUp: z
      .object({ shareId: Id, promised: Money, received: Money })
      .nullable()
      .meta({ description: "A family's voluntary extra: nothing of it is ever in arrears." }),
    receipts: z.array(ReceiptSchema).meta({ description: 'Newest first, 500 at most.' }),
  })
  .meta({ id: 'Contributions' });

export const ChargingSchema = z
  .strictObject({ upTo: Day.meta({ description: 'Periods that have begun by this day.' }) })
  .meta({ id: 'ContributionCharging' });

export const ChargedSchema = z
  .object({
    upTo: DayText,
    charges: z.number().int(),
    charged: Money,
    takenBack: Money.meta({ description: 'Where less is due than was charged before.' }),
    total: Money.meta({ description: 'Charged less taken back.' }),
  })
  .meta({ id: 'ContributionsCharged' });

export const ChargeSchema = z
  .object({
    id: Id,
    beneficiaryId: Id,
    arrangementId: Id,
    shareId: Id,
    number: z.number().int().meta({ description: 'The number of the period.' }),
    charge: z.number().int().meta({ description: 'Counts the charges of the period.' }),
    from: DayText,
    to: DayText,
    amount: Money.meta({ description: 'Below zero where it takes back.' }),
    chargedBy: Id,
    chargedAt: z.string(),
    entry: EntryId,
  })
  .meta({ id: 'ContributionCharge' });

export const ArrearsSchema = page(
  z
    .object({
      beneficiaryId: Id,
      reference: z.string(),
      arrangementId: Id,
      shareId: Id,
      paid: Paid,
      due: Money,
      received: Money,
      arrears: Money,
      since: DayText.meta({ description: 'The first day of the oldest period not paid.' }),
      ageing: AgeingSchema,
    })
    .meta({ id: 'ContributionArrears' }),
).extend({
  on: DayText,
  totals: z.object({ contributions: z.number().int(), arrears: Money, ageing: AgeingSchema }),
});

import { z } from 'zod';
import { AmountAboveZero, EntryId, Id, Money, Sector, line } from '../../http/schemas.ts';
import { LineId } from '../schemas.ts';

/** The most parts of one line that are posted at a time. */
const MOST_PARTS = 200;

const amount = AmountAboveZero;
const Reference = line(140).meta({ description: 'What the statement calls it.' });

const Split = z
  .union([
    z.enum(['by_held', 'by_shares']),
    z.strictObject({
      shares: z
        .array(z.strictObject({ shareId: Id, amount }))
        .min(1)
        .max(20),
    }),
  ])
  .meta({
    id: 'RepaymentSplit',
    description:
      '"by_held": in proportion to what each public share holds on the day and ever since; "by_shares": by the shares as agreed for the day; or so much of each share. Pence that are left over go to the largest remainders, ties to the earliest share.',
  });

/** What a part of a line is for. */
export const PartSchema = z
  .discriminatedUnion('to', [
    z.strictObject({ to: z.literal('charge'), amount }),
    z.strictObject({ to: z.literal('interest'), amount }),
    z.strictObject({ to: z.literal('treasury'), amount }),
    z.strictObject({ to: z.literal('suspense'), amount }),
    z.strictObject({
      to: z.literal('partner'),
      partnerId: Id,
      amount,
      reference: Reference,
      settles: z
        .array(z.strictObject({ rechargeId: Id, amount }))
        .max(200)
        .optional()
        .meta({ description: 'What it pays; the oldest recharges first unless it is given.' }),
    }),
    z.strictObject({
      to: z.literal('contribution'),
      arrangementId: Id,
      source: z.enum(['contribution', 'top_up']),
      amount,
      reference: line(35).optional().meta({
        description: 'What the statement calls it; the reference of the line if left out.',
      }),
    }),
    z.strictObject({ to: z.literal('repayment'), arrangementId: Id, amount, split: Split }),
  ])
  .meta({
    id: 'LinePart',
    description:
      "A charge of the bank, or one given back; its interest; the authority's own money; not identified yet; what a partner paid; a contribution to the authority; what a holder or broker pays back.",
  });

export const NewPostingsSchema = z
  .strictObject({ parts: z.array(PartSchema).min(1).max(MOST_PARTS) })
  .meta({ id: 'NewLinePostings' });

const SplitShown = z
  .object({
    rule: z.enum(['by_held', 'by_shares', 'by_amounts']),
    residue: Money.meta({ description: 'Pence that the rule left over, given out by remainder.' }),
    shares: z.array(
      z.object({
        shareId: Id,
        sector: Sector,
        held: Money.meta({ description: 'What could leave the share on the day.' }),
        amount: Money,
        residue: Money.meta({ description: 'What of the residue is in the amount.' }),
      }),
    ),
  })
  .meta({ id: 'RepaymentSplitShown' });

export const PostingsSchema = z
  .object({
    lineId: LineId,
    open: Money.meta({ description: 'What of the line is left, without a sign.' }),
    parts: z.array(
      z.object({
        to: z.string(),
        amount: Money,
        entryId: EntryId,
        matchId: Id,
        receiptId: Id.nullable().meta({ description: 'Of what a partner or a person paid.' }),
        split: SplitShown.nullable(),
      }),
    ),
  })
  .meta({ id: 'LinePostings' });

/** A part as it is asked for, amounts in pounds. */
export type PartAsked = z.output<typeof PartSchema>;
export type PartOf<To extends PartAsked['to']> = Extract<PartAsked, { readonly to: To }>;

import { z } from 'zod';
import {
  Amount,
  AmountAboveZero,
  Day,
  DayText,
  EntryId,
  Id,
  Money,
  Source,
  exactNumber,
  line,
} from '../http/schemas.ts';

const QUANTITY = /^\d{1,7}(\.\d{1,3})?$/;
const quantity = exactNumber(
  QUANTITY,
  'A quantity is text with at most three decimals, e.g. "13" or "7.5".',
);
const shown = {
  type: 'string',
  pattern: QUANTITY.source,
  examples: ['13'],
  description: 'So many of a unit, as text with at most three decimals.',
} as const;

/** So many of a unit in a request, nought or more. */
export const Quantity = quantity.meta({ ...shown, id: 'Quantity' });
/** So many of a unit in a request, more than nought. */
export const QuantityAboveZero = quantity
  .refine((value) => value.gt(0), 'A quantity here is above zero.')
  .meta({ ...shown, id: 'QuantityAboveZero' });
/** So many of a unit in an answer. */
export const QuantityText = z.string().meta({ ...shown, id: 'QuantityText' });

export const UNITS = ['session', 'hour', 'day', 'week', 'month', 'term', 'item'] as const;

export const NewProviderSchema = z
  .strictObject({
    name: line(100),
    vatNumber: z
      .string()
      .regex(/^[A-Z]{2}[0-9A-Z]{2,12}$/, 'A VAT number has its country first: GB123456789.')
      .optional(),
    soleTrader: z.boolean().default(false).meta({
      description:
        'A person in business alone: the name is personal data and is withheld where spending is published.',
    }),
  })
  .meta({ id: 'NewProvider' });

export const SoleTraderSchema = z
  .strictObject({
    soleTrader: z
      .boolean()
      .meta({ description: 'Whether the provider is a sole trader after all.' }),
  })
  .meta({ id: 'SoleTraderCorrection' });

export const ProviderSchema = z
  .object({
    id: Id,
    name: z.string(),
    vatNumber: z.string().nullable(),
    soleTrader: z.boolean(),
  })
  .meta({ id: 'Provider' });

export const NewOrderSchema = z
  .strictObject({
    providerId: Id,
    service: line(200),
    unit: z.enum(UNITS),
    quantity: QuantityAboveZero,
    rate: AmountAboveZero.meta({ description: 'For one unit, net of VAT.' }),
    fromOn: Day,
    toOn: Day,
    heldBy: Id.optional().meta({
      description: 'The partner that holds the money and pays the invoices; else the authority.',
    }),
    quantityTolerance: Quantity.optional().meta({
      description: 'How much more than was delivered an invoice may bill without a query.',
    }),
    rateTolerance: Amount.refine((amount) => amount.gte(0), 'A tolerance is not below zero.')
      .optional()
      .meta({ description: 'How much dearer a unit may be billed without a query.' }),
  })
  .meta({ id: 'NewOrder' });

export const NewDeliverySchema = z
  .strictObject({
    fromOn: Day,
    toOn: Day,
    planned: Quantity,
    delivered: Quantity,
    replaces: Id.optional().meta({
      description: 'The record of the same order that this one puts right; it counts no more.',
    }),
  })
  .meta({ id: 'NewDelivery' });

export const NewFreeingSchema = z
  .strictObject({
    quantity: QuantityAboveZero.optional(),
    amount: AmountAboveZero.optional(),
    cause: z.enum(['not_delivered', 'cancelled', 'lower_rate', 'ended', 'credited']),
    freedOn: Day,
  })
  .refine((body) => (body.quantity === undefined) !== (body.amount === undefined), {
    message: 'Say either how many are not used, or which amount.',
    path: ['quantity'],
  })
  .meta({ id: 'NewFreeing' });

const figures = {
  amount: Money.meta({ description: 'What was ordered: quantity times rate.' }),
  freed: Money,
  actual: Money.meta({ description: 'Accepted less credited, net of VAT.' }),
  open: Money.meta({ description: 'Ordered less freed less actual.' }),
  inDispute: Money.meta({ description: 'Queried, and neither settled nor credited; net.' }),
  toDecide: Money.meta({ description: 'Invoiced, and neither accepted nor queried yet; net.' }),
};

export const OrderSchema = z
  .object({
    id: Id,
    arrangementId: Id,
    providerId: Id,
    provider: z.string(),
    service: z.string(),
    unit: z.enum(UNITS),
    quantity: QuantityText,
    rate: Money,
    fromOn: DayText,
    toOn: DayText,
    heldBy: Id.nullable(),
    quantityTolerance: QuantityText,
    rateTolerance: Money,
    delivered: QuantityText,
    ...figures,
    orderedOn: DayText,
    entry: EntryId,
  })
  .meta({ id: 'Order' });

export const DeliverySchema = z
  .object({
    id: Id,
    orderId: Id,
    fromOn: DayText,
    toOn: DayText,
    planned: QuantityText,
    delivered: QuantityText,
    replaces: Id.nullable(),
    replacedBy: Id.nullable().meta({
      description: 'The record that puts this one right: this one counts nowhere.',
    }),
  })
  .meta({ id: 'Delivery' });

export const WholeOrderSchema = OrderSchema.extend({
  shares: z.array(
    z.object({ shareId: Id, source: Source, amount: Money, open: Money, actual: Money }),
  ),
  deliveries: z.array(DeliverySchema),
  freeings: z.array(
    z.object({
      id: Id,
      quantity: QuantityText.nullable(),
      amount: Money,
      freedOn: DayText,
      cause: z.string(),
      entry: EntryId,
    }),
  ),
}).meta({ id: 'WholeOrder' });

const position = {
  budget: Money.meta({ description: 'Agreed: actual + open + freed + not yet ordered.' }),
  actual: Money,
  open: Money,
  freed: Money,
  notYetOrdered: Money,
};

export const NotionalSchema = z
  .object({
    arrangementId: Id,
    on: DayText,
    ...position,
    vat: z
      .object({ recoverable: Money, paidByPartners: Money })
      .meta({ description: 'VAT of what is accepted. It is no part of the figures above.' }),
    inDispute: Money,
    toDecide: Money,
    forecast: Money.meta({ description: 'Actual + open commitment.' }),
    forecastIfOwed: Money.meta({ description: 'The forecast, if all in dispute is owed as well.' }),
    underspend: Money.meta({ description: 'Budget less forecast.' }),
    shares: z.array(
      z.object({ shareId: Id, source: Source, funderId: Id, funder: z.string(), ...position }),
    ),
    orders: z.array(OrderSchema),
  })
  .meta({ id: 'NotionalPosition' });

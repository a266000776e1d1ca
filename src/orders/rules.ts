import { Decimal, sum, toPence, toText, type Decimal as Amount } from '../money.ts';
import type { Fault } from '../problem.ts';

type Day = Temporal.PlainDate;

const isBefore = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;
export const later = (a: Day, b: Day): Day => (isBefore(a, b) ? b : a);

/** What so many of a unit come to, in whole pence (R1). */
export function amountOf(quantity: Amount, rate: Amount): Amount {
  return toPence(quantity.times(rate));
}

/** The number of an invoice or a credit note without spaces and signs, in capitals. */
export function numberKey(number: string): string {
  return number.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

interface Span {
  readonly fromOn: Day;
  readonly toOn: Day;
}

/** The faults of a span that must be in order and lie within another. */
export function faultsOfSpan({ fromOn, toOn }: Span, within: Span, whose: string): Fault[] {
  if (isBefore(toOn, fromOn)) {
    const message = `The last day comes before the first, ${fromOn.toString()}.`;
    return [{ where: 'body.toOn', message }];
  }
  const outside = (where: string, message: string): Fault => ({ where, message });
  return [
    ...(isBefore(fromOn, within.fromOn)
      ? [outside('body.fromOn', `${whose} begins on ${within.fromOn.toString()}.`)]
      : []),
    ...(isBefore(within.toOn, toOn)
      ? [outside('body.toOn', `${whose} ends on ${within.toOn.toString()}.`)]
      : []),
  ];
}

/** The faults of a day on which something is said to have happened. */
export function faultsOfDay(
  where: string,
  day: Day,
  between: { readonly from: Day; readonly to: Day },
): Fault[] {
  const { from, to } = between;
  if (!isBefore(day, from) && !isBefore(to, day)) return [];
  const message = `Expected a day from ${from.toString()} to ${to.toString()}, found ${day.toString()}.`;
  return [{ where, message }];
}

export interface InvoiceLineFacts {
  readonly orderId: string;
  readonly fromOn: Day;
  readonly toOn: Day;
  readonly quantity: Amount;
  readonly rate: Amount;
  readonly net: Amount;
  readonly vat: Amount;
}

export interface InvoiceFacts {
  readonly invoicedOn: Day;
  readonly receivedOn: Day;
  readonly net: Amount;
  readonly vat: Amount;
  readonly gross: Amount;
  readonly lines: readonly InvoiceLineFacts[];
}

/** What an invoice's lines must say of their orders: those of the provider, by id, with who pays. */
export type PayerOfOrder = ReadonlyMap<string, string | null>;

/** All the faults of an invoice as it came: what is wrong with it before it is matched. */
export function faultsOfInvoice(invoice: InvoiceFacts, orders: PayerOfOrder, today: Day): Fault[] {
  const oldest = today.subtract({ years: 10 });
  const received = { from: invoice.invoicedOn, to: today };
  return [
    ...faultsOfDay('body.invoicedOn', invoice.invoicedOn, { from: oldest, to: today }),
    ...faultsOfDay('body.receivedOn', invoice.receivedOn, received),
    ...faultsOfTotals(invoice),
    ...invoice.lines.flatMap((line, n) => faultsOfLine(line, `body.lines.${n}`, orders)),
    ...faultsOfPayers(invoice.lines, orders),
  ];
}

function faultsOfTotals({ net, vat, gross, lines }: InvoiceFacts): Fault[] {
  const wrong = (where: string, made: Amount, found: Amount, of: string): Fault[] =>
    made.eq(found)
      ? []
      : [{ where, message: `${of} ${toText(made)}, and ${toText(found)} is stated.` }];
  return [
    ...wrong('body.net', sum(lines.map((line) => line.net)), net, 'The lines make'),
    ...wrong('body.vat', sum(lines.map((line) => line.vat)), vat, 'The lines make'),
    ...wrong('body.gross', net.plus(vat), gross, 'Net and VAT make'),
  ];
}

function faultsOfLine(line: InvoiceLineFacts, where: string, orders: PayerOfOrder): Fault[] {
  const made = amountOf(line.quantity, line.rate);
  return [
    ...(orders.has(line.orderId)
      ? []
      : [
          {
            where: `${where}.orderId`,
            message: 'There is no order of this provider with this identifier.',
          },
        ]),
    ...(made.eq(line.net)
      ? []
      : [
          {
            where: `${where}.net`,
            message: `Quantity times rate makes ${toText(made)}, and ${toText(line.net)} is stated.`,
          },
        ]),
    ...(isBefore(line.toOn, line.fromOn)
      ? [{ where: `${where}.toOn`, message: 'The last day comes before the first.' }]
      : []),
  ];
}

/** One invoice is paid by one payer: the authority, or the partner that holds the money. */
function faultsOfPayers(lines: readonly InvoiceLineFacts[], orders: PayerOfOrder): Fault[] {
  const known = lines.flatMap(({ orderId }, n) => (orders.has(orderId) ? [{ orderId, n }] : []));
  const first = known[0] === undefined ? null : (orders.get(known[0].orderId) ?? null);
  return known
    .filter(({ orderId }) => (orders.get(orderId) ?? null) !== first)
    .map(({ n }) => ({
      where: `body.lines.${n}.orderId`,
      message: 'Another pays for this order than for the first line. Ask for an invoice to each.',
    }));
}

/** What of an invoice line stands in which state; net and VAT each. */
export interface NetAndVat {
  readonly net: Amount;
  readonly vat: Amount;
}

/** Takes amounts off what there is of each state in turn. @returns the parts, and what is left */
export function takeInTurn<T extends string>(
  asked: NetAndVat,
  there: readonly (readonly [T, NetAndVat])[],
): { readonly parts: (readonly [T, NetAndVat])[]; readonly left: NetAndVat } {
  let left = asked;
  const parts = there.flatMap(([state, has]) => {
    const part = { net: Decimal.min(left.net, has.net), vat: Decimal.min(left.vat, has.vat) };
    left = { net: left.net.minus(part.net), vat: left.vat.minus(part.vat) };
    return part.net.plus(part.vat).gt(0) ? [[state, part] as const] : [];
  });
  return { parts, left };
}

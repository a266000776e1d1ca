import { Decimal, ZERO, splitByWeights, sum, type Decimal as Amount } from '../money.ts';
import type { Cause } from './invoice-schemas.ts';
import { amountOf, type NetAndVat } from './rules.ts';

type Day = Temporal.PlainDate;

/** A line of an invoice beside its order, with what else was delivered and billed of that. */
export interface LineToMatch {
  readonly fromOn: Day;
  readonly toOn: Day;
  readonly quantity: Amount;
  readonly rate: Amount;
  readonly net: Amount;
  readonly vat: Amount;
  readonly order: {
    readonly fromOn: Day;
    readonly toOn: Day;
    readonly quantity: Amount;
    readonly rate: Amount;
    readonly quantityTolerance: Amount;
    readonly rateTolerance: Amount;
  };
  /** So many were delivered by the last day of the line. */
  readonly delivered: Amount;
  /** So many other lines bill, as far as what they bill still stands. */
  readonly billedBefore: Amount;
  /** What is open of the order, less what the lines before this one are to take of it. */
  readonly open: Amount;
  /** What of this line is accepted already, before credits. */
  readonly accepted: NetAndVat;
  /** What of it is neither accepted nor queried nor settled otherwise. */
  readonly undecided: NetAndVat;
}

/** What is proposed of a line: to accept so much, and to query the rest, each part with its cause. */
export interface Proposal {
  readonly accept: NetAndVat;
  readonly queries: readonly ({ readonly cause: Cause } & NetAndVat)[];
}

/**
 * Matches a line to its order: as many as were delivered and not billed yet, at the order's rate,
 * each with the tolerance that was agreed, and no more than is open of the order. The rest is to be
 * queried. VAT goes with the net. It is about what is still undecided of the line.
 */
export function matchLine(line: LineToMatch): Proposal {
  const whole = partsOf(line);
  const accept = Decimal.max(
    Decimal.min(whole.accept.minus(line.accepted.net), line.undecided.net, line.open),
    ZERO,
  );
  const rest = line.undecided.net.minus(accept);
  const capped = Decimal.min(line.undecided.net, whole.accept).gt(line.open);
  const causes = capped ? [...whole.queries, beyond(rest)] : whole.queries;
  const queries = filling(rest, causes);
  return withVat(line, accept, queries);
}

interface Part {
  readonly cause: Cause;
  readonly net: Amount;
}
const beyond = (net: Amount): Part => ({ cause: 'beyond_order', net });

/** The whole line as if nothing of it had been decided, apart from what is open of the order. */
function partsOf(line: LineToMatch): { readonly accept: Amount; readonly queries: Part[] } {
  const { order, quantity, rate, net } = line;
  const isOutside =
    Temporal.PlainDate.compare(line.fromOn, order.fromOn) < 0 ||
    Temporal.PlainDate.compare(order.toOn, line.toOn) < 0;
  if (isOutside) return { accept: ZERO, queries: [{ cause: 'outside_period', net }] };
  const left = (of: Amount): Amount =>
    Decimal.max(of.minus(line.billedBefore).plus(order.quantityTolerance), ZERO);
  const withinOrder = Decimal.min(quantity, left(order.quantity));
  const withinDelivered = Decimal.min(withinOrder, left(line.delivered));
  const allowedRate = rate.lte(order.rate.plus(order.rateTolerance)) ? rate : order.rate;
  const billed = amountOf(withinDelivered, rate);
  const accept = amountOf(withinDelivered, allowedRate);
  const inOrder = amountOf(withinOrder, rate);
  const queries: Part[] = [
    { cause: 'quantity', net: net.minus(inOrder) },
    { cause: 'not_delivered', net: inOrder.minus(billed) },
    { cause: 'rate', net: billed.minus(accept) },
  ];
  return { accept, queries: queries.filter((part) => part.net.gt(0)) };
}

/** As much of each cause as there is to query; what is left over is of the last cause. */
function filling(rest: Amount, causes: readonly Part[]): Part[] {
  let left = rest;
  const parts = causes.map(({ cause, net }) => {
    const part = Decimal.min(net, left);
    left = left.minus(part);
    return { cause, net: part };
  });
  const last = parts.at(-1) ?? { cause: 'quality' as const, net: ZERO };
  return [...parts.slice(0, -1), { ...last, net: last.net.plus(left) }].filter((part) =>
    part.net.gt(0),
  );
}

/** VAT goes with the net: what is in query of a line keeps its VAT, and so does what is accepted. */
function withVat(line: LineToMatch, accept: Amount, queries: readonly Part[]): Proposal {
  const nets = [accept, ...queries.map((part) => part.net)];
  const { vat } = line.undecided;
  const vats = sum(nets).gt(0) ? splitByWeights(vat, nets) : [vat];
  const accepted = Decimal.min(vats[0]!, vatUpTo(line, accept));
  const rest = vats[0]!.minus(accepted);
  const parts = queries.map(({ cause, net }, n) => ({ cause, net, vat: vats[n + 1]! }));
  const alone = rest.gt(0) ? [{ cause: 'vat' as const, net: ZERO, vat: rest }] : [];
  return { accept: { net: accept, vat: accepted }, queries: [...parts, ...alone] };
}

/** The most VAT that goes with what is accepted of a line already and now, in whole pence. */
function vatUpTo({ net, vat, accepted }: LineToMatch, accept: Amount): Amount {
  const whole = vat.times(accepted.net.plus(accept)).div(net);
  const most = whole.toDecimalPlaces(2, Decimal.ROUND_UP);
  return Decimal.max(most.minus(accepted.vat), ZERO);
}

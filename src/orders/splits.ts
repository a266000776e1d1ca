import { splitWithin } from '../budgets/spending-rules.ts';
import { Decimal, splitCumulatively, sum, ZERO, type Decimal as Amount } from '../money.ts';

/** How a public share of a notional arrangement stands. */
export interface ShareStand {
  readonly shareId: string;
  readonly available: Amount;
  readonly committed: Amount;
  readonly drawn: Amount;
}

/** What is open, and what is drawn, of one order by share, in the same order as the shares. */
export interface OrderStand {
  readonly open: readonly Amount[];
  readonly drawn: readonly Amount[];
}

const agreed = (shares: readonly ShareStand[]): Amount[] =>
  shares.map((one) => one.available.plus(one.committed).plus(one.drawn));
const ordered = (shares: readonly ShareStand[]): Amount[] =>
  shares.map((one) => one.committed.plus(one.drawn));
const drawn = (shares: readonly ShareStand[]): Amount[] => shares.map((one) => one.drawn);

/**
 * What each share commits to an order: by what each has agreed, cumulatively over all orders of the
 * arrangement (R4), and never more than it has available.
 */
export function committing(shares: readonly ShareStand[], amount: Amount): Amount[] {
  const most = shares.map((one) => Decimal.max(one.available, ZERO));
  return splitWithin(amount, { weights: agreed(shares), before: ordered(shares), most });
}

/** What each share draws for what is accepted: cumulatively, and never more than the order's part. */
export function drawing(
  shares: readonly ShareStand[],
  order: OrderStand,
  amount: Amount,
): Amount[] {
  return splitWithin(amount, {
    weights: agreed(shares),
    before: drawn(shares),
    most: order.open,
  });
}

/** What each share gets back of an order that is not used, so that what is left is shared as agreed. */
export function freeing(
  shares: readonly ShareStand[],
  order: OrderStand,
  amount: Amount,
): Amount[] {
  return backWithin(amount, {
    weights: agreed(shares),
    before: ordered(shares),
    most: order.open,
  });
}

/** What each share gets back of what was drawn, so that what is left is shared as agreed. */
export function crediting(
  shares: readonly ShareStand[],
  order: OrderStand,
  amount: Amount,
): Amount[] {
  return backWithin(amount, {
    weights: agreed(shares),
    before: drawn(shares),
    most: order.drawn,
  });
}

interface Weighed {
  readonly weights: readonly Amount[];
  readonly before: readonly Amount[];
  readonly most: readonly Amount[];
}

/** Takes an amount off what shares had before; what one has not to give, the others do. */
function backWithin(amount: Amount, { weights, before, most }: Weighed): Amount[] {
  const so = { total: sum(before), parts: before };
  const [wanted] = splitCumulatively([amount.negated()], weights, so);
  const capped = wanted!.map((part, n) => Decimal.min(part.negated(), most[n]!));
  let missing = amount.minus(sum(capped));
  return capped.map((part, n) => {
    const more = Decimal.min(missing, most[n]!.minus(part));
    missing = missing.minus(more);
    return part.plus(more);
  });
}

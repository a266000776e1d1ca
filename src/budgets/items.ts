import { sum, toPence, toText, type Decimal } from '../money.ts';

/** What a budget item costs: so many units, so many times, at so much a unit in pounds. */
export interface Costing {
  /** Up to three decimals, e.g. 2.5 hours. */
  readonly quantity: Decimal;
  /** Up to three decimals, e.g. 39 weeks. */
  readonly times: Decimal;
  readonly unitCost: Decimal;
}

/** A thing to know that stops nothing. */
export interface SufficiencyWarning {
  readonly code: 'below_cost_basis';
  readonly message: string;
}

/** What an item costs: quantity x times x unit cost, rounded once, at the end (R1). */
export function costOf({ quantity, times, unitCost }: Costing): Decimal {
  return toPence(quantity.times(times).times(unitCost));
}

/**
 * Whether an agreed amount covers what its items cost. Below it there is a warning and never a
 * refusal, so that it cannot block a lawful increase that is not enough yet.
 *
 * Source: a direct payment is enough to secure the agreed provision, SI 2014/1652 reg. 10 and SI
 * 2013/1617 reg. 13.
 *
 * @param amount what is agreed, in pounds
 * @param items costings, or rows that have their cost already
 * @returns null when the amount is sufficient, or when there are no items to compare it with
 */
export function sufficiency(
  amount: Decimal,
  items: readonly (Costing | { readonly cost: Decimal })[],
): SufficiencyWarning | null {
  const cost = sum(items.map((item) => ('cost' in item ? item.cost : costOf(item))));
  if (amount.gte(cost)) return null;
  return {
    code: 'below_cost_basis',
    message:
      `The agreed amount is ${toText(amount)} and its items cost ${toText(cost)}. ` +
      'A direct payment has to be sufficient for what it is for: agree more, or change the items.',
  };
}

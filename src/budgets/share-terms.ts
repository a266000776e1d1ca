import {
  Decimal,
  ZERO,
  makesOne,
  overOneDenominator,
  split,
  splitByWholes,
  sum,
  toText,
  weightsOf,
  type Fraction,
} from '../money.ts';

/** A share that pays its fraction, but never more than a cap. */
export interface CappedShare {
  readonly fraction: Fraction;
  readonly upTo: Decimal;
}

/**
 * How one share of an arrangement is stated: an exact fraction, a fraction up to a cap, a fixed
 * amount, the rest, or the sum of the budget lines that its funder owns.
 */
export type ShareTerm =
  | { readonly fraction: Fraction }
  | CappedShare
  | { readonly fixed: Decimal }
  | { readonly lines: Decimal }
  | { readonly rest: true };

/** What the stated shares make of an amount, or the fault in them. */
export type SharedOut =
  | {
      readonly ok: true;
      readonly amounts: readonly Decimal[];
      readonly weights: readonly Decimal[];
    }
  | { readonly ok: false; readonly message: string };

const refused = (message: string): SharedOut => ({ ok: false, message });
const byAmounts = (amounts: readonly Decimal[]): SharedOut => ({
  ok: true,
  amounts,
  weights: amounts,
});
const isCapped = (term: ShareTerm): term is CappedShare => 'upTo' in term;
const fixedOf = (term: ShareTerm): Decimal => ('fixed' in term ? term.fixed : ZERO);

/**
 * Shares an amount out (R3). Fractions must make exactly one; the sums of lines must make the
 * amount; fixed amounts must make it, or leave something for exactly one share that takes the
 * rest. Capped shares need such a share beside them. The weights are those by which every
 * instalment is split later.
 */
export function shareOut(amount: Decimal, terms: readonly ShareTerm[]): SharedOut {
  if (terms.some((term) => 'lines' in term)) return byLines(amount, terms);
  if (terms.some(isCapped)) return withCaps(amount, terms);
  const fractions = terms.flatMap((term) => ('fraction' in term ? [term.fraction] : []));
  if (fractions.length === terms.length) return byFractions(amount, fractions);
  if (fractions.length > 0) {
    return refused('Use fractions for all shares, or fixed amounts for all but one.');
  }
  return byFixed(amount, terms);
}

function byFractions(amount: Decimal, fractions: readonly Fraction[]): SharedOut {
  if (!makesOne(fractions)) {
    const words = fractions.map(textOf).join(' + ');
    return refused(`The fractions ${words} do not make 1. A third is 1/3, not 33/100.`);
  }
  return { ok: true, amounts: split(amount, fractions), weights: weightsOf(fractions) };
}

function byFixed(amount: Decimal, terms: readonly ShareTerm[]): SharedOut {
  const fixed = sum(terms.map(fixedOf));
  const rests = terms.filter((term) => 'rest' in term).length;
  const left = amount.minus(fixed);
  if (rests > 1) return refused('At most one share can take the rest.');
  if (rests === 1 && !left.gt(0)) {
    return refused(
      `The fixed amounts make ${toText(fixed)} and leave nothing of ${toText(amount)} for the rest.`,
    );
  }
  if (rests === 0 && !left.isZero()) {
    return refused(`The fixed amounts make ${toText(fixed)}, and ${toText(amount)} is agreed.`);
  }
  return byAmounts(terms.map((term) => ('rest' in term ? left : fixedOf(term))));
}

function byLines(amount: Decimal, terms: readonly ShareTerm[]): SharedOut {
  const lines = terms.flatMap((term) => ('lines' in term ? [term.lines] : []));
  if (lines.length < terms.length) {
    return refused(
      `${lines.length} of ${terms.length} shares are by lines. Share every one by its lines, or none.`,
    );
  }
  const whole = sum(lines);
  if (!whole.eq(amount)) {
    return refused(
      `The lines that the funders own make ${toText(whole)}, and ${toText(amount)} is agreed. ` +
        'Every line needs an owner, and the lines must make the amount.',
    );
  }
  return byAmounts(lines);
}

/** Capped shares pay their fraction by R3 and no more than their cap; the rest is one share's. */
function withCaps(amount: Decimal, terms: readonly ShareTerm[]): SharedOut {
  const capped = terms.filter(isCapped);
  const rests = terms.filter((term) => 'rest' in term).length;
  if (terms.some((term) => 'fraction' in term && !isCapped(term))) {
    return refused(
      'A fraction without a cap cannot stand beside a capped one. Give each fraction a cap, or none.',
    );
  }
  if (rests !== 1) {
    return refused(
      `Found ${rests} shares that take the rest beside capped shares. Exactly one has to take it.`,
    );
  }
  const { numerators, denominator } = overOneDenominator(capped.map((share) => share.fraction));
  const above = denominator - numerators.reduce((total, part) => total + part, 0n);
  if (above < 0n) {
    const words = capped.map((share) => textOf(share.fraction)).join(' + ');
    return refused(`The capped fractions ${words} are more than 1 in all. Make them 1 at most.`);
  }
  const parts = numerators.values();
  const weights = terms.map((term) => {
    if (isCapped(term)) return parts.next().value!;
    return 'rest' in term ? above : 0n;
  });
  const amounts = splitByWholes(amount, weights).map((part, n) => {
    const term = terms[n]!;
    return isCapped(term) ? Decimal.min(part, term.upTo) : fixedOf(term);
  });
  const left = amount.minus(sum(amounts));
  if (left.isNegative()) {
    return refused(
      `The capped and fixed shares make ${toText(sum(amounts))}, more than the ${toText(amount)} ` +
        'that is agreed, so the rest would be below zero. Lower a fixed amount, a cap or a fraction.',
    );
  }
  return byAmounts(terms.map((term, n) => ('rest' in term ? left : amounts[n]!)));
}

function textOf(fraction: Fraction): string {
  return `${fraction.numerator}/${fraction.denominator}`;
}

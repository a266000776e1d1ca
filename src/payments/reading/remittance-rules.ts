import { money, sum, toText, type Decimal } from '../../money.ts';
import { amountInWords, dayInWords, listed } from '../../plain-text.ts';
import { sectorInWords } from '../../statements/rules.ts';
import type { MissingThing } from '../left-out.ts';
import { documentInWords } from './document-words.ts';

/** A payment of the same instalment: its reference, and the day it is on the account. */
export interface OtherPayment {
  readonly id: string;
  readonly reference: string;
  readonly valueOn: string;
}

/** What a sector has in a payment. Amounts are pounds and pence as text. */
export interface PaymentShare {
  readonly source: string;
  /** What the instalment has of it. */
  readonly due: string;
  /** What leaves with this payment; null where nothing does. */
  readonly paid: string | null;
  /** The other payment that it left with, earlier or later. */
  readonly other: (OtherPayment & { readonly earlier: boolean }) | null;
  /** What is still missing for it, where it stayed behind. */
  readonly missing: readonly MissingThing[];
}

export type Change = 'first' | 'increase' | 'decrease' | 'other_terms' | 'end';

/** What the lines of a remittance are made of. */
export interface PaymentFacts {
  readonly amount: string;
  readonly whole: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly version: {
    readonly number: number;
    readonly change: Change;
    readonly effectiveOn: string;
  };
  /** What the instalment is made of where it is not simply its period. */
  readonly lines: readonly {
    readonly what: 'period' | 'difference';
    readonly from: string;
    readonly to: string;
    readonly amount: string;
  }[];
  /** What the person contributes of the period, where it is taken off what is paid. */
  readonly contributions: readonly { readonly source: string; readonly amount: string }[];
  readonly shares: readonly PaymentShare[];
}

export const LINE_KINDS = [
  'period',
  'contribution',
  'difference',
  'left_behind',
  'paid_before',
  'days_not_covered',
] as const;

/** One line of a remittance; the lines make the payment. */
export interface RemittanceLine {
  readonly what: (typeof LINE_KINDS)[number];
  readonly from: string;
  readonly to: string;
  readonly source: string | null;
  readonly amount: string;
  /** Of a difference, which kind of change of the terms made it. */
  readonly why: Change | null;
  readonly words: string;
}

/**
 * What a payment is for, line by line: its period before contributions, the contributions taken
 * off, each difference for a period paid before, and each share that is not in it. Throws where the
 * lines do not make the payment.
 */
export function remittanceLines(facts: PaymentFacts): RemittanceLine[] {
  const stated =
    facts.lines.length > 0
      ? facts.lines
      : [{ what: 'period' as const, ...facts.period, amount: facts.whole }];
  const lines = [
    ...stated.filter((line) => line.what === 'period').flatMap((line) => ownLines(facts, line)),
    ...stated.filter((line) => line.what === 'difference').map((line) => difference(facts, line)),
    ...facts.shares.flatMap((share) => absence(facts, share)),
  ];
  const total = sum(lines.map((line) => money(line.amount)));
  if (total.equals(money(facts.amount))) return lines;
  throw new RangeError(`The lines make ${toText(total)}, and the payment is ${facts.amount}.`);
}

type Stated = PaymentFacts['lines'][number];

const span = ({ from, to }: { from: string; to: string }): string =>
  from === to ? dayInWords(from) : `${dayInWords(from)} to ${dayInWords(to)}`;

/** The period in full, and what the person contributes of it. */
function ownLines(facts: PaymentFacts, { from, to, amount }: Stated): RemittanceLine[] {
  const { contributions } = facts;
  const gross = money(amount).plus(sum(contributions.map((one) => money(one.amount))));
  const own: RemittanceLine = {
    what: 'period',
    from,
    to,
    source: null,
    amount: toText(gross),
    why: null,
    words: `For ${span({ from, to })}.`,
  };
  return [own, ...contributions.map((one) => contribution(one, { from, to, net: money(amount) }))];
}

function contribution(
  { source, amount }: PaymentFacts['contributions'][number],
  { from, to, net }: { from: string; to: string; net: Decimal },
): RemittanceLine {
  return {
    what: 'contribution',
    from,
    to,
    source,
    amount: toText(money(amount).negated()),
    why: null,
    words: `The person's own contribution is taken off; £${amountInWords(net)} is left.`,
  };
}

const CHANGED: Readonly<Record<Change, (day: string) => string>> = {
  first: (day) => `it was agreed from ${day}`,
  increase: (day) => `the amount went up from ${day}`,
  decrease: (day) => `the amount went down from ${day}`,
  other_terms: (day) => `other terms hold from ${day}`,
  end: (day) => `the arrangement ended on ${day}`,
};

function difference({ version }: PaymentFacts, { from, to, amount }: Stated): RemittanceLine {
  const because = CHANGED[version.change](dayInWords(version.effectiveOn));
  const lessOrMore = money(amount).lt(0) ? 'too much' : 'too little';
  return {
    what: 'difference',
    from,
    to,
    source: null,
    amount,
    why: version.change,
    words: `A difference for ${span({ from, to })}, which was paid before and was ${lessOrMore}: ${because}.`,
  };
}

/** What of a share is not in the payment, and where it is. */
function absence({ period }: PaymentFacts, share: PaymentShare): RemittanceLine[] {
  const { source, due, paid, other } = share;
  const amount = money(due).minus(money(paid ?? '0.00'));
  if (amount.isZero()) return [];
  const line = { ...period, source, amount: toText(amount.negated()), why: null };
  const sector = sectorInWords(source);
  if (paid !== null) {
    const words = `Of the share of ${sector} only the days that the documents cover are paid.`;
    return [{ ...line, what: 'days_not_covered', words }];
  }
  if (other?.earlier === true) {
    const words = `The share of ${sector} was paid on ${dayInWords(other.valueOn)} (${other.reference}).`;
    return [{ ...line, what: 'paid_before', words }];
  }
  return [{ ...line, what: 'left_behind', words: `${leftBehind(share)}${followed(other)}` }];
}

function leftBehind({ source, other, missing }: PaymentShare): string {
  const share = `The share of ${sectorInWords(source)}`;
  if (other !== null) return `${share} was on hold and stayed behind.`;
  if (missing.length === 0) return `${share} stayed behind: it was on hold when this left.`;
  const things = listed(missing.map(documentInWords));
  return `${share} stays behind: it is on hold, because this is missing: ${things}.`;
}

const followed = (other: OtherPayment | null): string =>
  other === null ? '' : ` It followed on ${dayInWords(other.valueOn)} (${other.reference}).`;

/** The contribution of a payment: gross less contribution is net; null where there is none. */
export function netOf({ lines, whole, contributions }: PaymentFacts) {
  if (contributions.length === 0) return null;
  const own = lines.filter((line) => line.what === 'period').map((line) => money(line.amount));
  const net = lines.length === 0 ? money(whole) : sum(own);
  const taken = sum(contributions.map((one) => money(one.amount)));
  return {
    gross: toText(net.plus(taken)),
    contribution: toText(taken),
    net: toText(net),
  };
}

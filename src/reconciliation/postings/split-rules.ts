import type { Sector } from '../../ledger/accounts.ts';
import {
  Decimal,
  ZERO,
  penceOf,
  splitByWholes,
  sum,
  toText,
  wholesOf,
  type Decimal as Amount,
} from '../../money.ts';
import type { Fault } from '../../problem.ts';

/** A public share that money is paid back from, in the agreed order. */
export interface PayingShare {
  readonly id: string;
  readonly sector: Sector;
  /** What can leave it: the least that it holds on the day and on any day after it. */
  readonly held: Amount;
  /** Its weight in the version that holds on the day; zero where that has no such share. */
  readonly weight: Amount;
}

/** By which rule a repayment is split over the shares, or how much each gives. */
export type SplitAsked =
  | 'by_held'
  | 'by_shares'
  | { readonly shares: readonly { readonly shareId: string; readonly amount: Amount }[] };

/** What one share gives, and how much of that is pence that the rule left over. */
export interface SplitPart {
  readonly shareId: string;
  readonly sector: Sector;
  readonly held: Amount;
  readonly amount: Amount;
  readonly residue: Amount;
}

export type SplitRule = 'by_held' | 'by_shares' | 'by_amounts';

export interface SplitMade {
  readonly rule: SplitRule;
  /** The parts of all shares, those that give nothing among them. */
  readonly parts: readonly SplitPart[];
}

/** An account that has less than was asked of it, as problems show it. */
export interface Short {
  readonly account: string;
  readonly available: string;
  readonly asked: string;
}

/** How a repayment is split, or all that stands in its way. Places begin where `at` says. */
export type SplitFound =
  | { readonly ok: true; readonly made: SplitMade }
  | {
      readonly ok: false;
      readonly unknown: readonly Fault[];
      readonly wrong: readonly Fault[];
      readonly short: readonly Short[];
      /** What the shortfalls say, each at its place. */
      readonly notCovered: readonly Fault[];
    };

const NONE = { unknown: [], wrong: [], short: [], notCovered: [] } as const;

export const ruleOf = (split: SplitAsked): SplitRule =>
  typeof split === 'string' ? split : 'by_amounts';

/**
 * Splits by weights (R3): each share gets its part in whole pence, rounded down, and the pence that
 * are left over go to the largest remainders, ties to the earliest share.
 */
export function splitWithResidue(
  amount: Amount,
  weights: readonly Amount[],
): { readonly amount: Amount; readonly residue: Amount }[] {
  const wholes = wholesOf(weights);
  const all = wholes.reduce((total, one) => total + one, 0n);
  return splitByWholes(amount, wholes).map((part, n) => {
    const even = new Decimal(((penceOf(amount) * wholes[n]!) / all).toString()).div(100);
    return { amount: part, residue: part.minus(even) };
  });
}

/**
 * Splits what is paid back over the public shares of an arrangement by a stated rule: in proportion
 * to what each holds, by the shares as agreed, or as the amounts say. Never more than a share holds.
 *
 * @param amount above zero, in whole pence
 * @param at the place of the part, e.g. `body.parts.2`
 */
export function splitRepayment(
  asked: { readonly amount: Amount; readonly split: SplitAsked },
  shares: readonly PayingShare[],
  at: string,
): SplitFound {
  const { amount, split } = asked;
  const held = sum(shares.map((share) => share.held));
  if (typeof split !== 'string') return byAmounts(amount, split.shares, { shares, at });
  if (amount.gt(held)) {
    const [there, wanted] = [toText(held), toText(amount)];
    return {
      ...NONE,
      ok: false,
      short: [{ account: 'held', available: there, asked: wanted }],
      notCovered: [{ where: `${at}.amount`, message: notHeld(there, wanted) }],
    };
  }
  const weights = shares.map((share) => (split === 'by_held' ? share.held : share.weight));
  if (sum(weights).isZero()) {
    const message = 'On that day no public share was agreed. Split it "by_held", or by amounts.';
    return { ...NONE, ok: false, wrong: [{ where: `${at}.split`, message }] };
  }
  const parts = splitWithResidue(amount, weights).map((part, n) => partOf(shares[n]!, part));
  return within({ rule: split, parts }, () => `${at}.amount`);
}

const notHeld = (there: string, wanted: string): string =>
  `£${there} of public money is held that can be paid back on the day; £${wanted} was asked.`;

const partOf = (
  { id, sector, held }: PayingShare,
  part: { amount: Amount; residue: Amount },
): SplitPart => ({ shareId: id, sector, held, ...part });

function byAmounts(
  amount: Amount,
  asked: readonly { readonly shareId: string; readonly amount: Amount }[],
  { shares, at }: { shares: readonly PayingShare[]; at: string },
): SplitFound {
  const known = new Map(shares.map((share) => [share.id, share]));
  const seen = new Set<string>();
  const unknown: Fault[] = [];
  const wrong: Fault[] = [];
  for (const [n, { shareId }] of asked.entries()) {
    const where = `${at}.split.shares.${n}.shareId`;
    if (!known.has(shareId)) {
      unknown.push({ where, message: 'The arrangement has no public share of this identifier.' });
    }
    if (seen.has(shareId)) wrong.push({ where, message: 'This share is named twice.' });
    seen.add(shareId);
  }
  const total = sum(asked.map((one) => one.amount));
  if (!total.eq(amount)) {
    const message = `The amounts of the shares make £${toText(total)}; the part is £${toText(amount)}.`;
    wrong.push({ where: `${at}.split.shares`, message });
  }
  if (unknown.length + wrong.length > 0) return { ...NONE, ok: false, unknown, wrong };
  const amounts = new Map(asked.map((one) => [one.shareId, one.amount]));
  const parts = shares.map((share) =>
    partOf(share, { amount: amounts.get(share.id) ?? ZERO, residue: ZERO }),
  );
  const places = new Map(asked.map((one, n) => [one.shareId, n]));
  const place = (n: number): string =>
    `${at}.split.shares.${places.get(shares[n]!.id) ?? 0}.amount`;
  return within({ rule: 'by_amounts', parts }, place);
}

/** Names every share that would give more than it holds. */
function within(made: SplitMade, place: (n: number) => string): SplitFound {
  const beyond = [...made.parts.entries()].filter(([, part]) => part.amount.gt(part.held));
  if (beyond.length === 0) return { ok: true, made };
  return {
    ...NONE,
    ok: false,
    short: beyond.map(([, part]) => ({
      account: `held ${part.sector}:${part.shareId}`,
      available: toText(part.held),
      asked: toText(part.amount),
    })),
    notCovered: beyond.map(([n, part]) => ({
      where: place(n),
      message: `The share of ${part.sector.replace('_', ' ')} holds £${toText(part.held)} that can be paid back on the day; £${toText(part.amount)} was asked of it.`,
    })),
  };
}

/** What is left of each share after a part of it was planned, for the next part of the same line. */
export function without(shares: readonly PayingShare[], made: SplitMade): PayingShare[] {
  return shares.map((share, n) => ({ ...share, held: share.held.minus(made.parts[n]!.amount) }));
}

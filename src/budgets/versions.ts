import type { Holding, Sector, Source } from '../ledger/accounts.ts';
import { ZERO, sum, type Decimal, type Fraction } from '../money.ts';
import { workOut, type Grid, type Version, type WorkedOut } from './entitlement.ts';
import { shareOut, type ShareTerm } from './share-terms.ts';

type Day = Temporal.PlainDate;

/** How a share is stated; see `agreement_shares`. */
export type Basis = 'fraction' | 'capped' | 'fixed' | 'lines' | 'rest' | 'weekly';
export type Change = 'first' | 'increase' | 'decrease' | 'other_terms' | 'end';

/** One share as a version states it, in the agreed order. */
export interface StatedShare {
  /** The share's identifier; of a share that is new with this version, a name of its own. */
  readonly key: string;
  readonly source: Source;
  readonly funderId: string | null;
  readonly basis: Basis;
  readonly fraction: Fraction | null;
  readonly upTo: Decimal | null;
  readonly fixed: Decimal | null;
  /** So much a week: a person's contribution, or a family's top-up. */
  readonly weekly: Decimal | null;
  readonly paid: 'net' | 'gross' | null;
}

/** One line of a budget: what is bought, how much of it, and where its price comes from. */
export interface Item {
  readonly provisionItemId: string;
  readonly nature: 'regular' | 'one_off' | 'start_up' | 'contingency';
  readonly description: string;
  readonly quantity: Decimal;
  readonly unit: string;
  readonly times: Decimal;
  readonly frequency: string;
  readonly unitCost: Decimal;
  readonly costBasis: string;
  readonly cost: Decimal;
  readonly setting: string | null;
  readonly funderId: string | null;
  /** The service of the register that it buys. */
  readonly serviceId: string | null;
}

/** The terms of an arrangement as one version states them. */
export interface StatedTerms {
  readonly number: number;
  readonly effectiveOn: Day;
  readonly ends: boolean;
  readonly amount: Decimal;
  readonly weekly: Decimal | null;
  readonly sameHousehold: boolean;
  readonly shares: readonly StatedShare[];
  readonly items: readonly Item[];
}

/** What a version comes to with all versions before it, or why its shares do not stand. */
export type Reckoned =
  | {
      readonly ok: true;
      readonly change: Change;
      readonly agreedTotal: Decimal;
      /** By share, over the whole schedule; a contribution counts what is due of it. */
      readonly amounts: ReadonlyMap<string, Decimal>;
    }
  | { readonly ok: false; readonly message: string };

export const isPublic = (source: Source): source is Sector =>
  source !== 'contribution' && source !== 'top_up';

/**
 * Whether a share is only kept for what it paid under earlier versions: one that a version does not
 * state any more stands in it as a fixed amount of nothing, which nobody can state.
 */
export const isDropped = ({ basis, fixed }: StatedShare): boolean =>
  basis === 'fixed' && fixed?.isZero() === true;

function termOf(share: StatedShare, items: readonly Item[]): ShareTerm {
  if (share.basis === 'rest') return { rest: true };
  if (share.basis === 'lines') {
    const mine = items.filter((item) => item.funderId === share.funderId);
    return { lines: sum(mine.map((item) => item.cost)) };
  }
  if (share.basis === 'fixed') return { fixed: share.fixed ?? ZERO };
  if (share.basis === 'capped') return { fraction: share.fraction!, upTo: share.upTo! };
  return { fraction: share.fraction! };
}

/** A version that counts every share alike, to find what the contributions leave to be shared. */
function toBeShared(grid: Grid, terms: StatedTerms): Decimal {
  if (terms.shares.every((share) => isPublic(share.source))) return terms.amount;
  const one = new Map(terms.shares.map((share) => [share.key, share]));
  const shares = [...one.values()].map((share) => ({
    shareId: share.key,
    source: share.source,
    weight: isPublic(share.source) ? ZERO.plus(1) : ZERO,
    ...weekly(share),
  }));
  return alone(grid, { ...version(terms), shares }).total;
}

const weekly = (share: StatedShare) => ({
  ...(share.weekly === null ? {} : { weekly: share.weekly }),
  ...(share.paid === null ? {} : { paid: share.paid }),
});

const version = (terms: StatedTerms) => ({
  number: terms.number,
  effectiveOn: terms.effectiveOn,
  ends: terms.ends,
  amount: terms.amount,
});

function alone(grid: Grid, one: Version): WorkedOut {
  return workOut(grid, [{ ...one, number: 1 }], [], { earliest: grid.firstPeriodOn });
}

/** A version ready to be worked out, its shares weighed by what they make of its public money. */
export function versionOf(
  grid: Grid,
  terms: StatedTerms,
):
  | { readonly ok: true; readonly version: Version }
  | { readonly ok: false; readonly message: string } {
  const ours = terms.shares.filter((share) => isPublic(share.source) && !isDropped(share));
  const none = (): Version => ({
    ...version(terms),
    shares: terms.shares.map((share) => ({
      shareId: share.key,
      source: share.source,
      weight: isPublic(share.source) ? ZERO.plus(1) : ZERO,
      ...weekly(share),
    })),
  });
  if (terms.ends) return { ok: true, version: none() };
  const shared = shareOut(
    toBeShared(grid, terms),
    ours.map((share) => termOf(share, terms.items)),
  );
  if (!shared.ok) return shared;
  // Where contributions take everything, a penny that rounding leaves is shared alike.
  const nothing = shared.weights.every((weight) => weight.isZero());
  const weights = new Map(
    ours.map((share, n) => [share.key, nothing ? ZERO.plus(1) : shared.weights[n]!]),
  );
  const shares = terms.shares.map((share) => ({
    shareId: share.key,
    source: share.source,
    weight: weights.get(share.key) ?? ZERO,
    ...weekly(share),
  }));
  return { ok: true, version: { ...version(terms), shares } };
}

/**
 * What a version comes to after those before it: what the funders have agreed in all, by share, and
 * whether that is more or less than before. A notional arrangement is agreed as a whole: what
 * becomes of it is ordered and invoiced, not scheduled.
 */
export function reckon(
  kind: Holding,
  grid: Grid,
  before: readonly Version[],
  terms: StatedTerms,
  agreedBefore: Decimal | null,
): Reckoned {
  const made = versionOf(grid, terms);
  if (!made.ok) return made;
  const all = kind === 'notional' ? [asFirst(made.version)] : [...before, made.version];
  const { total, totals, due } = workOut(grid, all, [], { earliest: grid.firstPeriodOn });
  const contributed = due.flatMap((period) => period.contributions);
  const own = terms.shares
    .filter((share) => !isPublic(share.source))
    .map(({ key }) => {
      const mine = contributed.filter((one) => one.shareId === key);
      return [key, sum(mine.map((one) => one.amount))] as const;
    });
  const amounts = new Map([...totals, ...own]);
  return { ok: true, change: changeOf(terms, total, agreedBefore), agreedTotal: total, amounts };
}

/** As if it had held from the beginning. */
function asFirst(one: Version): Version {
  return { ...one, number: 1, effectiveOn: Temporal.PlainDate.from('1900-01-01') };
}

function changeOf(terms: StatedTerms, total: Decimal, before: Decimal | null): Change {
  if (before === null) return 'first';
  if (terms.ends) return 'end';
  if (total.gt(before)) return 'increase';
  return total.lt(before) ? 'decrease' : 'other_terms';
}

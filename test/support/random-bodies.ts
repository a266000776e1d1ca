import type { RandomArrangement, RandomContribution, RandomShares } from './random-terms.ts';

/** What requests about random terms need to name. */
export interface Names {
  readonly funders: readonly string[];
  readonly provisionItemId: string;
  readonly payees: Readonly<Record<'direct' | 'third_party', string>>;
}

/** No period begins before it, so that closing the budget at its start stops every payment. */
const FIRST = Temporal.PlainDate.from('2026-04-08');
export const BUDGET = { startsOn: '2026-04-01', endsOn: '2027-12-31' };

export const pounds = (pence: number): string =>
  `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;

/** Shares of so many pence, with the lines of a budget where they are shared by lines. */
export function sharesBody(
  { funderIds, provisionItemId }: { funderIds: readonly string[]; provisionItemId: string },
  { how, weights }: RandomShares,
  pence: number,
): { shares: object[]; items?: object[] } {
  const mine = funderIds.map((_, n) => weights[n]!);
  const all = mine.reduce((total, weight) => total + weight, 0);
  const parts = mine.map((weight) => Math.floor((pence * weight) / all));
  const last = funderIds.length - 1;
  parts[last] = pence - parts.slice(0, last).reduce((total, part) => total + part, 0);
  if (how === 'fractions' || parts.some((part) => part === 0)) {
    return {
      shares: funderIds.map((funderId, n) => ({ funderId, fraction: `${mine[n]}/${all}` })),
    };
  }
  if (how === 'lines') {
    return {
      shares: funderIds.map((funderId) => ({ funderId, lines: true })),
      items: funderIds.map((funderId, n) => itemBody(provisionItemId, funderId, parts[n]!)),
    };
  }
  return {
    shares: funderIds.map((funderId, n) => {
      if (n === last) return { funderId, rest: true };
      const half = pounds(Math.max(1, Math.floor(parts[n]! / 2)));
      return how === 'fixed'
        ? { funderId, fixed: half }
        : { funderId, fraction: `${mine[n]}/${all}`, upTo: half };
    }),
  };
}

const itemBody = (provisionItemId: string, funderId: string, pence: number): object => ({
  provisionItemId,
  funderId,
  description: 'Support',
  quantity: '1',
  unit: 'whole',
  times: '1',
  frequency: 'over the whole schedule',
  unitCost: pounds(pence),
  costBasis: 'Quoted',
});

export const contributionBody = (one: RandomContribution): object => ({
  weekly: pounds(one.pence),
  paid: one.paid,
});

/** The schedule of an arrangement, and how many pence it has at least. */
function scheduleOf({ kind, every: asked, count, begins, paid }: RandomArrangement) {
  const every = kind === 'notional' ? 'once' : asked;
  const first = FIRST.add({ days: begins });
  const base = { every, firstPeriodOn: first.toString(), paid };
  if (every === 'once') return { schedule: { ...base, instalments: 1 }, least: 1 };
  if (every !== 'term') return { schedule: { ...base, instalments: count }, least: count };
  const terms = Array.from({ length: 2 + (count % 3) }, (_, n) => ({
    from: first.add({ days: n * 110 }).toString(),
    to: first.add({ days: n * 110 + 60 + count }).toString(),
    weeks: 1 + ((count * (n + 3)) % 14),
  }));
  const least = terms.reduce((weeks, term) => weeks + term.weeks, 0);
  return { schedule: { ...base, instalments: terms.length, terms }, least };
}

/** A proposal of an arrangement, and its amount in pence. */
export function arrangementBody(one: RandomArrangement, names: Names) {
  const { schedule, least } = scheduleOf(one);
  const pence = Math.max(one.pence, least);
  const funderIds = one.shares.funders.map((n) => names.funders[n]!);
  const regular = one.kind !== 'notional' && schedule.every !== 'once';
  const contribution = regular ? one.contribution : null;
  // What lines make is the whole amount, of which a contribution would take a part.
  const lines = one.shares.how === 'lines' && contribution !== null;
  const terms: RandomShares = lines ? { ...one.shares, how: 'fractions' } : one.shares;
  const body = {
    kind: one.kind,
    purpose: 'Support',
    ...(one.kind === 'notional' ? {} : { payeeId: names.payees[one.kind] }),
    amount: pounds(pence),
    effectiveOn: schedule.firstPeriodOn,
    ...sharesBody({ funderIds, provisionItemId: names.provisionItemId }, terms, pence),
    ...(contribution === null ? {} : { contribution: contributionBody(contribution) }),
    ...(regular && one.topUp !== null ? { topUp: { weekly: pounds(one.topUp) } } : {}),
    schedule,
    reason: 'Agreed at panel',
  };
  return { body, pence };
}

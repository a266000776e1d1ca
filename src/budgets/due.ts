import { daysInclusive, type Period } from '../calendar.ts';
import { Decimal, ZERO, penceOf, sum, toPence, wholesOf } from '../money.ts';
import type { Source } from '../ledger/accounts.ts';
import type { DuePeriod, Grid, Version, VersionShare } from './entitlement.ts';
import { amountsOf, spansOf } from './rules.ts';

type Day = Temporal.PlainDate;

const WEEK = 7;
const before = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** The days of a period under one version, with the instalment that it makes of the whole period. */
interface Stretch {
  readonly version: Version;
  readonly instalment: Decimal;
  readonly days: number;
}

/** What is due for a period, and the stretches that it comes from. */
export interface DueByVersion {
  readonly period: DuePeriod;
  readonly stretches: readonly Stretch[];
}

/** Whether a share is public money, and not a person's contribution or a family's top-up. */
export function isPublic(source: Source): boolean {
  return source !== 'contribution' && source !== 'top_up';
}

/**
 * What is due for each period: by calendar days, both ends included, the day of a change at the
 * new terms (R5); rounded once, after adding up (R1).
 */
export function dueByPeriod(grid: Grid, versions: readonly Version[]): DueByVersion[] {
  if (versions.length === 0) throw new RangeError('Expected one version at least, found none.');
  const ordered = versions.toSorted((a, b) => a.number - b.number);
  const rows = ordered.map((version) => amountsOf(grid, version.ends ? ZERO : version.amount));
  return spansOf(grid).map((period, n) => {
    const stretches = stretchesOf(period, ordered).map(({ index, days }) => ({
      version: ordered[index]!,
      instalment: rows[index]![n]!,
      days,
    }));
    const exact = sum(stretches.map(({ instalment, days }) => instalment.times(days)));
    const gross = toPence(exact.div(daysInclusive(period.from, period.to)));
    return { period: { ...period, gross, ...contributionsOf(stretches, gross) }, stretches };
  });
}

/** The index of the version in force on each run of days of a period, in order. */
function stretchesOf(period: Period, ordered: readonly Version[]) {
  const changes = ordered
    .map((version) => version.effectiveOn)
    .filter((day) => before(period.from, day) && !before(period.to, day))
    .sort((a, b) => Temporal.PlainDate.compare(a, b));
  return [period.from, ...changes].map((from, n) => {
    const next = changes[n] ?? period.to.add({ days: 1 });
    return { index: inForce(ordered, from), days: from.until(next).days };
  });
}

/** The last version whose date has come, else the first. */
function inForce(ordered: readonly Version[], day: Day): number {
  const index = ordered.findLastIndex(({ effectiveOn }) => !before(day, effectiveOn));
  return Math.max(index, 0);
}

/** Contributions and top-ups of a period, and the public money that is left to pay. */
function contributionsOf(stretches: readonly Stretch[], gross: Decimal) {
  const shares = stretches.flatMap(({ version }) => version.shares);
  const sources = new Map(shares.map((share) => [share.shareId, share.source]));
  let amount = gross;
  const contributions = [...sources].flatMap(([shareId, source]) => {
    if (isPublic(source)) return [];
    const all = weekly(stretches, (share) => share.shareId === shareId);
    const net = weekly(stretches, (share) => share.shareId === shareId && isNet(share));
    // A contribution above what is due is only owed as far as there is something to pay for.
    const takenOff = Decimal.min(net, amount);
    amount = amount.minus(takenOff);
    return [{ shareId, source, amount: all.minus(net).plus(takenOff) }];
  });
  return { contributions: contributions.filter((one) => one.amount.gt(0)), amount };
}

function isNet(share: VersionShare): boolean {
  return share.source === 'contribution' && share.paid === 'net';
}

/** So much a week over the days of each stretch (R5, R1), for some of the shares. */
function weekly(stretches: readonly Stretch[], counts: (share: VersionShare) => boolean): Decimal {
  const exact = stretches.map(({ version, days }) => weeklyOf(version, counts).times(days));
  return toPence(sum(exact).div(WEEK));
}

function weeklyOf(version: Version, counts: (share: VersionShare) => boolean): Decimal {
  if (version.ends) return ZERO;
  return sum(version.shares.filter(counts).map((share) => share.weekly ?? ZERO));
}

/**
 * What each share exactly owes of each period, in whole numbers of one scale: each version's days
 * at that version's weights. Whole numbers, because thirds of days of months have no end as
 * decimals, and a remainder that is off by the last digit would give a penny to the wrong share.
 */
export function claimsOf(due: readonly DueByVersion[], shareIds: readonly string[]): bigint[][] {
  const days = (one: DueByVersion): bigint => BigInt(daysInclusive(one.period.from, one.period.to));
  const versions = [...new Set(due.flatMap((one) => one.stretches.map((part) => part.version)))];
  const weights = new Map(versions.map((version) => [version, weightsBy(version, shareIds)]));
  const common = {
    days: due.map(days).reduce(leastMultiple, 1n),
    weights: [...weights.values()]
      .map(whole)
      .filter((one) => one > 0n)
      .reduce(leastMultiple, 1n),
  };
  return due.map((one) => {
    const parts = partsOf(one, common.days, days(one));
    const claims = shareIds.map(() => 0n);
    parts.forEach((part, n) => {
      if (part === 0n) return;
      const { version } = one.stretches[n]!;
      const own = weights.get(version)!;
      const scale = common.weights / wholeAboveZero(version, own);
      own.forEach((weight, index) => (claims[index]! += part * weight * scale));
    });
    return claims;
  });
}

/** The stretches of a period, and what the funders pay of each of their days, in one scale. */
export function ratesByDay(due: DueByVersion): { from: Day; to: Day; rate: bigint }[] {
  const days = BigInt(daysInclusive(due.period.from, due.period.to));
  let next = due.period.from;
  return partsOf(due, days, days).flatMap((part, n) => {
    const { days: count } = due.stretches[n]!;
    // Of two versions from the same day, the first has no days at all.
    if (count === 0) return [];
    const from = next;
    next = from.add({ days: count });
    return [{ from, to: next.subtract({ days: 1 }), rate: part / BigInt(count) }];
  });
}

/** What the funders pay of each stretch, in one scale. */
function partsOf(due: DueByVersion, commonDays: bigint, days: bigint): bigint[] {
  const gross = due.stretches.map(
    (part) => penceOf(part.instalment) * BigInt(part.days) * BigInt(WEEK) * (commonDays / days),
  );
  const net = due.stretches.map(
    (part) => penceOf(weeklyOf(part.version, isNet)) * BigInt(part.days) * commonDays,
  );
  const parts = gross.map((part, n) => (part > net[n]! ? part - net[n]! : 0n));
  // Rounding can leave a penny to pay where contributions exactly cover everything.
  return whole(parts) === 0n && due.period.amount.gt(0) ? gross : parts;
}

function weightsBy(version: Version, shareIds: readonly string[]): bigint[] {
  const weights = new Map(version.shares.map((share) => [share.shareId, share.weight]));
  return wholesOf(shareIds.map((id) => weights.get(id) ?? ZERO));
}

function wholeAboveZero(version: Version, weights: readonly bigint[]): bigint {
  const all = whole(weights);
  if (all > 0n) return all;
  throw new RangeError(
    `Version ${version.number} has public money due, and no public share with a weight above zero.`,
  );
}

function whole(parts: readonly bigint[]): bigint {
  return parts.reduce((total, part) => total + part, 0n);
}

function leastMultiple(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a, b];
  while (rest > 0n) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

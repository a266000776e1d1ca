import { workOut, type Version } from '../budgets/entitlement.ts';
import { lockedOf, type StandingInstalment } from '../budgets/schedule-store.ts';
import { agreedVersions, type Versioned } from '../budgets/version-store.ts';
import { ZERO, sum, type Decimal } from '../money.ts';
import type { PackPayment } from './pack-store.ts';

type Day = Temporal.PlainDate;

/** What one share has paid, and what it was to pay up to the day before a move. */
export interface ShareReckoned {
  readonly paid: Decimal;
  readonly entitled: Decimal;
  readonly overpaid: Decimal;
  readonly owed: Decimal;
}

/** What is due for a period, up to the day before a move. */
export interface DueUpTo {
  readonly number: number;
  readonly from: Day;
  readonly to: Day;
  readonly amount: Decimal;
}

/** What an arrangement comes to when nothing is due from the day of a move on. */
export interface Reckoned {
  /** By public share. */
  readonly shares: ReadonlyMap<string, ShareReckoned>;
  readonly due: readonly DueUpTo[];
}

/** What the book knows of the payments of one arrangement. */
export interface Paid {
  readonly payments: readonly PackPayment[];
  readonly standing: readonly StandingInstalment[];
}

/**
 * What was due up to the day before a move (R5: by calendar days), against what has been paid. What
 * is too much is shared out as a whole and not by streams (R3), so that it is the difference of the
 * totals to the penny; a share is entitled to what it paid less its part of that.
 */
export function reckonUpTo(
  arrangement: Versioned,
  { payments, standing }: Paid,
  { movedOn, knownThrough }: { readonly movedOn: Day; readonly knownThrough: string | null },
): Reckoned {
  const versions = agreedVersions(arrangement, knownThrough);
  const locked = lockedOf(paidOnes(standing, payments));
  const worked = workOut(arrangement.grid, withEnd(versions, movedOn), locked, {
    earliest: movedOn,
  });
  const paid = sumByShare(payments.map((payment) => payment.paid));
  const shares = [...new Set([...worked.totals.keys(), ...paid.keys()])].map((key) => {
    const entitled = worked.totals.get(key) ?? ZERO;
    return [key, against(paid.get(key) ?? ZERO, entitled)] as const;
  });
  const lastDay = movedOn.subtract({ days: 1 });
  const due = worked.due
    .filter((period) => Temporal.PlainDate.compare(period.from, movedOn) < 0)
    .map(({ number, from, to, amount }) => ({ number, from, to: earlier(to, lastDay), amount }));
  return { shares: new Map(shares), due };
}

const earlier = (a: Day, b: Day): Day => (Temporal.PlainDate.compare(a, b) < 0 ? a : b);

/** The agreed versions, and after them one by which nothing is due from a day on. */
function withEnd(versions: readonly Version[], movedOn: Day): Version[] {
  const last = versions.at(-1)!;
  return [
    ...versions,
    { ...last, number: last.number + 1, effectiveOn: movedOn, ends: true, amount: ZERO },
  ];
}

/** What was paid, which no version changes; what is only in a pay run may still be withdrawn. */
function paidOnes(
  standing: readonly StandingInstalment[],
  payments: readonly PackPayment[],
): StandingInstalment[] {
  const paid = new Set(
    payments.filter((one) => one.paid.size > 0).map((payment) => payment.instalmentId),
  );
  return standing.filter((one) => paid.has(one.id)).map((one) => ({ ...one, locked: true }));
}

function against(paid: Decimal, entitled: Decimal): ShareReckoned {
  const more = paid.minus(entitled);
  return {
    paid,
    entitled,
    overpaid: more.gt(0) ? more : ZERO,
    owed: more.lt(0) ? more.negated() : ZERO,
  };
}

/** Adds amounts up share by share. */
export function sumByShare(
  all: readonly ReadonlyMap<string, Decimal>[],
): ReadonlyMap<string, Decimal> {
  const amounts = Map.groupBy(
    all.flatMap((parts) => [...parts]),
    ([key]) => key,
  );
  return new Map([...amounts].map(([key, parts]) => [key, sum(parts.map(([, part]) => part))]));
}

/** The payments that fall away: unpaid, and for periods from the day of the move on. */
export function fallsAway(payments: readonly PackPayment[], movedOn: Day): PackPayment[] {
  return payments.filter(({ paid, from }) => paid.size === 0 && from >= movedOn.toString());
}

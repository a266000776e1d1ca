import { daysInclusive } from '../calendar.ts';
import { proRata, splitByWeights, sum, toPence, type Decimal } from '../money.ts';

type Day = Temporal.PlainDate;

/** What documents that came late are taken to cover. */
export type Cover = 'whole_period' | 'by_days';

/** What becomes of a share that was on hold: what is paid of it, and what is freed again. */
export interface LetGo {
  readonly paid: Decimal;
  readonly freed: Decimal;
}

/**
 * What is paid of shares of one sector that were on hold when their period began: all of it, or by
 * the days from the first on which everything is on file to the end of the period, of all its days
 * (R5, rounded by R1). Several shares of the sector have the sum split between them by R3. Source:
 * case 8 of the worked cases.
 */
export function letGo(
  amounts: readonly Decimal[],
  cover: Cover,
  days: { readonly from: Day; readonly to: Day; readonly coveredFrom: Day },
): LetGo[] {
  const all = sum(amounts);
  const covered = daysInclusive(days.coveredFrom, days.to);
  const paid =
    cover === 'whole_period'
      ? all
      : toPence(proRata(all, covered, daysInclusive(days.from, days.to)));
  return splitByWeights(paid, amounts).map((part, n) => ({
    paid: part,
    freed: amounts[n]!.minus(part),
  }));
}

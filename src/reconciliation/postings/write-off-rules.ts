import { toText, type Decimal } from '../../money.ts';
import { Problem, type Fault } from '../../problem.ts';

/** Why what is open of a line is given up: codes. */
export const WRITE_OFF_REASONS = [
  'too_small_to_pursue',
  'sender_unknown',
  'bank_error_not_corrected',
  'other',
] as const;
export type WriteOffReason = (typeof WRITE_OFF_REASONS)[number];

/** Where a write-off stands. */
export const WRITE_OFF_STATES = ['asked', 'approved', 'refused'] as const;
export type WriteOffState = (typeof WRITE_OFF_STATES)[number];

/** Why no more of a line can be asked for; empty when it can. Amounts have no sign. */
export function faultsOfAsking(
  amount: Decimal,
  line: { readonly open: Decimal; readonly waiting: Decimal },
): Fault[] {
  const free = line.open.minus(line.waiting);
  const words = `£${toText(line.open)} of the line is open, and £${toText(line.waiting)} of it was asked for already`;
  if (amount.gt('0') && !amount.gt(free)) return [];
  const message = free.gt('0')
    ? `${words}; £${toText(amount)} was asked.`
    : `${words}: nothing is left to be written off.`;
  return [{ where: 'body.amount', message }];
}

/**
 * Throws where more of one line would be given up than two officers may: what waits and what was
 * written off before count together. Figures in pounds.
 */
export function refuseOverLine(total: Decimal, limit: Decimal): void {
  if (!total.gt(limit)) return;
  const [all, most] = [toText(total), toText(limit)];
  throw new Problem(
    'over-approval-limit',
    `Of one line at most £${most} is written off; with what was asked for before this makes £${all}.`,
    { limit: most, total: all },
  );
}

/**
 * Throws where more of one line would be given up than who decides may approve: what was written off
 * of it before counts, so that no limit is passed in parts. Figures in pounds.
 */
export function refuseOverOwn(total: Decimal, limit: Decimal | null): void {
  if (limit === null || !total.gt(limit)) return;
  const [all, most] = [toText(total), toText(limit)];
  throw new Problem(
    'over-approval-limit',
    `With what was written off of the line before this makes £${all}, and you may approve up to £${most}. Ask somebody with a higher limit.`,
    { limit: most, total: all },
  );
}

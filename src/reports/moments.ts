import type { Fragment, Tx } from '../database/transactions.ts';

/** A moment as reports show it: UTC, to the second. */
export const utc = ({ sql }: Tx, moment: Fragment): Fragment =>
  sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** The days that a report of a period is made of: as given, or so many months up to its own day. */
export function spanOf(
  { asAt, given }: { asAt: Temporal.PlainDate; given: { from?: string; to?: string } },
  months: number,
): { from: string; to: string } {
  const to = given.to ?? asAt.toString();
  const from = given.from ?? Temporal.PlainDate.from(to).subtract({ months }).toString();
  return { from, to };
}

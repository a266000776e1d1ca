import type { Fragment, Tx } from '../database/transactions.ts';
import { numberedDays } from '../reconciliation/matching/working-days.ts';

let text: string | undefined;

/**
 * The calendar for counting working days, as a query of one row (first, numbers): the first day, and
 * of every day from it on the number of working days up to it.
 */
export function workingDayNumbers({ sql }: Tx): Fragment {
  const days = numberedDays();
  text ??= `{${days.map(({ number }) => number).join(',')}}`;
  return sql`select ${days[0]!.day}::date as first, ${text}::int[] as numbers`;
}

/**
 * How many working days there are after a day up to another, by the row `c` of
 * {@link workingDayNumbers}; none where the calendar has not both.
 */
export const workingDaysBetween = ({ sql }: Tx, from: Fragment, to: Fragment): Fragment => sql`
  (c.numbers[${to} - c.first + 1] - c.numbers[${from} - c.first + 1])`;

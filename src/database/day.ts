import type { Fragment, Tx } from './transactions.ts';

/** A day: one that is known, or an expression for one, such as a column of an outer query. */
export type DayOrExpression = Temporal.PlainDate | Fragment;

/** A day as it stands in a statement. */
export const dayIn = ({ sql }: Tx, day: DayOrExpression): Fragment =>
  day instanceof Temporal.PlainDate ? sql`${day.toString()}::date` : day;

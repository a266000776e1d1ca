import type { Fragment, Tx } from '../../database/transactions.ts';

/** What is looked back at: how things stood at the end of a day, as known at a moment. */
export interface Then {
  /** The day, as ISO text, and the first moment after it; null where it is today, which has not ended. */
  readonly on: string | null;
  readonly end: string | null;
  /** The last entry that was known; what has no entry was known from its own moment on. */
  readonly known: string;
  /** Null for all that is known now. */
  readonly knownMoment: string | null;
}

/** What a report on a day looks back at. Days are London's. */
export function thenOf(at: {
  readonly asAt: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  readonly known: string;
  readonly knownMoment: string | null;
}): Then {
  const { asAt, known, knownMoment } = at;
  if (Temporal.PlainDate.compare(asAt, at.today) >= 0)
    return { on: null, end: null, known, knownMoment };
  const end = asAt.add({ days: 1 }).toZonedDateTime('Europe/London').toInstant().toString();
  return { on: asAt.toString(), end, known, knownMoment };
}

/*
 * Further conditions of a query, each with its "and". Without a `then` they are nothing at all, so
 * that a query of how things stand now is the same as if nobody could look back.
 */

/** That something was done by the end of the day, at this moment, and that its entry was known. */
export function andDone(
  { sql }: Tx,
  then: Then | undefined,
  { moment, entry }: { readonly moment: Fragment; readonly entry: Fragment },
): Fragment {
  if (then === undefined) return sql``;
  const byDay = then.end === null ? sql`` : sql`and ${moment} < ${then.end}::timestamptz`;
  return sql`${byDay} and ${entry} <= ${then.known}::bigint`;
}

/** The same of what has a moment and no entry. */
export function andRecorded({ sql }: Tx, then: Then | undefined, moment: Fragment): Fragment {
  if (then === undefined) return sql``;
  const byDay = then.end === null ? sql`` : sql`and ${moment} < ${then.end}::timestamptz`;
  if (then.knownMoment === null) return byDay;
  return sql`${byDay} and ${moment} <= ${then.knownMoment}::timestamptz`;
}

/** That a statement (`s`) had begun by the day, and that its file was received by the moment. */
export const andBegun = (tx: Tx, then: Then | undefined): Fragment =>
  then === undefined || then.on === null
    ? andReceived(tx, then)
    : tx.sql`and coalesce(s.from_on, s.to_on) <= ${then.on}::date ${andReceived(tx, then)}`;

/** That the file of a statement (`s`) was received by the moment. */
export const andReceived = ({ sql }: Tx, then: Then | undefined): Fragment =>
  then === undefined || then.knownMoment === null
    ? sql``
    : sql`and s.file_id in (
        select id from bank_files where received_at <= ${then.knownMoment}::timestamptz)`;

/** That a line (`l`) was booked by the day, and that its file was received by the moment. */
export function andBooked(tx: Tx, then: Then): Fragment {
  const { sql } = tx;
  const byDay = then.on === null ? sql`` : sql`and l.booked_on <= ${then.on}::date`;
  if (then.knownMoment === null) return byDay;
  return sql`${byDay} and l.statement_id in (
    select s.id from bank_statements s where true ${andReceived(tx, then)})`;
}

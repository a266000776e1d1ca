import { asService } from '../database/as-service.ts';
import { cancelledBy } from '../database/cancelled.ts';
import type { Tx } from '../database/transactions.ts';
import { changeSettings, FOR_WHOLE_TABLES } from '../database/whole-tables.ts';
import { CannotBeMade } from './cannot-be-made.ts';
import type { ParameterName } from './parameters.ts';
import type { Report, ReportAt, Row } from './report.ts';

/** A report that takes longer is given up, so that it does not hold its snapshot for ever. */
const LONGEST = '60s';

const ROWS_AT_ONCE = 5000;

/** What is done with the rows of a report at once holds them all, so there is a limit. */
const MOST_AT_ONCE = 50_000;

/**
 * The rows of a report in batches, in bounded memory. An abort cancels the statement that is
 * running. Needs a transaction to itself: what it sets, and its cursor, go when that ends.
 */
export async function* rowsOf(
  tx: Tx,
  report: Report,
  at: ReportAt,
  stop: AbortSignal,
): AsyncGenerator<readonly Row[], void> {
  await changeSettings(tx, {
    ...FOR_WHOLE_TABLES,
    cursor_tuple_fraction: '1',
    statement_timeout: LONGEST,
  });
  await report.requires?.(tx, at);
  if (report.asService === true) {
    // The kind of reader may not come back before the cursor has given its last row.
    const rows = await asService(tx, (tx) => allRows(tx, report, at, stop));
    yield report.finish?.(rows, at) ?? rows;
    return;
  }
  if (report.finish === undefined) {
    yield* fetched(tx, report, at, stop);
    return;
  }
  yield report.finish(await allRows(tx, report, at, stop), at);
}

async function allRows(
  tx: Tx,
  report: Report,
  at: ReportAt,
  stop: AbortSignal,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of fetched(tx, report, at, stop)) {
    rows.push(...batch);
    if (rows.length > MOST_AT_ONCE) throw tooMuch(report);
  }
  return rows;
}

/** What to ask for of a report over too much: less of what it takes, or an earlier day. */
function tooMuch({ name, parameters = [] }: Report): CannotBeMade {
  const narrower: Partial<Record<ParameterName, string>> = {
    years: 'Ask for fewer years at a time.',
    from: 'Ask for a shorter period at a time.',
  };
  const parameter = parameters.find((one) => narrower[one] !== undefined);
  const ask =
    parameter === undefined
      ? 'Ask for an earlier day, when there were fewer.'
      : narrower[parameter]!;
  return new CannotBeMade(
    `The report ${name} is made of more than ${MOST_AT_ONCE} rows, which is too much at once. ${ask}`,
    parameter,
  );
}

async function* fetched(
  tx: Tx,
  report: Report,
  at: ReportAt,
  stop: AbortSignal,
): AsyncGenerator<readonly Row[], void> {
  if (report.rows !== undefined) {
    yield* report.rows(tx, at, stop);
    return;
  }
  const { sql } = tx;
  // A statement that fetches is remembered with its columns, so each report has a cursor of its own.
  const cursor = sql(`report_${report.name.replaceAll('-', '_')}`);
  const declared = sql`declare ${cursor} no scroll cursor for ${report.query(tx, at)}`;
  await cancelledBy(stop, declared);
  const fetch = () => sql<Row[]>`fetch ${sql.unsafe(String(ROWS_AT_ONCE))} from ${cursor}`;
  for (;;) {
    const rows = await cancelledBy(stop, fetch());
    if (rows.length === 0) return;
    yield rows;
  }
}

import { rowsOf } from '../../src/reports/reading.ts';
import type { Given } from '../../src/reports/parameters.ts';
import type { Report, Row } from '../../src/reports/report.ts';
import { reportAt } from '../../src/reports/at.ts';
import type { TestDatabase } from './database.ts';

/** What a report is asked for; `through` is the last entry that counts, all of them if left out. */
export interface Asked {
  readonly asAt: string;
  readonly through?: string;
  readonly given?: Given;
}

/** Reads a report as the service does, but as known at any entry, sealed or not. */
export async function readReport(
  db: TestDatabase,
  report: Report,
  { asAt, through, given = {} }: Asked,
): Promise<Row[]> {
  return db.run(async (tx) => {
    const at = await reportAt(tx, {
      asAt: Temporal.PlainDate.from(asAt),
      today: tx.scope.today,
      knownMoment: null,
      through: through ?? null,
      given,
    });
    const rows: Row[] = [];
    const stop = new AbortController().signal;
    for await (const batch of rowsOf(tx, report, at, stop)) rows.push(...batch);
    return rows;
  });
}

/** The last entry of the journal: what is posted after it is not known as known at it. */
export async function lastEntry(db: TestDatabase): Promise<string> {
  const [row] = await db.run((tx) => tx.sql<{ id: string }[]>`select max(id) as id from entries`);
  return row!.id;
}

/** Some columns of the rows of a report, in order. */
export const columnsOf = (rows: readonly Row[], ...names: string[]): (string | null)[][] =>
  rows.map((row) => names.map((name) => row[name]!));

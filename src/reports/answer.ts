import { csvPieces } from '../http/csv.ts';
import type { Report, ReportAt, ReportColumn, Row } from './report.ts';

/** A report as CSV (RFC 4180), one row a line. */
export const reportAsCsv = (
  columns: readonly ReportColumn[],
  rows: AsyncIterable<readonly Row[]>,
  options: { excel: boolean },
): AsyncGenerator<string, void> => csvPieces(columns, rows, options);

/** A report as JSON: what it is and was asked for, then its rows. */
export async function* reportAsJson(
  asked: { report: Report; at: ReportAt; columns: readonly ReportColumn[] },
  rows: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string, void> {
  const { report, at, columns } = asked;
  const { name, question } = report;
  const about = { name, question, asAt: at.asAt.toString(), knownAt: at.knownMoment };
  const head = JSON.stringify({ ...about, given: at.given });
  let before = `${head.slice(0, -1)},"rows":[\n`;
  for await (const batch of rows) {
    if (batch.length === 0) continue;
    const shown = batch.map((row) =>
      JSON.stringify(Object.fromEntries(columns.map((column) => [column.name, row[column.name]]))),
    );
    yield before + shown.join(',\n');
    before = ',\n';
  }
  yield `${before === ',\n' ? '' : before}]}`;
}

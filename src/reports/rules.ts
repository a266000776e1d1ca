import type { Fault } from '../problem.ts';
import type { Report, ReportColumn } from './report.ts';

/** The columns that are wanted of a report, in the order asked for, and what is wrong with them. */
export function columnsOf(
  report: Report,
  wanted: string | undefined,
): { columns: readonly ReportColumn[]; faults: Fault[] } {
  if (wanted === undefined) return { columns: report.columns, faults: [] };
  const names = wanted.split(',').map((name) => name.trim());
  const known = report.columns.map(({ name }) => name);
  const faults = names
    .filter((name, place) => !known.includes(name) || names.indexOf(name) !== place)
    .map((name) => ({
      where: 'query.columns',
      message: known.includes(name)
        ? `The column ${name} is asked for twice.`
        : `There is no column "${name.slice(0, 60)}". The report has: ${known.join(', ')}.`,
    }));
  const columns = names.flatMap((name) => report.columns.find((one) => one.name === name) ?? []);
  return { columns, faults };
}

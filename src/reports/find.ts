import type { UserKind } from '../access/kinds.ts';
import { notFound } from '../problem.ts';
import { REPORTS } from './list.ts';
import type { Report } from './report.ts';

const READERS = ['finance_officer', 'approver', 'auditor', 'commissioner'] as const;

/** Who may read a report. */
export const readersOf = (report: Report): readonly UserKind[] => report.callers ?? READERS;

/** The report of a name, if there is one that a kind of user may read; otherwise it is not found. */
export function reportFor(name: string, kind: UserKind): Report {
  const report = REPORTS.find((one) => one.name === name);
  if (report === undefined || !readersOf(report).includes(kind)) throw notFound();
  return report;
}

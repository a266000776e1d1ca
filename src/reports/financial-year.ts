import { financialYear } from '../calendar.ts';
import type { ReportAt } from './report.ts';

/** The last day, 31 March, of the financial year that the day of a report is in, as ISO text. */
export const yearEndOf = ({ asAt }: Pick<ReportAt, 'asAt'>): string =>
  financialYear(asAt).to.toString();

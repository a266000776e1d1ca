import type { Report } from './report.ts';
import { trialBalance } from './trial-balance.ts';

/** The reports, in the order in which they are listed. Adding a report is adding a file. */
export const REPORTS: readonly Report[] = [trialBalance];

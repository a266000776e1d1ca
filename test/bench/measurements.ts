import { balances } from './balances.ts';
import { exporting } from './export.ts';
import { importing } from './import.ts';
import type { Measurement } from './measurement.ts';
import { payRun } from './pay-run.ts';
import { postBulk } from './post-bulk.ts';
import { postGuarded } from './post-guarded.ts';
import { postHot } from './post-hot.ts';
import { postOne } from './post-one.ts';
import { reconcile } from './reconcile.ts';
import { reporting } from './report.ts';
import { start } from './start.ts';
import { statement } from './statement.ts';

/** All measurements, in the order in which they run. */
export const MEASUREMENTS: readonly Measurement[] = [
  postOne,
  postHot,
  postGuarded,
  postBulk,
  payRun,
  importing,
  reconcile,
  statement,
  balances,
  reporting,
  exporting,
  start,
];

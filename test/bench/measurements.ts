import type { Measurement } from './measurement.ts';
import { postOne } from './post-one.ts';

/** All measurements, in the order in which they run. */
export const MEASUREMENTS: readonly Measurement[] = [postOne];

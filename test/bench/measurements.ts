import type { Measurement } from './measurement.ts';
import { postGuarded } from './post-guarded.ts';
import { postHot } from './post-hot.ts';
import { postOne } from './post-one.ts';

/** All measurements, in the order in which they run. */
export const MEASUREMENTS: readonly Measurement[] = [postOne, postHot, postGuarded];

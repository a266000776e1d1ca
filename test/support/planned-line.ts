import type { PlannedLine } from './labelled-scenarios.ts';

/** The day of a planned line where none is given. */
export const PLANNED_ON = '2026-04-10';

/** A line of a plan by what it brings and names; money out is negative, in pence. */
export const plannedLine = (
  pence: number,
  reference: string | null,
  more: Partial<PlannedLine> = {},
): PlannedLine => ({
  family: 'any',
  on: PLANNED_ON,
  pence,
  reference,
  text: null,
  truth: [],
  ...more,
});

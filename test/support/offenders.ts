import { PAYMENT_CHECKS } from '../../src/commands/evidence/payments.ts';
import type { Check, Work } from '../../src/ledger/verify/check.ts';
import type { TestDatabase } from './database.ts';

/** What checks of the records, and the evidence of payments, find wrong in a book. */
export async function offenders(
  db: TestDatabase,
  checks: readonly Check[] = [],
): Promise<string[]> {
  return db.run(async (tx) => {
    // None of these looks at the record outside the database.
    const work = { tx, evidenceChecks: [], onProgress: () => {} } as unknown as Work;
    const found: string[] = [];
    for (const check of checks) found.push(...(await check.run(work)).named);
    for (const check of PAYMENT_CHECKS) found.push(...(await check(work)).named);
    return found;
  });
}

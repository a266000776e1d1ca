import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';

/** To be filled. */
export const FUND_CHECKS: readonly EvidenceCheck[] = [];

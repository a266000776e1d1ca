import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';

/** To be filled. */
export const RETURN_CHECKS: readonly EvidenceCheck[] = [];

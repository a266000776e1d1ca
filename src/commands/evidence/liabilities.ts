import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';

/** To be filled. */
export const LIABILITY_CHECKS: readonly EvidenceCheck[] = [];

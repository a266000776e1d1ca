import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';

/** To be filled. */
export const ORDER_CHECKS: readonly EvidenceCheck[] = [];

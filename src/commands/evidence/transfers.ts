import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';

/** To be filled. */
export const TRANSFER_CHECKS: readonly EvidenceCheck[] = [];

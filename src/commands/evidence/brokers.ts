import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';

/** To be filled. */
export const BROKER_CHECKS: readonly EvidenceCheck[] = [];

import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';

/** To be filled. */
export const PARTNER_CHECKS: readonly EvidenceCheck[] = [];

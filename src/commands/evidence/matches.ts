import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { linkFields } from '../../reconciliation/matching/pair-store.ts';
import { undoFields } from '../../reconciliation/matching/undo-store.ts';
import { BATCH, compare, type Held } from './compare.ts';

/** Matches that move no money, as what is expected is in the ledger already. */
const links: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & Parameters<typeof linkFields>[0])[]>`
    select e.id as entry, e.evidence, m.id, a.line_id as "lineId", x.name as expected, a.amount
    from matches m
    join entries e on e.id = m.entry_id
    join line_allocations a on a.match_id = m.id and a.line_id is not null
    join expected_lines x on x.id = a.expected_id
    where m.undoes is null and e.kind = (select id from entry_kinds where name = 'decision')`;
  return compare('link of a bank line', rows.cursor(BATCH), (row) => evidenceOf(linkFields(row)));
};

/** What was taken back of those. */
const undoings: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & Parameters<typeof undoFields>[0])[]>`
    select e.id as entry, e.evidence, m.id, m.undoes as match, m.reason
    from matches m join entries e on e.id = m.entry_id
    where m.undoes is not null and e.kind = (select id from entry_kinds where name = 'decision')`;
  return compare('undoing of a link', rows.cursor(BATCH), (row) => evidenceOf(undoFields(row)));
};

/** How the evidence of matches is recomputed, for `verify`; those that post say it by their entry. */
export const MATCH_CHECKS: readonly EvidenceCheck[] = [links, undoings];

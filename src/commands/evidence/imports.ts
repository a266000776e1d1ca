import { loadFields } from '../../imports/load-store.ts';
import { upliftFacts, upliftFields } from '../../imports/uplift-store.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { BATCH, compare, type Held } from './compare.ts';

/** The file that was let into the book, by its own bytes. */
const bookImports: EvidenceCheck = ({ tx }) => {
  type Row = Held & Parameters<typeof loadFields>[0];
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, i.id, encode(sha256(i.content), 'hex') as sha256,
      i.starts_on as "startsOn", i.lines, i.people, i.arrangements, i.agreed, i.held,
      i.recorded_by as "recordedBy", l.loaded_by as "loadedBy"
    from book_import_loads l join book_imports i on i.id = l.import_id
    join entries e on e.id = l.entry_id`;
  return compare('loaded file', rows.cursor(BATCH), (row) => evidenceOf(loadFields(row)));
};

/** The decision on an uplift: its rule, and every version that it proposed. */
const uplifts: EvidenceCheck = ({ tx }) => {
  type Row = Held & Parameters<typeof upliftFields>[0];
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, f.*, d.outcome, d.decided_by as "decidedBy"
    from uplift_decisions d join entries e on e.id = d.entry_id
    cross join lateral (${upliftFacts(tx, tx.sql`d.uplift_id`)}) as f`;
  return compare('decision on an uplift', rows.cursor(BATCH), (row) =>
    evidenceOf(upliftFields(row)),
  );
};

/** How the evidence of this room is recomputed. */
export const IMPORT_CHECKS: readonly EvidenceCheck[] = [bookImports, uplifts];

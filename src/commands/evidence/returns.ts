import type { Tx } from '../../database/transactions.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { fileFields } from '../../returns/file-store.ts';
import {
  keptDigests,
  submissionFields,
  type PartDigests,
  type ReturnHeading,
} from '../../returns/return-digest.ts';
import { termsFields, type NewTerms } from '../../returns/terms-store.ts';
import { BATCH, compare, type Held } from './compare.ts';
import { RETURN_DECISION_CHECKS } from './return-decisions.ts';

/** Returns whose lines are read at a time: each may have 50,000. */
const RETURNS_AT_A_TIME = 20;

type Submitted = Held & ReturnHeading & { readonly parts: PartDigests };

const returns: EvidenceCheck = ({ tx }) =>
  compare('return of a holder', submittedReturns(tx), (row) =>
    evidenceOf(submissionFields(row, row.parts)),
  );

/** A cursor would hold the connection, and each batch asks it for more: it is paged by id instead. */
async function* submittedReturns(tx: Tx): AsyncGenerator<Submitted[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await headingsAfter(tx, after);
    if (rows.length === 0) return;
    const ids = rows.map((row) => row.id);
    const kept = await tx.sql<(PartDigests & { id: string })[]>`${keptDigests(tx, ids)}`;
    const byId = new Map(kept.map((parts) => [parts.id, parts]));
    yield rows.map((row) => ({ ...row, parts: byId.get(row.id)! }));
    after = ids.at(-1)!;
  }
}

/** The digest of a file is made again from the file itself. */
const headingsAfter = (tx: Tx, after: string) => tx.sql<(Held & ReturnHeading)[]>`
  select e.id as entry, e.evidence, r.id, r.pooled_account_id as "pooledAccountId",
    r.payee_id as "payeeId", r.from_on as "fromOn", r.to_on as "toOn", r.tier, r.opening, r.closing,
    r.other_opening as "otherOpening", r.interest_opening as "interestOpening", r.lines, r.people,
    r.file_name as "fileName", r.replaces,
    encode(coalesce(sha256(r.content), r.sha256), 'hex') as sha256
  from holders_returns r join entries e on e.id = r.entry_id
  where r.id > ${after} order by r.id limit ${RETURNS_AT_A_TIME}`;

const files: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & Parameters<typeof fileFields>[0])[]>`
    select e.id as entry, e.evidence, f.id, f.return_id as "returnId",
      f.arrangement_id as "arrangementId", f.name, f.media_type as "mediaType",
      encode(sha256(f.content), 'hex') as sha256
    from return_files f join entries e on e.id = f.entry_id`;
  return compare('file of evidence', rows.cursor(BATCH), (row) => evidenceOf(fileFields(row)));
};

const terms: EvidenceCheck = ({ tx }) => {
  const rows = tx.sql<(Held & NewTerms & { id: string })[]>`
    select e.id as entry, e.evidence, t.id, t.pooled_account_id as "pooledAccountId",
      t.payee_id as "payeeId", t.effective_on as "effectiveOn", t.tier, t.every
    from return_terms t join entries e on e.id = t.entry_id`;
  return compare('set of return terms', rows.cursor(BATCH), (row) => evidenceOf(termsFields(row)));
};

/** How the evidence of returns is recomputed, for `verify`. */
export const RETURN_CHECKS: readonly EvidenceCheck[] = [
  returns,
  files,
  terms,
  ...RETURN_DECISION_CHECKS,
];

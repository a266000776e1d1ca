import { documentEvidence, type DocumentRow } from '../../documents/document-store.ts';
import { exclusionFields, type ExclusionRow } from '../../documents/exclusion-store.ts';
import { withdrawalFields } from '../../documents/withdrawal-store.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import type { EvidenceCheck } from '../../ledger/verify/evidence.ts';
import { BATCH, compare, type Held } from './compare.ts';

/** One decision puts several documents on file: they are digested together. */
const documents: EvidenceCheck = ({ tx }) => {
  type Row = Held & {
    arrangementId: string;
    recordedBy: string;
    documents: (Omit<DocumentRow, 'salt'> & { salt: string | null })[];
  };
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, d.arrangement_id as "arrangementId",
      d.recorded_by as "recordedBy", jsonb_agg(jsonb_build_object('id', d.id, 'sector', d.sector,
        'kind', d.kind, 'givenBy', d.given_by, 'givenOn', d.given_on, 'fromOn', d.from_on,
        'toOn', d.to_on, 'detail', t.text, 'salt', encode(t.salt, 'hex'))) as documents
    from documents d join entries e on e.id = d.entry_id
    left join texts t on t.id = d.detail_id
    group by e.id, e.evidence, d.arrangement_id, d.recorded_by`;
  return compare('record of documents', rows.cursor(BATCH), (row) => {
    const salted = row.documents.map((one) => ({
      ...one,
      salt: one.salt === null ? null : Buffer.from(one.salt, 'hex'),
    }));
    const { fields, salt } = documentEvidence(row.arrangementId, row.recordedBy, salted);
    return evidenceOf(fields, salt);
  });
};

const withdrawals: EvidenceCheck = ({ tx }) => {
  type Row = Held & Parameters<typeof withdrawalFields>[0] & { salt: Buffer };
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, w.document_id as "documentId",
      w.withdrawn_on as "withdrawnOn", w.recorded_by as "recordedBy", t.text as reasons, t.salt
    from document_withdrawals w join entries e on e.id = w.entry_id
    join texts t on t.id = w.reasons_id`;
  return compare('withdrawal of a document', rows.cursor(BATCH), (row) =>
    evidenceOf(withdrawalFields(row), row.salt),
  );
};

const exclusions: EvidenceCheck = ({ tx }) => {
  type Row = Held & ExclusionRow & { salt: Buffer };
  const rows = tx.sql<Row[]>`
    select e.id as entry, e.evidence, x.id, x.arrangement_id as "arrangementId", x.what,
      x.from_on as "fromOn", x.to_on as "toOn", x.recorded_by as "recordedBy",
      t.text as description, t.salt
    from exclusions x join entries e on e.id = x.entry_id join texts t on t.id = x.description_id`;
  return compare('exclusion', rows.cursor(BATCH), (row) =>
    evidenceOf(exclusionFields(row), row.salt),
  );
};

/** How the evidence about documents is recomputed, for `verify`. */
export const DOCUMENT_CHECKS: readonly EvidenceCheck[] = [documents, withdrawals, exclusions];

import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import type { Sector } from '../ledger/accounts.ts';
import { noteRules } from '../law/store.ts';
import type { Rule } from '../law/rules.ts';
import { addTexts, type KeptText } from '../people/texts.ts';

/** A document to put on file for one or more sectors of an arrangement. Dates are `yyyy-mm-dd`. */
export interface NewDocument {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly sectors: readonly Sector[];
  readonly kind: string;
  readonly givenBy: string;
  readonly givenOn: string;
  readonly fromOn: string;
  readonly toOn?: string | null | undefined;
  readonly detail?: string | undefined;
}

/** A document as the digest covers it: one row for each sector. */
export interface DocumentRow {
  readonly id: string;
  readonly arrangementId: string;
  readonly sector: string;
  readonly kind: string;
  readonly givenBy: string;
  readonly givenOn: string;
  readonly fromOn: string;
  readonly toOn: string | null;
  readonly detail: string | null;
  readonly salt: Uint8Array | null;
}

/**
 * What the digest of one decision covers: who put which documents on file, in the order of their
 * ids. The salt is made of those of the texts, in the same order.
 */
export function documentEvidence(
  arrangementId: string,
  recordedBy: string,
  rows: readonly DocumentRow[],
): { fields: (string | null)[]; salt: Uint8Array } {
  const inOrder = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    fields: [
      'documents-1',
      arrangementId,
      recordedBy,
      ...inOrder.flatMap((row) => [
        row.id,
        row.sector,
        row.kind,
        row.givenBy,
        row.givenOn,
        row.fromOn,
        row.toOn,
        row.detail,
      ]),
    ],
    salt: Buffer.concat(inOrder.map((row) => row.salt ?? Buffer.alloc(0))),
  };
}

interface Row extends DocumentRow {
  readonly beneficiaryId: string;
  readonly detailId: string | null;
}

/**
 * Puts documents on file as a set: a row for each sector, and a decision for each arrangement with
 * the versions of the rules it was judged by. @returns the rows' ids, document by document.
 */
export async function addDocuments(
  tx: Tx,
  documents: readonly NewDocument[],
  rules: readonly Rule[] = [],
): Promise<string[]> {
  const rows = rowsOf(documents, await keepDetails(tx, documents));
  const decided = [...Map.groupBy(rows, (row) => row.arrangementId)];
  const entryIds = await recordDecisions(
    tx,
    decided.map(([arrangementId, own]) => ({
      key: `documents:${own[0]!.id}`,
      reason: 'documents_put_on_file',
      ...documentEvidence(arrangementId, tx.scope.user, own),
    })),
  );
  await noteRules(tx, entryIds, rules);
  const entries = new Map(decided.map(([arrangementId], n) => [arrangementId, entryIds[n]]));
  const input = rows.map((row) => ({
    ...row,
    salt: undefined,
    entryId: entries.get(row.arrangementId),
  }));
  await tx.sql`
    insert into documents (id, arrangement_id, beneficiary_id, sector, kind, given_by, given_on,
      from_on, to_on, detail_id, recorded_by, entry_id)
    select id, "arrangementId", "beneficiaryId", sector, kind, "givenBy", "givenOn", "fromOn",
      "toOn", "detailId", ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as d(id uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, sector text, kind text, "givenBy" text,
      "givenOn" date, "fromOn" date, "toOn" date, "detailId" uuid, "entryId" bigint)`;
  return rows.map((row) => row.id);
}

/** Keeps what the documents say. @returns for each document its text, or null. */
async function keepDetails(
  tx: Tx,
  documents: readonly NewDocument[],
): Promise<(KeptText | null)[]> {
  const written = documents.flatMap(({ beneficiaryId, detail }) =>
    detail === undefined ? [] : [{ beneficiaryId, text: detail }],
  );
  const kept = written.length === 0 ? [] : await addTexts(tx, written);
  const next = kept.values();
  return documents.map(({ detail }) => (detail === undefined ? null : next.next().value!));
}

const rowsOf = (documents: readonly NewDocument[], texts: readonly (KeptText | null)[]): Row[] =>
  documents.flatMap(({ sectors, ...one }, n) =>
    sectors.map((sector) => ({
      ...one,
      id: randomUUID(),
      sector,
      toOn: one.toOn ?? null,
      detail: one.detail ?? null,
      detailId: texts[n]?.id ?? null,
      salt: texts[n]?.salt ?? null,
    })),
  );

/** A document on file, as it is shown. */
export interface ListedDocument {
  readonly id: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly sector: Sector;
  readonly kind: string;
  readonly givenBy: string;
  readonly givenOn: string;
  readonly fromOn: string;
  readonly toOn: string | null;
  /** Null where there is none, or for those who may not read it. */
  readonly detail: string | null;
  readonly withdrawnOn: string | null;
  readonly reasons: string | null;
  readonly recordedBy: string;
  readonly entryId: string;
}

/** Documents that the caller may see: one, or those of an arrangement by the day they begin. */
export async function documentsBy(
  tx: Tx,
  by:
    | { readonly id: string }
    | {
        readonly arrangementId: string;
        readonly after?: { readonly fromOn: string; readonly id: string } | undefined;
        readonly limit: number;
      },
): Promise<ListedDocument[]> {
  const { sql } = tx;
  const which =
    'id' in by
      ? sql`d.id = ${by.id}`
      : sql`d.arrangement_id = ${by.arrangementId} ${
          by.after === undefined
            ? sql``
            : sql`and (d.from_on, d.id) > (${by.after.fromOn}::date, ${by.after.id}::uuid)`
        }`;
  return sql<ListedDocument[]>`
    select d.id, d.arrangement_id as "arrangementId", d.beneficiary_id as "beneficiaryId", d.sector,
      d.kind, d.given_by as "givenBy", d.given_on as "givenOn", d.from_on as "fromOn",
      d.to_on as "toOn", t.text as detail, w.withdrawn_on as "withdrawnOn", r.text as reasons,
      d.recorded_by as "recordedBy", d.entry_id as "entryId"
    from documents d
    left join texts t on t.id = d.detail_id
    left join document_withdrawals w on w.document_id = d.id
    left join texts r on r.id = w.reasons_id
    where ${which}
    order by d.from_on, d.id limit ${'id' in by ? 1 : by.limit + 1}`;
}

/** All documents of one kind that are on file for an arrangement. */
export async function documentsOnFile(
  tx: Tx,
  arrangementId: string,
  kind: string,
): Promise<OnFileRow[]> {
  return tx.sql<OnFileRow[]>`
    select d.sector, d.kind, d.from_on as "fromOn", d.to_on as "toOn",
      w.withdrawn_on as "withdrawnOn"
    from documents d left join document_withdrawals w on w.document_id = d.id
    where d.arrangement_id = ${arrangementId} and d.kind = ${kind}`;
}

export type OnFileRow = Pick<ListedDocument, 'sector' | 'kind' | 'fromOn' | 'toOn' | 'withdrawnOn'>;

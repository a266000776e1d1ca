import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { addTexts } from '../people/texts.ts';

/** A person who may not be paid, or a purpose the money may not be used for. */
export interface NewExclusion {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly what: 'person' | 'purpose';
  readonly description: string;
  readonly fromOn: string;
  readonly toOn: string | null;
}

/** An exclusion as the digest covers it. */
export type ExclusionRow = Omit<NewExclusion, 'beneficiaryId'> & {
  readonly id: string;
  readonly recordedBy: string;
};

/** The fields that the digest of an exclusion covers, in order; salted as its text is. */
export const exclusionFields = (one: ExclusionRow): (string | null)[] => [
  'exclusion-1',
  one.id,
  one.arrangementId,
  one.what,
  one.fromOn,
  one.toOn,
  one.recordedBy,
  one.description,
];

/** Records exclusions as a set, each by a decision in the journal. @returns them in order. */
export async function addExclusions(
  tx: Tx,
  exclusions: readonly NewExclusion[],
): Promise<{ id: string; recordedBy: string; entryId: string }[]> {
  const recordedBy = tx.scope.user;
  const rows = exclusions.map((one) => ({ ...one, id: randomUUID(), recordedBy }));
  const texts = await addTexts(
    tx,
    rows.map(({ beneficiaryId, description }) => ({ beneficiaryId, text: description })),
  );
  const entryIds = await recordDecisions(
    tx,
    rows.map((row, n) => ({
      key: `exclusion:${row.id}`,
      reason: `${row.what}_excluded`,
      fields: exclusionFields(row),
      salt: texts[n]!.salt,
    })),
  );
  const input = rows.map((row, n) => ({
    ...row,
    descriptionId: texts[n]!.id,
    entryId: entryIds[n],
  }));
  await tx.sql`
    insert into exclusions (id, arrangement_id, beneficiary_id, what, description_id, from_on,
      to_on, recorded_by, entry_id)
    select id, "arrangementId", "beneficiaryId", what, "descriptionId", "fromOn", "toOn",
      "recordedBy", "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as x(id uuid,
      "arrangementId" uuid, "beneficiaryId" uuid, what text, "descriptionId" uuid, "fromOn" date,
      "toOn" date, "recordedBy" uuid, "entryId" bigint)`;
  return rows.map(({ id }, n) => ({ id, recordedBy, entryId: entryIds[n]! }));
}

export interface ListedExclusion {
  readonly id: string;
  readonly arrangementId: string;
  readonly what: 'person' | 'purpose';
  /** Null for those who may not read it. */
  readonly description: string | null;
  readonly fromOn: string;
  readonly toOn: string | null;
  readonly recordedBy: string;
  readonly entryId: string;
}

/** The exclusions of an arrangement, by the day they begin, after one of them. */
export async function exclusionsOf(
  tx: Tx,
  by: {
    readonly arrangementId: string;
    readonly after?: { readonly fromOn: string; readonly id: string } | undefined;
    readonly limit: number;
  },
): Promise<ListedExclusion[]> {
  const { sql } = tx;
  return sql<ListedExclusion[]>`
    select x.id, x.arrangement_id as "arrangementId", x.what, t.text as description,
      x.from_on as "fromOn", x.to_on as "toOn", x.recorded_by as "recordedBy",
      x.entry_id as "entryId"
    from exclusions x left join texts t on t.id = x.description_id
    where x.arrangement_id = ${by.arrangementId} ${
      by.after === undefined
        ? sql``
        : sql`and (x.from_on, x.id) > (${by.after.fromOn}::date, ${by.after.id}::uuid)`
    }
    order by x.from_on, x.id limit ${by.limit + 1}`;
}

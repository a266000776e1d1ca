import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { Problem } from '../problem.ts';

/** How strictly and how often an account's returns come in, from a day on. */
export interface NewTerms {
  readonly pooledAccountId: string | null;
  readonly payeeId: string | null;
  /** ISO day. */
  readonly effectiveOn: string;
  readonly tier: 'standard' | 'light_touch';
  readonly every: 'month' | 'quarter' | 'year';
}

export interface TermsRow extends NewTerms {
  readonly id: string;
  readonly recordedBy: string;
  readonly recordedAt: string;
  readonly entry: string;
}

/** The facts that the digest of terms covers. */
export function termsFields(one: NewTerms & { readonly id: string }): (string | null)[] {
  return [
    'return-terms-1',
    one.id,
    one.pooledAccountId,
    one.payeeId,
    one.effectiveOn,
    one.tier,
    one.every,
  ];
}

/** Records terms, as a set. @returns their ids in the order given */
export async function addTerms(tx: Tx, list: readonly NewTerms[]): Promise<string[]> {
  const rows = list.map((one) => ({ ...one, id: randomUUID() as string }));
  const entries = await recordDecisions(
    tx,
    rows.map((row) => ({
      key: `return_terms:${row.id}`,
      reason: 'return_terms_set',
      fields: termsFields(row),
    })),
  );
  const input = rows.map((row, n) => ({ ...row, entryId: entries[n] }));
  const added = await tx.sql`
    insert into return_terms (id, pooled_account_id, payee_id, effective_on, tier, every,
      recorded_by, entry_id)
    select id, "pooledAccountId", "payeeId", "effectiveOn", tier, every, ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as t(id uuid,
      "pooledAccountId" uuid, "payeeId" uuid, "effectiveOn" date, tier text, every text,
      "entryId" bigint)
    on conflict do nothing returning id`;
  if (added.length < rows.length) {
    throw new Problem('already-exists', 'The account has terms from that day on already.');
  }
  return rows.map((row) => row.id);
}

/** Terms: one, or the latest first after a cursor of day and id. */
export async function listTerms(
  tx: Tx,
  by:
    | { id: string }
    | {
        pooledAccountId?: string | undefined;
        payeeId?: string | undefined;
        after?: string | undefined;
        limit: number;
      },
): Promise<TermsRow[]> {
  const { sql } = tx;
  const after = 'id' in by ? undefined : by.after;
  const [day = null, id = null] = after?.split('_') ?? [];
  const where =
    'id' in by
      ? sql`t.id = ${by.id}`
      : sql`(${by.pooledAccountId ?? null}::uuid is null
            or t.pooled_account_id = ${by.pooledAccountId ?? null})
          and (${by.payeeId ?? null}::uuid is null or t.payee_id = ${by.payeeId ?? null})
          and (${id}::uuid is null or (t.effective_on, t.id) < (${day}::date, ${id}::uuid))`;
  return sql<TermsRow[]>`
    select t.id, t.pooled_account_id as "pooledAccountId", t.payee_id as "payeeId",
      t.effective_on as "effectiveOn", t.tier, t.every, t.recorded_by as "recordedBy",
      to_json(t.recorded_at) #>> '{}' as "recordedAt", t.entry_id as entry
    from return_terms t where ${where}
    order by t.effective_on desc, t.id desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

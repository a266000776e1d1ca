import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import type { KeptText } from '../people/texts.ts';
import type { StoredVersion } from './version-store.ts';

export interface OpenProposal {
  readonly id: string;
  /** When it was proposed, in millionths of a second: its place in the list. */
  readonly order: string;
}

/** Proposals that are still to be decided, the oldest first, after a cursor of order and id. */
export async function openProposals(
  tx: Tx,
  by: { after?: string | undefined; limit: number },
): Promise<OpenProposal[]> {
  const { sql } = tx;
  const [order, id] = by.after?.split('_') ?? [];
  return sql<OpenProposal[]>`
    with proposed as (
      select g.*, (extract(epoch from g.proposed_at) * 1000000)::bigint as "order"
      from agreements g
      where not exists (select from agreement_decisions d where d.agreement_id = g.id)
        and not exists (select from agreement_refusals r where r.agreement_id = g.id)
    )
    select p.id, p."order"::text, a.id as "arrangementId", a.budget_id as "budgetId",
      a.beneficiary_id as "beneficiaryId", b.reference, a.kind, a.purpose, p.version, p.change,
      p.effective_on as "effectiveOn", p.amount, p.agreed_total as "agreedTotal", p.reason,
      p.proposed_by as "proposedBy", to_json(p.proposed_at) #>> '{}' as "proposedAt"
    from proposed p join arrangements a on a.id = p.arrangement_id
    join beneficiaries b on b.id = a.beneficiary_id
    where not exists (select from budget_closures c where c.budget_id = a.budget_id)
      ${id === undefined ? sql`` : sql`and (p."order", p.id) > (${order!}::bigint, ${id}::uuid)`}
    order by p."order", p.id limit ${by.limit + 1}`;
}

/** The fields that the digest of a refused proposal covers, in order. */
export function refusalFields(agreementId: string, decidedBy: string, reasons: string): string[] {
  return ['agreement-refusal-1', agreementId, decidedBy, reasons];
}

/** Refuses a proposed version, with reasons. */
export async function refuse(
  tx: Tx,
  refusal: { beneficiaryId: string; version: StoredVersion; reasons: KeptText; text: string },
): Promise<void> {
  const { version, reasons } = refusal;
  const [entry] = await recordDecisions(tx, [
    {
      key: `agreement_refusal:${version.id}`,
      reason: 'proposal_refused',
      fields: refusalFields(version.id, tx.scope.user, refusal.text),
      salt: reasons.salt,
    },
  ]);
  await tx.sql`
    insert into agreement_refusals (agreement_id, proposed_by, beneficiary_id, reasons_id, decided_by,
      entry_id)
    values (${version.id}, ${version.proposedBy}, ${refusal.beneficiaryId}, ${reasons.id},
      ${tx.scope.user}, ${entry!})`;
}

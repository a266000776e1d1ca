import { agree, loadProposals, type Proposal } from '../budgets/agreement-store.ts';
import { refusalFields } from '../budgets/proposal-store.ts';
import { proposeVersions } from '../budgets/version-plan.ts';
import { decideAloneOnAll } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { addTexts } from '../people/texts.ts';
import { notFound } from '../problem.ts';
import { itemOf, totalsOf, type Select, type UpliftPlan, type UpliftRule } from './uplift-plan.ts';

/** Versions that are agreed in one set, before others get their turn. */
const SET = 100;

/**
 * The arrangements that a rule selects, in the order of their accounts, in which postings lock them:
 * so sets that are agreed one after the other meet no other posting the wrong way round.
 */
export async function selectedBy(tx: Tx, select: Select): Promise<string[]> {
  const { sql } = tx;
  const { kind, sector, funderId, arrangementIds } = select;
  const share = (where: ReturnType<typeof sql>) =>
    sql`and exists (select from shares s where s.arrangement_id = a.id and ${where})`;
  const rows = await sql<{ id: string }[]>`
    select a.id from arrangements a
    where true ${kind === undefined ? sql`` : sql`and a.kind = ${kind}`}
      ${sector === undefined ? sql`` : share(sql`s.source = ${sector}`)}
      ${funderId === undefined ? sql`` : share(sql`s.funder_id = ${funderId}`)}
      ${
        arrangementIds === undefined
          ? sql``
          : sql`and a.id in (select value::uuid
              from jsonb_array_elements_text(${JSON.stringify(arrangementIds)}::text::jsonb))`
      }
    order by (select min(c.id) from accounts c where c.arrangement_id = a.id), a.id`;
  return rows.map((row) => row.id);
}

/** Proposes all versions of an uplift. @returns its id */
export async function addUplift(
  tx: Tx,
  rule: UpliftRule,
  asked: unknown,
  raised: UpliftPlan['raised'],
): Promise<string> {
  const agreements = await proposeVersions(tx, raised);
  const totals = totalsOf(raised);
  const [added] = await tx.sql<{ id: string }[]>`
    insert into uplifts (effective_on, reason, rule, items, before, after, drawn_up_by)
    values (${rule.effectiveOn.toString()}::date, ${rule.reason},
      ${JSON.stringify(asked)}::text::jsonb, ${totals.items}, ${totals.before}, ${totals.after},
      ${tx.scope.user})
    returning id`;
  const rows = raised.map((one, n) => {
    const { before, after } = itemOf(one);
    return { agreementId: agreements[n], before, after };
  });
  await tx.sql`
    insert into uplift_agreements (uplift_id, agreement_id, before, after)
    select ${added!.id}, "agreementId", before, after
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as u("agreementId" uuid, before numeric, after numeric)`;
  return added!.id;
}

/** An uplift as it was drawn up. Amounts, days and moments are text. */
export interface Uplift {
  readonly id: string;
  readonly effectiveOn: string;
  readonly reason: string;
  readonly rule: unknown;
  readonly items: number;
  readonly before: string;
  readonly after: string;
  readonly state: 'proposed' | 'agreed' | 'refused';
  readonly drawnUpBy: string;
  readonly drawnUpAt: string;
  readonly decidedAt: string | null;
  readonly entry: string | null;
}

/** Uplifts: one, or newest first after another. */
export async function upliftsBy(
  tx: Tx,
  by: { id: string } | { after?: string | undefined; limit: number },
): Promise<Uplift[]> {
  const { sql } = tx;
  const which =
    'id' in by
      ? sql`u.id = ${by.id}`
      : by.after === undefined
        ? sql`true`
        : sql`(u.drawn_up_at, u.id) < (select drawn_up_at, id from uplifts where id = ${by.after})`;
  return sql<Uplift[]>`
    select u.id, u.effective_on as "effectiveOn", u.reason, u.rule, u.items, u.before, u.after,
      u.drawn_up_by as "drawnUpBy", to_json(u.drawn_up_at) #>> '{}' as "drawnUpAt",
      to_json(d.decided_at) #>> '{}' as "decidedAt",
      d.entry_id as entry, coalesce(d.outcome, 'proposed') as state
    from uplifts u left join uplift_decisions d on d.uplift_id = u.id
    where ${which} order by u.drawn_up_at desc, u.id desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

export async function upliftOf(tx: Tx, id: string): Promise<Uplift> {
  const [found] = await upliftsBy(tx, { id });
  if (found === undefined) throw notFound();
  return found;
}

/** The versions of an uplift after one, in order of their ids, with what became of each. */
export async function upliftItems(
  tx: Tx,
  by: { upliftId: string; after?: string | undefined; limit: number },
) {
  const { sql } = tx;
  return sql<{ agreementId: string }[]>`
    select u.agreement_id as "agreementId", g.arrangement_id as "arrangementId",
      g.beneficiary_id as "beneficiaryId", g.version, u.before, u.after,
      u.after - u.before as difference, g.agreed_total as "agreedTotal",
      case when d.agreement_id is not null then 'agreed'
        when r.agreement_id is not null then 'refused' else 'proposed' end as state
    from uplift_agreements u join agreements g on g.id = u.agreement_id
    left join agreement_decisions d on d.agreement_id = u.agreement_id
    left join agreement_refusals r on r.agreement_id = u.agreement_id
    where u.uplift_id = ${by.upliftId}
      ${by.after === undefined ? sql`` : sql`and u.agreement_id > ${by.after}`}
    order by u.agreement_id limit ${by.limit + 1}`;
}

/**
 * The versions of an uplift that are still to be decided, with nobody else deciding on them. What was
 * decided by itself meanwhile is not among them. In the order of their accounts.
 */
export async function toDecide(tx: Tx, upliftId: string): Promise<Proposal[]> {
  const rows = await tx.sql<{ id: string; arrangementId: string }[]>`
    select g.id, g.arrangement_id as "arrangementId" from uplift_agreements u
    join agreements g on g.id = u.agreement_id where u.uplift_id = ${upliftId}
    order by (select min(c.id) from accounts c where c.arrangement_id = g.arrangement_id), g.id`;
  await decideAloneOnAll(
    tx,
    rows.map((row) => `arrangement ${row.arrangementId}`),
  );
  const proposals: Proposal[] = [];
  for (let start = 0; start < rows.length; start += SET) {
    const ids = rows.slice(start, start + SET).map((row) => row.id);
    proposals.push(...(await loadProposals(tx, ids)));
  }
  return proposals.filter(({ version }) => version.state === 'proposed');
}

/** Agrees versions of an uplift, and records the decision on it. */
export async function agreeUplift(
  tx: Tx,
  uplift: Uplift,
  proposals: readonly Proposal[],
): Promise<void> {
  for (let start = 0; start < proposals.length; start += SET) {
    await agree(tx, proposals.slice(start, start + SET));
  }
  await decide(tx, uplift, 'agreed');
}

/** Refuses versions of an uplift with the same reasons, and records the decision on it. */
export async function refuseUplift(
  tx: Tx,
  uplift: Uplift,
  proposals: readonly Proposal[],
  reasons: string,
): Promise<void> {
  const texts = await addTexts(
    tx,
    proposals.map(({ arrangement }) => ({
      beneficiaryId: arrangement.beneficiaryId,
      text: reasons,
    })),
  );
  const entries = await recordDecisions(
    tx,
    proposals.map(({ version }, n) => ({
      key: `agreement_refusal:${version.id}`,
      reason: 'proposal_refused',
      fields: refusalFields(version.id, tx.scope.user, reasons),
      salt: texts[n]!.salt,
    })),
  );
  const rows = proposals.map(({ arrangement, version }, n) => ({
    id: version.id,
    proposedBy: version.proposedBy,
    beneficiaryId: arrangement.beneficiaryId,
    reasonsId: texts[n]!.id,
    entryId: entries[n]!,
  }));
  await tx.sql`
    insert into agreement_refusals (agreement_id, proposed_by, beneficiary_id, reasons_id, decided_by,
      entry_id)
    select id, "proposedBy", "beneficiaryId", "reasonsId", ${tx.scope.user}, "entryId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(id uuid, "proposedBy" uuid,
      "beneficiaryId" uuid, "reasonsId" uuid, "entryId" bigint)`;
  await decide(tx, uplift, 'refused');
}

async function decide(tx: Tx, uplift: Uplift, outcome: 'agreed' | 'refused'): Promise<void> {
  const { id, drawnUpBy } = uplift;
  const [facts] = await upliftFacts(tx, tx.sql`${id}::uuid`);
  const fields = upliftFields({ ...facts!, outcome, decidedBy: tx.scope.user });
  const [entry] = await recordDecisions(tx, [
    { key: `uplift:${id}`, reason: `uplift_${outcome}`, fields },
  ]);
  await tx.sql`
    insert into uplift_decisions (uplift_id, drawn_up_by, outcome, decided_by, entry_id)
    values (${id}, ${drawnUpBy}, ${outcome}, ${tx.scope.user}, ${entry!})`;
}

/** What the digest of a decision on an uplift covers, as the book has it. */
export interface UpliftFacts {
  readonly id: string;
  readonly effectiveOn: string;
  readonly rule: string;
  readonly before: string;
  readonly after: string;
  readonly drawnUpBy: string;
  /** By version: its id, before and after. */
  readonly versions: readonly string[];
}

/** The query of the facts of one uplift; its id may be a part of a greater query. */
export function upliftFacts(tx: Tx, id: ReturnType<Tx['sql']>) {
  return tx.sql<UpliftFacts[]>`
    select u.id, u.effective_on as "effectiveOn", u.rule::text as rule, u.before, u.after,
      u.drawn_up_by as "drawnUpBy", (
        select jsonb_agg(a.agreement_id || '|' || a.before || '|' || a.after order by a.agreement_id)
        from uplift_agreements a where a.uplift_id = u.id) as versions
    from uplifts u where u.id = ${id}`;
}

/** The fields that the digest of a decision on an uplift covers, in order. */
export function upliftFields(
  one: UpliftFacts & { readonly outcome: string; readonly decidedBy: string },
): string[] {
  return [
    'uplift-1',
    one.id,
    one.outcome,
    one.effectiveOn,
    one.rule,
    one.before,
    one.after,
    one.drawnUpBy,
    one.decidedBy,
    ...one.versions,
  ];
}

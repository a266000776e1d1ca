import type { Tx } from '../database/transactions.ts';
import { missingFor } from '../documents/missing.ts';
import type { RulesInForce } from '../law/rules.ts';
import { noteRules } from '../law/store.ts';
import type { Sector } from '../ledger/accounts.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post, type Posting } from '../ledger/post.ts';
import { toText } from '../money.ts';
import { addTexts } from '../people/texts.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import type { Cover, LetGo } from './hold-rules.ts';
import type { MissingThing } from './left-out.ts';

/** A share of an instalment, with the accounts that freeing a part of it moves money between. */
interface HeldShare {
  readonly id: string;
  readonly amount: string;
  readonly agreed: string;
  readonly available: string;
  readonly committed: string;
}

/** An instalment with the shares of one sector, and what stands in the way of deciding on them. */
export interface HeldInstalment {
  readonly id: string;
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  /** From which day the version that it came with is in the books. */
  readonly bookedFrom: string;
  readonly budgetClosed: boolean;
  readonly state: 'unpaid' | 'replaced' | 'paid_before' | 'in_a_run' | 'let_go';
  readonly shares: readonly HeldShare[];
}

/** An instalment with its shares of a sector, if the caller may see it. */
export async function heldInstalment(
  tx: Tx,
  by: { id: string; sector: Sector },
): Promise<HeldInstalment | undefined> {
  const { id, sector } = by;
  const [row] = await tx.sql<HeldInstalment[]>`
    with mine as materialized (
      select s.id, x.amount, ag.id as agreed, av.id as available, co.id as committed
      from instalment_shares x
      join shares s on s.id = x.share_id and s.source = ${sector}
      join arrangements a on a.id = x.arrangement_id
      join account_classes agc on agc.name = 'agreed/' || s.source
      join accounts ag on ag.class = agc.id and ag.subject = s.funder_id
      join account_classes avc on avc.name = 'available/' || a.kind || '/' || s.source
      join accounts av on av.class = avc.id and av.subject = s.id
      join account_classes coc on coc.name = 'committed/' || a.kind || '/' || s.source
      join accounts co on co.class = coc.id and co.subject = s.id
      where x.instalment_id = ${id} and x.amount > 0
    )
    select i.id, i.arrangement_id as "arrangementId", i.beneficiary_id as "beneficiaryId",
      i.period_from as "periodFrom", i.period_to as "periodTo",
      e.effective_on as "bookedFrom",
      c.budget_id is not null as "budgetClosed",
      case when exists (select from replaced_instalments r where r.instalment_id = i.id)
          then 'replaced'
        when exists (select from instalments_paid_before b where b.instalment_id = i.id)
          then 'paid_before'
        when exists (select from pay_run_item_shares p where p.instalment_id = i.id
          and p.share_id in (select id from mine) and not exists (
            select from undone_items u where u.item_id = p.item_id)) then 'in_a_run'
        when exists (select from hold_releases h where h.instalment_id = i.id
          and h.share_id in (select id from mine)) then 'let_go'
        else 'unpaid' end as state,
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'amount', s.amount::text,
        'agreed', s.agreed::text, 'available', s.available::text, 'committed', s.committed::text)
        order by x.position) from mine s join shares x on x.id = s.id), '[]') as shares
    from instalments i
    join arrangements a on a.id = i.arrangement_id
    join agreement_decisions d on d.agreement_id = i.agreement_id
    join entries e on e.id = d.entry_id
    left join budget_closures c on c.budget_id = a.budget_id and c.closed_on <= i.value_on
    where i.id = ${id}`;
  return row;
}

/** What is missing for the shares of an instalment, day by day; a day without any is absent. */
export async function missingByDay(
  tx: Tx,
  held: HeldInstalment,
  rules: RulesInForce,
): Promise<Map<string, MissingThing[]>> {
  const asked = tx.sql`
    select ${held.arrangementId}::uuid as arrangement_id, s.id::uuid as share_id, d::date as day
    from jsonb_array_elements_text(${JSON.stringify(held.shares.map((one) => one.id))}::text::jsonb)
      as s(id),
      generate_series(${held.periodFrom}::date, ${held.periodTo}::date, interval '1 day') as d`;
  const rows = await joiningWhole(
    tx,
    () => tx.sql<{ day: string; missing: MissingThing[] }[]>`
      select day, jsonb_agg(jsonb_build_object('document', document, 'givenBy', given_by)
        order by document, given_by) as missing
      from (select distinct day, document, given_by
        from (${missingFor(tx, asked, rules)}) as every_share) as m
      group by day`,
  );
  return new Map(rows.map((row) => [row.day, row.missing]));
}

/** A decision to let go of what was on hold. */
export interface HoldRelease {
  readonly held: HeldInstalment;
  readonly sector: Sector;
  readonly cover: Cover;
  readonly reasons: string;
  /** What becomes of each share, in their order. */
  readonly parts: readonly LetGo[];
}

/**
 * Records the decision, with the rules that it used, and frees what is not paid: it is not
 * scheduled any more, and its funder has not agreed it any more.
 */
export async function releaseHold(
  tx: Tx,
  release: HoldRelease,
  rules: RulesInForce,
): Promise<string> {
  const { held, sector, cover, parts } = release;
  const { beneficiaryId, arrangementId, shares } = held;
  const [text] = await addTexts(tx, [{ beneficiaryId, text: release.reasons }]);
  const rows = shares.map(({ id }, n) => ({
    shareId: id,
    amount: toText(parts[n]!.paid),
    freed: toText(parts[n]!.freed),
  }));
  const fields = holdReleaseFields({
    instalmentId: held.id,
    cover,
    releasedBy: tx.scope.user,
    reasons: release.reasons,
    shares: rows,
  });
  const key = `hold_release:${held.id}:${sector}`;
  const decision: Posting = {
    key,
    kind: 'decision',
    effectiveOn: tx.scope.today,
    reason: 'hold_released',
    evidence: evidenceOf(fields, text!.salt),
    transfers: [],
  };
  const posted = await post(tx, [decision, ...freeing(tx, release)]);
  const entryId = posted.ids.get(key)!;
  await tx.sql`
    insert into hold_releases (instalment_id, arrangement_id, beneficiary_id, share_id, cover, amount,
      freed, reasons_id, released_by, entry_id)
    select ${held.id}::uuid, ${arrangementId}::uuid, ${beneficiaryId}::uuid, "shareId", ${cover},
      amount, freed, ${text!.id}::uuid, ${tx.scope.user}::uuid, ${entryId}::bigint
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as r("shareId" uuid, amount numeric, freed numeric)`;
  await noteRules(tx, [entryId], rules.used());
  return entryId;
}

/**
 * The two entries that free what is not paid, or none. What a version has agreed from a later day
 * on, e.g. a rise to come, is freed on that day: before it there is nothing to be freed.
 */
function freeing(tx: Tx, { held, sector, parts }: HoldRelease): Posting[] {
  const freed = held.shares
    .map((share, n) => ({ share, amount: parts[n]!.freed }))
    .filter(({ amount }) => amount.gt(0));
  if (freed.length === 0) return [];
  const bookedFrom = Temporal.PlainDate.from(held.bookedFrom);
  const { today } = tx.scope;
  const effectiveOn = Temporal.PlainDate.compare(today, bookedFrom) < 0 ? bookedFrom : today;
  return [
    {
      key: `hold_unscheduled:${held.id}:${sector}`,
      kind: 'scheduled',
      effectiveOn,
      reason: 'hold_released',
      transfers: freed.map(({ share, amount }) => ({
        from: share.committed,
        to: share.available,
        amount,
      })),
    },
    {
      key: `hold_freed:${held.id}:${sector}`,
      kind: 'agreed',
      effectiveOn,
      reason: 'hold_released',
      transfers: freed.map(({ share, amount }) => ({
        from: share.available,
        to: share.agreed,
        amount,
      })),
    },
  ];
}

/** What the digest of a decision about a hold is made of. */
export interface HoldReleaseFacts {
  readonly instalmentId: string;
  readonly cover: string;
  readonly releasedBy: string;
  readonly reasons: string;
  /** In the agreed order. */
  readonly shares: readonly { shareId: string; amount: string; freed: string }[];
}

/** The fields that the digest of a decision about a hold covers, in order; salted by its reasons'. */
export function holdReleaseFields(facts: HoldReleaseFacts): string[] {
  return [
    'hold-release-1',
    facts.instalmentId,
    facts.cover,
    facts.releasedBy,
    facts.reasons,
    ...facts.shares.flatMap((share) => [share.shareId, share.amount, share.freed]),
  ];
}

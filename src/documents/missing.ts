import type { Fragment, Tx } from '../database/transactions.ts';
import type { Confidence, RulesInForce } from '../law/rules.ts';
import { rulesOn } from '../law/store.ts';
import type { Sector } from '../ledger/accounts.ts';
import { agesOf, type Age, type Stage } from './rules.ts';

/**
 * What is missing for shares on days. `asked` is a query with columns (arrangement_id uuid, share_id
 * uuid, day date). Gives a query with columns (arrangement_id, share_id, day, document text,
 * given_by text): one row for each thing that is required and not on file on that day; none for a
 * share that may be paid.
 *
 * Nothing is missing for a notional arrangement, nor for a contribution or a top-up. Where nobody
 * knows what a share requires, `other_recipient` is missing: it is held rather than paid.
 */
export function missingFor(tx: Tx, asked: Fragment, rules: RulesInForce): Fragment {
  return tx.sql`
    with ${required(tx, asked, rules)}
    select distinct r.arrangement_id, r.share_id, r.day, r.document, r.given_by
    from required r
    where not exists (
      select from on_file f where ${meets(tx)})`;
}

/** Whether the document `f` is what `r` requires, and holds on its day. */
const meets = (tx: Tx): Fragment => tx.sql`
  f.arrangement_id = r.arrangement_id and f.sector = r.sector and f.kind = r.document
  and ${covers(tx)} and (r.given_by is null or f.given_by = r.given_by)`;

/** Whether the document `f` holds on the day of `r`. */
const covers = ({ sql }: Tx): Fragment => sql`
  r.day between f.from_on and f.to_on and (f.withdrawn_on is null or r.day < f.withdrawn_on)`;

/**
 * The queries `on_file` and `required`, to begin a statement with. Each step is worked out once and
 * joined by hashes: under row-level security the planner would otherwise expect hardly any rows,
 * and go through them one by one.
 */
function required(tx: Tx, asked: Fragment, rules: RulesInForce): Fragment {
  return tx.sql`
    asked_shares as materialized (
      select q.arrangement_id, q.share_id, q.day, s.source as sector, a.beneficiary_id,
        p.relationship as recipient
      from (${asked}) as q
      join shares s on s.id = q.share_id
        and s.source not in ('contribution', 'top_up')
      join arrangements a on a.id = q.arrangement_id and a.kind <> 'notional'
      left join payees p on p.id = a.payee_id
    ), asked_days as materialized (
      select distinct arrangement_id, day from asked_shares
    ), ages as materialized (${ages(tx, rules)}
    ), versions as materialized (${versions(tx)}
    ), terms as materialized (${terms(tx)}
    ), on_file as materialized (
      select d.id, d.arrangement_id, d.sector, d.kind, d.given_by, d.from_on,
        coalesce(d.to_on, 'infinity') as to_on, w.withdrawn_on
      from documents d
      left join document_withdrawals w on w.document_id = d.id
      where d.arrangement_id in (select arrangement_id from asked_days)
    ), standing as materialized (${standing(tx)}
    ), required as materialized (
      select r.arrangement_id, r.share_id, r.day, r.sector, r.stage, r.capacity, r.recipient,
        coalesce(q.document, 'other_recipient') as document, q.given_by, q.source, q.confidence
      from standing r
      left join requirements q on q.sector = r.sector and q.stage = r.stage
        and q.recipient = r.recipient and q.capacity in ('either', r.capacity)
        and r.day between q.effective_on and coalesce(q.ends_on, 'infinity')
        and (q.applies_to = 'all' or (q.applies_to = 'on_premises' and r.on_premises)
          or (q.applies_to = 'same_household' and r.same_household))
    )`;
}

/** From which day each person is a young person and an adult in each sector. */
function ages(tx: Tx, rules: RulesInForce): Fragment {
  const { sql } = tx;
  const from = (age: Age | null): Fragment => {
    if (age === null) return sql`null::date`;
    return typeof age === 'number'
      ? sql`birthday(b.born_on, ${age}::int)`
      : sql`end_of_compulsory_school_age(b.born_on) + 1`;
  };
  const one = (sector: Sector): Fragment => {
    const { youngPerson, adult } = agesOf(sector, rules);
    return sql`
      select b.beneficiary_id, ${sector}::text as sector, ${from(youngPerson)} as young_person_from,
        ${from(adult)} as adult_from
      from personal_details b
      where b.beneficiary_id in (select beneficiary_id from asked_shares where sector = ${sector})`;
  };
  return sql`${one('education')} union all ${one('health')} union all ${one('social_care')}`;
}

/**
 * The version in force on each day: of the agreed versions the highest that has taken effect, else
 * the first. One that is still proposed counts only where there is no other.
 */
function versions({ sql }: Tx): Fragment {
  return sql`
    select distinct on (q.arrangement_id, q.day) q.arrangement_id, q.day, g.id, g.same_household
    from asked_days q
    join agreements g on g.arrangement_id = q.arrangement_id
    left join agreement_decisions d on d.agreement_id = g.id
    order by q.arrangement_id, q.day, d.agreement_id is null,
      case when g.effective_on <= q.day then -g.version else g.version end`;
}

/** What that version says about premises and household. */
function terms({ sql }: Tx): Fragment {
  return sql`
    select v.arrangement_id, v.day, v.same_household, i.agreement_id is not null as on_premises
    from versions v
    left join (
      select distinct agreement_id from budget_items
      where setting is not null and agreement_id in (select id from versions)
    ) as i on i.agreement_id = v.id`;
}

/** Where each share stands on its day: stage of life, capacity, and what its terms say. */
function standing(tx: Tx): Fragment {
  return tx.sql`
    select r.arrangement_id, r.share_id, r.day, r.sector, r.recipient,
      case when r.day >= b.adult_from then 'adult' when r.day >= b.young_person_from
        then 'young_person' when b.young_person_from is not null then 'child' end as stage,
      case when l.arrangement_id is null then 'has' else 'lacks' end as capacity,
      t.on_premises, t.same_household
    from asked_shares r
    left join ages b on b.beneficiary_id = r.beneficiary_id and b.sector = r.sector
    left join terms t on t.arrangement_id = r.arrangement_id and t.day = r.day
    left join (
      select distinct r.arrangement_id, r.day, f.sector
      from asked_days r join on_file f on f.arrangement_id = r.arrangement_id
        and f.kind = 'lacks_capacity' and ${covers(tx)}
    ) as l on l.arrangement_id = r.arrangement_id and l.day = r.day and l.sector = r.sector`;
}

/** One thing that a sector requires of an arrangement on a day, and the document that meets it. */
export interface RequiredDocument {
  readonly sector: Sector;
  readonly stage: Stage | null;
  readonly capacity: 'has' | 'lacks';
  readonly recipient: string | null;
  readonly document: string;
  readonly givenBy: string | null;
  /** Where the requirement comes from, and how sure we are; null where none is known. */
  readonly source: string | null;
  readonly confidence: Confidence | null;
  /** The document on file that holds on the day; null where it is missing. */
  readonly onFile: string | null;
}

/** What each sector of an arrangement requires on a day, and whether it is on file. */
export async function requiredOn(
  tx: Tx,
  { arrangementId, day }: { readonly arrangementId: string; readonly day: Temporal.PlainDate },
  rules: RulesInForce,
): Promise<RequiredDocument[]> {
  const { sql } = tx;
  const asked = sql`
    select distinct on (source) arrangement_id, id as share_id, ${day.toString()}::date as day
    from shares where arrangement_id = ${arrangementId} order by source, position`;
  return sql<RequiredDocument[]>`
    with ${required(tx, asked, rules)}
    select r.sector, r.stage, r.capacity, r.recipient, r.document, r.given_by as "givenBy",
      r.source, r.confidence, (
        select f.id from on_file f where ${meets(tx)} order by f.from_on, f.id limit 1
      ) as "onFile"
    from required r order by r.sector, r.document, r.given_by`;
}

/** What is missing for an arrangement on a day, by the rules of that day. */
export async function missingOn(
  tx: Tx,
  asked: { readonly arrangementId: string; readonly day: Temporal.PlainDate },
): Promise<Pick<RequiredDocument, 'sector' | 'document' | 'givenBy' | 'source'>[]> {
  const rows = await requiredOn(tx, asked, await rulesOn(tx, asked.day));
  return rows
    .filter((row) => row.onFile === null)
    .map(({ sector, document, givenBy, source }) => ({ sector, document, givenBy, source }));
}

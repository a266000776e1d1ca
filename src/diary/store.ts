import type { Fragment, Tx } from '../database/transactions.ts';
import { missingFor } from '../documents/missing.ts';
import type { RulesInForce } from '../law/rules.ts';
import type { Sector } from '../ledger/accounts.ts';
import { dueReviews, plansNow, runningArrangements } from '../reviews/due-store.ts';
import { KINDS, transitionsOf, wordsOf, type Detail, type Kind, type Transition } from './rules.ts';

type Day = Temporal.PlainDate;

export interface DiaryAsked {
  /** Both days are in the span. */
  readonly from: Day;
  readonly to: Day;
  /** Also the reviews that are late by today. */
  readonly late: boolean;
  readonly kind?: Kind | undefined;
  readonly beneficiaryId?: string | undefined;
  readonly after?: string | undefined;
  /** Without one the whole span. */
  readonly limit?: number;
}

export interface Missing {
  readonly arrangementId: string;
  readonly sector: Sector;
  readonly document: string;
  readonly givenBy: string | null;
}

interface Row {
  readonly on: string;
  readonly kind: Kind;
  readonly id: string;
  readonly beneficiaryId: string;
  readonly reference: string;
  readonly arrangementId: string | null;
  readonly sector: Sector | null;
  readonly detail: Detail;
  readonly missing: readonly Missing[];
}

/** One thing that happens on a day. */
export interface Item extends Omit<Row, 'detail'> {
  readonly what: string;
}

/**
 * The diary of a span, in order of day, kind and id: one row more than the limit. What is missing on
 * the day of a transition is worked out for the rows that are given, not for the others.
 */
export async function diaryOf(tx: Tx, asked: DiaryAsked, rules: RulesInForce): Promise<Item[]> {
  const transitions = transitionsOf(rules);
  const rows = await tx.sql<Row[]>`${diaryQuery(tx, asked, rules)}`;
  return rows.map(({ detail, ...row }) => ({
    ...row,
    what: wordsOf({ ...row, detail }, transitions),
  }));
}

/** The one statement of the diary. Columns: as the fields of an item, and what it is worded from. */
export function diaryQuery(tx: Tx, asked: DiaryAsked, rules: RulesInForce): Fragment {
  const { sql } = tx;
  const { limit } = asked;
  return sql`
    with listed as materialized (
      select * from (${itemsOf(tx, asked, transitionsOf(rules))}) as i
      where true
        ${asked.beneficiaryId === undefined ? sql`` : sql`and i.beneficiary_id = ${asked.beneficiaryId}`}
        ${asked.after === undefined ? sql`` : sql`and ${isAfter(tx, asked.after)}`}
      order by i.on_day, i.kind collate "C", i.id collate "C"
      ${limit === undefined ? sql`` : sql`limit ${limit + 1}`}
    ), lives as materialized (
      select beneficiary_id, lives_on as day from listed where lives_on is not null
    ), running as materialized (${runningArrangements(tx)}
    ), asked_for as materialized (
      select r.arrangement_id, x.share_id, l.day
      from lives l
      join running r on r.beneficiary_id = l.beneficiary_id
      join agreement_shares x on x.agreement_id = r.agreement_id
      where r.ends_on is null or r.ends_on > l.day
    ), lacking as materialized (
      select m.beneficiary_id, m.day, jsonb_agg(jsonb_build_object('arrangementId', m.arrangement_id,
        'sector', m.sector, 'document', m.document, 'givenBy', m.given_by)
        order by m.arrangement_id, m.sector, m.document, m.given_by) as missing
      from (
        select distinct s.beneficiary_id, m.arrangement_id, m.day, s.source as sector, m.document, m.given_by
        from (${missingFor(tx, sql`select arrangement_id, share_id, day from asked_for`, rules)}) as m
        join shares s on s.id = m.share_id
      ) as m
      group by m.beneficiary_id, m.day
    )
    select l.on_day as "on", l.kind, l.id, l.beneficiary_id as "beneficiaryId", b.reference,
      l.arrangement_id as "arrangementId", l.sector, l.detail, coalesce(m.missing, '[]') as missing
    from listed l
    join beneficiaries b on b.id = l.beneficiary_id
    left join lacking m on m.beneficiary_id = l.beneficiary_id and m.day = l.lives_on
    order by l.on_day, l.kind collate "C", l.id collate "C"`;
}

/** The cursor of an item: its day, its kind and its id. */
export const cursorOf = (item: Pick<Item, 'on' | 'kind' | 'id'>): string =>
  `${item.on}.${item.kind}.${item.id}`;

function isAfter({ sql }: Tx, cursor: string): Fragment {
  const [day, kind, id] = cursor.split('.') as [string, string, string];
  return sql`(i.on_day, i.kind collate "C", i.id collate "C") > (${day}::date, ${kind}, ${id})`;
}

/** The items of the kinds that are asked for, all by one query. */
function itemsOf(tx: Tx, asked: DiaryAsked, transitions: readonly Transition[]): Fragment {
  const queries = queriesOf(tx, asked, transitions);
  const kinds = asked.kind === undefined ? KINDS : [asked.kind];
  const [first, ...others] = kinds.map((kind) => queries[kind]());
  return others.reduce((all, one) => tx.sql`${all} union all ${one}`, first!);
}

/**
 * A query for each kind. Columns: on_day date, kind text, id text, beneficiary_id, arrangement_id,
 * sector, detail jsonb, and lives_on date, the first day of the new stage of life at a transition.
 */
function queriesOf(
  tx: Tx,
  { from, to, late }: DiaryAsked,
  transitions: readonly Transition[],
): Record<Kind, () => Fragment> {
  const { sql } = tx;
  const inSpan = (day: Fragment): Fragment =>
    sql`${day} between ${from.toString()}::date and ${to.toString()}::date`;
  const item = (kind: Kind, rest: Fragment): Fragment => sql`
    select x.on_day, ${kind}::text as kind, x.id, x.beneficiary_id, x.arrangement_id, x.sector,
      x.detail, x.lives_on from (${rest}) as x`;
  const today = tx.scope.today.toString();
  const isLate = sql`d.due_on < least(${today}::date, ${from.toString()}::date)`;
  return {
    transition: () => item('transition', reached(tx, transitions, inSpan)),
    review_due: () =>
      item(
        'review_due',
        sql`
        select d.due_on as on_day, d.arrangement_id || '-' || d.sector as id, d.beneficiary_id,
          d.arrangement_id, d.sector, jsonb_build_object('basis', d.basis) as detail,
          null::date as lives_on
        from (${dueReviews(tx)}) as d
        where ${inSpan(sql`d.due_on`)} ${late ? sql`or ${isLate}` : sql``}`,
      ),
    document_ends: () => item('document_ends', endingDocuments(tx, inSpan)),
    notice_takes_effect: () => item('notice_takes_effect', effectiveNotices(tx, inSpan)),
    refusal_review_by: () => item('refusal_review_by', refusals(tx, inSpan)),
    plan_review_by: () => item('plan_review_by', plansToReview(tx, inSpan)),
    budget_ends: () =>
      item(
        'budget_ends',
        sql`
        select u.ends_on as on_day, u.id::text as id, u.beneficiary_id, null::uuid as arrangement_id,
          null::text as sector, '{}'::jsonb as detail, null::date as lives_on
        from budgets u where ${inSpan(sql`u.ends_on`)} and ${stillOpen(tx, sql`u.id`)}`,
      ),
    transfer_by: () => item('transfer_by', movesBy(tx, sql`v.transfer_by`, inSpan)),
    letter_by: () => item('letter_by', movesBy(tx, sql`v.letter_by`, inSpan)),
  };
}

type InSpan = (day: Fragment) => Fragment;

const stillOpen = ({ sql }: Tx, budgetId: Fragment): Fragment =>
  sql`not exists (select from budget_closures c where c.budget_id = ${budgetId})`;

/** Who reaches which age; nobody whose plans have all ceased. */
function reached({ sql, scope }: Tx, transitions: readonly Transition[], inSpan: InSpan): Fragment {
  const ages = JSON.stringify(transitions);
  return sql`
    select t.on_day, t.beneficiary_id || '-' || t.name as id, t.beneficiary_id,
      null::uuid as arrangement_id, null::text as sector,
      jsonb_build_object('transition', t.name) as detail,
      case when t.years is null then t.on_day + 1 else t.on_day end as lives_on
    from (
      select p.beneficiary_id, a.name, a.years, case when a.years is null
        then end_of_compulsory_school_age(p.born_on) else birthday(p.born_on, a.years) end as on_day
      from personal_details p, jsonb_to_recordset(${ages}::text::jsonb) as a(name text, years int)
    ) as t
    left join (
      select beneficiary_id, bool_and(coalesce(ceased_on <= ${scope.today.toString()}::date, false)) as ceased
      from plans group by beneficiary_id
    ) as l on l.beneficiary_id = t.beneficiary_id
    where ${inSpan(sql`t.on_day`)} and l.ceased is not true`;
}

const endingDocuments = (tx: Tx, inSpan: InSpan): Fragment => tx.sql`
  select d.to_on as on_day, d.id::text as id, d.beneficiary_id, d.arrangement_id, d.sector,
    jsonb_build_object('document', d.kind, 'givenBy', d.given_by) as detail, null::date as lives_on
  from documents d
  join arrangements a on a.id = d.arrangement_id
  left join document_withdrawals w on w.document_id = d.id
  where ${inSpan(tx.sql`d.to_on`)} and w.document_id is null and ${stillOpen(tx, tx.sql`a.budget_id`)}`;

/** A version that was refused is not announced any more. */
const effectiveNotices = ({ sql }: Tx, inSpan: InSpan): Fragment => sql`
  select n.takes_effect_on as on_day, n.id::text as id, n.beneficiary_id, n.arrangement_id,
    null::text as sector, jsonb_build_object('notice', n.kind,
      'undecided', r.notice_id is not null and o.notice_id is null) as detail,
    null::date as lives_on
  from notices n
  left join agreement_refusals f on f.agreement_id = n.agreement_id
  left join reconsiderations r on r.notice_id = n.id
  left join reconsideration_outcomes o on o.notice_id = n.id
  where ${inSpan(sql`n.takes_effect_on`)} and f.agreement_id is null`;

/** A funder's latest decision counts; once a review is asked for, there is no day to wait for. */
const refusals = ({ sql }: Tx, inSpan: InSpan): Fragment => sql`
  select d.review_by as on_day, d.id::text as id, d.beneficiary_id, null::uuid as arrangement_id,
    f.sector, jsonb_build_object('funder', f.name) as detail, null::date as lives_on
  from (
    select distinct on (request_id, funder_id) id, beneficiary_id, funder_id, outcome, review_by
    from funder_decisions order by request_id, funder_id, number desc
  ) as d
  join funders f on f.id = d.funder_id
  left join decision_reviews v on v.decision_id = d.id
  where d.outcome = 'refused' and v.id is null and ${inSpan(sql`d.review_by`)}`;

/** A plan that was reviewed since it began has been reviewed; the next day comes with a new plan. */
const plansToReview = (tx: Tx, inSpan: InSpan): Fragment => tx.sql`
  select p.review_by as on_day, p.id::text as id, p.beneficiary_id, null::uuid as arrangement_id,
    null::text as sector, '{}'::jsonb as detail, null::date as lives_on
  from (${plansNow(tx)}) as p
  left join (
    select beneficiary_id, max(held_on) as held_on from reviews where why = 'plan_review'
    group by beneficiary_id
  ) as v on v.beneficiary_id = p.beneficiary_id and v.held_on >= p.starts_on
  where v.beneficiary_id is null and ${inSpan(tx.sql`p.review_by`)}`;

const movesBy = ({ sql }: Tx, day: Fragment, inSpan: InSpan): Fragment => sql`
  select ${day} as on_day, v.id::text as id, v.beneficiary_id, null::uuid as arrangement_id,
    null::text as sector, jsonb_build_object('moves', v.what, 'direction', v.direction,
      'body', v.other_body) as detail, null::date as lives_on
  from moves v where ${inSpan(day)}`;

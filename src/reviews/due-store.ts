import type { Fragment, Tx } from '../database/transactions.ts';
import type { Rule } from '../law/rules.ts';
import type { Sector } from '../ledger/accounts.ts';
import { REVIEW_RULES } from './rules.ts';

/**
 * The first payment of each arrangement: the earliest value date of an instalment whose payment was
 * released, as the journal has it. Columns: arrangement_id, paid_on.
 */
export const firstPayments = ({ sql }: Tx): Fragment => sql`
  select i.arrangement_id, min(i.value_on) as paid_on
  from pay_run_items p
  join instalments i on i.id = p.instalment_id
  join entries e on e.key = 'payment:' || p.id
  group by i.arrangement_id`;

/**
 * The plan that each person has today: the latest that has started, unless it has ceased. Columns:
 * id, beneficiary_id, starts_on, review_by.
 */
export const plansNow = ({ sql, scope }: Tx): Fragment => sql`
  select id, beneficiary_id, starts_on, review_by from (
    select distinct on (beneficiary_id) id, beneficiary_id, starts_on, review_by, ceased_on
    from plans
    order by beneficiary_id, starts_on > ${scope.today.toString()}::date, starts_on desc, id
  ) as latest
  where ceased_on is null or ceased_on > ${scope.today.toString()}::date`;

/**
 * The arrangements that run, with the version that holds today (or the first to come) and the day on
 * which an agreed end takes effect; none of a closed budget. Columns: arrangement_id,
 * beneficiary_id, kind, agreement_id, ends_on.
 */
export const runningArrangements = ({ sql, scope }: Tx): Fragment => sql`
  select a.id as arrangement_id, a.beneficiary_id, a.kind, v.agreement_id, v.ends_on
  from (
    select g.arrangement_id,
      (array_agg(g.id order by g.effective_on > ${scope.today.toString()}::date,
        case when g.effective_on <= ${scope.today.toString()}::date then -g.version else g.version end))[1] as agreement_id,
      (array_agg(case when g.change = 'end' then g.effective_on end order by g.version desc))[1]
        as ends_on
    from agreements g join agreement_decisions d on d.agreement_id = g.id
    group by g.arrangement_id
  ) as v
  join arrangements a on a.id = v.arrangement_id
  where not exists (select from budget_closures c where c.budget_id = a.budget_id)
    and (v.ends_on is null or v.ends_on > ${scope.today.toString()}::date)`;

const namesOfRules = ({ sql }: Tx): Fragment =>
  sql`select jsonb_array_elements_text(${JSON.stringify(REVIEW_RULES)}::text::jsonb)`;

/** Every version of the rules for reviews, each day's latest revision. */
const spansOfRules = (tx: Tx): Fragment => tx.sql`
  select id, name, sector, value::int as value, unit, source, confidence, effective_on,
    lead(effective_on, 1, 'infinity') over (partition by name, sector order by effective_on) as until
  from (
    select distinct on (name, sector, effective_on) *
    from rules where name in (${namesOfRules(tx)}) and unit <> 'choice'
    order by name, sector, effective_on, revision desc
  ) as versions`;

interface Looked {
  readonly name: Fragment;
  readonly sector: Fragment;
  readonly day: Fragment;
  /** For which rows it is looked up at all. */
  readonly where: Fragment;
}

/** The version of a rule in force on a day: the sector's own, or the one for every sector. */
const ruleOn = ({ sql }: Tx, { name, sector, day, where }: Looked): Fragment => sql`
  select s.* from spans s
  where ${where} and s.name = ${name} and coalesce(s.sector, ${sector}) = ${sector}
    and ${day} >= s.effective_on and ${day} < s.until
  order by s.sector nulls last limit 1`;

/**
 * What decides when reviews are due, by arrangement and sector; as `ReviewFacts`. Each part is worked
 * out once and joined by hashes: the planner expects hardly any rows of a group, and would go
 * through all pairs of two such parts that it joins directly. Public money is what has a funder.
 */
const facts = (tx: Tx): Fragment => tx.sql`
  with running as materialized (${runningArrangements(tx)}
  ), sectors as materialized (
    select distinct x.agreement_id, c.source as sector
    from agreement_shares x join shares c on c.id = x.share_id where c.funder_id is not null
  ), current_plans as materialized (${plansNow(tx)}
  ), held as materialized (
    select v.arrangement_id, v.sector, max(v.held_on) filter (where v.held_on >= f.paid_on) as held_on,
      max(v.held_on) filter (where v.why = 'plan_review') as with_plan_on
    from reviews v left join first_paid f on f.arrangement_id = v.arrangement_id
    group by v.arrangement_id, v.sector
  )
  select r.arrangement_id, r.beneficiary_id, r.ends_on, s.sector, b.born_on, f.paid_on, h.held_on,
    case when s.sector = 'education' and (h.with_plan_on is null or h.with_plan_on < p.starts_on)
      then p.review_by end as plan_review_by
  from running r
  join sectors s on s.agreement_id = r.agreement_id
  left join personal_details b on b.beneficiary_id = r.beneficiary_id
  left join first_paid f on f.arrangement_id = r.arrangement_id
  left join current_plans p on p.beneficiary_id = r.beneficiary_id
  left join held h on h.arrangement_id = r.arrangement_id and h.sector = s.sector
  where r.kind <> 'notional'`;

/**
 * The next review of every sector of every running direct or third-party arrangement, by the same
 * rule as `reviewDue`. Columns: arrangement_id, beneficiary_id, sector, due_on, basis, counted_from,
 * source, confidence.
 */
export const dueReviews = (tx: Tx): Fragment => {
  const { sql } = tx;
  const adultFrom = ruleOn(tx, {
    name: sql`'adult_from'`,
    sector: sql`'social_care'`,
    day: sql`coalesce(f.held_on, f.paid_on)`,
    where: sql`f.sector = 'social_care'`,
  });
  const period = ruleOn(tx, {
    name: sql`c.rule_name`,
    sector: sql`c.sector`,
    day: sql`c.counted_from`,
    where: sql`c.counted_from is not null`,
  });
  const withPlan = ruleOn(tx, {
    name: sql`'next_review'`,
    sector: sql`c.sector`,
    day: sql`coalesce(c.counted_from, c.plan_review_by)`,
    where: sql`c.plan_review_by is not null`,
  });
  return sql`
    with spans as materialized (${spansOfRules(tx)}
    ), first_paid as materialized (${firstPayments(tx)}
    ), facts as materialized (${facts(tx)}
    ), counted as materialized (
      select f.*, coalesce(f.held_on, f.paid_on) as counted_from,
        case when f.held_on is null then 'first_review' else 'next_review' end
          || case when coalesce(f.held_on, f.paid_on) >= birthday(f.born_on, a.value)
            then '_adult' else '' end as rule_name
      from facts f left join lateral (${adultFrom}) as a on true
    ), worked_out as materialized (
      select c.*, (c.counted_from + make_interval(
          days => case p.unit when 'days' then p.value else 0 end,
          weeks => case p.unit when 'weeks' then p.value else 0 end,
          months => case p.unit when 'months' then p.value else 0 end,
          years => case p.unit when 'years' then p.value else 0 end))::date as by_period,
        p.source, p.confidence, w.source as plan_source, w.confidence as plan_confidence
      from counted c
      left join lateral (${period}) as p on true
      left join lateral (${withPlan}) as w on true
    ), due as (
      select *, coalesce(plan_review_by < by_period, by_period is null) as with_plan,
        least(by_period, plan_review_by) as due_on
      from worked_out
    )
    select arrangement_id, beneficiary_id, sector, due_on, counted_from,
      case when with_plan then 'plan_review' else rule_name end as basis,
      case when with_plan then plan_source else source end as source,
      case when with_plan then plan_confidence else confidence end as confidence
    from due
    where due_on is not null and (ends_on is null or due_on < ends_on)`;
};

export interface DueRow {
  readonly arrangementId: string;
  readonly beneficiaryId: string;
  readonly reference: string;
  readonly sector: Sector;
  readonly dueOn: string;
  readonly daysLate: number;
  readonly basis: { rule: string; source: string; confidence: string; countedFrom: string | null };
}

export interface DueAsked {
  readonly until: Temporal.PlainDate;
  readonly late: boolean;
  readonly sector?: Sector | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Reviews due until a day, in order of that day, after a cursor; one row more than the limit. */
export async function listDueReviews(tx: Tx, asked: DueAsked): Promise<DueRow[]> {
  const { sql } = tx;
  const today = tx.scope.today.toString();
  const [day, arrangement, sector] = asked.after?.split('.') ?? [];
  return sql<DueRow[]>`
    select d.arrangement_id as "arrangementId", d.beneficiary_id as "beneficiaryId", b.reference,
      d.sector, d.due_on as "dueOn", greatest(${today}::date - d.due_on, 0) as "daysLate",
      jsonb_build_object('rule', d.basis, 'source', d.source, 'confidence', d.confidence,
        'countedFrom', d.counted_from) as basis
    from (${dueReviews(tx)}) as d
    join beneficiaries b on b.id = d.beneficiary_id
    where d.due_on <= ${asked.until.toString()}::date
      ${asked.late ? sql`and d.due_on < ${today}::date` : sql``}
      ${asked.sector === undefined ? sql`` : sql`and d.sector = ${asked.sector}`}
      ${
        sector === undefined
          ? sql``
          : sql`and (d.due_on, d.arrangement_id, d.sector) > (${day!}::date, ${arrangement!}::uuid, ${sector})`
      }
    order by d.due_on, d.arrangement_id, d.sector limit ${asked.limit + 1}`;
}

/** Every version of the rules by which reviews come due. */
export async function reviewRules(tx: Tx): Promise<Rule[]> {
  return tx.sql<Rule[]>`
    select id, name, sector, effective_on as "effectiveOn", revision, value, unit, meaning, source,
      confidence
    from rules where name in (${namesOfRules(tx)})`;
}

import type { Fragment, Tx } from '../database/transactions.ts';
import { arrangementsInPlace, type On } from './in-place.ts';
import type { ReportAt } from './report.ts';
import { spentByShare } from './spent-by-share.ts';

/** The age groups of the department's tables, by the first age that is no longer of the group. */
const AGES: readonly (readonly [string, number])[] = [
  ['under 5', 5],
  ['5 to 10', 11],
  ['11 to 15', 16],
  ['16 to 19', 20],
];
const OLDEST = '20 and over';
const UNKNOWN_AGE = 'not known';

/** The groups that are always there, whether anybody is in them or not, in their order. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  all: ['all'],
  sector: ['education', 'health', 'social_care'],
  kind: ['direct', 'third_party', 'notional'],
  service: ['F', 'G', 'H1', 'H2', 'not itemised'],
  age: [...AGES.map(([name]) => name), OLDEST, UNKNOWN_AGE],
};

const ageGroup = ({ sql }: Tx, on: Fragment): Fragment => sql`
  case when p.born_on is null then ${UNKNOWN_AGE}::text
    ${AGES.map(([name, until]) => sql`when age(${on}, p.born_on) < ${`${until} years`}::interval then ${name}::text`)}
    else ${OLDEST}::text end`;

/**
 * The counts and amounts of scope growth on some days, before any is hidden, as a query of (as_at,
 * breakdown, "group", people, plans, percent, agreed, spent), all text, in the order of the report:
 * the latest day first, every group on every day.
 */
export function growthQuery(tx: Tx, at: ReportAt, days: readonly Temporal.PlainDate[]): Fragment {
  const { sql } = tx;
  return sql`
    with days as (select on_day::date as on from unnest(${days.map(String)}::text[]) as d(on_day)),
    ${recordsOfDays(tx, at, days)},
    counted as (${factsByGroup(tx)}),
    planned as (${plansByGroup(tx, at)}),
    groups as (${groupsToShow(tx)})
    select y.on::text as as_at, g.breakdown, g.grp as "group",
      coalesce(c.people, 0)::text as people,
      case when g.breakdown in ('all', 'age', 'setting') then coalesce(n.plans, 0)::text end as plans,
      round(100.0 * coalesce(c.people, 0) / nullif(case when g.breakdown in ('age', 'setting')
        then coalesce(n.plans, 0) else a.plans end, 0), 2)::text as percent,
      coalesce(c.agreed, 0.00)::text as agreed,
      case when g.breakdown <> 'service' then coalesce(c.spent, 0.00)::text end as spent
    from days y cross join groups g
    left join counted c on c.on = y.on and c.breakdown = g.breakdown and c.grp = g.grp
    left join planned n on n.on = y.on and n.breakdown = g.breakdown and n.grp = g.grp
    left join planned a on a.on = y.on and a.breakdown = 'all'
    order by y.on desc, g.place, g."order", g.grp`;
}

/** What the counts are made from on each day: arrangements, their public shares, and people. */
function recordsOfDays(tx: Tx, { known }: ReportAt, days: readonly Temporal.PlainDate[]): Fragment {
  const { sql } = tx;
  const each = (query: (at: On) => Fragment): Fragment =>
    days
      .map(
        (on) => sql`select ${on.toString()}::date as on, q.* from (${query({ on, known })}) as q`,
      )
      .reduce((all, one) => sql`${all} union all ${one}`);
  return sql`
    in_place as materialized (${each((on) => arrangementsInPlace(tx, on))}),
    spent as (${each((on) => spentByShare(tx, on))}),
    person as materialized (
      select b.id as beneficiary_id, d.born_on, b.placement as setting
      from beneficiaries b left join personal_details d on d.beneficiary_id = b.id
    ),
    fact as materialized (
      select i.on, i.beneficiary_id, i.kind, x.source as sector, ${ageGroup(tx, sql`i.on`)} as age,
        p.setting, x.amount as agreed, coalesce(m.spent, 0.00) as spent
      from in_place i
      join person p using (beneficiary_id)
      left join (
        select x.agreement_id, x.share_id, s.source, x.amount
        from agreement_shares x join shares s on s.id = x.share_id
        where s.funder_id is not null and x.amount > 0
      ) as x using (agreement_id)
      left join spent m on m.on = i.on and m.share_id = x.share_id
    )`;
}

/**
 * People and money by group, as a query of (on, breakdown, grp, people, agreed, spent). A person may
 * have several rows in a group, so people are counted among the different ones; the money is added
 * up apart from that, because to do both at once would sort a million rows.
 */
const factsByGroup = ({ sql }: Tx): Fragment => sql`
  select p.on, p.breakdown, p.grp, p.people, m.agreed, m.spent
  from (
    select "on", ${breakdownBy(sql, 'age', 'setting')}, count(*) as people
    from (select distinct "on", beneficiary_id, age, setting from fact) as f
    group by grouping sets (("on", age), ("on", setting), ("on"))
    union all
    select "on", 'sector', sector, count(*)
    from (select distinct "on", beneficiary_id, sector from fact where sector is not null) as f
    group by "on", sector
    union all
    select "on", 'kind', kind, count(*)
    from (select distinct "on", beneficiary_id, kind from fact) as f group by "on", kind
  ) as p
  left join (
    select "on", ${breakdownBy(sql, 'age', 'setting', 'sector', 'kind')},
      sum(agreed) as agreed, sum(spent) as spent
    from fact group by grouping sets (("on", age), ("on", setting), ("on", sector), ("on", kind), ("on"))
  ) as m using ("on", breakdown, grp)
  union all
  select f.on, 'service', f.section, f.people, m.cost, null
  from (
    select "on", section, count(*) as people
    from (select distinct "on", beneficiary_id, section from (${linesInPlace(sql)}) as l) as f
    group by "on", section
  ) as f
  join (
    select "on", section, sum(cost) as cost from (${linesInPlace(sql)}) as l group by "on", section
  ) as m using ("on", section)`;

/** The lines of the budgets in place, by the section of the plan that they are for. */
const linesInPlace = (sql: Tx['sql']): Fragment => sql`
  select i.on, i.beneficiary_id, coalesce(v.section, 'not itemised') as section, t.cost
  from in_place i
  left join budget_items t using (agreement_id)
  left join provision_items v on v.id = t.provision_item_id`;

/** What grouping sets are by, of some columns or of none, and which group of it, as two columns. */
const breakdownBy = (sql: Tx['sql'], ...columns: readonly string[]): Fragment => sql`
  case ${columns.map((name) => sql`when grouping(${sql(name)}) = 0 then ${name}::text`)}
    else 'all' end as breakdown,
  case ${columns.map((name) => sql`when grouping(${sql(name)}) = 0 then ${sql(name)}`)}
    else 'all' end as grp`;

/** Plans in force on each day, by the groups that plans are in, as a query of (on, ..., plans). */
const plansByGroup = (tx: Tx, { knownMoment }: ReportAt): Fragment => tx.sql`
  select "on", ${breakdownBy(tx.sql, 'age', 'setting')}, count(*) as plans
  from (
    select y.on, ${ageGroup(tx, tx.sql`y.on`)} as age, p.setting
    from days y
    cross join plans l
    join person p using (beneficiary_id)
    where l.starts_on <= y.on and coalesce(l.ceased_on, 'infinity') > y.on
      and l.recorded_at <= coalesce(${knownMoment}::timestamptz, 'infinity')
  ) as l
  group by grouping sets (("on", age), ("on", setting), ("on"))`;

/** Every group to show, with its order: those that are always there, and the settings found. */
function groupsToShow({ sql }: Tx): Fragment {
  const fixed = Object.entries(FIXED).flatMap(([breakdown, groups], n) =>
    groups.map((group, m) => ({ breakdown, group, place: n, order: m })),
  );
  return sql`
    select breakdown, "group" as grp, place, "order" from jsonb_to_recordset(
      ${JSON.stringify(fixed)}::text::jsonb) as f(breakdown text, "group" text, place int, "order" int)
    union all
    select distinct 'setting', grp, ${fixed.length}::int, 0 from planned where breakdown = 'setting'`;
}

import type { Fragment, Tx } from '../database/transactions.ts';
import { NOT_ITEMISED } from './growth-rules.ts';
import { versionsInPlace } from './in-place.ts';
import type { ReportAt } from './report.ts';
import { spentAccounts, spentMovements } from './spent-by-share.ts';

/** The age groups of the department's tables, by the first age that is no longer of the group. */
const AGES: readonly (readonly [string, number])[] = [
  ['under 5', 5],
  ['5 to 10', 11],
  ['11 to 15', 16],
  ['16 to 19', 20],
];
const OLDEST = '20 and over';
const UNKNOWN_AGE = 'not known';

/** The group of lines that name no service of the register. */
const NO_SERVICE = 'no service named';

/** The groups that are always there, whether anybody is in them or not, in their order. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  all: ['all'],
  sector: ['education', 'health', 'social_care'],
  kind: ['direct', 'third_party', 'notional'],
  service: [NO_SERVICE, NOT_ITEMISED],
  section: ['F', 'G', 'H1', 'H2', NOT_ITEMISED],
  age: [...AGES.map(([name]) => name), OLDEST, UNKNOWN_AGE],
};

/** The place of an age `a` among the groups by age. */
const ageGroup = ({ sql }: Tx): Fragment => sql`
  case when a.age is null then ${AGES.length + 2}::int
    ${AGES.map(([, until], n) => sql`when a.age < ${until}::int then ${n + 1}::int`)}
    else ${AGES.length + 1}::int end`;

/**
 * The counts and amounts of scope growth on some days, before any is hidden, as a query of (as_at,
 * breakdown, "group", people, plans, percent, agreed, spent), all text, in the order of the report:
 * the latest day first, every group on every day.
 */
export function growthQuery(tx: Tx, at: ReportAt, days: readonly Temporal.PlainDate[]): Fragment {
  const { sql } = tx;
  return sql`
    with days as (
      select on_day::date as on, place::int as place
      from unnest(${days.map(String)}::text[]) with ordinality as d(on_day, place)
    ),
    ${personsAndCohorts(tx)},
    ${recordsOfDays(tx, at, days)},
    spent_account as materialized (${spentAccounts(tx)}),
    counted as (${factsByGroup(tx, at)}),
    planned as (${plansByGroup(tx, at)}),
    groups as (${groupsToShow(tx, at)})
    select y.on::text as as_at, g.breakdown, g.name as "group",
      coalesce(c.people, 0)::text as people,
      case when g.breakdown in ('all', 'age', 'setting') then coalesce(n.plans, 0)::text end as plans,
      round(100.0 * coalesce(c.people, 0) / nullif(case when g.breakdown in ('age', 'setting')
        then coalesce(n.plans, 0) else a.plans end, 0), 2)::text as percent,
      coalesce(c.agreed, 0.00)::text as agreed,
      case when g.breakdown not in ('service', 'section') then coalesce(c.spent, 0.00)::text end as spent
    from days y cross join groups g
    left join counted c on c.on = y.on and c.breakdown = g.breakdown and c.grp = g.grp
    left join planned n on n.on = y.on and n.breakdown = g.breakdown and n.grp = g.grp
    left join planned a on a.on = y.on and a.breakdown = 'all'
    order by y.on desc, g.place, g."order", g.name`;
}

/**
 * The people, and the cohorts that they may be in, which are a day, an age and a setting. Both are
 * numbered: by numbers so many rows are joined and counted soonest.
 */
const personsAndCohorts = (tx: Tx): Fragment => tx.sql`
  settings as materialized (
    select placement as setting, row_number() over ()::int as place
    from (select distinct placement from beneficiaries) as b
  ),
  cohort as materialized (
    select ${cohortOf(tx, tx.sql`a.place::int`, tx.sql`s.place`)} as cohort, y.on, a.age, s.setting
    from days y cross join settings s
    cross join unnest(${groupsOf(tx.sql, 'age')}) with ordinality as a(age, place)
  ),
  person as materialized (
    select row_number() over ()::int as person, b.id as beneficiary_id, s.place as setting,
      d.born_on::timestamp as born_on
    from beneficiaries b join settings s on s.setting = b.placement
    left join personal_details d on d.beneficiary_id = b.id
  )`;

/** The number of the cohort of a day `y`, an age and a setting, by their places. */
const cohortOf = ({ sql }: Tx, age: Fragment, setting: Fragment): Fragment =>
  sql`((${setting} * 128 + y.place) * 8 + ${age})`;

/** The cohort of a person `p` on a day `y`. */
const cohortOfPerson = (tx: Tx): Fragment => tx.sql`
  (select ${cohortOf(tx, ageGroup(tx), tx.sql`p.setting`)} as cohort
    from (select extract(year from age(y.on::timestamp, p.born_on))::int as age offset 0) as a)`;

/**
 * What the counts are made from on each day: arrangements, their public shares, and the lines of
 * their budgets. A share is in a cell, which is a cohort with the place of the sector and that of the
 * kind among the fixed ones in two bits each. A line has the section of the plan and the service that
 * it is for.
 */
function recordsOfDays(tx: Tx, { known }: ReportAt, days: readonly Temporal.PlainDate[]): Fragment {
  const { sql } = tx;
  const [to, from] = [days[0]!, days.at(-1)!];
  return sql`
    in_place as materialized (
      select y.on, p.person, ${cohortOfPerson(tx)} as cohort, v.kind, v.agreement_id
      from (${versionsInPlace(tx, { from, to, known })} offset 0) as v
      join person p using (beneficiary_id)
      join days y on y.on between v.first_on and v.last_on
    ),
    fact as materialized (
      select i.on, i.person, (i.cohort * 4 + coalesce(${placeOf(sql, 'sector', sql`x.source`)}, 0)) * 4
        + ${placeOf(sql, 'kind', sql`i.kind`)} as cell, x.share_id, x.amount as agreed
      from in_place i
      left join (
        select x.agreement_id, x.share_id, s.source, x.amount
        from agreement_shares x join shares s on s.id = x.share_id
        where s.funder_id is not null and x.amount > 0
      ) as x using (agreement_id)
    ),
    line as materialized (
      select i.on, i.person, t.cost, t.scope_service_id as service,
        t.agreement_id is not null as itemised,
        ${placeOf(sql, 'section', sql`coalesce(t.section, ${NOT_ITEMISED})`)} as section
      from in_place i
      left join (
        select t.agreement_id, t.scope_service_id, t.cost, v.section
        from budget_items t left join provision_items v on v.id = t.provision_item_id
        -- The lines are as many as the versions, of which the planner expects next to none.
        offset 0
      ) as t using (agreement_id)
    )`;
}

/** The groups of a breakdown that are always there, and the place of one among them, from 1. */
const groupsOf = (sql: Tx['sql'], name: string): Fragment =>
  sql`${FIXED[name] as string[]}::text[]`;
const placeOf = (sql: Tx['sql'], name: string, group: Fragment): Fragment =>
  sql`array_position(${groupsOf(sql, name)}, ${group})`;

/**
 * People and money by group, as a query of (on, breakdown, grp, people, agreed, spent). Money is added
 * up by cell and then by each thing that cells are made of, so that a million rows are gone through
 * once.
 */
function factsByGroup(tx: Tx, { known }: ReportAt): Fragment {
  const { sql } = tx;
  return sql`
    select "on", breakdown, grp, sum(people) as people, sum(agreed) as agreed, sum(spent) as spent
    from (
      select "on", breakdown, grp, people, null::numeric as agreed, null::numeric as spent
      from (${peopleByGroup(tx)}) as p
      union all
      select "on", ${breakdownBy(sql, 'age', 'setting', 'sector', 'kind')}, null, sum(agreed), sum(spent)
      from (
        select c.on, c.age, c.setting, (${groupsOf(sql, 'sector')})[cell >> 2 & 3] as sector,
          (${groupsOf(sql, 'kind')})[cell & 3] as kind, m.agreed, m.spent
        from (
          select cell, sum(agreed) as agreed, null as spent from fact group by cell
          union all
          select f.cell, null, sum(m.amount)
          from (${spentMovements(tx, { days: sql`days`, accounts: sql`spent_account` }, known)}) as m
          join (
            select f.on, a.id as account_id, f.cell
            from fact f join spent_account a using (share_id) offset 0
          ) as f on f.on = m.on and f.account_id = m.account_id group by f.cell
        ) as m
        join cohort c on c.cohort = m.cell >> 4
      ) as m
      group by grouping sets (("on", age), ("on", setting), ("on", sector), ("on", kind), ("on"))
      union all
      select "on", ${breakdownBy(sql, 'section', 'service')}, null, sum(cost), null
      from (
        select "on", (${groupsOf(sql, 'section')})[section] as section,
          ${serviceGroup(sql)} as service, sum(cost) as cost
        from line group by "on", line.section, line.service, itemised
      ) as l group by grouping sets (("on", section), ("on", service))
    ) as counted
    group by "on", breakdown, grp`;
}

/** The group of a line by service, by its service and by whether it is a line at all. */
const serviceGroup = (sql: Tx['sql']): Fragment => sql`
  coalesce(line.service::text, case when itemised then ${NO_SERVICE}::text
    else ${NOT_ITEMISED}::text end)`;

/**
 * People by group, as a query of (on, breakdown, grp, people). A person may have several rows in a
 * group and is in it once: each has a bit for every group, by its place.
 */
function peopleByGroup({ sql }: Tx): Fragment {
  const ofBits = (name: string, people: string): Fragment => sql`
    select p.on, ${name}::text, g.grp, sum(people)
    from ${sql(people)} p
    join unnest(${groupsOf(sql, name)}) with ordinality as g(grp, place)
      on p.${sql(name)} & (1 << g.place::int) <> 0
    group by p.on, g.grp`;
  return sql`
    with holders as materialized (
      select c.on, c.age, c.setting, f.sector, f.kind, f.people
      from (
        select cohort, sector, kind, count(*) as people
        from (
          select min(cell) >> 4 as cohort, bit_or(1 << (cell >> 2 & 3)) as sector,
            bit_or(1 << (cell & 3)) as kind
          from fact group by "on", person
        ) as f group by cohort, sector, kind
      ) as f join cohort c using (cohort)
    ), planned_for as materialized (
      select "on", section, count(*) as people
      from (select "on", bit_or(1 << section) as section from line group by "on", person) as l
      group by "on", section
    )
    select "on", ${breakdownBy(sql, 'age', 'setting')}, sum(people) as people
    from holders group by grouping sets (("on", age), ("on", setting), ("on"))
    union all ${ofBits('sector', 'holders')}
    union all ${ofBits('kind', 'holders')}
    union all ${ofBits('section', 'planned_for')}
    union all
    select "on", 'service', ${serviceGroup(sql)}, count(*)
    from (select distinct "on", person, service, itemised from line) as line
    group by "on", line.service, itemised`;
}

/** What grouping sets are by, of some columns or of none, and which group of it, as two columns. */
const breakdownBy = (sql: Tx['sql'], ...columns: readonly string[]): Fragment => sql`
  case ${columns.map((name) => sql`when grouping(${sql(name)}) = 0 then ${name}::text`)}
    else 'all' end as breakdown,
  case ${columns.map((name) => sql`when grouping(${sql(name)}) = 0 then ${sql(name)}`)}
    else 'all' end as grp`;

/** Plans in force on each day, by the groups that plans are in, as a query of (on, ..., plans). */
const plansByGroup = (tx: Tx, { knownMoment }: ReportAt): Fragment => tx.sql`
  select c.on, ${breakdownBy(tx.sql, 'age', 'setting')}, sum(plans) as plans
  from (
    select cohort, count(*) as plans
    from (
      select ${cohortOfPerson(tx)} as cohort
      from plans l
      join person p using (beneficiary_id)
      join days y on y.on >= l.starts_on and y.on < coalesce(l.ceased_on, 'infinity')
      where l.recorded_at <= coalesce(${knownMoment}::timestamptz, 'infinity')
      offset 0
    ) as l group by cohort
  ) as n join cohort c using (cohort)
  group by grouping sets ((c.on, age), (c.on, setting), (c.on))`;

/** Every group to show, by its name and in its order: those always there, and those found. */
function groupsToShow(tx: Tx, at: ReportAt): Fragment {
  const fixed = Object.entries(FIXED).flatMap(([breakdown, groups], n) =>
    groups.map((group, m) => ({ breakdown, group, place: n, order: m + 1 })),
  );
  return tx.sql`
    select breakdown, "group" as grp, "group" as name, place, "order" from jsonb_to_recordset(
      ${JSON.stringify(fixed)}::text::jsonb) as f(breakdown text, "group" text, place int, "order" int)
    union all
    select distinct 'setting', grp, grp, ${fixed.length}::int, 0 from planned
    where breakdown = 'setting'
    union all
    select 'service', s.id, s.name, ${Object.keys(FIXED).indexOf('service')}::int, 0
    from (${namedServices(tx, at)}) as s
    where exists (select from days y where y.on between s.from_on and coalesce(s.to_on, 'infinity'))
      or s.id in (select grp from counted where breakdown = 'service')`;
}

/**
 * The register of services, as a query of (id, name, from_on, to_on). Names that are not one
 * service's alone have its sector with them, and where that is not enough, the day it begins.
 */
const namedServices = ({ sql }: Tx, { knownMoment }: ReportAt): Fragment => sql`
  select id::text as id, from_on, to_on, name || case
    when count(*) over (partition by lower(name)) = 1
      and lower(name) not in (${NO_SERVICE}, ${NOT_ITEMISED}) then ''
    when count(*) over (partition by lower(name), sector) = 1 then ' (' || sector || ')'
    else ' (' || sector || ', from ' || from_on || ')' end as name
  from scope_services
  where recorded_at <= coalesce(${knownMoment}::timestamptz, 'infinity')`;

import type { Client } from '../../src/database/connections.ts';
import type { PeopleOfCounts } from './published-counts.ts';

/** The people of an authority at the census of a year. */
export interface YearOfPeople {
  readonly census: Temporal.PlainDate;
  readonly people: PeopleOfCounts;
}

const FILLED = [
  'agreement_shares',
  'agreement_decisions',
  'agreements',
  'shares',
  'arrangements',
  'budget_closures',
  'budgets',
  'plans',
  'beneficiaries',
  'entries',
];

/** A superuser whom no foreign key holds back, with an authority's tables on the search path. */
export async function readyToFill(superuser: Client, authority: string): Promise<void> {
  await superuser.unsafe(`set search_path = ${authority}, pg_catalog;
    set session_replication_role = replica;
    insert into funders (id, name, sector) values
      ('00000000-0000-0000-0000-00000000000e', 'High needs block', 'education'),
      ('00000000-0000-0000-0000-00000000000b', 'The NHS body', 'health'),
      ('00000000-0000-0000-0000-00000000000c', 'Social care', 'social_care')
      on conflict do nothing`);
}

/**
 * Fills a book, which is emptied first, with the people of an authority, each year's on its own
 * days: plans in force at the census, budgets, and arrangements agreed by two people. Beside them
 * stand some that must not count: an arrangement that has ended, one that was proposed and not
 * agreed, a closed budget, and one that had not begun.
 *
 * @param superuser made ready by {@link readyToFill}
 */
export async function fillBook(superuser: Client, years: readonly YearOfPeople[]): Promise<void> {
  // No foreign key is looked at, so that the tables need not be emptied with all that refer to them.
  await superuser.unsafe(FILLED.map((table) => `delete from ${table}`).join('; '));
  await superuser.unsafe(`
    insert into entries (id, key, kind, effective_on, by, content)
    select 1, 'a decision', id, '2020-01-01', ${NOBODY}, '\\x00' from entry_kinds
    where name = 'decision'`);
  for (const year of years) await superuser.unsafe(statementsOf(year));
  await superuser.unsafe(FILLED.map((table) => `analyze ${table}`).join('; '));
}

const NOBODY = `'00000000-0000-0000-0000-000000000000'::uuid`;
const SECOND = `'00000000-0000-0000-0000-000000000001'::uuid`;

/** The number of a record, made from what it is and whose. */
const id = (year: number, what: string): string => `md5('${year} ${what} ' || n)::uuid`;

function statementsOf({ census, people }: YearOfPeople): string {
  const { year } = census;
  const day = (days: number): string => `'${census.add({ days }).toString()}'::date`;
  const { plans, budgets } = people;
  const withBudget = Math.min(plans, budgets + 4);
  return `
    insert into beneficiaries (id, reference, sex, ethnicity, placement, postcode_district, recorded_by)
    select ${id(year, 'person')}, '${year}-' || n, 'not_stated', 'NOBT', 'Mainstream school', 'ZE1', ${NOBODY}
    from generate_series(1, ${plans}) as n;
    insert into plans (id, beneficiary_id, starts_on, review_by, ceased_on, recorded_by)
    select ${id(year, 'plan')}, ${id(year, 'person')}, ${day(-180)}, ${day(100)}, ${day(1)}, ${NOBODY}
    from generate_series(1, ${plans}) as n;
    insert into budgets (id, beneficiary_id, plan_id, starts_on, ends_on, recorded_by)
    select ${id(year, 'budget')}, ${id(year, 'person')}, ${id(year, 'plan')},
      case n when ${budgets + 4} then ${day(1)} else ${day(-100)} end, ${day(100)}, ${NOBODY}
    from generate_series(1, ${withBudget}) as n;
    insert into budget_closures (budget_id, closed_on, reason, closed_by, entry_id)
    select ${id(year, 'budget')}, ${day(-1)}, 'made up', ${NOBODY}, 1
    from generate_series(${budgets + 3}, ${withBudget}) as n where n = ${budgets + 3};
    ${arrangementsOf(year, people, day)}`;
}

/** Every other one is paid to a third party; an integrated one of those has two arrangements. */
function arrangementsOf(
  year: number,
  people: PeopleOfCounts,
  day: (days: number) => string,
): string {
  const { plans, budgets, education, health, social, integrated, organisedFrom } = people;
  return `
    create temporary table made as
    select n, part, md5('${year} arrangement ' || n || ' ' || part)::uuid as id, kind, sectors
    from (
      select n, 1 as part, case n % 2 when 0 then 'direct' else 'third_party' end as kind,
        case when n <= ${education} then array['education'] when n <= ${health} then array['health']
          when n <= ${social} then array['social_care']
          when n % 2 = 0 then array['education', 'social_care'] else array['health'] end as sectors
      from generate_series(1, ${integrated}) as n
      union all
      select n, 2, 'direct', array['social_care'] from generate_series(${social + 1}, ${integrated}) as n
      where n % 2 = 1
      union all
      select n, 3, 'notional', array['education'] from generate_series(${organisedFrom}, ${budgets}) as n
      union all
      select n, 4, 'direct', array['contribution']
      from generate_series(${integrated + 1}, ${organisedFrom - 1}) as n
      union all
      select n, 5, 'direct', array['education']
      from generate_series(${budgets + 1}, ${Math.min(plans, budgets + 4)}) as n
    ) as each;
    insert into arrangements (id, budget_id, beneficiary_id, kind, purpose, payee_id, recorded_by)
    select id, ${id(year, 'budget')}, ${id(year, 'person')}, kind, 'made up',
      case when kind <> 'notional' then ${id(year, 'payee')} end, ${NOBODY} from made;
    create temporary table versions as
    select md5(id || ' ' || version)::uuid as agreement, version, made.* from made
    cross join generate_series(1, 2) as version where version = 1 or n = ${budgets + 1};
    insert into agreements (id, arrangement_id, beneficiary_id, version, change, effective_on, amount,
      agreed_total, every, first_period_on, instalments, paid, same_household, remainder, reason, proposed_by)
    select agreement, id, ${id(year, 'person')}, version, case version when 1 then 'first' else 'end' end,
      case version when 1 then ${day(-100)} else ${day(0)} end,
      case version when 1 then 1000.00 else 0.00 end, 1000.00, 'once', ${day(-100)}, 1, 'in_advance',
      false, 'cumulative', 'made up', ${NOBODY} from versions;
    insert into agreement_decisions (agreement_id, proposed_by, decided_by, entry_id)
    select agreement, ${NOBODY}, ${SECOND}, 1 from versions where n <> ${budgets + 2};
    insert into shares (id, arrangement_id, beneficiary_id, position, source, funder_id)
    select md5(id || sector)::uuid, id, ${id(year, 'person')}, position, sector,
      (select f.id from funders f where f.sector = x.sector limit 1)
    from made, unnest(sectors) with ordinality as x(sector, position);
    insert into agreement_shares (agreement_id, arrangement_id, beneficiary_id, share_id, basis, amount)
    select agreement, id, ${id(year, 'person')}, md5(id || sector)::uuid, 'rest',
      case version when 1 then 1000.00 / cardinality(sectors) else 0.00 end
    from versions, unnest(sectors) as x(sector);
    drop table made, versions`;
}

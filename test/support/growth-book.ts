import { connect, type Client } from '../../src/database/connections.ts';
import { afterAll } from 'vitest';
import type { TestDatabase } from './database.ts';

/** An arrangement of a person, agreed by one funder, with what was shown to be spent and when. */
export interface GrownArrangement {
  readonly kind: 'direct' | 'notional' | 'third_party';
  readonly sector: 'education' | 'health' | 'social_care';
  readonly amount: string;
  readonly from: string;
  readonly to: string;
  readonly spent?: readonly (readonly [on: string, amount: string])[];
  /**
   * The sections of the plan whose provision its lines are for, with what each line costs, and the
   * service of the register where it names one.
   */
  readonly lines?: readonly (readonly [
    section: string,
    cost: string,
    serviceId?: string | undefined,
  ])[];
}

export interface GrownPerson {
  readonly bornOn: string;
  readonly setting: string;
  readonly planFrom: string;
  readonly ceasedOn?: string;
  readonly arrangements?: readonly GrownArrangement[];
}

const USER = `'00000000-0000-0000-0000-000000000000'::uuid`;
const SECOND = `'00000000-0000-0000-0000-000000000001'::uuid`;

/** Adds so many of a person alike to a book, as a superuser whom no foreign key holds back. */
export async function addGrown(
  db: TestDatabase,
  people: readonly (GrownPerson & { readonly times?: number })[],
): Promise<void> {
  const superuser = connect(db.urls.superuser, { name: 'test', max: 1 });
  afterAll(() => superuser.end());
  await superuser.unsafe(
    `set search_path = ${db.authority}, pg_catalog; set session_replication_role = replica`,
  );
  const all = people.flatMap(({ times = 1, ...person }) =>
    Array.from({ length: times }, () => person),
  );
  await addAll(superuser, JSON.stringify(all));
}

async function addAll(superuser: Client, people: string): Promise<void> {
  await superuser.unsafe(`
    insert into funders (name, sector) values ('Needs block', 'education'), ('NHS body', 'health'),
      ('Care', 'social_care') on conflict do nothing;
    insert into entries (id, key, kind, effective_on, by, content)
    select 1, 'decided', id, '2020-01-01', ${USER}, '\\x00' from entry_kinds where name = 'decision'
    on conflict do nothing`);
  await superuser`
    create temporary table person as
    select gen_random_uuid() as id, gen_random_uuid() as plan, gen_random_uuid() as budget, p, n
    from jsonb_array_elements(${people}::text::jsonb) with ordinality as x(p, n)`;
  await superuser.unsafe(`
    insert into beneficiaries (id, reference, sex, ethnicity, placement, postcode_district, recorded_by)
    select id, 'grown ' || id, 'not_stated', 'NOBT', p->>'setting', 'ZE1', ${USER} from person;
    insert into personal_details (beneficiary_id, given_name, family_name, born_on)
    select id, 'Made', 'Up', (p->>'bornOn')::date from person;
    insert into plans (id, beneficiary_id, starts_on, review_by, ceased_on, recorded_by)
    select plan, id, (p->>'planFrom')::date, '2099-01-01', (p->>'ceasedOn')::date, ${USER} from person;
    create temporary table made as
    select gen_random_uuid() as id, gen_random_uuid() as agreement, gen_random_uuid() as share,
      gen_random_uuid() as budget, p.id as person, p.plan, a
    from person p, jsonb_array_elements(coalesce(p->'arrangements', '[]')) as x(a);
    insert into budgets (id, beneficiary_id, plan_id, starts_on, ends_on, recorded_by)
    select budget, person, plan, (a->>'from')::date, (a->>'to')::date, ${USER} from made;
    insert into arrangements (id, budget_id, beneficiary_id, kind, purpose, payee_id, recorded_by)
    select id, budget, person, a->>'kind', 'made up',
      case when a->>'kind' <> 'notional' then gen_random_uuid() end, ${USER} from made;
    insert into agreements (id, arrangement_id, beneficiary_id, version, change, effective_on, amount,
      agreed_total, every, first_period_on, instalments, paid, same_household, remainder, reason, proposed_by)
    select agreement, id, person, 1, 'first', (a->>'from')::date, (a->>'amount')::numeric,
      (a->>'amount')::numeric, 'once', (a->>'from')::date, 1, 'in_advance', false, 'cumulative',
      'made up', ${USER} from made;
    insert into agreement_decisions (agreement_id, proposed_by, decided_by, entry_id)
    select agreement, ${USER}, ${SECOND}, 1 from made;
    insert into shares (id, arrangement_id, beneficiary_id, position, source, funder_id)
    select m.share, m.id, m.person, 1, f.sector, f.id from made m
    join funders f on f.sector = m.a->>'sector';
    insert into agreement_shares (agreement_id, arrangement_id, beneficiary_id, share_id, basis, amount)
    select agreement, id, person, share, 'rest', (a->>'amount')::numeric from made;`);
  await superuser.unsafe(`
    insert into provision_items (id, plan_id, beneficiary_id, section, provision, outcome)
    select distinct md5(m.id || s.section)::uuid, m.plan, m.person, s.section, 'made up', 'made up'
    from made m, jsonb_array_elements(coalesce(a->'lines', '[]')) as l(line),
      lateral (select line->>0 as section) as s;
    insert into budget_items (agreement_id, arrangement_id, beneficiary_id, position, provision_item_id,
      nature, description, quantity, unit, times, frequency, unit_cost, cost_basis, cost,
      scope_service_id)
    select agreement, id, person, n, md5(id || (line->>0))::uuid, 'regular', 'made up', 1, 'item', 1,
      'once', (line->>1)::numeric, 'made up', (line->>1)::numeric, (line->>2)::uuid
    from made, jsonb_array_elements(coalesce(a->'lines', '[]')) with ordinality as l(line, n);
    insert into accounts (class, subject, arrangement_id, beneficiary_id)
    select c.id, m.share, m.id, m.person from made m
    join account_classes c on c.name in (concat('held/', a->>'kind', '/', a->>'sector'),
      concat('spent/', a->>'kind', '/', a->>'sector'));
    create temporary table spending as
    select 100 + (select count(*) from entries) + row_number() over () as id, share, a,
      (s->>0)::date as on_day, (s->>1)::numeric as amount
    from made, jsonb_array_elements(coalesce(a->'spent', '[]')) as x(s);
    insert into entries (id, key, kind, effective_on, by, content)
    select s.id, 'spent ' || s.id, k.id, on_day, ${USER}, '\\x00' from spending s
    join entry_kinds k on k.name = 'spending';
    insert into transfers (entry_id, line, kind, effective_on, from_class, to_class, from_account,
      to_account, amount)
    select s.id, 1, k.id, s.on_day, h.class, p.class, h.id, p.id, s.amount from spending s
    join entry_kinds k on k.name = 'spending'
    join account_classes hc on hc.name = concat('held/', a->>'kind', '/', a->>'sector')
    join account_classes pc on pc.name = concat('spent/', a->>'kind', '/', a->>'sector')
    join accounts h on h.class = hc.id and h.subject = s.share
    join accounts p on p.class = pc.id and p.subject = s.share;
    select setval('entries_id_seq', (select max(id) from entries));
    drop table person, made, spending`);
}

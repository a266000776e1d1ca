import { FUNDERS } from './plan.ts';
import type { Step } from './statements.ts';

/** Officers: one for each 250 arrangements, and as many as turns are taken by. */
const STAFF = `(select greatest(40, count(*) / 250) from book_arrangements)`;

/** The people, who sees them and who saw them. */
export const PEOPLE: readonly Step[] = [
  [
    'users and the days on which they came',
    `insert into users (id, issuer, subject, first_seen_at)
    select pg_temp.uid('user ' || n), 'https://sign-in.example', 'officer-' || n, (select first from book)
    from generate_series(1, ${STAFF}) as n
    union all
    select pg_temp.uid('family ' || k), 'https://sign-in.example', 'family-' || k,
      (select first from book) + (k % 900)::int
    from (select distinct person as k from book_arrangements) as p;
    insert into lettings_in (user_id, kind, acts_for, seen_on, first_at)
    select pg_temp.uid('user ' || n),
      (array['caseworker', 'caseworker', 'finance_officer', 'caseworker', 'panel_member', 'approver',
        'commissioner', 'auditor'])[1 + n % 8], null::uuid, d::date, d + interval '9 hours'
    from generate_series(1, ${STAFF}) as n,
      generate_series((select first from book), (select today from book), interval '1 day') as d
    where extract(isodow from d) <= 5 and (n + extract(doy from d)::int) % 7 > 0
    union all
    select pg_temp.uid('family ' || k), 'family', null,
      (select today from book) - (k % 300)::int - v * 20, now()
    from (select distinct person as k from book_arrangements) as p, generate_series(0, 1) as v`,
  ],
  [
    'funders and brokers',
    `insert into funders (id, name, sector) values
    ${FUNDERS.map(([name, sector], n) => `(pg_temp.uid('funder ${n + 1}'), '${name.replace("'", "''")}', '${sector}')`).join(', ')};
    insert into brokers (id, name)
    select pg_temp.uid('broker ' || n), 'Broker ' || n from generate_series(1, 20) as n;
    insert into broker_agreements (broker_id, kind, reference, from_on, recorded_by, recorded_at,
      entry_id)
    select pg_temp.uid('broker ' || n), 'third_party', 'BA-' || n, first, pg_temp.officer(n), first, n
    from generate_series(1, 20) as n, book`,
  ],
  [
    'people',
    `create temp table book_people as
    select person as k, min(person_id::text)::uuid as id, min(a) as a from book_arrangements group by 1;
    insert into beneficiaries (id, reference, sex, ethnicity, placement, postcode_district,
      recorded_by, recorded_at)
    select id, 'P' || lpad(k::text, 6, '0'), (array['male', 'male', 'female', 'male', 'female',
        'female', 'male', 'male', 'not_stated'])[1 + k % 9],
      (array['WBRI', 'WIRI', 'APKN', 'BAFR', 'MWBC', 'AIND', 'OOTH'])[1 + k % 7],
      (array['Mainstream school', 'Special school', 'Mainstream school', 'Further education',
        'Special school', 'Other arrangements by the authority'])[1 + k % 6],
      'ZE' || 1 + k % 9, pg_temp.officer(k), first
    from book_people, book;
    insert into personal_details (beneficiary_id, given_name, family_name, born_on)
    select id, 'Given' || k % 400, 'Family' || k % 7000,
      (select "end" from book) - 900 - ((k * 7919::bigint) % 8000)::int
    from book_people;
    insert into addresses (beneficiary_id, lines, postcode, protected)
    select id, k % 300 || ' Invented Street', 'ZE' || 1 + k % 9 || ' 0AA', k % 25 = 0 from book_people;
    insert into family_access (user_id, beneficiary_id, relationship, from_on, to_on, sees_address,
      recorded_by, recorded_at)
    select pg_temp.uid('family ' || k), id, (array['parent', 'parent', 'young_person', 'nominee'])[1 + k % 4],
      first, case when k % 30 = 0 then first + 700 end, true, pg_temp.officer(k), first
    from book_people, book`,
  ],
  [
    'plans',
    `insert into plans (id, beneficiary_id, starts_on, review_by, ceased_on, recorded_by, recorded_at)
    select pg_temp.uid('plan ' || k), id, first - 30 - k % 600, "end" + 200 + k % 400,
      case when k % 97 = 5 then "end" - 60 end, pg_temp.officer(k), first - 30
    from book_people, book
    union all
    select pg_temp.uid('earlier plan ' || k), id, first - 2000, first - 900, first - 640 - k % 30,
      pg_temp.officer(k), first - 30
    from book_people, book where k % 6 = 0;
    insert into provision_items (id, plan_id, beneficiary_id, section, provision, outcome)
    select pg_temp.uid('provision ' || k || ' ' || s), pg_temp.uid('plan ' || k), id,
      (array['F', 'G', 'H1', 'H2'])[1 + (k + s) % 4], 'Provision ' || (k + s) % 50, 'An outcome'
    from book_people, generate_series(0, 2) as s`,
  ],
  [
    'who was shown what',
    `insert into reads (read_at, user_id, kind, operation, subject)
    select day + interval '9 hours' + make_interval(secs => r % 28000),
      pg_temp.uid('user ' || 1 + r % b.staff), 'caseworker',
      (array['getBeneficiary', 'listArrangements', 'getArrangement', 'getBudget'])[1 + r % 4],
      case r % 4 when 0 then pg_temp.uid('person ' || 1 + r % b.people)::text
        when 2 then pg_temp.uid('arrangement ' || 1 + r % b.people)::text
        when 3 then pg_temp.uid('budget ' || 1 + r % b.people)::text end
    from (select count(*) as people, ${STAFF} as staff, min(first) as first from book_people, book) as b,
      generate_series(1, b.people * 40) as r,
      lateral (select b.first + (r * 1097 / (b.people * 40))::int as day) as d`,
  ],
];

const GROUNDS = `array['not_eligible', 'inefficient', 'not_in_scope', 'not_disaggregable_services',
  'not_able_to_manage', 'adverse_effect', 'other']`;

/** What was asked for, decided, and looked at again. */
export const REQUESTS: readonly Step[] = [
  [
    'requests and what became of them',
    `create temp table book_requests as
    select pg_temp.uid('request ' || a.a || ' ' || r) as id, a.a, r, a.person as k, a.person_id,
      pg_temp.uid('request text ' || a.a || ' ' || r) as wishes_id, a.funder_id, a.second_funder,
      case r when 0 then first - 60 - (a.a % 200)::int
        else first + ((a.a * 31) % 1090)::int end as made_on, (a.a * 13 + r * 5) % 12 = 0 as refused
    from book_arrangements a, generate_series(0, 1) as r, book where r = 0 or a.a % 4 = 0;
    create temp table book_decisions as
    select q.*, f.funder, pg_temp.uid('decision ' || q.id || f.funder) as decision_id,
      pg_temp.uid('decision text ' || q.id || f.funder) as reasons_id,
      made_on + 25 + (a % 30)::int as told_on
    from book_requests q, lateral (select funder_id as funder union all
      select second_funder where second_funder is not null) as f;
    insert into texts (id, beneficiary_id, text, salt, recorded_by, recorded_at)
    select wishes_id, person_id, 'What the family would like, in their own words.',
      pg_temp.salt(wishes_id::text), pg_temp.officer(a), made_on from book_requests
    union all
    select reasons_id, person_id, 'Why it was decided so, as the family was told.',
      pg_temp.salt(reasons_id::text), pg_temp.officer(a), told_on from book_decisions
    union all
    select pg_temp.uid(w || decision_id), person_id, 'What was put forward, and what was found.',
      pg_temp.salt(w || decision_id), pg_temp.officer(a), told_on + 20
    from book_decisions, unnest(array['review ', 'outcome ']) as w where refused;
    insert into budget_requests (id, beneficiary_id, plan_id, made_on, made_by, stage, wants,
      wishes_id, recorded_by, recorded_at)
    select id, person_id, pg_temp.uid('plan ' || k), made_on,
      (array['parent', 'parent', 'young_person', 'representative'])[1 + a % 4],
      (array['review', 'drafting', 'reassessment'])[1 + a % 3], 'budget', wishes_id,
      pg_temp.officer(a), made_on from book_requests;
    insert into request_funders (request_id, beneficiary_id, funder_id)
    select id, person_id, funder from book_decisions;
    insert into holding_choices (request_id, beneficiary_id, offered, chosen, chosen_on, chosen_by,
      recorded_by, recorded_at)
    select id, person_id, array['direct', 'third_party', 'notional'],
      array[(array['direct', 'direct', 'third_party', 'notional'])[1 + a % 4]], made_on + 7, 'parent',
      pg_temp.officer(a), made_on + 7 from book_requests;
    insert into funder_decisions (id, request_id, beneficiary_id, funder_id, number, outcome, amount,
      ground, reasons_id, told_on, review_by, decided_by, decided_at, entry_id)
    select decision_id, id, person_id, funder, 1, case when refused then 'refused' else 'agreed' end,
      case when not refused then 2400.00 end, case when refused then (${GROUNDS})[1 + a % 7] end,
      reasons_id, told_on, case when refused then told_on + 42 end, pg_temp.officer(a), told_on,
      pg_temp.entry_on(told_on, a) from book_decisions;
    insert into decision_reviews (id, decision_id, decided_by, beneficiary_id, asked_on, asked_by,
      in_time, representations_id, recorded_by, recorded_at)
    select pg_temp.uid('review of ' || decision_id), decision_id, pg_temp.officer(a), person_id,
      told_on + 20, 'parent', 'in_time', pg_temp.uid('review ' || decision_id), pg_temp.officer(a + 1),
      told_on + 20 from book_decisions where refused and a % 3 = 0;
    insert into review_outcomes (review_id, first_decided_by, beneficiary_id, outcome, told_on,
      reasons_id, decided_by, decided_at, entry_id)
    select pg_temp.uid('review of ' || decision_id), pg_temp.officer(a), person_id,
      case when a % 2 = 0 then 'upheld' else 'overturned' end, told_on + 45,
      pg_temp.uid('outcome ' || decision_id), pg_temp.officer(a + 2), told_on + 45,
      pg_temp.entry_on(told_on + 45, a) from book_decisions where refused and a % 3 = 0`,
  ],
];

import type { Step } from './statements.ts';

/** The versions of an arrangement `a` of a book `b`: when each begins, and which months it pays. */
const VERSIONS = `
  select a.*, v.version, v.change, v.effective_on, v.first_month, v.last_month, v.state,
    pg_temp.uid('agreement ' || a.a || ' ' || v.version) as agreement_id
  from book_arrangements a, book b, lateral (
    select row_number() over (order by w.at)::int as version, w.*
    from (
      select 0 as at, 'first' as change, b.first as effective_on, 1 as first_month, 12 as last_month,
        'agreed' as state
      union all select 12, 'increase', (b.first + interval '12 months')::date, 13, 24, 'agreed'
      union all select 18, 'increase', (b.first + interval '18 months')::date, 19, 24, 'agreed'
        where a.a % 20 = 7
      union all select 24, 'other_terms', (b.first + interval '24 months')::date, 25, 36, 'agreed'
      union all select 36, 'increase', b."end", 37, 48, 'agreed' where a.a % 50 <> 11
      union all select 36, 'end', b."end" - 10, 37, 36, 'agreed' where a.a % 50 = 11
      union all select 37, 'decrease', b."end" - 90, 37, 48, 'proposed' where a.a % 100 = 13
      union all select 37, 'decrease', b."end" - 150, 37, 48, 'refused' where a.a % 100 = 33
    ) as w
  ) as v`;

/** Arrangements with their terms, version by version. */
export const AGREEMENTS: readonly Step[] = [
  [
    'budgets and arrangements',
    `insert into budgets (id, beneficiary_id, plan_id, starts_on, ends_on, recorded_by, recorded_at)
    select pg_temp.uid('budget ' || a), person_id, pg_temp.uid('plan ' || person), first,
      (first + interval '48 months')::date - 1, pg_temp.officer(a), first
    from book_arrangements, book;
    insert into payees (id, beneficiary_id, broker_id, relationship, name, recorded_by, recorded_at)
    select pg_temp.uid('payee ' || a), person_id, null,
      (array['parent', 'parent', 'young_person', 'nominee'])[1 + a % 4], 'Payee ' || a,
      pg_temp.officer(a), first
    from book_arrangements, book where kind = 'direct'
    union all
    select pg_temp.uid('broker payee ' || n), null, pg_temp.uid('broker ' || n), 'broker',
      'Broker ' || n, pg_temp.officer(n), first
    from generate_series(1, 20) as n, book;
    insert into arrangements (id, budget_id, beneficiary_id, kind, purpose, payee_id, recorded_by,
      recorded_at)
    select id, pg_temp.uid('budget ' || a), person_id, kind, 'Support at home and outside',
      case kind when 'direct' then pg_temp.uid('payee ' || a)
        when 'third_party' then pg_temp.uid('broker payee ' || broker) end,
      pg_temp.officer(a), first
    from book_arrangements, book;
    insert into arrangement_parties (arrangement_id, beneficiary_id, party, party_id)
    select id, person_id, 'broker', pg_temp.uid('broker ' || broker) from book_arrangements
    where broker is not null
    union all select id, person_id, 'funder', funder_id from book_arrangements
    union all select id, person_id, 'funder', second_funder from book_arrangements
    where second_funder is not null;
    insert into shares (id, arrangement_id, beneficiary_id, position, source, funder_id)
    select share_id, id, person_id, 1, sector, funder_id from book_arrangements
    union all select second_id, id, person_id, 2, second_sector, second_funder
    from book_arrangements where second_id is not null
    union all select pg_temp.uid('contribution ' || a), id, person_id, 3, 'contribution', null
    from book_arrangements where a % 10 in (1, 3) and kind <> 'notional';
    insert into budget_closures (budget_id, closed_on, reason, closed_by, recorded_at, entry_id)
    select pg_temp.uid('budget ' || a), "end" - 60, 'plan_ceased', pg_temp.officer(a), "end" - 60,
      pg_temp.entry_on("end" - 60, a)
    from book_arrangements, book where person % 97 = 5 and a % 2 = 0`,
  ],
  [
    'versions of terms',
    `create temp table book_versions as ${VERSIONS};
    insert into agreements (id, arrangement_id, beneficiary_id, version, effective_on, amount, every,
      first_period_on, instalments, paid, remainder, reason, proposed_by, proposed_at, change,
      same_household, agreed_total)
    select agreement_id, id, person_id, version, effective_on,
      case when change = 'end' then 0 else monthly * (last_month - first_month + 1) end,
      case when change = 'end' then 'once' else 'month' end, effective_on,
      greatest(last_month - first_month + 1, 1), 'in_advance', 'cumulative', 'Agreed at panel',
      pg_temp.officer(a), effective_on - 20, change, false, monthly * least(last_month, 36)
    from book_versions;
    insert into agreement_decisions (agreement_id, proposed_by, decided_by, decided_at, entry_id)
    select agreement_id, pg_temp.officer(a), pg_temp.officer(a + 1), effective_on - 10,
      case version when 1 then a else pg_temp.entry_on(effective_on - 10, a) end
    from book_versions where state = 'agreed';
    insert into texts (id, beneficiary_id, text, salt, recorded_by, recorded_at)
    select pg_temp.uid('refusal ' || a), person_id, 'Why it was not agreed.',
      pg_temp.salt('refusal ' || a), pg_temp.officer(a), effective_on
    from book_versions where state = 'refused';
    insert into agreement_refusals (agreement_id, proposed_by, beneficiary_id, reasons_id, decided_by,
      decided_at, entry_id)
    select agreement_id, pg_temp.officer(a), person_id, pg_temp.uid('refusal ' || a),
      pg_temp.officer(a + 1), effective_on, pg_temp.entry_on(effective_on, a)
    from book_versions where state = 'refused'`,
  ],
  [
    'shares of the versions',
    `insert into agreement_shares (agreement_id, arrangement_id, beneficiary_id, share_id, numerator,
      denominator, amount, basis, weekly, paid)
    select v.agreement_id, v.id, v.person_id, s.share_id, s.of, s.parts,
      case when v.change = 'end' then 0 when s.of is null then 520.00
        else v.monthly * (v.last_month - v.first_month + 1) * s.of / s.parts end,
      case when s.of is null then 'weekly' else 'fraction' end,
      case when s.of is null then 10.00 end, case when s.of is null then s.way end
    from book_versions v, lateral (
      select v.share_id, 1 as of, case when v.second_id is null then 1 else 2 end as parts, null as way
      union all select v.second_id, 1, 2, null where v.second_id is not null
      union all select pg_temp.uid('contribution ' || v.a), null, null,
        case when v.a % 50 = 1 then 'gross' else 'net' end
        where v.a % 10 in (1, 3) and v.kind <> 'notional' and v.change <> 'end') as s`,
  ],
  [
    'lines of the budgets',
    `insert into scope_services (id, name, sector, kinds, from_on, funding_freed, freed_from,
      recorded_by, recorded_at)
    select pg_temp.uid('service ' || n), 'Service ' || n,
      (array['education', 'social_care', 'health'])[1 + n % 3], array['direct', 'notional', 'third_party'],
      (first - 300 + n * 20)::date, case when n % 2 = 0 then 12000.00 + n end,
      case when n % 2 = 0 then 'Block contract ' || n end, pg_temp.officer(n), first
    from generate_series(0, 59) as n, book;
    insert into budget_items (agreement_id, arrangement_id, beneficiary_id, position,
      provision_item_id, nature, description, quantity, unit, times, frequency, unit_cost, cost_basis,
      cost, funder_id, scope_service_id)
    select v.agreement_id, v.id, v.person_id, n, pg_temp.uid('provision ' || v.person || ' ' || n),
      'regular', 'Line ' || n, 1, 'month', v.last_month - v.first_month + 1, 'month',
      round(v.monthly / 2, 2), 'quote', round(round(v.monthly / 2, 2) * (v.last_month - v.first_month + 1), 2),
      v.funder_id, case when (v.a + n) % 4 <> 0 then pg_temp.uid('service ' || (v.a * 3
        + case v.sector when 'education' then 0 when 'social_care' then 1 else 2 end) % 60) end
    from book_versions v, generate_series(1, 2) as n
    where v.change <> 'end' and v.a % 15 <> 0`,
  ],
  [
    'documents',
    `insert into documents (id, arrangement_id, beneficiary_id, sector, kind, given_by, given_on,
      from_on, recorded_by, recorded_at, entry_id)
    select pg_temp.uid('document ' || a || ' ' || d.kind), id, person_id, sector, d.kind, d.given_by,
      case when a % 40 = 3 then first + 60 else first - 20 end, first - 20, pg_temp.officer(a), first,
      case when a % 40 = 3 then pg_temp.entry_on(first + 60, a) else a end
    from book_arrangements, book, (values ('consent', 'parent'), ('notice_of_conditions', 'authority'),
      ('conditions_accepted', 'parent'), ('nomination', 'parent')) as d(kind, given_by)
    where book_arrangements.kind <> 'notional' and (d.kind <> 'nomination' or a % 4 = 3)`,
  ],
];

/** Which day a month's payment was due: two in a hundred were late. */
const DUE_ON = `case when p.entry_id % 200 = 100 then w.first_day
  when p.entry_id % 100 = 50 then p.day - 9 else p.day end`;

/** The schedules: the months that are paid, those that a later version replaced, and those to come. */
export const SCHEDULES: readonly Step[] = [
  [
    'instalments',
    `create temp table book_windows as select month, min(day) as first_day, max(day_number) as last_day,
      min(day_number) as day_number from book_payments group by month;
    create temp table book_instalments as
    select v.a, v.id, v.person_id, v.agreement_id, m.month, m.month - v.first_month + 1 as number,
      v.monthly as amount, p.entry_id, p.item_id, p.day_number, p.day,
      (b.first + make_interval(months => m.month - 1))::date as period_from,
      (b.first + make_interval(months => m.month))::date - 1 as period_to,
      coalesce(${DUE_ON}, (b.first + make_interval(months => m.month - 1))::date + 45) as value_on,
      m.month > v.paid_through as replaced,
      case when m.month % 2 = 0 and v.second_id is not null then v.second_id else v.share_id end
        as share_id,
      pg_temp.uid('instalment ' || v.agreement_id || ' ' || m.month) as instalment_id
    from (
      select *, case when a % 20 = 7 and first_month = 13 then 18 else last_month end as paid_through
      from book_versions where state = 'agreed' and kind <> 'notional' and change <> 'end'
    ) as v
    cross join book b
    cross join lateral generate_series(v.first_month, v.last_month) as m(month)
    left join book_payments p on p.a = v.a and p.month = m.month and m.month <= v.paid_through
    left join book_windows w on w.month = m.month;
    insert into instalments (id, agreement_id, arrangement_id, beneficiary_id, number, period_from,
      period_to, value_on, input_on, amount)
    select instalment_id, agreement_id, id, person_id, number, period_from, period_to, value_on,
      value_on - 2, amount from book_instalments;
    insert into instalment_shares (instalment_id, arrangement_id, beneficiary_id, share_id, amount)
    select instalment_id, id, person_id, share_id, amount from book_instalments;
    insert into replaced_instalments (instalment_id, arrangement_id, beneficiary_id, agreement_id)
    select i.instalment_id, i.id, i.person_id, v.agreement_id
    from book_instalments i join book_versions v on v.a = i.a and v.version = 3 where i.replaced`,
  ],
];

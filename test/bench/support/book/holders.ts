import { FUNDERS } from './plan.ts';
import type { Step } from './statements.ts';

/** What brokers and families send in, and what holders owe because of their assistants. */
export const HOLDERS: readonly Step[] = [
  [
    'pooled accounts and returns',
    `insert into pooled_accounts (id, broker_id, name, sort_code, account_number, opened_on, recorded_by,
      recorded_at, entry_id)
    select pg_temp.uid('pooled ' || n), pg_temp.uid('broker ' || n), 'Client account', '107999',
      (30000000 + n)::text, first - 100, pg_temp.officer(n), first, n from generate_series(1, 20) as n, book;
    create temp table book_returns as
    select n, m, pg_temp.uid('return ' || n || ' ' || m) as id,
      (first + make_interval(months => m))::date as from_on,
      (first + make_interval(months => m + 1))::date - 1 as to_on
    from generate_series(1, 20) as n, generate_series(0, 34) as m, book;
    insert into holders_returns (id, pooled_account_id, broker_id, payee_id, from_on, to_on, tier,
      opening, closing, other_opening, interest_opening, lines, people, sha256, submitted_by,
      submitted_at, entry_id)
    select id, pg_temp.uid('pooled ' || n), pg_temp.uid('broker ' || n), null, from_on, to_on, 'standard',
      1000.00 * m, 1000.00 * (m + 1), 0, 0, 2, 1, pg_temp.digest(id::text), pg_temp.officer(n), to_on + 9,
      pg_temp.entry_on(to_on + 9, n)
    from book_returns
    union all
    select pg_temp.uid('return of ' || a || ' ' || y), null, null, pg_temp.uid('payee ' || a),
      (first + make_interval(years => y))::date, (first + make_interval(years => y + 1))::date - 1,
      'standard', 0, 0, 0, 0, 1, 1, pg_temp.digest(a || ' ' || y), pg_temp.officer(a),
      (first + make_interval(years => y + 1))::date + 20,
      pg_temp.entry_on((first + make_interval(years => y + 1))::date + 20, a)
    from book_arrangements, book, generate_series(0, 1) as y where kind = 'direct';
    insert into return_people (return_id, arrangement_id, beneficiary_id, opening, closing)
    select r.id, a.id, a.person_id, 10.00 * m, 10.00 * (m + 1)
    from book_returns r join book_arrangements a on a.broker = r.n;
    insert into return_lines (return_id, row, kind, on_day, arrangement_id, beneficiary_id, broker_id,
      amount, category, description)
    select r.id, (row_number() over (partition by r.id order by a.a, k))::int, k, r.from_on + (a.a % 28)::int,
      a.id, a.person_id, pg_temp.uid('broker ' || r.n), round(a.monthly * 0.4, 2),
      case k when 'spending' then 'support' end, 'A line'
    from book_returns r join book_arrangements a on a.broker = r.n,
      unnest(array['spending', 'paid_in']) as k
    union all
    select id, 1000000 + d, 'bank', from_on + d, null, null, pg_temp.uid('broker ' || n), 50.00 + d, null,
      'A line of the bank'
    from book_returns, generate_series(0, 19) as d;
    insert into return_decisions (return_id, arrangement_id, seq, outcome, decided_by, decided_at,
      entry_id)
    select r.id, a.id, 1, 'accepted', pg_temp.officer(a.a), to_on + 30, pg_temp.entry_on(to_on + 30, a.a)
    from book_returns r join book_arrangements a on a.broker = r.n where m < 33`,
  ],
  [
    'what holders owe',
    `insert into liability_movements (arrangement_id, beneficiary_id, kind, employee, on_day, amount,
      cause, due_on, recorded_by, recorded_at, entry_id)
    select id, person_id, (array['tax', 'pension', 'holiday'])[1 + m % 3], 'E' || a, d.day,
      case when m % 4 = 3 then -20.00 else 25.00 end, case when m % 4 = 3 then 'paid' else 'became_due' end,
      d.day + 20, pg_temp.officer(a), d.day, pg_temp.entry_on(d.day, a)
    from book_arrangements, book, generate_series(0, 35) as m,
      lateral (select (first + make_interval(months => m))::date as day) as d
    where a % 10 = 2`,
  ],
];

const PARTNERS = FUNDERS.flatMap(([name, sector], n) =>
  sector === 'health' ? [`(${n + 1}, '${name}')`] : [],
).join(', ');

/** What partners are recharged, quarter by quarter, and what they paid of it. */
export const RECHARGES: readonly Step[] = [
  [
    'recharges',
    `create temp table book_recharges as
    select p.n, p.name, q, pg_temp.uid('funder ' || p.n) as funder_id,
      pg_temp.uid('recharge ' || p.n || ' ' || q) as id, pg_temp.uid('receipt ' || p.n || ' ' || q) as receipt_id,
      (first + make_interval(months => q * 3))::date as from_on,
      (first + make_interval(months => q * 3 + 3))::date - 1 as to_on, 250000.00 + q * 1000 as amount
    from (values ${PARTNERS}) as p(n, name), generate_series(0, 10) as q, book;
    insert into partners (funder_id, organisation, since_on, recorded_by, recorded_at, entry_id)
    select distinct funder_id, name, first + 40, pg_temp.officer(n), first, n from book_recharges, book;
    insert into recharges (id, funder_id, number, from_on, to_on, amount, lines, drawn_up_by, drawn_up_at)
    select id, funder_id, q + 1, from_on, to_on, amount, 1000, pg_temp.officer(n), to_on + 5
    from book_recharges;
    insert into recharge_issues (recharge_id, drawn_up_by, issued_by, issued_at, issued_on, due_on,
      entry_id)
    select id, pg_temp.officer(n), pg_temp.officer(n + 1), to_on + 6, to_on + 6, to_on + 36,
      pg_temp.entry_on(to_on + 6, n) from book_recharges;
    insert into partner_receipts (id, funder_id, bank_account_id, received_on, amount, reference,
      recorded_by, recorded_at, entry_id)
    select receipt_id, funder_id, pg_temp.uid('bank account 2'), to_on + 30, amount, 'Recharge ' || q,
      pg_temp.officer(n), to_on + 30, pg_temp.entry_on(to_on + 30, n) from book_recharges where q < 10;
    insert into recharge_settlements (funder_id, recharge_id, recharge_amount, recharge_seq,
      recharge_before, recharge_after, receipt_id, receipt_amount, receipt_seq, receipt_before,
      receipt_after, amount, by, at, entry_id)
    select funder_id, id, amount, 1, 0, amount, receipt_id, amount, 1, 0, amount, amount,
      pg_temp.officer(n), to_on + 31, pg_temp.entry_on(to_on + 31, n) from book_recharges where q < 10;
    insert into recharge_lines (recharge_id, share_id, arrangement_id, beneficiary_id, spent, part,
      paid_by_partner, before, amount)
    select r.id, a.share_id, a.id, a.person_id, a.monthly * 3, a.monthly * 3, 0, 0, a.monthly * 3
    from book_recharges r join book_arrangements a on a.funder_id = r.funder_id`,
  ],
];

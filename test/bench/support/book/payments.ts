import { account, entriesOf, transfersOf, type Step } from './statements.ts';

/** What was sent first, came back and was sent again: half of what was late. */
const BOUNCED = `select i.*, pg_temp.uid('first item ' || i.entry_id) as first_item, w.day_number as first_run,
    w.first_day
  from book_instalments i join book_windows w on w.month = i.month
  where i.entry_id % 200 = 100 and i.day > w.first_day`;

/** The pay runs of the months, what was in them, and what came back. */
export const PAYMENTS: readonly Step[] = [
  [
    'bank details',
    `insert into bank_accounts (id, name, sort_code, account_number, account_name,
      service_user_number)
    values (pg_temp.uid('bank account 1'), 'Direct payments account', '089999', '66374958',
      'BENCHMARK COUNCIL', '123456'),
      (pg_temp.uid('bank account 2'), 'Services account', '089999', '66374959', 'BENCHMARK COUNCIL',
      '123457');
    create temp table book_details as
    select pg_temp.uid('details ' || p || ' ' || n) as id, pg_temp.uid(p) as payee_id, a, n,
      case n when 1 then first - 20 else (first + make_interval(months => 20))::date end as on_day, p
    from (
      select 'payee ' || a as p, a from book_arrangements where kind = 'direct'
      union all select 'broker payee ' || n, n from generate_series(1, 20) as n
    ) as p, generate_series(1, 2) as n, book where n = 1 or a % 10 = 1;
    insert into bank_details (id, payee_id, sort_code, account_number, account_name, salt,
      recorded_by, recorded_at, entry_id, account_use)
    select id, payee_id, '107999', lpad((20000000 + a * 2 + n)::text, 8, '0'), 'Account ' || a,
      pg_temp.salt(id::text), pg_temp.officer(a), on_day + interval '10 hours',
      case n when 1 then a else pg_temp.entry_on(on_day, a) end, 'only_direct_payments'
    from book_details;
    insert into bank_details_checks (bank_details_id, payee_id, recorded_by, checked_by, checked_at,
      method, entry_id)
    select id, payee_id, pg_temp.officer(a), pg_temp.officer(a + 1), on_day + interval '30 hours',
      'call_back', case n when 1 then a else pg_temp.entry_on(on_day + 1, a) end
    from book_details`,
  ],
  [
    'what came back',
    `create temp table book_bounced as ${BOUNCED};
    ${entriesOf(`select 'payment:' || first_item as key, 'payment' as kind, first_day as day,
        first_day + interval '10 hours' as recorded_at, null as reason, null::bigint as reverses,
        null::date as relates_on from book_bounced
      union all select 'bounced:' || first_item, 'bounced', first_day + 2,
        first_day + interval '58 hours', null, null, null from book_bounced`)};
    ${transfersOf(`select 'payment:' || b.first_item as key, 1 as line, c.id as from_id, d.id as to_id, b.amount
      from book_bounced b
      join accounts c on c.subject = b.share_id and c.class in (select id from account_classes where kind = 'committed')
      join accounts d on d.subject = b.share_id and d.class in (select id from account_classes where kind = 'drawn')
      union all
      select 'bounced:' || b.first_item, 1, d.id, c.id, b.amount
      from book_bounced b
      join accounts c on c.subject = b.share_id and c.class in (select id from account_classes where kind = 'committed')
      join accounts d on d.subject = b.share_id and d.class in (select id from account_classes where kind = 'drawn')
      union all
      select 'payment:' || b.first_item, 2, ${account("'in_transit'", "pg_temp.uid('run ' || b.first_run)")}, h.id, b.amount
      from book_bounced b
      join accounts h on h.subject = b.share_id and h.class in (select id from account_classes where kind = 'held')
      union all
      select 'bounced:' || b.first_item, 2, h.id, ${account("'in_transit'", "pg_temp.uid('run ' || b.first_run)")}, b.amount
      from book_bounced b
      join accounts h on h.subject = b.share_id and h.class in (select id from account_classes where kind = 'held')`)}`,
  ],
  [
    'items of pay runs',
    `create temp table book_paid as
    select i.own_item as item_id, i.instalment_id, i.id as arrangement_id, i.person_id, i.share_id,
      i.amount, i.attempt, i.run, i.paid_on, i.a, d.id as details_id,
      pg_temp.uid('credit ' || i.run || d.p) as credit_id
    from (
      select i.*, i.item_id as own_item, case when b.instalment_id is null then 1 else 2 end as attempt,
        i.day_number as run, i.day as paid_on
      from book_instalments i left join book_bounced b using (instalment_id)
      where i.entry_id is not null
      union all
      select i.*, b.first_item, 1, b.first_run, b.first_day
      from book_instalments i join book_bounced b using (instalment_id)
    ) as i
    join book_arrangements a on a.a = i.a
    join book_details d on d.p = case a.kind when 'direct' then 'payee ' || a.a
        else 'broker payee ' || a.broker end
      and d.n = case when d.a % 10 = 1 and i.month > 20 then 2 else 1 end`,
  ],
  [
    'pay runs',
    `create temp table book_runs as
    select run, paid_on, pg_temp.uid('run ' || run) as id, count(*)::int as items, sum(amount) as total,
      row_number() over (order by run) as n from book_paid group by run, paid_on;
    insert into approval_limits (id, user_id, amount, from_on, set_by, set_at, entry_id)
    select pg_temp.uid('limit ' || n), pg_temp.officer(n), 5000000.00, first, pg_temp.officer(n + 1),
      first, n from generate_series(1, 40) as n, book;
    insert into pay_runs (id, serial, bank_account_id, value_on, input_on, drawn_up_by, drawn_up_at)
    select id, lpad(n::text, 6, '0'), pg_temp.uid('bank account 1'), paid_on, paid_on - 2,
      pg_temp.officer(n), paid_on - 3 + interval '10 hours' from book_runs;
    insert into pay_run_approvals (pay_run_id, drawn_up_by, approved_by, approved_at, items, total,
      entry_id, limit_id)
    select id, pg_temp.officer(n), pg_temp.officer(n + 1), paid_on - 3 + interval '12 hours', items,
      total, pg_temp.entry_on(paid_on - 3, n), pg_temp.uid('limit ' || 1 + n % 40) from book_runs;
    insert into pay_run_releases (pay_run_id, total, released_by, released_at)
    select id, total, pg_temp.officer(n + 2), paid_on - 3 + interval '14 hours' from book_runs;
    insert into pay_run_credits (id, pay_run_id, bank_details_id, reference, value_on, items, amount)
    select credit_id, pg_temp.uid('run ' || run), details_id,
      'C' || lpad((row_number() over (partition by run order by credit_id))::text, 8, '0'), paid_on,
      items, amount
    from (select credit_id, run, details_id, paid_on, count(*) as items, sum(amount) as amount
      from book_paid group by 1, 2, 3, 4) as c;
    insert into pay_run_items (id, pay_run_id, instalment_id, attempt, arrangement_id, beneficiary_id,
      bank_details_id, amount, reference, credit_id)
    select item_id, pg_temp.uid('run ' || run), instalment_id, attempt, arrangement_id, person_id,
      details_id, amount, 'I' || lpad((row_number() over (partition by run order by item_id))::text, 8, '0'),
      credit_id from book_paid;
    insert into pay_run_item_shares (item_id, pay_run_id, instalment_id, arrangement_id,
      beneficiary_id, share_id, amount, tried)
    select item_id, pg_temp.uid('run ' || run), instalment_id, arrangement_id, person_id, share_id,
      amount, attempt from book_paid`,
  ],
  [
    'returned payments and holds',
    `insert into undone_items (item_id, pay_run_id, instalment_id, arrangement_id, beneficiary_id,
      why, recorded_by, recorded_at)
    select first_item, pg_temp.uid('run ' || first_run), instalment_id, id, person_id, 'bounced',
      pg_temp.officer(a), first_day + 2 from book_bounced;
    insert into returned_credits (credit_id, pay_run_id, how, code, amount, advised_on, expected_on,
      recorded_by, recorded_at, entry_id)
    select distinct on (p.credit_id) p.credit_id, pg_temp.uid('run ' || b.first_run), 'returned', '0', b.amount,
      b.first_day + 2, b.first_day + 3, pg_temp.officer(b.a), b.first_day + 2, e.id
    from book_bounced b join book_paid p on p.item_id = b.first_item
    join entries e on e.key = 'bounced:' || b.first_item order by p.credit_id, e.id;
    insert into texts (id, beneficiary_id, text, salt, recorded_by, recorded_at)
    select pg_temp.uid('hold text ' || a), person_id, 'Why it was held.',
      pg_temp.salt('hold ' || a), pg_temp.officer(a), first from book_arrangements, book
    where a % 25 = 3;
    insert into payment_holds (id, beneficiary_id, arrangement_id, from_on, reason, acts, reasons_id,
      placed_by, placed_at, entry_id)
    select pg_temp.uid('hold ' || a), person_id, id, first + (a % 1000)::int,
      (array['return_missing', 'query', 'hospital_stay', 'bank_details'])[1 + a % 4], 'caseworker',
      pg_temp.uid('hold text ' || a), pg_temp.officer(a), first + (a % 1000)::int,
      pg_temp.entry_on(first + (a % 1000)::int, a)
    from book_arrangements, book where a % 25 = 3;
    insert into payment_hold_endings (hold_id, beneficiary_id, reasons_id, ended_by, ended_at, entry_id)
    select pg_temp.uid('hold ' || a), person_id, pg_temp.uid('hold text ' || a), pg_temp.officer(a),
      first + (a % 1000)::int + 10, pg_temp.entry_on(first + (a % 1000)::int + 10, a)
    from book_arrangements, book where a % 25 = 3 and a % 100 <> 3`,
  ],
];

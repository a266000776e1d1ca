import { account, entriesOf, transfersOf, type Step } from './statements.ts';

const GROSS = `contribution_due/contribution`;

/** What came to the bank and left it, on its statements and in the ledger, and how they are matched. */
export const BANK: readonly Step[] = [
  [
    'what the bank booked',
    `create temp table book_booked as
    -- Each line with what is expected for it: money that leaves is below zero.
    select row_number() over (order by account, day, what, name, entry_key, amount)::bigint as line_id, *,
      pg_temp.uid('bank account ' || account) as account_id
    from (
      select 1 as account, 'pay_run' as what, 'pay_run:' || id as name, paid_on as day, -total as amount,
        id as pay_run_id, null::uuid as credit_id, null::uuid as payment_id, null::text as entry_key,
        id as in_transit
      from book_runs
      union all
      select 1, 'returned_credit', 'returned_credit:' || credit_id, expected_on, amount, pay_run_id,
        credit_id, null, null, pay_run_id
      from returned_credits
      union all
      select 2, 'invoice_payment', 'invoice_payment:' || payment_id, paid_on, -net, null, null,
        payment_id, null, payment_id
      from book_invoice_payments
      union all
      select 1, 'entry', null, paid_on, total, null, null, null, 'funding:' || id, null from book_runs
      union all
      select 2, 'entry', null, paid_on, net, null, null, null, 'funding:' || payment_id, null
      from book_invoice_payments
      union all
      select 1, 'entry', null, (first + make_interval(months => m, days => (a % 28)::int))::date, 43.33,
        null, null, null, 'receipt:' || a || ':' || m, null
      from book_arrangements, book, generate_series(0, 35) as m where a % 50 = 1
      union all
      select 1, 'open', null, "end" - 1 - (n % 90)::int, 20.00 + n % 700, null, null, null, null, null
      from book, generate_series(1, (select count(*) / 15 from book_arrangements)) as n
    ) as b where day < (select "end" from book)`,
  ],
  [
    'what the ledger has of it',
    `insert into accounts (class, subject)
    select c.id, pg_temp.uid('bank account ' || n)
    from generate_series(1, 2) as n, account_classes c where c.name in ('bank', 'treasury')
    order by n, c.name;
    insert into accounts (class, subject, arrangement_id, beneficiary_id)
    select c.id, pg_temp.uid('contribution ' || a), b.id, person_id
    from book_arrangements b, account_classes c where a % 50 = 1 and c.name in (
      '${GROSS}', 'contribution/contribution') order by a, c.name;
    ${entriesOf(`select coalesce(entry_key, 'match:' || line_id) as key,
        case when what <> 'entry' then 'bank_match' when entry_key like 'funding:%' then 'treasury'
          else 'contribution_received' end as kind,
        day, day + interval '13 hours' as recorded_at, null as reason, null::bigint as reverses,
        null::date as relates_on
      from book_booked where what <> 'open'
      union all
      select 'charge:' || a || ':' || m, 'contribution_due',
        (first + make_interval(months => m))::date, first + make_interval(months => m), null, null, null
      from book_arrangements, book, generate_series(0, 35) as m where a % 50 = 1`)};
    ${transfersOf(`select key, 1 as line, case when amount > 0 then other else bank end as from_id,
        case when amount > 0 then bank else other end as to_id, abs(amount) as amount
      from (
        select coalesce(entry_key, 'match:' || line_id) as key, amount,
          ${account("'bank'", 'account_id')} as bank,
          case when what <> 'entry' then ${account("'in_transit'", 'in_transit')}
            when entry_key like 'funding:%' then ${account("'treasury'", 'account_id')}
            else ${account(`'${GROSS}'`, "pg_temp.uid('contribution ' || split_part(entry_key, ':', 2))")}
            end as other
        from book_booked where what <> 'open'
      ) as b
      union all
      select 'charge:' || a || ':' || m, 1,
        ${account("'contribution/contribution'", "pg_temp.uid('contribution ' || a)")},
        ${account(`'${GROSS}'`, "pg_temp.uid('contribution ' || a)")}, 43.33
      from book_arrangements, generate_series(0, 35) as m where a % 50 = 1`)}`,
  ],
  [
    'statements and their lines',
    `create temp table book_statements as
    select n as account, d::date as day, pg_temp.uid('statement ' || n || ' ' || d::date) as id,
      date_trunc('month', d)::date as month, coalesce(sum(b.amount), 0) as amount
    from generate_series(1, 2) as n
    cross join generate_series((select first from book), (select "end" from book) - 1, interval '1 day') as d
    left join book_booked b on b.account = n and b.day = d::date
    group by n, d;
    insert into bank_files (id, name, format, sha256, received_by, received_at)
    select pg_temp.uid('bank file ' || account || ' ' || month), 'statement-' || month || '.xml',
      'camt.053', pg_temp.digest('bank file ' || account || ' ' || month), pg_temp.officer(account),
      month + interval '1 month 9 hours'
    from book_statements group by account, month;
    insert into bank_statements (id, file_id, bank_account_id, reference, from_on, to_on, opening,
      closing, balances)
    select id, pg_temp.uid('bank file ' || account || ' ' || month), pg_temp.uid('bank account ' || account),
      day::text, day, day, closing - amount, closing, true
    from (select *, sum(amount) over (partition by account order by day) as closing
      from book_statements) as s;
    insert into bank_lines (id, statement_id, bank_account_id, position, booked_on, value_on, amount,
      size, reference, counterparty, text, fingerprint, occurrence, words)
    select line_id, pg_temp.uid('statement ' || account || ' ' || day), account_id,
      row_number() over (partition by account, day order by line_id), day, day, amount, abs(amount),
      'R' || line_id, 'Counterparty ' || line_id % 3000, 'Payment ' || line_id,
      pg_temp.digest('line ' || line_id), 1, array['R' || line_id]
    from book_booked;
    select setval(pg_get_serial_sequence('bank_lines', 'id'), (select max(id) from bank_lines))`,
  ],
  [
    'matches',
    `create temp table book_matched as
    select b.*, e.id as entry_id, pg_temp.uid('expected ' || line_id) as expected_id,
      pg_temp.uid('match ' || line_id) as match_id
    from book_booked b join entries e on e.key = coalesce(b.entry_key, 'match:' || b.line_id)
    where what <> 'open' and (b.entry_key is null or b.entry_key like 'funding:%' or line_id % 33 > 0);
    insert into expected_lines (id, name, kind, bank_account_id, amount, value_on, pay_run_id,
      credit_id, invoice_payment_id, entry_id)
    select expected_id, coalesce(name, 'entry:' || entry_id), what, account_id, amount, day, pay_run_id,
      credit_id, payment_id, case when what = 'entry' then entry_id end from book_matched;
    insert into matches (id, bank_account_id, kind, rule, rule_set, by, at, entry_id)
    select match_id, account_id, 'match', 'reference', 1, pg_temp.officer(line_id), day + 1, entry_id
    from book_matched;
    insert into line_allocations (match_id, bank_account_id, amount, line_id, line_amount, line_seq,
      line_before, line_after, expected_id, expected_amount, expected_seq, expected_before,
      expected_after)
    select match_id, account_id, abs(amount), line_id, amount, 1, 0, abs(amount), expected_id, amount,
      1, 0, abs(amount) from book_matched`,
  ],
  [
    'sign-offs',
    `create temp table book_sign_offs as
    select distinct on (account, month) account, month, day, id,
      sum(amount) over (partition by account order by day) as closing
    from book_statements where month < (select "end" from book) - 62 order by account, month, day desc;
    insert into bank_sign_offs (id, bank_account_id, through_on, statement_id, ledger,
      not_on_statement, statement, in_transit, lines, sha256, prepared_by, prepared_at, entry_id)
    select pg_temp.uid('sign-off ' || account || ' ' || month), pg_temp.uid('bank account ' || account),
      day, id, closing, 0, closing, 0, 0, pg_temp.digest('sign-off ' || account || ' ' || month),
      pg_temp.officer(account), day + 10, pg_temp.entry_on(day + 10, account)
    from book_sign_offs;
    insert into bank_sign_off_approvals (sign_off_id, prepared_by, approved_by, approved_at, entry_id)
    select pg_temp.uid('sign-off ' || account || ' ' || month), pg_temp.officer(account),
      pg_temp.officer(account + 1), day + 11, pg_temp.entry_on(day + 11, account) from book_sign_offs;
    insert into exception_steps (bank_account_id, exception, seq, owner_id, note, by, at)
    select account_id, 'unidentified_receipt:' || line_id, 1, pg_temp.officer(line_id), null,
      pg_temp.officer(line_id + 1), day + 3
    from book_booked where what = 'open' and line_id % 3 = 0`,
  ],
];

/** Contributions of people: what is due, and what came of it. */
export const CONTRIBUTIONS: readonly Step[] = [
  [
    'contributions',
    `insert into contributions_due (agreement_id, arrangement_id, beneficiary_id, share_id, number,
      period_from, period_to, amount)
    select v.agreement_id, v.id, v.person_id, pg_temp.uid('contribution ' || v.a), m,
      (first + make_interval(months => m - 1))::date, (first + make_interval(months => m))::date - 1, 43.33
    from book_versions v, book, generate_series(1, v.last_month) as m
    where v.a % 10 in (1, 3) and v.kind <> 'notional' and v.change <> 'end' and v.state = 'agreed';
    insert into contribution_charges (arrangement_id, beneficiary_id, share_id, number, charge,
      period_from, period_to, amount, charged_by, charged_at, entry_id)
    select a.id, a.person_id, pg_temp.uid('contribution ' || a.a), m + 1, 1,
      (first + make_interval(months => m))::date, (first + make_interval(months => m + 1))::date - 1,
      43.33, pg_temp.officer(a.a), (first + make_interval(months => m))::date, e.id
    from book_arrangements a
    cross join book
    cross join generate_series(0, 35) as m
    join entries e on e.key = 'charge:' || a.a || ':' || m
    where a.a % 50 = 1;
    insert into contribution_receipts (arrangement_id, beneficiary_id, share_id, received_on, amount,
      paid_into, bank_account_id, reference, recorded_by, recorded_at, entry_id)
    select a.id, a.person_id, pg_temp.uid('contribution ' || a.a), b.day, b.amount, 'authority',
      b.account_id, b.entry_key, pg_temp.officer(a.a), b.day, e.id
    from book_booked b
    join book_arrangements a on a.a = split_part(b.entry_key, ':', 2)::bigint
    join entries e on e.key = b.entry_key
    where b.entry_key like 'receipt:%'
    union all
    select a.id, a.person_id, pg_temp.uid('contribution ' || a.a), d.day, 120.00, 'holder', null,
      'Quarter ' || m, pg_temp.officer(a.a), d.day, pg_temp.entry_on(d.day, a.a)
    from book_arrangements a, book, generate_series(0, 11) as m,
      lateral (select (first + make_interval(months => m * 3, days => (a.a % 60)::int))::date as day) as d
    where a.a % 10 in (1, 3) and a.a % 50 <> 1 and a.kind <> 'notional'`,
  ],
];

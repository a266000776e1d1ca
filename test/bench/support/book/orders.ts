import { account, entriesOf, transfersOf, type Step } from './statements.ts';

/** An invoice of each provider for each month, for all people whom it served. */
const INVOICE = `pg_temp.uid('invoice ' || provider || ' ' || month)`;

/** What was ordered of providers under notional arrangements, billed, accepted and paid. */
export const ORDERS: readonly Step[] = [
  [
    'orders',
    `insert into providers (id, name, vat_number, recorded_by, recorded_at)
    select pg_temp.uid('provider ' || p), 'Provider ' || p, case when p % 3 = 0 then 'GB' || 100000000 + p end,
      pg_temp.officer(p), first
    from (select distinct provider as p from book_arrangements where provider is not null) as x, book;
    create temp table book_orders as
    select a.*, y, pg_temp.uid('order ' || a.a || ' ' || y) as order_id,
      (first + make_interval(years => y))::date as from_on,
      (first + make_interval(years => y + 1))::date - 1 as to_on
    from book_arrangements a, book, generate_series(0, 2) as y where kind = 'notional';
    insert into orders (id, arrangement_id, beneficiary_id, provider_id, service, unit, quantity, rate,
      amount, from_on, to_on, held_by, quantity_tolerance, rate_tolerance, ordered_by, ordered_at,
      entry_id)
    select order_id, id, person_id, pg_temp.uid('provider ' || provider), 'Therapy', 'month', 12,
      monthly, monthly * 12, from_on, to_on,
      case when sector = 'health' and a % 4 = 0 then funder_id end, 0, 0, pg_temp.officer(a), from_on,
      case y when 0 then a else pg_temp.entry_on(from_on, a) end
    from book_orders;
    insert into order_shares (order_id, arrangement_id, beneficiary_id, share_id, amount)
    select order_id, id, person_id, share_id, monthly * 12 from book_orders;
    insert into deliveries (id, order_id, arrangement_id, beneficiary_id, from_on, to_on, planned,
      delivered, recorded_by, recorded_at)
    select pg_temp.uid('delivery ' || a || ' ' || y || ' ' || m), order_id, id, person_id,
      (from_on + make_interval(months => m))::date, (from_on + make_interval(months => m + 1))::date - 1,
      1, 1, pg_temp.officer(a), (from_on + make_interval(months => m + 1))::date
    from book_orders, generate_series(0, 11) as m`,
  ],
  [
    'invoices',
    `create temp table book_billed as
    select o.*, p.entry_id, p.month, p.day,
      row_number() over (partition by o.provider, p.month order by o.a)::int as line
    from book_orders o join book_payments p on p.a = o.a and (p.month - 1) / 12 = o.y;
    create temp table book_invoices as
    select provider, month, ${INVOICE} as id, sum(monthly) as net, min(entry_id) as entry_id,
      min(day) as first_day, max(day) as last_day, bool_or(sector = 'health' and a % 4 = 0) as held, count(*) as lines
    from book_billed group by provider, month;
    insert into invoices (id, provider_id, number, number_key, invoiced_on, received_on, due_on, net,
      vat, gross, recorded_by, recorded_at, entry_id)
    select i.id, pg_temp.uid('provider ' || provider), 'INV' || month || '/' || provider,
      'INV' || month || 'P' || provider, first_day - 5, first_day - 3,
      case when (provider + month) % 20 = 0 then last_day - 2 else last_day + 25 end, net, 0, net,
      pg_temp.officer(provider), first_day - 3, entry_id
    from book_invoices i;
    insert into invoice_lines (invoice_id, line, provider_id, order_id, arrangement_id, beneficiary_id,
      from_on, to_on, quantity, rate, net, vat)
    select ${INVOICE}, line, pg_temp.uid('provider ' || provider), order_id, id, person_id,
      (first + make_interval(months => month - 1))::date, (first + make_interval(months => month))::date - 1,
      1, monthly, monthly, 0 from book_billed, book;
    insert into invoice_steps (id, invoice_id, line, seq, step, net, vat, effective_on, cause, recorded_by,
      by, at, entry_id)
    select pg_temp.uid('accepted ' || entry_id), ${INVOICE}, line, 1, 'accepted', monthly, 0, day, null,
      pg_temp.officer(provider), pg_temp.officer(provider + 1), day, entry_id from book_billed
    union all
    select pg_temp.uid('queried ' || entry_id), ${INVOICE}, line, 2, 'queried', 1.00, 0, day, 'rate',
      pg_temp.officer(provider), pg_temp.officer(provider + 1), day, entry_id from book_billed
    where a % 200 = 4`,
  ],
  [
    'payments of invoices',
    `create temp table book_invoice_payments as
    select *, pg_temp.uid('invoice payment ' || provider || ' ' || month) as payment_id,
      last_day + 10 + month % 9 as paid_on
    from book_invoices where last_day + 20 < (select "end" from book);
    insert into accounts (class, subject)
    select c.id, payment_id from book_invoice_payments, account_classes c
    where c.name = 'in_transit' order by payment_id;
    ${entriesOf(`select 'invoice paid:' || payment_id as key, 'invoice_paid' as kind, paid_on as day,
      paid_on + interval '11 hours' as recorded_at, null as reason, null::bigint as reverses,
      null::date as relates_on from book_invoice_payments`)};
    ${transfersOf(`select 'invoice paid:' || payment_id as key, 1 as line,
      ${account("'in_transit'", 'payment_id')} as from_id,
      ${account("'payable'", "pg_temp.uid('provider ' || provider)")} as to_id, net as amount
      from book_invoice_payments`)};
    insert into invoice_payments (id, bank_account_id, paid_on, reference, total, recorded_by,
      recorded_at, entry_id)
    select payment_id, pg_temp.uid('bank account 2'), paid_on, 'P' || provider || '/' || month, net,
      pg_temp.officer(provider), paid_on, e.id
    from book_invoice_payments join entries e on e.key = 'invoice paid:' || payment_id;
    insert into invoice_payment_lines (payment_id, invoice_id, provider_id, seq, before, amount, after)
    select payment_id, id, pg_temp.uid('provider ' || provider), 1, 0, net, net
    from book_invoice_payments`,
  ],
];

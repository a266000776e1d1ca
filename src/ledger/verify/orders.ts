import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, pounds, type Check, type Query } from './check.ts';

/**
 * The ledger knows no room, so it tells here by itself how invoice lines stand: by step, and for
 * credits by what the journal says that they took.
 */
function steps({ sql }: Tx): Query {
  return sql`
    select s.invoice_id, s.line, l.order_id, l.provider_id, o.held_by, s.net,
      s.net + case when o.held_by is null then s.vat else 0.00 end as owed, s.entry_id,
      (s.step = 'accepted')::int as accepted, (e.reason = 'credited_accepted')::int as credited,
      case when s.step = 'queried' then 1 when s.step in ('query_withdrawn', 'not_owed')
        or e.reason = 'credited_in_query' then -1 else 0 end as in_query,
      (s.step = 'not_owed' or e.reason in ('credited_in_query', 'credited_undecided'))::int as dropped
    from invoice_steps s
    join invoice_lines l on l.invoice_id = s.invoice_id and l.line = s.line
    join orders o on o.id = l.order_id join entries e on e.id = s.entry_id`;
}

/** Which order each entry is about that places it, frees of it, accepts or credits. */
function entriesOfOrders({ sql }: Tx): Query {
  return sql`
    select id as order_id, entry_id from orders
    union all select order_id, entry_id from order_freeings
    union all select l.order_id, s.entry_id from invoice_steps s
      join invoice_lines l on l.invoice_id = s.invoice_id and l.line = s.line`;
}

/** What each share of each order has open and drawn by the journal. */
function byShare(tx: Tx): Query {
  return tx.sql`
    select p.order_id, a.subject as share_id,
      sum(m.amount) filter (where c.kind = 'committed') as open,
      sum(m.amount) filter (where c.kind = 'drawn') as drawn
    from (${entriesOfOrders(tx)}) as p
    join (${bothSides(tx)}) as m on m.entry_id = p.entry_id
    join accounts a on a.id = m.account_id
    join account_classes c on c.id = a.class and c.kind in ('committed', 'drawn')
    group by p.order_id, a.subject`;
}

/** What each order has open and drawn by the records. */
function byRecords(tx: Tx): Query {
  return tx.sql`
    select o.id as order_id, o.amount - coalesce(f.amount, 0) - coalesce(s.drawn, 0) as open,
      coalesce(s.drawn, 0) as drawn
    from orders o
    left join (select order_id, sum(amount) as amount from order_freeings group by order_id) as f
      on f.order_id = o.id
    left join (select order_id, sum((accepted - credited) * net) as drawn
      from (${steps(tx)}) as s group by order_id) as s on s.order_id = o.id`;
}

/** What is committed and drawn of orders is what was ordered, freed, accepted and credited. */
export const ordersAreInTheJournal: Check = {
  name: 'What is committed and drawn of orders is what was ordered, freed, accepted and credited',
  expected:
    'Each order: committed = ordered less freed less accepted plus credited, drawn = accepted less ' +
    'credited; each share commits what the order says; nothing else is committed without a schedule.',
  run(work) {
    const { tx } = work;
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' orders of ' || ${pounds(tx, sql`sum(amount)`)} as figure from orders`,
      sql`
        select 'Order ' || r.order_id || ': ' || ${pounds(tx, sql`r.open`)} || ' is open and '
          || ${pounds(tx, sql`r.drawn`)} || ' drawn by the records, ' || ${pounds(tx, sql`j.open`)}
          || ' and ' || ${pounds(tx, sql`j.drawn`)} || ' by the journal.' as offender
        from (${byRecords(tx)}) as r
        left join (select order_id, sum(open) as open, sum(drawn) as drawn
          from (${byShare(tx)}) as b group by order_id) as j on j.order_id = r.order_id
        where (r.open, r.drawn) is distinct from (coalesce(j.open, 0), coalesce(j.drawn, 0))
        union all ${sharesNotCommitted(tx)} union all ${committedByNobody(tx)}`,
    );
  },
};

/** Shares that an order commits otherwise than its entry does. */
function sharesNotCommitted(tx: Tx): Query {
  const { sql } = tx;
  return sql`
    select 'Order ' || coalesce(x.order_id, m.order_id) || ', share '
      || coalesce(x.share_id, m.share_id) || ': ' || ${pounds(tx, sql`x.amount`)}
      || ' is ordered, and the entry moves ' || ${pounds(tx, sql`m.amount`)} || '.'
    from (select order_id, share_id, amount from order_shares where amount > 0) as x
    full join (
      select o.id as order_id, a.subject as share_id, sum(m.amount) as amount
      from orders o join (${bothSides(tx)}) as m on m.entry_id = o.entry_id
      join accounts a on a.id = m.account_id
      join account_classes c on c.id = a.class and c.kind = 'committed'
      group by o.id, a.subject
    ) as m on m.order_id = x.order_id and m.share_id = x.share_id
    where x.amount is distinct from m.amount`;
}

/** Entries that commit under a notional arrangement, or draw from it, and that no order names. */
function committedByNobody(tx: Tx): Query {
  const { sql } = tx;
  return sql`
    select 'Entry ' || m.entry_id || ' moves ' || ${pounds(tx, sql`sum(m.amount)`)}
      || ' of what is committed under a notional arrangement, and no order says so.'
    from (${bothSides(tx)}) as m
    join accounts a on a.id = m.account_id
    join account_classes c on c.id = a.class and c.name like 'committed/notional/%'
    where not exists (select from (${entriesOfOrders(tx)}) as p where p.entry_id = m.entry_id)
    group by m.entry_id`;
}

/** What is payable to a provider is what was accepted, less what was credited, less what was paid. */
export const payableIsUnpaid: Check = {
  name: 'What is payable to a provider is accepted, not credited and not paid',
  expected:
    'For each provider: payable = accepted with the VAT that the authority pays, less credited, ' +
    'less paid; and each payment is the sum of its invoices.',
  run({ tx }) {
    const { sql } = tx;
    const balances = sql`
      select a.subject as provider_id, -sum(m.amount) as amount
      from (${bothSides(tx)}) as m join accounts a on a.id = m.account_id
      join account_classes c on c.id = a.class and c.kind = 'payable'
      group by a.subject`;
    const unpaid = sql`
      select provider_id, sum(amount) as amount from (
        select provider_id, (accepted - credited) * owed as amount from (${steps(tx)}) as s
        union all select provider_id, -amount from invoice_payment_lines
      ) as each group by provider_id`;
    return find(
      tx,
      sql`select count(*) || ' providers, ' || ${pounds(tx, sql`sum(amount)`)} || ' payable' as figure
        from (${balances}) as b`,
      sql`
        select 'Provider ' || coalesce(b.provider_id, u.provider_id) || ': '
          || ${pounds(tx, sql`b.amount`)} || ' is payable by the accounts, and by the invoices '
          || ${pounds(tx, sql`u.amount`)} || '.' as offender
        from (${balances}) as b full join (${unpaid}) as u on u.provider_id = b.provider_id
        where coalesce(b.amount, 0) <> coalesce(u.amount, 0)
        union all
        select 'Payment ' || p.id || ' is ' || ${pounds(tx, sql`p.total`)} || ', and its invoices make '
          || ${pounds(tx, sql`l.amount`)} || '.'
        from invoice_payments p left join (
          select payment_id, sum(amount) as amount from invoice_payment_lines group by payment_id
        ) as l on l.payment_id = p.id
        where p.total is distinct from l.amount`,
    );
  },
};

/** No order is drawn on beyond what was ordered, and no invoice line decided about twice. */
export const noOrderBeyondItself: Check = {
  name: 'No order is used beyond itself, and no invoice beyond what it bills',
  expected:
    'Of an order no share frees and draws more than it committed; of an invoice line no more is ' +
    'accepted, queried and found not owed than is billed; an invoice is the sum of its lines.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' invoices of ' || ${pounds(tx, sql`sum(gross)`)} as figure
        from invoices`,
      sql`
        select 'Order ' || order_id || ', share ' || share_id || ': ' || ${pounds(tx, sql`open`)}
          || ' is open and ' || ${pounds(tx, sql`drawn`)} || ' drawn.' as offender
        from (${byShare(tx)}) as b where open < 0 or drawn < 0
        union all
        select 'Line ' || l.line || ' of invoice ' || l.invoice_id || ' bills '
          || ${pounds(tx, sql`l.net`)} || ', and ' || ${pounds(tx, sql`s.decided`)}
          || ' is decided about.'
        from invoice_lines l join (
          select invoice_id, line, sum((accepted + in_query + dropped) * net) as decided,
            sum(in_query * net) as in_query, sum((accepted - credited) * net) as accepted
          from (${steps(tx)}) as s group by invoice_id, line
        ) as s on s.invoice_id = l.invoice_id and s.line = l.line
        where s.decided > l.net or s.in_query < 0 or s.accepted < 0
        union all
        select 'Invoice ' || i.id || ' is ' || ${pounds(tx, sql`i.net`)} || ' net, and its lines make '
          || ${pounds(tx, sql`l.net`)} || '.'
        from invoices i left join (
          select invoice_id, sum(net) as net, sum(vat) as vat from invoice_lines group by invoice_id
        ) as l on l.invoice_id = i.id
        where (i.net, i.vat) is distinct from (l.net, l.vat)`,
    );
  },
};

import type { Tx } from '../../database/transactions.ts';
import { bothSides, find, pounds, type Check, type Query } from './check.ts';

/**
 * What was approved is what was drawn up, released and written to the bank's file; and each payment
 * is made of shares, of which none is paid twice.
 */
export const payRunsAreWhatWasApproved: Check = {
  name: 'Every approved pay run is the sum of its payments',
  expected:
    'The number and the total that were approved are those of the items, and of the file; each credit ' +
    'is what its items make; each item is what its shares pay, once, and its entry moves the same.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' approved pay runs of ' || ${pounds(tx, sql`sum(total)`)} as figure
        from pay_run_approvals`,
      sql`
        select 'Pay run ' || p.pay_run_id || ' was approved with ' || p.items || ' items of '
          || ${pounds(tx, sql`p.total`)} || '; it has ' || coalesce(i.items, 0) || ' of '
          || ${pounds(tx, sql`i.total`)} || '.' as offender
        from pay_run_approvals p left join (
          select pay_run_id, count(*) as items, sum(amount) as total from pay_run_items i
          where not exists (select from undone_items u
            where u.item_id = i.id and u.why = 'taken_out')
          group by pay_run_id
        ) as i on i.pay_run_id = p.pay_run_id
        where p.items is distinct from i.items or p.total is distinct from i.total
        union all
        ${filesNotMet(tx)}
        union all
        select 'Pay run ' || r.pay_run_id || ' was released for ' || ${pounds(tx, sql`r.total`)}
          || ', and its approval says otherwise.'
        from pay_run_releases r left join pay_run_approvals p on p.pay_run_id = r.pay_run_id
        where p.total is distinct from r.total
        union all ${creditsNotMet(tx)} union all ${itemsNotMet(tx)} union all ${sharesNotPaidOnce(tx)}
        union all ${entriesNotMet(tx)}`,
    );
  },
};

/** Files with other payments than the run makes, a broker's many being one, or with other bytes. */
function filesNotMet(tx: Tx): Query {
  return tx.sql`
    select 'Pay run ' || f.pay_run_id || ': its file has ' || f.items || ' items of '
      || ${pounds(tx, tx.sql`f.total`)} || ', and its approval says otherwise.'
    from payment_files f
    left join pay_run_approvals p on p.pay_run_id = f.pay_run_id
    left join (
      select pay_run_id, count(distinct credit_id) as payments from pay_run_items i
      where not exists (select from undone_items u where u.item_id = i.id and u.why = 'taken_out')
      group by pay_run_id
    ) as c on c.pay_run_id = f.pay_run_id
    where c.payments is distinct from f.items or p.total is distinct from f.total
    union all
    select 'Pay run ' || f.pay_run_id || ': its ' || f.format || ' file is not the one that was made.'
    from payment_files f where sha256(f.content) <> f.sha256`;
}

/** Credits that are not what their items made when drawn up, with those taken out since. */
function creditsNotMet(tx: Tx): Query {
  return tx.sql`
    select 'Credit ' || c.id || ' of pay run ' || c.pay_run_id || ' was drawn up with ' || c.items
      || ' items of ' || ${pounds(tx, tx.sql`c.amount`)} || '; it has ' || coalesce(i.items, 0)
      || ' of ' || ${pounds(tx, tx.sql`i.amount`)} || '.'
    from pay_run_credits c left join (
      select credit_id, count(*) as items, sum(amount) as amount from pay_run_items
      group by credit_id
    ) as i on i.credit_id = c.id
    where c.items is distinct from i.items or c.amount is distinct from i.amount`;
}

/** Payments that are not what their shares make. */
function itemsNotMet(tx: Tx): Query {
  return tx.sql`
    select 'Payment ' || i.id || ' is ' || ${pounds(tx, tx.sql`i.amount`)}
      || ' and its shares make ' || ${pounds(tx, tx.sql`p.amount`)} || '.'
    from pay_run_items i left join (
      select item_id, pay_run_id, sum(amount) as amount from pay_run_item_shares
      group by item_id, pay_run_id
    ) as p on p.item_id = i.id and p.pay_run_id = i.pay_run_id
    where i.amount is distinct from p.amount`;
}

/** Shares of instalments that more than one run pays, or pays otherwise than is due of them. */
function sharesNotPaidOnce(tx: Tx): Query {
  return tx.sql`
    select 'Share ' || p.share_id || ' of instalment ' || p.instalment_id || ' is paid '
      || ${pounds(tx, tx.sql`p.amount`)} || ' by ' || p.times || ' pay runs; '
      || ${pounds(tx, tx.sql`coalesce(h.amount, x.amount)`)} || ' is due once.'
    from (
      select p.instalment_id, p.share_id, count(*) as times, sum(p.amount) as amount
      from pay_run_item_shares p
      left join undone_items u on u.item_id = p.item_id
      where u.item_id is null group by p.instalment_id, p.share_id
    ) as p
    left join instalment_shares x on x.instalment_id = p.instalment_id and x.share_id = p.share_id
    left join hold_releases h on h.instalment_id = p.instalment_id and h.share_id = p.share_id
    where p.times > 1 or p.amount is distinct from coalesce(h.amount, x.amount)`;
}

/** Released payments whose entry draws on a share otherwise than the payment says. */
function entriesNotMet(tx: Tx): Query {
  return tx.sql`
    select 'Payment ' || coalesce(p.item_id, m.item_id) || ': share '
      || coalesce(p.share_id, m.share_id) || ' pays ' || ${pounds(tx, tx.sql`p.amount`)}
      || ', and the entry moves ' || ${pounds(tx, tx.sql`m.amount`)} || '.'
    from (
      select p.item_id, p.share_id, p.amount from pay_run_item_shares p
      join pay_run_releases r on r.pay_run_id = p.pay_run_id
      where not exists (select from undone_items u
        where u.item_id = p.item_id and u.why = 'taken_out')
    ) as p
    full join (
      select i.id as item_id, a.subject as share_id, sum(t.amount) as amount
      from pay_run_items i
      join entries e on e.key = 'payment:' || i.id
      join transfers t on t.entry_id = e.id
      join accounts a on a.id = t.to_account
      join account_classes c on c.id = a.class and c.kind = 'drawn'
      group by i.id, a.subject
    ) as m on m.item_id = p.item_id and m.share_id = p.share_id
    where p.amount is distinct from m.amount`;
}

/**
 * What is in transit for a pay run, or for a payment of invoices, is what was sent, less what the
 * bank's lines have settled, less payments taken back since. It is negative until all is settled.
 */
export const inTransitIsUnmatched: Check = {
  name: 'What is in transit is what was released and is not matched yet',
  expected:
    'For each released pay run and each payment of invoices from a bank account: in transit = its ' +
    'total, less matched, less taken back.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) || ' released pay runs of ' || ${pounds(tx, sql`sum(total)`)} || ', '
          || ${pounds(tx, sql`-(select sum(balance) from (${inTransit(tx)}) as t)`)}
          || ' in transit' as figure
        from pay_run_releases`,
      sql`
        select coalesce(r.what, 'Pay run') || ' ' || coalesce(r.id, t.id) || case
            when r.id is null then ' is not released'
            else ' was released for ' || ${pounds(tx, sql`r.total`)} end
          || '; ' || ${pounds(tx, sql`c.matched`)} || ' is matched, '
          || ${pounds(tx, sql`t.taken_back`)} || ' taken back and '
          || ${pounds(tx, sql`-t.balance`)} || ' in transit.' as offender
        from (
          select 'Pay run' as what, pay_run_id as id, total from pay_run_releases
          union all
          select 'Invoice payment', id, total from invoice_payments where bank_account_id is not null
        ) as r
        full join (${inTransit(tx)}) as t on t.id = r.id
        left join (
          ${matchedOf(tx)}
        ) as c on c.id = r.id
        where -coalesce(t.balance, 0) <> coalesce(r.total, 0) - coalesce(c.matched, 0)
          - coalesce(t.taken_back, 0)
        order by coalesce(r.id, t.id)`,
    );
  },
};

/**
 * What of what was sent is settled, by lines or as a difference, less what came back on lines. A
 * payment that is matched by itself is matched of its run too, so it is not counted again.
 */
const matchedOf = ({ sql }: Tx): Query => sql`
  select coalesce(x.invoice_payment_id, x.pay_run_id) as id, sum(-sign(x.amount) * a.amount) as matched
  from line_allocations a join expected_lines x on x.id = a.expected_id
  where x.kind in ('pay_run', 'returned_credit', 'invoice_payment')
  group by coalesce(x.invoice_payment_id, x.pay_run_id)`;

/** What is in transit by what was sent, and what of it the payments' own entries took back. */
function inTransit(tx: Tx): Query {
  return tx.sql`
    select a.subject as id, sum(m.amount) as balance,
      sum(m.amount) filter (where k.name not in ('payment', 'invoice_paid')
        and oc.kind not in ('bank', 'charges')) as taken_back
    from (${bothSides(tx)}) as m
    join accounts a on a.id = m.account_id
    join account_classes c on c.id = a.class and c.kind = 'in_transit'
    join accounts o on o.id = m.other_id join account_classes oc on oc.id = o.class
    join entries e on e.id = m.entry_id join entry_kinds k on k.id = e.kind
    group by a.subject`;
}

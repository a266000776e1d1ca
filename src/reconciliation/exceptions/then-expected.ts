import type { Fragment, Tx } from '../../database/transactions.ts';
import { keyOf, leavings, payments, wholes } from '../matching/expected-parts.ts';
import { andDone, andReceived, andRecorded, type Then } from './then.ts';

/**
 * What the authority expected on its bank's statements at the end of a day, as known at a moment, on
 * all accounts of `scope`, as a query. It is what `expectedLines` (src/reconciliation/matching) reads
 * as it stands now, by the same rules, in part the same text; a test holds the two together. Of its
 * columns it has those that exceptions are read from. `taken` has what was matched then.
 */
export const expectedThen = (tx: Tx, then: Then): Fragment => tx.sql`
  with returned as materialized (
    select b.credit_id, b.pay_run_id, b.how, b.amount, b.advised_on
    from returned_credits b where true
      ${andDone(tx, then, { moment: tx.sql`b.recorded_at`, entry: tx.sql`b.entry_id` })}
  ),
  runs as materialized (${runs(tx, then)}),
  credits as materialized (${credits(tx)}),
  leavings as materialized (${leavings(tx)}),
  wholes as materialized (${wholes(tx)})
  select name, kind, bank_account_id, amount, value_on, open, keys, pay_run_id, credit_id, whole
  from (
    select name, 'pay_run' as kind, bank_account_id, amount, value_on, open, keys, pay_run_id,
      null::uuid as credit_id, null as whole from wholes
    union all select name, 'payment', bank_account_id, amount, value_on, open, keys, pay_run_id,
      credit_id, whole from (${payments(tx)}) as p
    union all ${ofReturnedCredits(tx)}
    union all ${ofInvoicePayments(tx, then)}
    union all ${ofEntries(tx, then)}
  ) as e where open > 0`;

/** Runs that had been released and not withdrawn, each with what was left of it. */
const runs = (tx: Tx, then: Then): Fragment => tx.sql`
  select * from (
    select r.id, r.serial, r.bank_account_id, r.value_on, p.total,
      p.total - coalesce(b.amount, 0) - coalesce(m.amount, 0) as open,
      not r.each_on_its_day or 'pay_run:' || r.id in (
        select name from taken where kind = 'pay_run') as at_once
    from pay_runs r
    join pay_run_releases p on p.pay_run_id = r.id
      ${andRecorded(tx, then, tx.sql`p.released_at`)}
    left join (
      select pay_run_id, sum(amount) as amount from returned where how = 'rejected'
      group by pay_run_id
    ) as b on b.pay_run_id = r.id
    left join (
      select pay_run_id, sum(amount) as amount from taken where kind = 'pay_run' group by pay_run_id
    ) as m on m.pay_run_id = r.id
    where r.bank_account_id in (select id from scope)
      and not exists (select from pay_run_withdrawals w where w.pay_run_id = r.id
        ${andDone(tx, then, { moment: tx.sql`w.withdrawn_at`, entry: tx.sql`w.entry_id` })})
  ) as r where open > 0`;

/** The payments of those runs. What was taken out of one was so before it was released. */
const credits = (tx: Tx): Fragment => tx.sql`
  select c.id, c.pay_run_id, c.value_on, c.amount, r.at_once, b.credit_id is not null as rejected,
    case when r.at_once then r.value_on else c.value_on end as leaves_on,
    ${keyOf(tx, tx.sql`c.reference`)} as key
  from (
    select c.id, c.pay_run_id, c.reference, c.value_on, c.amount - coalesce(t.amount, 0) as amount
    from pay_run_credits c
    left join (
      select i.credit_id, sum(i.amount) as amount
      from undone_items u join pay_run_items i on i.id = u.item_id
      where u.why = 'taken_out' group by i.credit_id
    ) as t on t.credit_id = c.id
  ) as c
  join runs r on r.id = c.pay_run_id
  left join returned b on b.credit_id = c.id and b.how = 'rejected'
  where c.amount > 0`;

/** Payments that were to come back, as the bank had advised. */
const ofReturnedCredits = (tx: Tx): Fragment => tx.sql`
  select 'returned_credit:' || b.credit_id, 'returned_credit', r.bank_account_id, b.amount,
    b.advised_on, b.amount - coalesce(t.amount, 0), array[${keyOf(tx, tx.sql`c.reference`)}],
    b.pay_run_id, b.credit_id, null
  from returned b
  join pay_runs r on r.id = b.pay_run_id and r.bank_account_id in (select id from scope)
  join pay_run_credits c on c.id = b.credit_id
  left join taken t on t.credit_id = b.credit_id and t.kind = 'returned_credit'
  where b.how = 'returned'`;

const ofInvoicePayments = (tx: Tx, then: Then): Fragment => tx.sql`
  select p.name, 'invoice_payment', p.bank_account_id, -p.total, p.paid_on,
    p.total - coalesce(t.amount, 0), array[${keyOf(tx, tx.sql`p.reference`)}], null, null, null
  from (
    select p.*, 'invoice_payment:' || p.id as name
    from invoice_payments p
    where p.bank_account_id in (select id from scope)
      ${andDone(tx, then, { moment: tx.sql`p.recorded_at`, entry: tx.sql`p.entry_id` })}
  ) as p
  left join taken t on t.name = p.name`;

/**
 * What stood on the ledger's bank account and came by no match, from the day on which it was
 * recorded: what was posted from a line later was not expected before.
 */
function ofEntries(tx: Tx, then: Then): Fragment {
  const { sql } = tx;
  const recorded = andDone(tx, then, { moment: sql`e.recorded_at`, entry: sql`e.id` });
  return sql`
    select m.name, 'entry', m.bank_account_id, m.amount, m.effective_on,
      abs(m.amount) - coalesce(t.amount, 0),
      array_remove(array[${keyOf(tx, sql`coalesce(c.reference, p.reference)`)}], null),
      null, null, null
    from (${movedByEntries(tx, recorded)}) as m
    left join contribution_receipts c on c.entry_id = m.entry_id
    left join partner_receipts p on p.entry_id = m.entry_id
    left join taken t on t.name = m.name
    left join (
      select s.bank_account_id, min(s.from_on) as from_on
      from bank_statements s where true ${andReceived(tx, then)} group by s.bank_account_id
    ) as first on first.bank_account_id = m.bank_account_id
    where not exists (select from entries e where e.reverses = m.entry_id ${recorded} offset 0)
      and (first.from_on is null or m.effective_on > first.from_on
        or (m.effective_on = first.from_on
          and m.kind <> (select id from entry_kinds where name = 'treasury')))`;
}

/** By index, as a bank account has a small part of all transfers, and its entries of all entries. */
function movedByEntries({ sql }: Tx, recorded: Fragment): Fragment {
  const moves = (side: Fragment, sign: Fragment): Fragment => sql`
    select a.subject, t.entry_id, t.kind, t.effective_on, ${sign} as amount
    from accounts a
    cross join lateral (select * from transfers t where ${side} = a.id offset 0) as t
    where a.class = (select id from account_classes where name = 'bank')
      and t.kind not in (select id from entry_kinds where name in ('bank_match', 'reversal'))
      and a.subject in (select id from scope)`;
  return sql`
    select 'entry:' || m.entry_id as name, m.*
    from (
      select subject as bank_account_id, entry_id, min(kind) as kind,
        min(effective_on) as effective_on, sum(amount) as amount
      from (${moves(sql`t.to_account`, sql`t.amount`)}
        union all ${moves(sql`t.from_account`, sql`-t.amount`)}) as moved
      group by subject, entry_id having sum(amount) <> 0
    ) as m
    cross join lateral (
      select from entries e where e.id = m.entry_id ${recorded} offset 0) as known`;
}

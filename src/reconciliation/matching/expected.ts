import type { Fragment, Tx } from '../../database/transactions.ts';
import { keyOf, leavings, payments, wholes } from './expected-parts.ts';
import { idsOf, type NamedIds } from './names.ts';

/** Which expected lines are asked for: all that is open of a bank account, or some by their names. */
export type ExpectedFilter =
  | { readonly bankAccountId: string }
  | { readonly names: readonly string[] };

/** An array as PostgreSQL reads it, so that each is looked up by index. */
const list = (values: readonly string[]): string => `{${values.join(',')}}`;

/**
 * What the authority expects on its bank's statements, as a query. It is read from what was
 * released, paid, advised and posted as that stands now, so nothing can be missing from it. A row:
 *
 * - name, kind, bank_account_id; amount (all of it, money out negative); value_on
 * - open: what of it is neither matched nor rejected by the bank, without a sign
 * - keys: what a statement may call it, letters and digits only
 * - pay_run_id, credit_id, invoice_payment_id, entry_id, line_id: what it is of
 * - whole: for one payment of a run, the name of the expected line of which it is a part
 * - own_name: the name again, but null for one payment of a run, which is called after its credit:
 *   who reads hundreds of thousands need not have all their names made
 *
 * A run of one payment is not expected twice: it has the payment's key too.
 */
export function expectedLines(tx: Tx, by: ExpectedFilter): Fragment {
  const { sql } = tx;
  const ids = 'names' in by ? idsOf(by.names) : null;
  const open =
    ids === null
      ? sql`and open > 0`
      : sql`and name = any(${list('names' in by ? by.names : [])}::text[])`;
  return sql`
    with runs as materialized (${runs(tx, by, ids)}),
    credits as materialized (${credits(tx, by, ids)}),
    leavings as materialized (${leavings(tx)}),
    taken as materialized (${taken(tx, by)}),
    wholes as materialized (${wholes(tx)})
    select e.name, e.kind, e.bank_account_id, e.amount, e.value_on, e.open, e.keys, e.pay_run_id,
      e.credit_id, e.invoice_payment_id, e.entry_id, e.line_id, e.whole, e.own_name
    from (
      select name, 'pay_run' as kind, bank_account_id, amount, value_on, open, keys, pay_run_id,
        null::uuid as credit_id, null::uuid as invoice_payment_id, null::bigint as entry_id,
        null::bigint as line_id, null as whole, name as own_name from wholes
      union all select name, 'payment', bank_account_id, amount, value_on, open, keys, pay_run_id,
        credit_id, null, null, null, whole, null from (${payments(tx)}) as p
      union all ${ofReturnedCredits(tx, by, ids)}
      union all ${ofInvoicePayments(tx, by, ids)}
      union all ${ofEntries(tx, by, ids)}
      ${ids === null ? sql`` : sql`union all ${ofRepeats(tx, ids)}`}
    ) as e
    where true ${open}`;
}

/** What is matched already of expected lines, and of those that they are a part of, by their names. */
function taken({ sql }: Tx, by: ExpectedFilter): Fragment {
  if ('names' in by) {
    return sql`
      select x.name, x.kind, x.credit_id, a.amount
      from expected_lines x cross join lateral (${endOfChain(sql)}) as a
      where x.name = any(${list(by.names)}::text[] || array(select name from leavings))`;
  }
  return sql`
    select x.name, x.kind, x.credit_id, sum(a.amount) as amount
    from expected_lines x join line_allocations a on a.expected_id = x.id
    where x.bank_account_id = ${by.bankAccountId} group by x.id`;
}

/** Where the chain of the expected line `x` stands: one row by index, however long it is. */
const endOfChain = (sql: Tx['sql']): Fragment => sql`
  select expected_after as amount from line_allocations
  where expected_id = x.id order by expected_seq desc limit 1`;

/** Released runs that were not withdrawn, each with what is left of it. */
function runs({ sql }: Tx, by: ExpectedFilter, ids: NamedIds | null): Fragment {
  const which =
    ids === null
      ? sql`r.bank_account_id = ${'bankAccountId' in by ? by.bankAccountId : null}`
      : sql`(r.id = any(${list(ids.payRuns)}::uuid[]) or r.id in (
          select c.pay_run_id from pay_run_credits c where c.id = any(${list(ids.credits)}::uuid[])))`;
  const matched =
    ids === null
      ? sql`select sum(a.amount) from expected_lines x
          join line_allocations a on a.expected_id = x.id
          where x.pay_run_id = r.id and x.kind = 'pay_run'`
      : sql`select a.amount from expected_lines x cross join lateral (${endOfChain(sql)}) as a
          where x.name = 'pay_run:' || r.id`;
  return sql`
    select * from (
      select r.id, r.serial, r.bank_account_id, r.value_on, p.total,
        p.total - coalesce((select sum(b.amount) from returned_credits b
            where b.pay_run_id = r.id and b.how = 'rejected'), 0)
          - coalesce((${matched}), 0) as open,
        not r.each_on_its_day
          or exists (select from expected_lines x where x.name = 'pay_run:' || r.id) as at_once
      from pay_runs r join pay_run_releases p on p.pay_run_id = r.id
      where ${which}
        and not exists (select from pay_run_withdrawals w where w.pay_run_id = r.id)
    ) as r ${ids === null ? sql`where open > 0` : sql``}`;
}

/** The payments of those runs: what leaves of each, and on which day, if not with its run. */
function credits(tx: Tx, by: ExpectedFilter, ids: NamedIds | null): Fragment {
  const { sql } = tx;
  const all = sql`
    select c.id, c.pay_run_id, c.reference, c.value_on, c.amount - coalesce(t.amount, 0) as amount,
      r.at_once, r.value_on as run_on
    from runs r
    join pay_run_credits c on c.pay_run_id = r.id
    left join (select i.credit_id, sum(i.amount) as amount
      from undone_items u join pay_run_items i on i.id = u.item_id
      where u.why = 'taken_out' group by i.credit_id) as t on t.credit_id = c.id`;
  return sql`
    select c.id, c.pay_run_id, c.value_on, c.at_once, c.amount, b.credit_id is not null as rejected,
      case when c.at_once then c.run_on else c.value_on end as leaves_on,
      ${keyOf(tx, sql`c.reference`)} as key
    from (${ids === null || !('names' in by) ? all : namedCredits(tx, by.names, ids)}) as c
    left join returned_credits b on b.credit_id = c.id and b.how = 'rejected'
    where c.amount > 0`;
}

/**
 * Of runs that may have many thousands of payments, those that names speak of: a payment itself, all
 * payments of a day, and of a run at once two, to tell whether it has more than one.
 */
function namedCredits({ sql }: Tx, names: readonly string[], ids: NamedIds): Fragment {
  const left = sql`c.amount - coalesce((select sum(i.amount) from pay_run_items i
    join undone_items u on u.item_id = i.id
    where i.credit_id = c.id and u.why = 'taken_out'), 0)`;
  const named = sql`any(${list(ids.credits)}::uuid[])`;
  return sql`
    select l.*, r.at_once, r.value_on as run_on from runs r cross join lateral (
      select c.id, c.pay_run_id, c.reference, c.value_on, ${left} as amount
      from pay_run_credits c
      where c.pay_run_id = r.id and (c.id = ${named} or (not r.at_once and (
        'pay_run:' || r.id || ':' || c.value_on = any(${list(names)}::text[])
        or c.value_on in (select n.value_on from pay_run_credits n where n.id = ${named}))))
      union
      (select c.id, c.pay_run_id, c.reference, c.value_on, ${left}
        from pay_run_credits c where r.at_once and c.pay_run_id = r.id and ${left} > 0 limit 2)
    ) as l`;
}

/** Payments that come back, as the bank advised. */
function ofReturnedCredits(tx: Tx, by: ExpectedFilter, ids: NamedIds | null): Fragment {
  const { sql } = tx;
  const which =
    ids === null
      ? sql`r.bank_account_id = ${'bankAccountId' in by ? by.bankAccountId : null}`
      : sql`b.credit_id = any(${list(ids.credits)}::uuid[])`;
  return sql`
    select b.name, 'returned_credit', b.bank_account_id, b.amount, b.advised_on,
      b.amount - coalesce(t.amount, 0), array[b.key], b.pay_run_id, b.credit_id, null, null, null, null,
      b.name
    from (
      select b.credit_id, b.pay_run_id, b.amount, b.advised_on, r.bank_account_id,
        'returned_credit:' || b.credit_id as name,
        ${keyOf(tx, sql`c.reference`)} as key
      from returned_credits b
      join pay_runs r on r.id = b.pay_run_id
      join pay_run_credits c on c.id = b.credit_id
      where b.how = 'returned' and ${which}
    ) as b left join taken t on t.name = b.name`;
}

function ofInvoicePayments(tx: Tx, by: ExpectedFilter, ids: NamedIds | null): Fragment {
  const { sql } = tx;
  const which =
    ids === null
      ? sql`p.bank_account_id = ${'bankAccountId' in by ? by.bankAccountId : null}`
      : sql`p.id = any(${list(ids.invoicePayments)}::uuid[]) and p.bank_account_id is not null`;
  return sql`
    select p.name, 'invoice_payment', p.bank_account_id, -p.total, p.paid_on,
      p.total - coalesce(t.amount, 0),
      array[${keyOf(tx, sql`p.reference`)}], null, null, p.id, null, null, null, p.name
    from (select *, 'invoice_payment:' || p.id as name from invoice_payments p where ${which}) as p
    left join taken t on t.name = p.name`;
}

/**
 * What stands on the ledger's bank account already and came by no match. What was there before the
 * first statement is in its opening balance; so is what the authority put in on its first day. The
 * journal is read by its indexes, which "offset 0" sees to: an account has a small part of it.
 */
function ofEntries(tx: Tx, by: ExpectedFilter, ids: NamedIds | null): Fragment {
  const { sql } = tx;
  const of = (side: Fragment): Fragment =>
    ids === null
      ? sql`cross join lateral (select * from transfers t where ${side} = a.id offset 0) as t`
      : sql`join transfers t on ${side} = a.id`;
  const moves = (side: Fragment, sign: Fragment): Fragment => sql`
    select a.subject, t.entry_id, t.kind, t.effective_on, ${sign} as amount
    from accounts a ${of(side)}
    where a.class = (select id from account_classes where name = 'bank')
      and t.kind not in (select id from entry_kinds where name in ('bank_match', 'reversal'))
      and ${
        ids === null
          ? sql`a.subject = ${'bankAccountId' in by ? by.bankAccountId : null}`
          : sql`t.entry_id = any(${list(ids.entries)}::bigint[])`
      }`;
  const key = keyOf(tx, sql`coalesce(c.reference, p.reference)`);
  return sql`
    select m.name, 'entry', m.bank_account_id, m.amount, m.effective_on,
      abs(m.amount) - coalesce(t.amount, 0), array_remove(array[${key}], null),
      null, null, null, m.entry_id, null, null, m.name
    from (
      select 'entry:' || entry_id as name, subject as bank_account_id, entry_id, min(kind) as kind,
        min(effective_on) as effective_on, sum(amount) as amount
      from (${moves(sql`t.to_account`, sql`t.amount`)}
        union all ${moves(sql`t.from_account`, sql`-t.amount`)}) as moved
      group by subject, entry_id having sum(amount) <> 0
    ) as m
    left join contribution_receipts c on c.entry_id = m.entry_id
    left join partner_receipts p on p.entry_id = m.entry_id
    left join taken t on t.name = m.name
    where not exists (select from entries r where r.reverses = m.entry_id offset 0)
      ${ids === null ? sql`and not ${inTheOpeningBalance(tx)}` : sql``}`;
}

/** Who names such an entry says that a line brought it all the same. */
const inTheOpeningBalance = ({ sql }: Tx): Fragment => sql`
  exists (select from (
      select min(s.from_on) as from_on from bank_statements s
      where s.bank_account_id = m.bank_account_id) as first
    where m.effective_on < first.from_on or (m.effective_on = first.from_on
      and m.kind = (select id from entry_kinds where name = 'treasury')))`;

/** A line that is the same as another of the bank, to be set aside. */
const ofRepeats = ({ sql }: Tx, ids: NamedIds): Fragment => sql`
  select l.name, 'repeat', l.bank_account_id, l.amount, l.booked_on,
    l.size - coalesce(t.amount, 0), '{}'::text[], null, null, null, null, l.id, null,
    l.name
  from (select *, 'repeat:' || id as name from bank_lines
    where id = any(${list(ids.lines)}::bigint[])) as l
  left join taken t on t.name = l.name`;

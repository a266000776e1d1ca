import type { Fragment, Tx } from '../database/transactions.ts';
import type { ReportAt } from './report.ts';

/**
 * What is on the ledger's bank accounts by the day and on no line that the bank booked by then, as
 * (bank_account_id, entries, amount): as `notOnStatement` (src/reconciliation) has it for one. An
 * entry and what reversed it are one. What was there before the first statement, and what the
 * authority put in on its first day, is in that one's opening balance.
 */
export function notOnStatements(tx: Tx, at: ReportAt): Fragment {
  const { sql } = tx;
  const known = sql`${at.known}::bigint`;
  return sql`
    with linked as materialized (${linkedEntries(tx, at)}),
    rooted as materialized (
      -- Of the journal only these few entries are read, one by one.
      select m.bank_account_id, m.entry_id, m.amount, coalesce(
        (select e.reverses from entries e where e.id = m.entry_id), m.entry_id) as root
      from (${movedOnAccounts(tx, at)}) as m
    ), missing as materialized (
      select m.bank_account_id, m.root, sum(m.amount - coalesce(l.amount, 0.00)) as amount
      from rooted m
      left join linked l on l.entry_id = m.entry_id
      where m.root <= ${known}
      group by m.bank_account_id, m.root
      having sum(m.amount - coalesce(l.amount, 0.00)) <> 0
    ), of_root as materialized (
      select g.*, (select e.effective_on from entries e where e.id = g.root) as effective_on,
        (select e.kind from entries e where e.id = g.root) as kind
      from missing g
    )
    select g.bank_account_id, count(*) as entries, sum(g.amount) as amount
    from of_root g
    left join linked l on l.entry_id = g.root and l.ever
    left join (
      select s.bank_account_id, min(s.from_on) as from_on
      from bank_statements s join bank_files f on f.id = s.file_id
      where f.received_at <= coalesce(${at.knownMoment}::timestamptz, 'infinity')
      group by s.bank_account_id
    ) as first on first.bank_account_id = g.bank_account_id
    where l.entry_id is not null or first.from_on is null or g.effective_on > first.from_on
      or (g.effective_on = first.from_on
        and g.kind <> (select id from entry_kinds where name = 'treasury'))
    group by g.bank_account_id`;
}

/** What came to each bank account and left it, by entry, but by a match: that is on its line. */
function movedOnAccounts({ sql }: Tx, at: ReportAt): Fragment {
  const counts = sql`
    effective_on <= ${at.asAt.toString()}::date and entry_id <= ${at.known}::bigint`;
  return sql`
    select b.subject as bank_account_id, t.entry_id, sum(t.amount) as amount
    from (
      select id, subject from accounts
      where class = (select id from account_classes where name = 'bank') offset 0
    ) as b
    cross join lateral (
      select entry_id, kind, amount from transfers where to_account = b.id and ${counts}
      union all
      select entry_id, kind, -amount from transfers where from_account = b.id and ${counts}
    ) as t
    where t.kind <> (select id from entry_kinds where name = 'bank_match')
    group by b.subject, t.entry_id`;
}

/** What of an entry on the bank account is matched with lines of the bank, and whether it ever is. */
const linkedEntries = ({ sql }: Tx, at: ReportAt): Fragment => sql`
  select x.entry_id, coalesce(sum(sign(x.amount) * a.amount)
    filter (where b.booked_on <= ${at.asAt.toString()}::date), 0.00) as amount,
    sum(a.amount) <> 0 as ever
  from expected_lines x
  join line_allocations a on a.expected_id = x.id
  join matches m on m.id = a.match_id and m.entry_id <= ${at.known}::bigint
  join bank_lines b on b.id = a.line_id
  where x.kind = 'entry' group by x.entry_id`;

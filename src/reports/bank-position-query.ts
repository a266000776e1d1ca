import type { Fragment, Tx } from '../database/transactions.ts';
import { everyBalance } from '../ledger/balances.ts';
import type { ReportAt } from './report.ts';

/*
 * How every bank account stands at once: the figures of `positionOf` (src/reconciliation), which
 * proves one account, worked out for all by the same rules. A test holds the two together.
 */

/** What was in a file of the bank that was received by the moment that the report knows. */
const received = ({ sql }: Tx, { knownMoment }: ReportAt): Fragment => sql`
  f.received_at <= coalesce(${knownMoment}::timestamptz, 'infinity')`;

/** What the ledger has, as (kind, subject, balance), of the accounts that a bank account has. */
export const ledgerSides = (tx: Tx, at: ReportAt): Fragment => tx.sql`
  select c.kind, a.subject, b.balance
  from (${everyBalance(tx, at.start)}) as b
  join accounts a on a.id = b.account_id
  join account_classes c on c.id = a.class and c.kind in ('bank', 'in_transit', 'suspense', 'charges')`;

/** What was sent and is on no statement, by bank account, from `sides`: what left is above zero. */
export const sentBy = ({ sql }: Tx): Fragment => sql`
  select r.bank_account_id, -sum(s.balance) as amount
  from sides s
  join (
    select id, bank_account_id from pay_runs
    union all select id, bank_account_id from invoice_payments where bank_account_id is not null
  ) as r on r.id = s.subject
  where s.kind = 'in_transit' group by r.bank_account_id`;

/** To which day each account is signed off, of those by the day. */
export const signedThrough = ({ sql }: Tx, at: ReportAt): Fragment => sql`
  select s.bank_account_id, max(s.through_on) as through_on
  from bank_sign_offs s
  join bank_sign_off_approvals a on a.sign_off_id = s.id and a.entry_id <= ${at.known}::bigint
  left join bank_sign_off_reopenings r on r.sign_off_id = s.id and r.entry_id <= ${at.known}::bigint
  where s.through_on <= ${at.asAt.toString()}::date and r.sign_off_id is null
  group by s.bank_account_id`;

/**
 * The lines of the bank by the day, of files that were known and days that are not signed off, from
 * `signed`: of days that are, nothing is open, and their statement is not the last with lines after.
 */
export const knownLines = (tx: Tx, at: ReportAt): Fragment => tx.sql`
  select l.id, l.bank_account_id, l.booked_on, l.amount, l.size
  from bank_lines l
  join bank_statements s on s.id = l.statement_id
  join bank_files f on f.id = s.file_id and ${received(tx, at)}
  left join signed g on g.bank_account_id = l.bank_account_id
  where l.booked_on <= ${at.asAt.toString()}::date
    and l.booked_on > coalesce(g.through_on, '-infinity')`;

/** What matches took of `lines`, in the ledger by the day, as (line_id, taken, repeated). */
export const takenOfLines = ({ sql }: Tx, at: ReportAt): Fragment => sql`
  select a.line_id,
    sum(a.amount) filter (where x.kind = 'repeat' or e.effective_on <= ${at.asAt.toString()}::date)
      as taken,
    coalesce(sum(a.amount) filter (where x.kind = 'repeat'), 0.00) as repeated
  from lines l
  join line_allocations a on a.line_id = l.id
  join matches m on m.id = a.match_id and m.entry_id <= ${at.known}::bigint
  join expected_lines x on x.id = a.expected_id
  join entries e on e.id = coalesce(x.entry_id, m.entry_id)
  group by a.line_id`;

/** Of each account, from `lines` and `taken`: how many lines are open, and their sum. */
export const openLines = ({ sql }: Tx): Fragment => sql`
  select l.bank_account_id, count(*) as lines,
    sum(sign(l.amount) * (l.size - coalesce(t.taken, 0.00))) as amount
  from lines l
  left join taken t on t.line_id = l.id
  where l.size <> coalesce(t.taken, 0.00)
  group by l.bank_account_id`;

/** The last statement of each account by the day: which, of several of one day, as `positionOf`. */
export const lastStatements = (tx: Tx, at: ReportAt): Fragment => tx.sql`
  select distinct on (s.bank_account_id) s.bank_account_id, s.to_on, s.closing
  from bank_statements s
  join bank_files f on f.id = s.file_id and ${received(tx, at)}
  left join (
    select distinct bank_account_id, from_on as on_day, whole_days, opening
    from bank_statements where from_on = to_on
  ) as n on n.bank_account_id = s.bank_account_id and n.on_day = s.to_on
    and n.whole_days = s.whole_days and n.opening = s.closing
  where s.to_on <= ${at.asAt.toString()}::date and s.closing is not null
  order by s.bank_account_id, s.to_on desc, s.whole_days desc, n.bank_account_id is not null,
    f.received_at desc, s.id`;

/** What came after the last statement, from `lines`, `taken` and `statements`, without repeats. */
export const linesSince = ({ sql }: Tx): Fragment => sql`
  select l.bank_account_id, sum(sign(l.amount) * (l.size - coalesce(t.repeated, 0.00))) as amount
  from lines l
  left join taken t on t.line_id = l.id
  left join statements s on s.bank_account_id = l.bank_account_id
  where l.booked_on > coalesce(s.to_on, '-infinity')
  group by l.bank_account_id`;

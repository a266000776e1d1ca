import type { Fragment, Tx } from '../../database/transactions.ts';

/*
 * Parts of the query of exceptions that are about lines of the bank. `scope` has the accounts, and
 * through which day each is signed off: nothing of a line of those days is open. Whole tables are
 * joined at once (see `joiningWhole`), so what is looked up one by one is written as a subquery.
 */

/** What a step (a row of exception_steps) is about: the name of the exception without its kind. */
export const subjectOfStep = ({ sql }: Tx): Fragment =>
  sql`substr(exception, strpos(exception, ':') + 1)`;

/** Lines of which something is not matched. */
export const openLines = ({ sql }: Tx): Fragment => sql`
  select l.id, l.bank_account_id, l.amount, l.booked_on, l.words,
    l.size - coalesce(last.line_after, 0.00) as open
  from scope c
  join bank_lines l on l.bank_account_id = c.id and l.booked_on > c.through
  left join lateral (select line_after from line_allocations where line_id = l.id
    order by line_seq desc limit 1) as last on true
  where l.size > coalesce(last.line_after, 0.00)`;

/**
 * Lines of which something was posted to suspense and is still matched with that entry. Who it is
 * for, or from, is not known.
 */
export const suspendedLines = ({ sql }: Tx): Fragment => sql`
  select l.id, l.bank_account_id, l.amount, l.booked_on, m.suspended
  from (
    select a.line_id, sum(a.amount) as suspended
    from scope c
    cross join lateral (
      select id from accounts where subject = c.id
        and class = (select id from account_classes where name = 'suspense') offset 0) as s
    cross join lateral (
      select entry_id from transfers where to_account = s.id
      union select entry_id from transfers where from_account = s.id) as t
    cross join lateral (
      select id from expected_lines where name = 'entry:' || t.entry_id offset 0) as x
    cross join lateral (
      select line_id, amount from line_allocations
      where expected_id = x.id and line_id is not null offset 0) as a
    group by a.line_id having sum(a.amount) > 0
  ) as m
  join bank_lines l on l.id = m.line_id`;

/** Lines that may be the same as another, of which nobody has said yet whether they are. */
export const repeatsOf = (tx: Tx): Fragment => tx.sql`
  select l.id as line_id, r.of_line_id, l.bank_account_id, l.amount, l.size, l.booked_on
  from likely_repeats r
  join bank_lines l on l.id = r.line_id
  where l.bank_account_id in (select id from scope)
    and not exists (select from repeat_dismissals d where d.line_id = r.line_id)
    and not ${setAside(tx, tx.sql`r.line_id`)}`;

/** Whether a line is set aside as a repeat of another. */
export const setAside = (tx: Tx, lineId: Fragment): Fragment => tx.sql`
  exists (select from expected_lines x
    where x.name = 'repeat:' || ${lineId} and ${someMatched(tx)})`;

/** Whether something of an expected line (`x`) is matched. */
export const someMatched = ({ sql }: Tx): Fragment => sql`
  coalesce((select a.expected_after from line_allocations a where a.expected_id = x.id
    order by a.expected_seq desc limit 1), 0) > 0`;

/** Lines for which the last search of their account proposes one match that has no rival. */
export const proposedLines = ({ sql }: Tx): Fragment => sql`
  select distinct unnest(coalesce(p.line_ids, array[p.line_id])) as line_id
  from (
    select distinct on (r.bank_account_id) r.id
    from match_runs r where r.bank_account_id in (select id from scope)
    order by r.bank_account_id, r.made_at desc, r.id
  ) as last
  join match_proposals p on p.run_id = last.id and p.result = 'unique' and p.rivals = 0`;

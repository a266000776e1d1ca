import type { Fragment, Tx } from '../../database/transactions.ts';
import { andBooked, andDone, andRecorded, type Then } from './then.ts';

/*
 * The parts of query-lines.ts as they stood at the end of a day, as known at a moment. Where a chain
 * of allocations stood then is the sum of those that count, as its last link may be of later.
 */

/** What matches took that had been made by then, and the undoing of matches. */
export const allocatedThen = (tx: Tx, then: Then): Fragment => tx.sql`
  select a.line_id, a.expected_id, a.amount
  from line_allocations a
  join matches m on m.id = a.match_id
  where a.bank_account_id in (select id from scope)
    ${andDone(tx, then, { moment: tx.sql`m.at`, entry: tx.sql`m.entry_id` })}`;

/** What had been matched of expected lines that had ever been, from `allocated`. */
export const takenThen = ({ sql }: Tx): Fragment => sql`
  select x.id, x.name, x.kind, x.pay_run_id, x.credit_id, x.entry_id, t.amount
  from (select expected_id, sum(amount) as amount from allocated group by expected_id) as t
  join expected_lines x on x.id = t.expected_id`;

/** Lines of which something was not matched. */
export const openLinesThen = (tx: Tx, then: Then): Fragment => tx.sql`
  select l.id, l.bank_account_id, l.amount, l.booked_on, l.words,
    l.size - coalesce(t.amount, 0.00) as open
  from scope c
  join bank_lines l on l.bank_account_id = c.id and l.booked_on > c.through
  left join (
    select line_id, sum(amount) as amount from allocated where line_id is not null group by line_id
  ) as t on t.line_id = l.id
  where l.size > coalesce(t.amount, 0.00) ${andBooked(tx, then)}`;

/** Lines of which something had been posted to suspense and was still matched with that entry. */
export const suspendedLinesThen = ({ sql }: Tx): Fragment => sql`
  select l.id, l.bank_account_id, l.amount, l.booked_on, m.suspended
  from (
    select a.line_id, sum(a.amount) as suspended
    from allocated a
    join taken x on x.id = a.expected_id and x.kind = 'entry'
    where a.line_id is not null and x.entry_id in (
      select t.entry_id
      from accounts s join transfers t on t.to_account = s.id or t.from_account = s.id
      where s.subject in (select id from scope)
        and s.class = (select id from account_classes where name = 'suspense'))
    group by a.line_id having sum(a.amount) > 0
  ) as m
  join bank_lines l on l.id = m.line_id`;

/**
 * Lines that may be the same as another, of which nobody had said yet whether they are. When they
 * were suspected is not on record, so they are from when both lines were there.
 */
export const repeatsThen = (tx: Tx, then: Then): Fragment => tx.sql`
  select l.id as line_id, r.of_line_id, l.bank_account_id, l.amount, l.size, l.booked_on
  from likely_repeats r
  join bank_lines l on l.id = r.line_id
  where l.bank_account_id in (select id from scope) ${andBooked(tx, then)}
    and r.of_line_id in (
      select l.id from bank_lines l
      where l.id in (select of_line_id from likely_repeats) ${andBooked(tx, then)})
    and not exists (select from repeat_dismissals d where d.line_id = r.line_id
      ${andDone(tx, then, { moment: tx.sql`d.dismissed_at`, entry: tx.sql`d.entry_id` })})
    and not exists (select from taken t where t.name = 'repeat:' || r.line_id and t.amount > 0)`;

/** What had been done about exceptions. */
export const stepsThen = (tx: Tx, then: Then): Fragment => tx.sql`
  select * from exception_steps where true ${andRecorded(tx, then, tx.sql`at`)}`;

import type { Fragment, Tx } from '../../database/transactions.ts';
import { MOST_NAMED, isName } from '../matching/name-words.ts';

/*
 * Parts of the query of exceptions that put `lines` and `expected` side by side.
 */

/** How many days before its value day a line may be booked for what it names. */
const MOST_DAYS_EARLY = 7;

/**
 * Lines that name what is expected, but with another amount; the nearest, where one names several.
 * It is none where the amounts fit after all: with another that it names, or in sum, because it
 * pays several or several pay it.
 */
export const differing = (tx: Tx): Fragment => tx.sql`
  select distinct on (line_id) line_id, bank_account_id, comes_in, since, expected, expected_amount,
    found_amount
  from (
    select *, bool_or(fits) over (partition by line_id) as fits_somehow
    from (
      select l.id as line_id, l.bank_account_id, l.amount > 0 as comes_in, l.booked_on as since,
        e.name as expected, e.open as expected_amount, l.open as found_amount,
        e.open = l.open or sum(l.open) over (partition by e.name) = e.open
          or coalesce(sum(e.open) filter (where e.kind <> 'payment') over of_line = l.open, false)
          or coalesce(sum(e.open) filter (where e.kind <> 'pay_run') over of_line = l.open, false)
          as fits
      from (
        select distinct w.id as line_id, k.name
        from (select id, bank_account_id, amount > 0 as comes_in, booked_on, unnest(words) as word
          from lines where id not in (select line_id from repeats)) as w
        join (
          select *, count(*) over (partition by bank_account_id, comes_in, word) as crowd
          from (select name, bank_account_id, amount > 0 as comes_in, value_on,
              unnest(keys) as word from expected) as keyed
          where ${isName(tx)}
        ) as k using (bank_account_id, comes_in, word)
        where k.crowd <= ${MOST_NAMED}::int and w.booked_on >= k.value_on - ${MOST_DAYS_EARLY}::int
      ) as p
      join lines l on l.id = p.line_id
      join expected e on e.name = p.name
      window of_line as (partition by l.id)
    ) as each
  ) as named
  where not fits_somehow
  order by line_id, abs(expected_amount - found_amount), expected`;

/**
 * Whether an expected line (`e`) says what no other does. A pay run that the bank books payment by
 * payment is missing those payments of it that are open, and otherwise is missing as a whole. Given
 * is whether something of an expected line (`x`) is matched.
 */
export const namesNoOther = ({ sql }: Tx, someMatched: Fragment): Fragment => sql`
  (e.kind = 'payment') = (coalesce(e.whole, e.name) in (
    select w.name
    from expected w
    join (select whole, sum(open) as open from expected where kind = 'payment' group by whole) as p
      on p.whole = w.name and p.open = w.open
    where exists (
      select from expected_lines x
      where x.kind = 'payment' and x.pay_run_id = w.pay_run_id
        and w.name in ('pay_run:' || x.pay_run_id, 'pay_run:' || x.pay_run_id || ':' || x.value_on)
        and ${someMatched})))`;

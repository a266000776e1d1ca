import type { Tx } from '../../database/transactions.ts';
import { find, pounds, type Check, type Query } from './check.ts';

/**
 * Money out of the bank's account, a negative line, settles what is in transit; money that comes
 * back adds to it. A difference is between what is in transit and the account's charges.
 */
export const matchesAreInTheJournal: Check = {
  name: 'What is matched to the bank is what the journal says was matched',
  expected:
    'Each entry between a bank account, or its charges, and what is in transit moves what its ' +
    'allocations say, on the day of the line; what is only linked moves nothing.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select ${pounds(tx, sql`sum(amount)`)} || ' matched in the journal' as figure
        from (${moved(tx)}) as m where side = 'bank'`,
      sql`${notAsAllocated(tx)} union all ${notOfOneLine(tx)} union all ${linksThatMove(tx)}`,
    );
  },
};

/** What entries move into what is in transit, from the bank or from its charges. */
function moved({ sql }: Tx): Query {
  return sql`
    select t.entry_id, f.kind as side, fa.subject as bank_account_id, oa.subject as transit, t.amount
    from transfers t
    join accounts fa on fa.id = t.from_account join account_classes f on f.id = fa.class
    join accounts oa on oa.id = t.to_account join account_classes o on o.id = oa.class
    where f.kind in ('bank', 'charges') and o.kind = 'in_transit'
    union all
    select t.entry_id, o.kind, oa.subject, fa.subject, -t.amount
    from transfers t
    join accounts fa on fa.id = t.from_account join account_classes f on f.id = fa.class
    join accounts oa on oa.id = t.to_account join account_classes o on o.id = oa.class
    where f.kind = 'in_transit' and o.kind in ('bank', 'charges')`;
}

/** What the allocations of matches say, without the run's side of a payment: that says it again. */
const allocated = ({ sql }: Tx): Query => sql`
  select m.entry_id, case when a.line_id is null then 'charges' else 'bank' end as side,
    a.bank_account_id, coalesce(x.invoice_payment_id, x.pay_run_id) as transit,
    -sign(x.amount) * a.amount as amount
  from line_allocations a
  join matches m on m.id = a.match_id
  join expected_lines x on x.id = a.expected_id
  join (
    select distinct match_id, expected_id from line_allocations where line_id is not null
  ) as l on l.match_id = a.match_id and l.expected_id = a.expected_id
  where x.kind not in ('entry', 'repeat')`;

const notAsAllocated = (tx: Tx): Query => tx.sql`
  select 'Entry ' || entry_id || ': ' || ${pounds(tx, tx.sql`journal`)} || ' '
    || case side when 'bank' then 'matched' else 'of difference' end || ' for what ' || transit
    || ' sent, and its allocations make ' || ${pounds(tx, tx.sql`allocated`)} || '.' as offender
  from (
    select entry_id, side, transit, sum(journal) as journal, sum(allocated) as allocated from (
      select entry_id, side, bank_account_id, transit, amount as journal, 0 as allocated
      from (${moved(tx)}) as m
      union all
      select entry_id, side, bank_account_id, transit, 0, amount from (${allocated(tx)}) as a
    ) as both_sides
    group by entry_id, side, bank_account_id, transit
    having sum(journal) is distinct from sum(allocated)
  ) as found`;

/** A match is of one line, and what it moves is of the line's day, whenever that was posted. */
const notOfOneLine = ({ sql }: Tx): Query => sql`
  select 'Match ' || m.id || case when l.lines is distinct from 1 then ' is of '
      || coalesce(l.lines, 0) || ' lines.'
    else ' is of a line of ' || l.booked_on || ', and its entry of '
      || coalesce(e.relates_on, e.effective_on) || '.' end
  from matches m
  join entries e on e.id = m.entry_id join entry_kinds k on k.id = e.kind
  left join (
    select a.match_id, count(*) as lines, min(b.booked_on) as booked_on
    from line_allocations a join bank_lines b on b.id = a.line_id group by a.match_id
  ) as l on l.match_id = m.id
  where l.lines is distinct from 1 or (k.name = 'bank_match'
    and coalesce(e.relates_on, e.effective_on) <> l.booked_on)`;

/** A record that named its line when it was made is matched by its own entry. */
const linksThatMove = ({ sql }: Tx): Query => sql`
  select 'Match ' || m.id || ' moves money, and ' || x.name || ' is in the ledger already.'
  from matches m
  join line_allocations a on a.match_id = m.id and a.line_id is not null
  join expected_lines x on x.id = a.expected_id
  join (select distinct entry_id from transfers) as t on t.entry_id = m.entry_id
  where x.kind in ('entry', 'repeat') and m.entry_id is distinct from x.entry_id`;

/** What was undone is as if it had never been, and can still be seen. */
export const undoingsMirror: Check = {
  name: 'Every match that was undone is taken back whole, and once',
  expected:
    'The rows of an undoing are the negative of the rows of what it undoes, its entry takes back the ' +
    'entry, and what was posted from the line is reversed.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`select count(*) || ' matches, ' || count(undoes) || ' of them undo another' as figure
        from matches`,
      sql`${rowsNotMirrored(tx)} union all ${undoneTwice(tx)} union all ${entriesNotTakenBack(tx)}`,
    );
  },
};

const rowsNotMirrored = (tx: Tx): Query => tx.sql`
  select 'Match ' || match || ' allocates ' || ${pounds(tx, tx.sql`given`)} || ' of ' || name
    || ', and its undoing ' || ${pounds(tx, tx.sql`taken`)} || '.' as offender
  from (
    select coalesce(m.undoes, m.id) as match, x.name,
      sum(a.amount) filter (where m.undoes is null) as given,
      sum(a.amount) filter (where m.undoes is not null) as taken,
      count(*) filter (where m.undoes is null) as rows_given,
      count(*) filter (where m.undoes is not null) as rows_taken,
      bool_and((a.amount < 0) = (m.undoes is not null)) as ways
    from matches m
    join line_allocations a on a.match_id = m.id
    join expected_lines x on x.id = a.expected_id
    group by coalesce(m.undoes, m.id), a.line_id, x.name
  ) as r
  where not ways or (rows_taken > 0 or match in (select undoes from matches where undoes is not null))
    and (given is distinct from -taken or rows_given <> rows_taken)`;

const undoneTwice = ({ sql }: Tx): Query => sql`
  select 'Match ' || u.undoes || ' is undone ' || count(*) || ' times, or undoes another itself.'
  from matches u join matches m on m.id = u.undoes
  group by u.undoes having count(*) > 1 or bool_or(m.kind = 'undo')`;

const entriesNotTakenBack = ({ sql }: Tx): Query => sql`
  select 'Match ' || m.id || ' was undone, and entry ' || case
      when e.reverses is distinct from m.entry_id and k.name = 'bank_match' then m.entry_id
      else x.entry_id end || ' is not taken back.'
  from matches u
  join matches m on m.id = u.undoes
  join entries e on e.id = u.entry_id
  join entries o on o.id = m.entry_id join entry_kinds k on k.id = o.kind
  join line_allocations a on a.match_id = m.id and a.line_id is not null
  join expected_lines x on x.id = a.expected_id
  left join entries r on r.reverses = x.entry_id
  where k.name = 'bank_match' and e.reverses is distinct from m.entry_id
    or m.kind = 'posting' and m.entry_id <> x.entry_id and r.id is null`;

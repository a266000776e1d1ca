import type { Tx } from '../../database/transactions.ts';
import { find, pounds, type Check, type Query } from './check.ts';

/**
 * The chains of allocations are kept by constraints (schema/matching.ts); here they are added up
 * again from the rows themselves, without relying on their running totals.
 */
export const linesAreNotOverAllocated: Check = {
  name: 'No bank line, and nothing that is expected on one, is matched to more than it is',
  expected:
    'What is matched of a line, or of what is expected, is between nothing and its whole, and its ' +
    'running totals are the sums of its parts. Both are of one account and go one way.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) || ' allocations of ' || count(distinct line_id) || ' bank lines, '
          || ${pounds(tx, sql`sum(amount) filter (where line_id is not null)`)} as figure
        from line_allocations`,
      sql`${linesNotChained(tx)} union all ${expectedNotChained(tx)} union all ${sidesApart(tx)}`,
    );
  },
};

const linesNotChained = (tx: Tx): Query => tx.sql`
  select 'Bank line ' || line_id || ' is ' || ${pounds(tx, tx.sql`size`)} || ' and '
    || ${pounds(tx, tx.sql`allocated`)} || ' of it is matched, by a chain that '
    || case when chained then 'adds up.' else 'is broken.' end as offender
  from (
    select c.line_id, l.size, sum(c.amount) as allocated,
      bool_and(c.line_after = c.so_far and c.line_before = c.so_far - c.amount
        and c.so_far >= 0 and c.line_seq = c.place
        and c.line_previous is not distinct from nullif(c.place - 1, 0)) as chained
    from (
      select line_id, amount, line_seq, line_previous, line_before, line_after,
        sum(amount) over w as so_far, row_number() over w as place
      from line_allocations where line_id is not null
      window w as (partition by line_id order by line_seq)
    ) as c left join bank_lines l on l.id = c.line_id
    group by c.line_id, l.size
  ) as lines
  where (allocated between 0 and size and chained) is not true`;

const expectedNotChained = (tx: Tx): Query => tx.sql`
  select 'Of what is expected as ' || coalesce(name, expected_id::text) || ', which is '
    || ${pounds(tx, tx.sql`size`)} || ', ' || ${pounds(tx, tx.sql`allocated`)}
    || ' is matched, by a chain that ' || case when chained then 'adds up.' else 'is broken.' end
  from (
    select c.expected_id, x.name, abs(x.amount) as size, sum(c.amount) as allocated,
      bool_and(c.expected_after = c.so_far and c.expected_before = c.so_far - c.amount
        and c.so_far >= 0 and c.expected_seq = c.place
        and c.expected_previous is not distinct from nullif(c.place - 1, 0)) as chained
    from (
      select expected_id, amount, expected_seq, expected_previous, expected_before, expected_after,
        sum(amount) over w as so_far, row_number() over w as place
      from line_allocations window w as (partition by expected_id order by expected_seq)
    ) as c left join expected_lines x on x.id = c.expected_id
    group by c.expected_id, x.name, x.amount
  ) as expected
  where (allocated between 0 and size and chained) is not true`;

/** Allocations between two bank accounts, or of money in to money out. */
const sidesApart = ({ sql }: Tx): Query => sql`
  select 'Match ' || a.match_id || ': ' || x.name || ' is of another bank account than its line, or '
    || 'goes the other way.'
  from line_allocations a
  join matches m on m.id = a.match_id
  join expected_lines x on x.id = a.expected_id
  left join bank_lines l on l.id = a.line_id
  where a.bank_account_id <> m.bank_account_id or a.bank_account_id <> x.bank_account_id
    or a.bank_account_id <> coalesce(l.bank_account_id, a.bank_account_id)
    or sign(x.amount) <> coalesce(sign(l.amount), sign(x.amount))`;

/**
 * What the bank booked as one payment of a run is not to come again with the run: the same is taken
 * from both. Any other row without a line is a difference of its own match, with its reason.
 */
export const paymentsAreOfTheirRuns: Check = {
  name: 'What is matched without a line is a payment of its run, or a difference with its reason',
  expected:
    'Each payment matched by itself has one row that takes as much from its run, or its day, in the ' +
    'same match; every other row without a line is a difference of what its match is of.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) filter (where x.kind = 'payment') || ' allocations of single payments, '
          || count(*) filter (where a.line_id is null and x.kind <> 'payment')
          || ' others without a line' as figure
        from line_allocations a join expected_lines x on x.id = a.expected_id`,
      sql`${paymentsApart(tx)} union all ${rowsUnexplained(tx)}`,
    );
  },
};

const paymentsApart = (tx: Tx): Query => tx.sql`
  select 'Match ' || p.match_id || ': ' || ${pounds(tx, tx.sql`p.amount`)} || ' of ' || p.name
    || case when w.id is null then ' is not taken from its pay run.'
      else ' takes ' || ${pounds(tx, tx.sql`w.amount`)} || ' from ' || w.name || '.' end as offender
  from (
    select a.match_id, a.part_of, a.amount, x.kind, x.name, x.pay_run_id, c.value_on
    from line_allocations a join expected_lines x on x.id = a.expected_id
    left join pay_run_credits c on c.id = x.credit_id
    where x.kind = 'payment' or a.part_of is not null
  ) as p
  left join (
    select a.id, a.match_id, a.amount, a.line_id, x.name
    from line_allocations a join expected_lines x on x.id = a.expected_id where x.kind = 'pay_run'
  ) as w on w.id = p.part_of
  where (p.kind = 'payment' and w.match_id = p.match_id and w.amount = p.amount
    and w.line_id is null and w.name in ('pay_run:' || p.pay_run_id,
      'pay_run:' || p.pay_run_id || ':' || p.value_on)) is not true`;

const rowsUnexplained = (tx: Tx): Query => tx.sql`
  select 'Match ' || a.match_id || ' takes ' || ${pounds(tx, tx.sql`a.amount`)} || ' from ' || x.name
    || ' for no line, no payment and no reason.'
  from line_allocations a
  join expected_lines x on x.id = a.expected_id
  join matches m on m.id = a.match_id
  left join (
    select part_of, count(*) as times from line_allocations where part_of is not null group by part_of
  ) as p on p.part_of = a.id
  left join (
    select match_id, min(expected_id::text) as expected_id, count(*) as lines
    from line_allocations where line_id is not null group by match_id
  ) as l on l.match_id = a.match_id
  where a.line_id is null and case when l.expected_id = a.expected_id::text
    then p.times is not null or m.reason is null
    else p.times is distinct from 1 end`;

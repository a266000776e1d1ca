import { find, pounds, type Check } from './check.ts';

/**
 * The chain of allocations is kept by constraints (schema/bank.ts); here it is added up again from
 * the rows themselves, without relying on their running totals.
 */
export const linesAreNotOverAllocated: Check = {
  name: 'No bank line, and no pay run, is matched to more than it is',
  expected:
    'What is allocated of a line or of a run is between nothing and its whole, and its running ' +
    'totals are the sums of its parts.',
  run({ tx }) {
    const { sql } = tx;
    return find(
      tx,
      sql`
        select count(*) || ' allocations of ' || count(distinct line_id) || ' bank lines, '
          || ${pounds(tx, sql`sum(amount)`)} as figure
        from allocations`,
      sql`
        select 'Bank line ' || line_id || ' is ' || ${pounds(tx, sql`size`)} || ' and '
          || ${pounds(tx, sql`allocated`)} || ' of it is allocated, by a chain that '
          || case when chained then 'adds up.' else 'is broken.' end as offender
        from (
          select c.line_id, l.size, sum(c.amount) as allocated,
            bool_and(c.line_after = c.so_far and c.line_size = l.size and c.line_seq = c.place)
              as chained
          from (
            select *, sum(amount) over w as so_far, row_number() over w as place
            from allocations window w as (partition by line_id order by line_seq)
          ) as c left join bank_lines l on l.id = c.line_id
          group by c.line_id, l.size
        ) as lines
        where (allocated between 0 and size and chained) is not true
        union all
        select 'Pay run ' || pay_run_id || ' is ' || ${pounds(tx, sql`total`)} || ' and '
          || ${pounds(tx, sql`allocated`)} || ' of it is matched, by a chain that '
          || case when chained then 'adds up.' else 'is broken.' end
        from (
          select c.pay_run_id, r.total, sum(c.amount) as allocated,
            bool_and(c.run_after = c.so_far and c.run_total = r.total and c.run_seq = c.place)
              as chained
          from (
            select *, sum(amount) over w as so_far, row_number() over w as place
            from allocations window w as (partition by pay_run_id order by run_seq)
          ) as c left join pay_run_releases r on r.pay_run_id = c.pay_run_id
          group by c.pay_run_id, r.total
        ) as runs
        where (allocated between 0 and total and chained) is not true`,
    );
  },
};

/** Money out of the bank's account, a negative line, settles what is in transit; money in adds. */
export const matchesAreInTheJournal: Check = {
  name: 'What is matched to the bank is what the journal says was matched',
  expected:
    'Each entry between a bank account and what is in transit moves what its allocations say.',
  run({ tx }) {
    const { sql } = tx;
    const matched = sql`
      select t.entry_id, fa.subject as bank_account_id, oa.subject as pay_run_id, t.amount
      from transfers t
      join accounts fa on fa.id = t.from_account join account_classes f on f.id = fa.class
      join accounts oa on oa.id = t.to_account join account_classes o on o.id = oa.class
      where f.kind = 'bank' and o.kind = 'in_transit'
      union all
      select t.entry_id, oa.subject, fa.subject, -t.amount
      from transfers t
      join accounts fa on fa.id = t.from_account join account_classes f on f.id = fa.class
      join accounts oa on oa.id = t.to_account join account_classes o on o.id = oa.class
      where f.kind = 'in_transit' and o.kind = 'bank'`;
    return find(
      tx,
      sql`select ${pounds(tx, sql`sum(amount)`)} || ' matched in the journal' as figure
        from (${matched}) as m`,
      sql`
        select 'Entry ' || entry_id || ': ' || ${pounds(tx, sql`journal`)}
          || ' matched for pay run ' || pay_run_id || ', and its allocations make '
          || ${pounds(tx, sql`allocated`)} || '.' as offender
        from (
          select entry_id, pay_run_id, sum(journal) as journal, sum(allocated) as allocated from (
            select entry_id, bank_account_id, pay_run_id, amount as journal, 0 as allocated
            from (${matched}) as m
            union all
            select c.entry_id, l.bank_account_id, c.pay_run_id, 0, -sign(l.amount) * c.amount
            from allocations c left join bank_lines l on l.id = c.line_id
          ) as both_sides
          group by entry_id, bank_account_id, pay_run_id
          having sum(journal) is distinct from sum(allocated)
        ) as found order by entry_id, pay_run_id`,
    );
  },
};

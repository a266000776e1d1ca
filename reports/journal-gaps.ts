import type { Report } from '../src/reports/report.ts';

/** Whether the numbers of the journal run on without a gap, and what is not numbered yet. */
export const report: Report = {
  name: 'journal-gaps',
  group: 'audit',
  question: 'Do the numbers of the journal run on without a gap?',
  notes:
    'Journal numbers are given when entries are sealed, one after another, from 0. The numbers of entries themselves have gaps, because what was not kept had one too; that is as it should be.',
  callers: ['finance_officer', 'approver', 'auditor'],
  columns: [
    { name: 'finding', type: 'text', meaning: 'numbered, missing, or not_sealed.' },
    {
      name: 'from_number',
      type: 'count',
      meaning: 'The first of them; of entries where not sealed.',
    },
    { name: 'to_number', type: 'count', meaning: 'The last of them.' },
    { name: 'count', type: 'count', meaning: 'How many there are.' },
  ],
  query: (tx, at) => tx.sql`
    with reached as materialized (
      select greatest(
        (select coalesce(max(number), -1) from seals where entry_id <= ${at.known}::bigint),
        (select coalesce(max(size), 0) - 1 from seal_batches where through_entry <= ${at.known}::bigint)
      ) as last
    ), numbered as materialized (
      select count(*) as count from seals, reached where number <= last
    ), unsealed as materialized (
      select min(id) as first, max(id) as last, count(*) as count from entries
      where id > (select coalesce(max(through_entry), 0) from seal_batches)
        and id <= ${at.known}::bigint
    )
    select * from (
    select 'numbered' as finding, '0' as from_number, r.last::text as to_number,
      n.count::text as count
    from reached r, numbered n where r.last >= 0
    union all
    select 'missing', (before + 1)::text, (number - 1)::text, (number - before - 1)::text
    from (
      select number, coalesce(lag(number) over (order by number), -1) as before from (
        select number from seals, reached where number <= last
        -- What is missing at the end, no number would follow.
        union all select last + 1 from reached
      ) as each
    ) as numbers
    -- Only where some are missing are all of them looked at one by one.
    where (select n.count <> r.last + 1 from numbered n, reached r) and number <> before + 1
    union all
    select 'not_sealed', first::text, last::text, count::text from unsealed where count > 0
    ) as findings
    order by finding, from_number::bigint`,
};

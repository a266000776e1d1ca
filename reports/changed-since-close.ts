import { utc } from '../src/reports/moments.ts';
import type { Report } from '../src/reports/report.ts';

/** What is known of a closed period now and was not known when it was closed, entry by entry. */
export const report: Report = {
  name: 'changed-since-close',
  group: 'audit',
  question: 'What has become known of a closed month or year since it was closed, by whom and why?',
  notes:
    'No entry takes effect in a closed period. What is learned of it afterwards takes effect on the first open day and says for which day it was meant, or reverses an entry of the period. The period is the one closed last by the day of the report, or the one whose last day is given; for a year that was closed month by month, give its first day as well.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['closedThrough', 'from'],
  columns: [
    { name: 'closed_through', type: 'date', meaning: 'The last day of the closed period.' },
    { name: 'closed_at', type: 'moment', meaning: 'When it was closed.' },
    { name: 'entry', type: 'id', meaning: 'The entry that became known later.' },
    { name: 'kind', type: 'text', meaning: 'What sort of entry it is.' },
    { name: 'meant_for', type: 'date', meaning: 'The day of the closed period that it is about.' },
    { name: 'effective_on', type: 'date', meaning: 'When it took effect instead.' },
    { name: 'recorded_at', type: 'moment', meaning: 'When it was recorded.' },
    { name: 'by', type: 'id', meaning: 'The user who recorded it.' },
    { name: 'reason', type: 'text', meaning: 'The code of the reason, where there is one.' },
    { name: 'reverses', type: 'id', meaning: 'The entry that it takes back, where it does.' },
    { name: 'from_class', type: 'text', meaning: 'The class of account that gives.' },
    { name: 'to_class', type: 'text', meaning: 'The class of account that receives.' },
    {
      name: 'amount',
      type: 'money',
      meaning: 'How much more the second and less the first, in pounds.',
    },
  ],
  query: (tx, at) => tx.sql`
    with period as materialized (
      select closed_through, closed_at, entry_id,
        coalesce(${at.given.from ?? null}::date - 1, (select max(e.closed_through)
          from period_closings e where e.closed_through < c.closed_through)) as before
      from period_closings c
      where c.entry_id <= ${at.known}::bigint
        and c.closed_through <= coalesce(${at.given.closedThrough ?? null}::date, ${at.asAt.toString()}::date)
        and (${at.given.closedThrough ?? null}::date is null
          or c.closed_through = ${at.given.closedThrough ?? null}::date)
      order by c.closed_through desc limit 1
    ), later as materialized (
      select e.*, coalesce(e.relates_on, r.relates_on, r.effective_on) as meant_for
      from period p
      join entries e on e.id > p.entry_id and e.id <= ${at.known}::bigint
      left join lateral (
        select relates_on, effective_on from entries where id = e.reverses offset 0) as r on true
      where (e.relates_on is not null or e.reverses is not null)
        and coalesce(e.relates_on, r.relates_on, r.effective_on) <= p.closed_through
        and coalesce(e.relates_on, r.relates_on, r.effective_on) > coalesce(p.before, '-infinity')
    )
    select p.closed_through::text as closed_through, ${utc(tx, tx.sql`p.closed_at`)} as closed_at,
      l.id::text as entry, k.name as kind, l.meant_for::text as meant_for,
      l.effective_on::text as effective_on, ${utc(tx, tx.sql`l.recorded_at`)} as recorded_at,
      l.by::text as by, l.reason, l.reverses::text as reverses, f.name as from_class,
      o.name as to_class, t.amount::text as amount
    from period p
    join later l on true
    join entry_kinds k on k.id = l.kind
    left join lateral (select * from transfers where entry_id = l.id offset 0) as t on true
    left join account_classes f on f.id = t.from_class
    left join account_classes o on o.id = t.to_class
    order by l.id, t.line`,
};

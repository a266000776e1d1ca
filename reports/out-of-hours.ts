import { spanOf } from '../src/reports/moments.ts';
import type { Report } from '../src/reports/report.ts';

/** What was recorded at weekends and outside office hours. */
export const report: Report = {
  name: 'out-of-hours',
  group: 'audit',
  question: 'What was recorded at a weekend or outside office hours, and by whom?',
  notes:
    'By the clock of London, over three months of recording unless a period is given. Office hours are the rules office_opens_at and office_closes_at. One row for each user, day, hour and kind of entry.',
  callers: ['finance_officer', 'approver', 'auditor'],
  example: { from: '2026-10-01', to: '2026-11-20' },
  parameters: ['from', 'to'],
  columns: [
    { name: 'day', type: 'date', meaning: 'The day in London.' },
    { name: 'weekday', type: 'text', meaning: 'The day of the week.' },
    { name: 'hour', type: 'count', meaning: 'The hour in London, 0 to 23.' },
    { name: 'why', type: 'text', meaning: 'weekend, or out_of_hours.' },
    { name: 'by', type: 'id', meaning: 'The user who recorded it.' },
    { name: 'kind', type: 'text', meaning: 'What sort of entry.' },
    { name: 'entries', type: 'count', meaning: 'How many entries.' },
    { name: 'amount', type: 'money', meaning: 'The sum of what they moved, in pounds.' },
  ],
  query: (tx, at) => {
    const { from, to } = spanOf(at, 3);
    const opens = at.rules.rule('office_opens_at').value;
    const closes = at.rules.rule('office_closes_at').value;
    return tx.sql`
      with office as materialized (
        -- The hours of work as one set of spans, so that each entry is looked up once.
        select range_agg(tstzrange(
          (day + make_interval(hours => ${opens}::int)) at time zone 'Europe/London',
          (day + make_interval(hours => ${closes}::int)) at time zone 'Europe/London')) as hours
        from generate_series(${from}::timestamp, ${to}::timestamp, interval '1 day') as day
        where extract(isodow from day) <= 5
      ), late as materialized (
        select e.id, e.by, e.kind, e.recorded_at at time zone 'Europe/London' as moment
        from entries e
        where e.recorded_at >= ${from}::date::timestamp at time zone 'Europe/London'
          and e.recorded_at < (${to}::date + 1)::timestamp at time zone 'Europe/London'
          and e.id <= ${at.known}::bigint
          and not e.recorded_at <@ coalesce((select hours from office), '{}')
      ), moved as materialized (
        select entry_id, sum(amount) as amount from transfers
        where entry_id between (select min(id) from late) and (select max(id) from late)
          and entry_id in (select id from late)
        group by entry_id
      )
      select l.moment::date::text as day, trim(to_char(l.moment, 'Day')) as weekday,
        extract(hour from l.moment)::int::text as hour,
        case when extract(isodow from l.moment) > 5 then 'weekend' else 'out_of_hours' end as why,
        l.by::text as by, k.name as kind, count(*)::text as entries,
        coalesce(sum(m.amount), 0.00)::text as amount
      from late l
      join entry_kinds k on k.id = l.kind
      left join moved m on m.entry_id = l.id
      group by l.moment::date, trim(to_char(l.moment, 'Day')), extract(hour from l.moment),
        extract(isodow from l.moment), l.by, k.name
      order by l.moment::date, extract(hour from l.moment), k.name, l.by`;
  },
};

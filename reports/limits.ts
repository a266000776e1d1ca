import { utc } from '../src/reports/moments.ts';
import type { Report } from '../src/reports/report.ts';

/** Every limit of approval that was ever set. */
export const report: Report = {
  name: 'limits',
  group: 'audit',
  question: 'How much may each person approve in one run, since when, and who set it?',
  callers: ['finance_officer', 'approver', 'auditor', 'administrator'],
  parameters: ['user'],
  columns: [
    { name: 'user', type: 'id', meaning: 'Whose limit it is.' },
    { name: 'from_on', type: 'date', meaning: 'From when it holds.' },
    { name: 'until', type: 'date', meaning: 'The last day; empty while it holds.' },
    { name: 'amount', type: 'money', meaning: 'The most in one run, in pounds.' },
    { name: 'set_by', type: 'id', meaning: 'Who set it.' },
    { name: 'set_at', type: 'moment', meaning: 'When it was set.' },
    { name: 'entry', type: 'id', meaning: 'The entry of the journal that recorded it.' },
  ],
  query: (tx, at) => tx.sql`
    select user_id::text as user, from_on::text as from_on, until::text as until,
      amount::text as amount, set_by::text as set_by, ${utc(tx, tx.sql`set_at`)} as set_at,
      entry_id::text as entry
    from (
      select l.*, case when lead(l.from_on) over later is not null
        then greatest(lead(l.from_on) over later - 1, l.from_on) end as until
      from approval_limits l where l.entry_id <= ${at.known}::bigint
      window later as (partition by l.user_id order by l.from_on, l.entry_id)
    ) as limits
    where from_on <= ${at.asAt.toString()}::date
      and (${at.given.user ?? null}::uuid is null or user_id = ${at.given.user ?? null}::uuid)
    order by user_id, from_on, entry_id`,
};

import type { Report } from '../src/reports/report.ts';

/** As what each user was let in, from when to when. */
export const report: Report = {
  name: 'roles',
  group: 'audit',
  question: 'As what kind of user was each person let in, from when to when?',
  notes:
    'The kind of user stands in the sign-in, which the sign-in service issues. Here stands on which days somebody came with which kind. Who came as more than one kind has a row for each, and "kinds" says so.',
  callers: ['auditor', 'administrator'],
  parameters: ['user'],
  columns: [
    { name: 'user', type: 'id', meaning: 'The user, by number.' },
    { name: 'subject', type: 'text', meaning: 'What the sign-in service calls the user.' },
    { name: 'kind', type: 'text', meaning: 'The kind of user.' },
    { name: 'acts_for', type: 'id', meaning: 'The broker or funder they act for, if they do.' },
    { name: 'first_on', type: 'date', meaning: 'The first day.' },
    { name: 'last_on', type: 'date', meaning: 'The last day so far.' },
    { name: 'days', type: 'count', meaning: 'On how many days.' },
    { name: 'kinds', type: 'count', meaning: 'As how many kinds the same user has come.' },
  ],
  query: (tx, at) => tx.sql`
    with lettings_known as materialized (
      select * from lettings_in where seen_on <= ${at.asAt.toString()}::date
        and first_at <= coalesce(${at.knownMoment}::timestamptz, 'infinity')
    )
    select l.user_id::text as user, u.subject, l.kind, l.acts_for::text as acts_for,
      min(l.seen_on)::text as first_on, max(l.seen_on)::text as last_on, count(*)::text as days,
      k.kinds::text as kinds
    from lettings_known l join users u on u.id = l.user_id
    join (
      select user_id, count(distinct kind) as kinds from lettings_known group by user_id
    ) as k on k.user_id = l.user_id
    where (${at.given.user ?? null}::uuid is null or l.user_id = ${at.given.user ?? null}::uuid)
    group by l.user_id, u.subject, l.kind, l.acts_for, k.kinds
    order by u.subject, l.kind, l.acts_for, l.user_id`,
};

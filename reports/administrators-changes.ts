import { spanOf, utc } from '../src/reports/moments.ts';
import type { Report } from '../src/reports/report.ts';

/** What administrators, and whoever sets the rules, have changed. */
export const report: Report = {
  name: 'administrators-changes',
  group: 'audit',
  question: 'What was changed in the rules, the codes, the limits and who may see whom, by whom?',
  notes: 'Over twelve months unless a period is given. What came with the service is left out.',
  callers: ['auditor', 'administrator'],
  example: { from: '2026-03-01', to: '2026-11-20' },
  parameters: ['from', 'to', 'user'],
  columns: [
    { name: 'at', type: 'moment', meaning: 'When it was recorded.' },
    { name: 'by', type: 'id', meaning: 'The user who did it.' },
    { name: 'what', type: 'text', meaning: 'What was changed.' },
    { name: 'detail', type: 'text', meaning: 'Which one, and what it is now.' },
    { name: 'from_on', type: 'date', meaning: 'From when it holds, where it has such a day.' },
    { name: 'entry', type: 'id', meaning: 'The entry of the journal, where there is one.' },
  ],
  query: (tx, at) => {
    const { sql } = tx;
    const { from, to } = spanOf(at, 12);
    const { user = null } = at.given;
    return sql`
      select ${utc(tx, sql`c.at`)} as at, c.by::text as by, c.what, c.detail,
        c.from_on::text as from_on, c.entry::text as entry
      from (
        select recorded_at as at, recorded_by as by, 'rule' as what,
          concat_ws(' ', name, sector, value, unit, 'revision ' || revision) as detail,
          effective_on as from_on, null::bigint as entry
        from rules
        union all select recorded_at, recorded_by, 'code of a national return',
          concat_ws(' ', return, item, ours, code, 'revision ' || revision), effective_on, null
        from national_return_codes
        union all select set_at, set_by, 'limit of approval', user_id || ' ' || amount, from_on, entry_id
        from approval_limits
        union all select recorded_at, recorded_by, 'who may see a person',
          concat_ws(' ', user_id, relationship, beneficiary_id), from_on, null
        from family_access
        union all select recorded_at, recorded_by, 'agreement with a broker',
          concat_ws(' ', broker_id, reference), from_on, entry_id
        from broker_agreements
        union all select closed_at, closed_by, 'period closed', closed_through || ' ' || reason,
          null, entry_id
        from period_closings
      ) as c
      where c.at >= ${from}::date::timestamp at time zone 'Europe/London'
        and c.at < (${to}::date + 1)::timestamp at time zone 'Europe/London'
        and c.at <= coalesce(${at.knownMoment}::timestamptz, 'infinity')
        and c.by <> '00000000-0000-0000-0000-000000000000'
        and (${user}::uuid is null or c.by = ${user}::uuid)
      order by c.at, c.what, c.detail`;
  },
};

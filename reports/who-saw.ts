import type { Fragment, Tx } from '../src/database/transactions.ts';
import { accountsOf, entriesOf, recordsOf } from '../src/reports/records-of.ts';
import { spanOf, utc } from '../src/reports/moments.ts';
import type { Report } from '../src/reports/report.ts';

/** Who was shown what, of a person or by a user. */
export const report: Report = {
  name: 'who-saw',
  group: 'audit',
  question: 'Who was shown which records, of a person or of everybody, and when?',
  notes:
    'Over one month unless a period is given. With a person: every reading of a record about them, of their accounts, of entries that moved their money or recorded a decision about them, of invoices and recharges with a line for them, and of lists narrowed to them, by its number; lists of everybody, in which they may have stood, are not among them. What stood in the record is not kept.',
  callers: ['auditor'],
  example: { from: '2026-11-01', to: '2026-11-20' },
  parameters: ['from', 'to', 'person', 'user'],
  columns: [
    { name: 'read_at', type: 'moment', meaning: 'When.' },
    { name: 'user', type: 'id', meaning: 'The user who asked.' },
    { name: 'kind', type: 'text', meaning: 'As what kind of user.' },
    { name: 'operation', type: 'text', meaning: 'What was asked for.' },
    { name: 'subject', type: 'text', meaning: 'The number of the record; empty for a list.' },
  ],
  query: (tx, at) => {
    const { sql } = tx;
    const { from, to } = spanOf(at, 1);
    const { person = null, user = null } = at.given;
    return sql`
      select ${utc(tx, sql`r.read_at`)} as read_at, r.user_id::text as user, r.kind, r.operation,
        r.subject
      from reads r
      where r.read_at >= ${from}::date::timestamp at time zone 'Europe/London'
        and r.read_at < (${to}::date + 1)::timestamp at time zone 'Europe/London'
        and r.read_at <= coalesce(${at.knownMoment}::timestamptz, 'infinity')
        and (${user}::uuid is null or r.user_id = ${user}::uuid)
        ${person === null ? sql`` : ofPerson(tx, person)}
      order by r.read_at, r.id`;
  },
};

/** Whether what was read is about a person. Accounts and entries have numbers that others have too. */
const ofPerson = (tx: Tx, person: string): Fragment => tx.sql`
  and (split_part(r.subject, '/', 1) in (${recordsOf(tx, person)})
    or (r.operation = 'getAccountStatement' and r.subject in (${accountsOf(tx, person)}))
    or (r.operation in ('getEntry', 'getReceipt') and r.subject in (${entriesOf(tx, person)})))`;

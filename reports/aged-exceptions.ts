import type { Fragment, Tx } from '../src/database/transactions.ts';
import { basisOf } from '../src/reconciliation/exceptions/list.ts';
import { exceptions, type Basis } from '../src/reconciliation/exceptions/query.ts';
import type { Report, ReportAt, Row } from '../src/reports/report.ts';
import { workingDayNumbers, workingDaysBetween } from '../src/reports/working-days.ts';

/** How old exceptions are, by the most working days of each band; the last has no most. */
const BANDS = [
  [5, '0 to 5'],
  [10, '6 to 10'],
  [20, '11 to 20'],
  [60, '21 to 60'],
] as const;
const OLDER = 'over 60';

/**
 * The exceptions are those of the room for reconciliation, which reads what it needs of standings,
 * statements and limits before its one query.
 */
async function* rows(tx: Tx, at: ReportAt): AsyncGenerator<readonly Row[]> {
  const then: Tx = { ...tx, scope: { ...tx.scope, today: at.asAt } };
  yield await tx.sql<Row[]>`${aged(then, at, await basisOf(then, null))}`;
}

function aged(tx: Tx, at: ReportAt, basis: Basis): Fragment {
  const { sql } = tx;
  const day = sql`${at.asAt.toString()}::date`;
  const bands = BANDS.map(([most, name]) => sql`when e.age <= ${most}::int then ${name}`).reduce(
    (all, one) => sql`${all} ${one}`,
  );
  return sql`
    select a.name as account, e.kind, case ${bands} else ${OLDER} end as working_days,
      count(*)::text as exceptions, coalesce(sum(e.amount), 0.00)::text as amount,
      min(e.since)::text as oldest, (count(*) filter (where e.due_on < ${day}))::text as overdue,
      coalesce(sum(e.amount) filter (where e.due_on < ${day}), 0.00)::text as overdue_amount,
      (count(*) filter (where e.owner_id is null))::text as without_owner
    from (
      select e.*, ${workingDaysBetween(tx, sql`e.since`, day)} as age
      from (${exceptions(tx, basis)}) as e cross join (${workingDayNumbers(tx)}) as c
      where e.since <= ${day}
    ) as e
    join bank_accounts a on a.id = e.bank_account_id
    group by a.id, a.name, e.kind, working_days
    order by a.name, a.id, e.kind, min(e.age)`;
}

/** What of the reconciliation is left, how long it has stood, and what is overdue. */
export const report: Report = {
  name: 'aged-exceptions',
  group: 'finance',
  question: 'Which exceptions of the reconciliation stand, how old are they, and what is overdue?',
  notes:
    'The exceptions that stand now and stood on the day of the report, with their age on that day. ' +
    'What was seen to since is not in it: the statement of a sign-off has what was open then.',
  callers: ['finance_officer', 'approver', 'auditor'],
  columns: [
    { name: 'account', type: 'text', meaning: 'The bank account of the authority, by its name.' },
    { name: 'kind', type: 'text', meaning: 'The kind of exception, e.g. unidentified_receipt.' },
    {
      name: 'working_days',
      type: 'text',
      meaning: 'For how many Bacs working days they have stood, as a band.',
    },
    { name: 'exceptions', type: 'count', meaning: 'How many there are.' },
    {
      name: 'amount',
      type: 'money',
      meaning: 'What they make, in pounds, in and out alike; of some kinds there is no amount.',
    },
    { name: 'oldest', type: 'date', meaning: 'The day since which the oldest has stood.' },
    { name: 'overdue', type: 'count', meaning: 'How many were to be seen to before that day.' },
    { name: 'overdue_amount', type: 'money', meaning: 'What the overdue make.' },
    { name: 'without_owner', type: 'count', meaning: 'How many nobody has taken on.' },
  ],
  rows,
};

import type { Fragment, Tx } from '../src/database/transactions.ts';
import { basisOf } from '../src/reconciliation/exceptions/list.ts';
import { exceptions } from '../src/reconciliation/exceptions/query.ts';
import { sourcesThen } from '../src/reconciliation/exceptions/sources.ts';
import { thenOf } from '../src/reconciliation/exceptions/then.ts';
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
  const then = thenOf(at);
  const onTheDay: Tx = { ...tx, scope: { ...tx.scope, today: at.asAt } };
  const basis = await basisOf(onTheDay, null, then);
  const found = exceptions(onTheDay, basis, sourcesThen(onTheDay, then));
  yield await tx.sql<Row[]>`${aged(tx, at, found)}`;
}

function aged(tx: Tx, at: ReportAt, found: Fragment): Fragment {
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
      from (${found}) as e cross join (${workingDayNumbers(tx)}) as c
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
  question: 'Which exceptions of the reconciliation stood, how old were they, what was overdue?',
  notes:
    'The exceptions that stood at the end of the day, and who had them then. What people do counts ' +
    'from the day on which it was recorded: releases and withdrawals, payments and entries, what the ' +
    'bank rejected or returned, matches and their undoing, dismissals, steps and sign-offs. What the ' +
    'bank booked counts by its own day, whenever its file came in, as long as that was known. Two ' +
    'things have no time and are as they are now: that a line was suspected to repeat another, which ' +
    'counts from when both were there, and the name of the account.',
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

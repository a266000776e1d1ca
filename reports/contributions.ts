import { contributionStandings } from '../src/reports/contribution-standings.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const money = (name: string, meaning: string): ReportColumn => ({ name, type: 'money', meaning });

/** Who contributes, what came of it, and who owes how much since when. */
export const report: Report = {
  name: 'contributions',
  group: 'finance',
  question: 'What do people contribute, what of it came, and who is in arrears since when?',
  notes:
    'What came pays the oldest period first. A top-up is given freely: nothing of it is owed, so ' +
    'none is in arrears. What is charged of gross contributions, less what came of them, is what ' +
    'the accounts of contributions due hold.',
  callers: ['finance_officer', 'approver', 'auditor'],
  columns: [
    { name: 'beneficiary', type: 'text', meaning: 'The reference of the child or young person.' },
    { name: 'arrangement', type: 'id', meaning: 'The arrangement, by its number.' },
    {
      name: 'paid',
      type: 'text',
      meaning:
        "How: net (into the holder's account), gross (to the authority), or top_up (of a family, " +
        "into the holder's account).",
    },
    money(
      'charged',
      'Charged of a gross contribution, for whole periods that have begun, in pounds.',
    ),
    money('due', 'Due of the days up to the day of the report; of a top-up, promised.'),
    money('received', 'What came of it by the day.'),
    money('arrears', 'Due and not received.'),
    money('credit', "Received beyond what is due: it is the person's own."),
    { name: 'oldest_unpaid', type: 'date', meaning: 'The first day of the oldest unpaid period.' },
    money('arrears_to_28_days', 'Of the arrears: of periods that ended at most 28 days ago.'),
    money('arrears_to_56_days', 'Of the arrears: of periods that ended 29 to 56 days ago.'),
    money('arrears_over_56_days', 'Of the arrears: of periods that ended longer ago.'),
  ],
  query: (tx, at) => tx.sql`
    select p.reference as beneficiary, s.arrangement_id::text as arrangement, c.way as paid,
      c.charged::text as charged, c.due::text as due, c.received::text as received,
      c.arrears::text as arrears, greatest(c.received - c.due, 0.00)::text as credit,
      c.since::text as oldest_unpaid, c.to_28::text as arrears_to_28_days,
      c.to_56::text as arrears_to_56_days, c.over_56::text as arrears_over_56_days
    from (${contributionStandings(tx, at)}) as c
    join shares s on s.id = c.share_id
    join beneficiaries p on p.id = s.beneficiary_id
    order by p.reference, s.arrangement_id, c.way`,
};

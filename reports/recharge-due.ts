import {
  paidByPartners,
  partnerShares,
  spentWithPartners,
} from '../src/reports/recharge-spending.ts';
import { partnersPaid, rechargesOpen } from '../src/reports/recharges-open.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const money = (name: string, meaning: string): ReportColumn => ({ name, type: 'money', meaning });

/** What each partner bears, was recharged and has paid. */
export const report: Report = {
  name: 'recharge-due',
  group: 'finance',
  question: 'What does each partner bear of what was spent, and what of that has it paid?',
  notes:
    'From the day since which its share is recharged. A recharge counts from its last day, money ' +
    'from the day it came. Recharged, less what is received, is what the accounts of partners hold.',
  columns: [
    { name: 'sector', type: 'text', meaning: 'education, health or social_care.' },
    { name: 'funder', type: 'text', meaning: 'The funder that is outside the authority.' },
    { name: 'organisation', type: 'text', meaning: 'The organisation that is recharged.' },
    { name: 'since', type: 'date', meaning: 'From when its share is recharged.' },
    money('spent', 'Spent under its arrangements by all public funders, in pounds.'),
    money('share', "The partner's share of that."),
    money('paid_itself', 'Of its share: paid by the partner itself, as it holds the money.'),
    money('recharged', 'Of its share: recharged, by statements that were sent.'),
    money('not_yet_recharged', 'Its share, less what it paid itself and what was recharged.'),
    money('received', 'What came from the partner.'),
    money('open', 'Recharged and not received; below zero, the authority owes the partner.'),
    money('on_account', 'Received, and not yet put to a recharge.'),
    money('overdue', 'Of recharges that were due before the day of the report: not yet paid.'),
    { name: 'oldest_issued', type: 'date', meaning: 'When the oldest unpaid recharge was sent.' },
    { name: 'oldest_due', type: 'date', meaning: 'The day by which the first unpaid one was due.' },
  ],
  query: (tx, at) => tx.sql`
    with partner_shares as materialized (${partnerShares(tx, at)})
    select f.sector, f.name as funder, p.organisation, p.since_on::text as since,
      coalesce(s.spent, 0.00)::text as spent, coalesce(s.part, 0.00)::text as share,
      coalesce(h.amount, 0.00)::text as paid_itself, coalesce(r.recharged, 0.00)::text as recharged,
      (coalesce(s.part, 0.00) - coalesce(h.amount, 0.00) - coalesce(r.recharged, 0.00))::text
        as not_yet_recharged,
      coalesce(c.received, 0.00)::text as received,
      (coalesce(r.recharged, 0.00) - coalesce(c.received, 0.00))::text as open,
      (coalesce(c.received, 0.00) - coalesce(r.settled, 0.00))::text as on_account,
      coalesce(r.overdue, 0.00)::text as overdue, r.oldest_issued_on::text as oldest_issued,
      r.oldest_due_on::text as oldest_due
    from partners p
    join funders f on f.id = p.funder_id
    left join (${spentWithPartners(tx, at)}) as s on s.funder_id = p.funder_id
    left join (${paidByPartners(tx, at)}) as h on h.funder_id = p.funder_id
    left join (${rechargesOpen(tx, at)}) as r on r.funder_id = p.funder_id
    left join (${partnersPaid(tx, at)}) as c on c.funder_id = p.funder_id
    where p.entry_id <= ${at.known}::bigint
    order by f.sector, f.name`,
};

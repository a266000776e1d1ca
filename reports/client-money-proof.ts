import { clientMoney } from '../src/reports/client-money.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const money = (name: string, meaning: string): ReportColumn => ({ name, type: 'money', meaning });

/** That brokers have what they hold for other people, to the penny. */
export const report: Report = {
  name: 'client-money-proof',
  group: 'finance',
  question: "Does each broker's pooled account hold what the people in it have, to the penny?",
  notes:
    'At the end of the last day, up to the day of the report, that the latest return of the account ' +
    'covers. What the ledger has for everybody in the account, less what is declared and not yet ' +
    'accepted, with what was posted later for those days, with what the account holds for other ' +
    'authorities and its interest, is what must be on its statement.',
  callers: ['finance_officer', 'approver', 'auditor'],
  columns: [
    { name: 'broker', type: 'text', meaning: 'Who holds the money.' },
    { name: 'account', type: 'text', meaning: 'The pooled account, by its name.' },
    { name: 'as_of', type: 'date', meaning: 'The day of the proof; nothing without any return.' },
    { name: 'people', type: 'count', meaning: 'How many arrangements have money in it, or had.' },
    money('ledger', 'What the ledger has for all of them, held and to return, in pounds.'),
    money('not_yet_accepted', 'Declared by a return and not yet accepted; money out above zero.'),
    money('posted_later', 'Belongs to those days and was posted after them, as they were closed.'),
    money('other_authorities', 'What the account holds for other authorities.'),
    money('interest', "The account's interest, which is nobody's yet."),
    money('expected', 'What must be on the statement by all that.'),
    money('statement', 'What the return says is there; nothing inside a light-touch period.'),
    money(
      'difference',
      'Statement less expected; zero is the proof. Below zero, money is missing.',
    ),
  ],
  query: (tx, at) => tx.sql`
    select broker, account, as_of::text as as_of, people::text as people, ledger::text as ledger,
      not_yet_accepted::text as not_yet_accepted, posted_later::text as posted_later,
      other_authorities::text as other_authorities, interest::text as interest,
      expected::text as expected, statement::text as statement,
      (statement - expected)::text as difference
    from (
      select *, ledger - not_yet_accepted + posted_later + other_authorities + interest as expected
      from (${clientMoney(tx, at)}) as m
    ) as proof
    order by broker, account, pooled_account_id`,
};

import { notOnStatements } from '../src/reports/bank-position-missing.ts';
import {
  knownLines,
  lastStatements,
  ledgerSides,
  linesSince,
  openLines,
  sentBy,
  signedThrough,
  takenOfLines,
} from '../src/reports/bank-position-query.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const money = (name: string, meaning: string): ReportColumn => ({ name, type: 'money', meaning });

/** The proof of every bank account on one page. */
export const report: Report = {
  name: 'bank-position',
  group: 'finance',
  question: 'Does each bank account in the ledger agree with the bank, and what explains the rest?',
  notes:
    'Ledger, less what is on no statement, with what is on open lines only, is what the bank must ' +
    'have: expected. Statement, with the lines after it, is what it has. What nothing explains is ' +
    'the difference; it is zero, with no line open, when the account is reconciled.',
  callers: ['finance_officer', 'approver', 'auditor'],
  columns: [
    { name: 'account', type: 'text', meaning: 'The bank account of the authority, by its name.' },
    money('ledger', 'What the ledger has on the bank account, in pounds.'),
    money('in_transit', 'Sent, and on no statement yet: what is to leave is above zero.'),
    money('suspense', 'Came in, and nobody knows yet for what; below zero, went out.'),
    money('charges', "The bank's charges less its interest, from the beginning."),
    { name: 'not_on_statement', type: 'count', meaning: 'Entries that no line of the bank shows.' },
    money('not_on_statement_sum', 'What they make; money out is below zero.'),
    { name: 'open_lines', type: 'count', meaning: 'Lines of the bank that are not matched whole.' },
    money('open_lines_sum', 'What of them is not matched; money out is below zero.'),
    money('expected', 'Ledger less not_on_statement_sum with open_lines_sum.'),
    { name: 'statement_on', type: 'date', meaning: 'The last day of the last statement.' },
    money('statement', 'Its closing balance; nothing where there is no statement.'),
    money('lines_since', 'What came and went by lines after that statement.'),
    money('difference', 'Statement and lines_since, less expected; below zero is a shortfall.'),
    { name: 'signed_off', type: 'date', meaning: 'The last day that two people have signed for.' },
  ],
  query: (tx, at) => tx.sql`
    with sides as materialized (${ledgerSides(tx, at)}),
    sent as (${sentBy(tx)}),
    signed as materialized (${signedThrough(tx, at)}),
    lines as materialized (${knownLines(tx, at)}),
    taken as materialized (${takenOfLines(tx, at)}),
    statements as materialized (${lastStatements(tx, at)}),
    open as (${openLines(tx)}),
    since as (${linesSince(tx)}),
    missing as (${notOnStatements(tx, at)}),
    own as (
      select subject, coalesce(sum(balance) filter (where kind = 'bank'), 0.00) as ledger,
        coalesce(-sum(balance) filter (where kind = 'suspense'), 0.00) as suspense,
        coalesce(sum(balance) filter (where kind = 'charges'), 0.00) as charges
      from sides group by subject
    ),
    figures as (
      select b.id, b.name, coalesce(w.ledger, 0.00) as ledger, coalesce(n.amount, 0.00) as in_transit,
        coalesce(w.suspense, 0.00) as suspense, coalesce(w.charges, 0.00) as charges,
        coalesce(m.entries, 0) as entries, coalesce(m.amount, 0.00) as missing,
        coalesce(o.lines, 0) as open_lines, coalesce(o.amount, 0.00) as open,
        s.to_on, s.closing, coalesce(c.amount, 0.00) as since, g.through_on
      from bank_accounts b
      left join own w on w.subject = b.id
      left join sent n on n.bank_account_id = b.id
      left join missing m on m.bank_account_id = b.id
      left join open o on o.bank_account_id = b.id
      left join statements s on s.bank_account_id = b.id
      left join since c on c.bank_account_id = b.id
      left join signed g on g.bank_account_id = b.id
    )
    select name as account, ledger::text as ledger, in_transit::text as in_transit,
      suspense::text as suspense, charges::text as charges, entries::text as not_on_statement,
      missing::text as not_on_statement_sum, open_lines::text as open_lines,
      open::text as open_lines_sum, (ledger - missing + open)::text as expected,
      to_on::text as statement_on, closing::text as statement, since::text as lines_since,
      (closing + since - (ledger - missing + open))::text as difference,
      through_on::text as signed_off
    from figures order by name, id`,
};

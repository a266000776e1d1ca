import { everyBalance } from '../src/ledger/balances.ts';
import type { Report } from '../src/reports/report.ts';

/** The classic first page of any audit: every class of account, and that each book ties to zero. */
export const report: Report = {
  name: 'trial-balance',
  group: 'finance',
  question: 'What stands in each class of account, and does each book tie to zero?',
  columns: [
    { name: 'book', type: 'text', meaning: 'control: budgets. money: cash and what became of it.' },
    {
      name: 'class',
      type: 'text',
      meaning: 'The class of account; "total" for the book as a whole.',
    },
    { name: 'accounts', type: 'count', meaning: 'How many accounts of the class are not at zero.' },
    { name: 'received', type: 'money', meaning: 'Sum of the balances above zero, in pounds.' },
    {
      name: 'given',
      type: 'money',
      meaning: 'Sum of the balances below zero, without their sign, in pounds.',
    },
    { name: 'balance', type: 'money', meaning: 'Received less given; zero for a book as a whole.' },
  ],
  query: (tx, at) => tx.sql`
    with balances as (${everyBalance(tx, at.start)})
    select c.book, coalesce(c.name, 'total') as class, count(*)::text as accounts,
      sum(greatest(b.balance, 0.00))::text as received,
      sum(greatest(-b.balance, 0.00))::text as given, sum(b.balance)::text as balance
    from balances b
    join accounts a on a.id = b.account_id
    join account_classes c on c.id = a.class
    group by grouping sets ((c.book, c.name), (c.book))
    order by c.book, c.name nulls last`,
};

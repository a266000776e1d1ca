import { spanOf } from '../src/reports/moments.ts';
import type { Report } from '../src/reports/report.ts';

/** Amounts that are a multiple of a round sum, entry by entry. */
export const report: Report = {
  name: 'round-sums',
  group: 'audit',
  question: 'Which entries moved a round sum?',
  notes:
    'Over three months unless a period is given. A round sum is a multiple of the rule round_sum_of. What is agreed is often round and is left out: only money is looked at, not budget control.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['from', 'to'],
  columns: [
    { name: 'entry', type: 'id', meaning: 'The entry.' },
    { name: 'kind', type: 'text', meaning: 'What sort of entry.' },
    { name: 'effective_on', type: 'date', meaning: 'When it took effect.' },
    { name: 'by', type: 'id', meaning: 'The user who recorded it.' },
    { name: 'from_class', type: 'text', meaning: 'The class of account that gave.' },
    { name: 'to_class', type: 'text', meaning: 'The class of account that received.' },
    { name: 'amount', type: 'money', meaning: 'The amount, in pounds.' },
  ],
  query: (tx, at) => {
    const { from, to } = spanOf(at, 3);
    return tx.sql`
      select e.id::text as entry, k.name as kind, e.effective_on::text as effective_on,
        e.by::text as by, f.name as from_class, o.name as to_class, t.amount::text as amount
      from transfers t
      join account_classes f on f.id = t.from_class and f.book = 'money'
      join account_classes o on o.id = t.to_class
      join entries e on e.id = t.entry_id
      join entry_kinds k on k.id = t.kind
      where t.effective_on between ${from}::date and ${to}::date and t.entry_id <= ${at.known}::bigint
        and t.amount % ${at.rules.rule('round_sum_of').value}::numeric = 0
      order by e.id, t.line`;
  },
};

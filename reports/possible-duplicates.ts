import { spanOf } from '../src/reports/moments.ts';
import type { Report } from '../src/reports/report.ts';

/** Amounts that moved more than once between the same accounts on the same day. */
export const report: Report = {
  name: 'possible-duplicates',
  group: 'audit',
  question: 'Which amounts moved more than once between the same two accounts on the same day?',
  notes:
    'Over three months unless a period is given. Entries that were reversed, and their reversals, are left out. Two of the same amount can both be right: this says where to look.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['from', 'to'],
  columns: [
    { name: 'effective_on', type: 'date', meaning: 'The day.' },
    { name: 'kind', type: 'text', meaning: 'What sort of entries they are.' },
    { name: 'from_class', type: 'text', meaning: 'The class of account that gave.' },
    { name: 'to_class', type: 'text', meaning: 'The class of account that received.' },
    { name: 'amount', type: 'money', meaning: 'The amount of each, in pounds.' },
    { name: 'times', type: 'count', meaning: 'How often it moved.' },
    { name: 'entries', type: 'text', meaning: 'The entries, the first ten, with spaces between.' },
  ],
  query: (tx, at) => {
    const { from, to } = spanOf(at, 3);
    return tx.sql`
      select t.effective_on::text as effective_on, k.name as kind, f.name as from_class,
        o.name as to_class, t.amount::text as amount, count(*)::text as times,
        array_to_string((array_agg(t.entry_id order by t.entry_id))[1:10], ' ') as entries
      from transfers t
      join entry_kinds k on k.id = t.kind
      join account_classes f on f.id = t.from_class
      join account_classes o on o.id = t.to_class
      where t.effective_on between ${from}::date and ${to}::date and t.entry_id <= ${at.known}::bigint
        and k.name <> 'reversal'
        and not exists (select from entries r where r.reverses = t.entry_id and r.id <= ${at.known}::bigint)
      group by t.effective_on, k.name, f.name, o.name, t.from_account, t.to_account, t.amount
      having count(*) > 1
      order by t.effective_on, k.name, f.name, o.name, t.amount, min(t.entry_id)`;
  },
};

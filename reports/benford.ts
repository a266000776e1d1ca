import { spanOf } from '../src/reports/moments.ts';
import type { Report } from '../src/reports/report.ts';

/** How often each first digit stands in the amounts of a sort of entry, beside Benford's law. */
export const report: Report = {
  name: 'benford',
  group: 'audit',
  question: 'Do the first digits of amounts fall as they do in amounts that nobody has made up?',
  notes:
    'Over twelve months unless a period is given; money only, each different amount of a kind of entry and account once. The law holds for amounts that spread over several orders of size: agreed rates, instalments and limits do not follow it, so those repeated are counted once. With fewer than 500 amounts a difference says nothing. A difference is a reason to look, and never a proof.',
  callers: ['finance_officer', 'approver', 'auditor'],
  parameters: ['from', 'to'],
  columns: [
    { name: 'kind', type: 'text', meaning: 'What sort of entry.' },
    { name: 'digit', type: 'count', meaning: 'The first digit that is not zero.' },
    { name: 'amounts', type: 'count', meaning: 'How many amounts begin with it.' },
    {
      name: 'share',
      type: 'percent',
      meaning: 'Their share of the amounts of the kind, in the hundred.',
    },
    { name: 'expected', type: 'percent', meaning: 'The share by Benford’s law, in the hundred.' },
    { name: 'enough', type: 'text', meaning: 'Whether there are 500 amounts or more: yes or no.' },
  ],
  query: (tx, at) => {
    const { from, to } = spanOf(at, 12);
    return tx.sql`
      with amounts as materialized (
        select distinct k.name as kind, t.to_account, t.from_account, t.amount
        from transfers t
        join account_classes f on f.id = t.from_class and f.book = 'money'
        join entry_kinds k on k.id = t.kind
        where t.effective_on between ${from}::date and ${to}::date and t.entry_id <= ${at.known}::bigint
      ), digits as materialized (
        select kind, substr(ltrim(replace(amount::text, '.', ''), '0'), 1, 1)::int as digit,
          count(*) as amounts
        from amounts group by 1, 2
      )
      select k.kind, d.digit::text as digit, coalesce(n.amounts, 0)::text as amounts,
        round(100.0 * coalesce(n.amounts, 0) / k.total, 2)::text as share,
        round(100 * log(1 + 1.0 / d.digit), 2)::text as expected,
        case when k.total >= 500 then 'yes' else 'no' end as enough
      from (select kind, sum(amounts) as total from digits group by kind) as k
      cross join generate_series(1, 9) as d(digit)
      left join digits n on n.kind = k.kind and n.digit = d.digit
      order by k.kind, d.digit`;
  },
};

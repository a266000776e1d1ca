import type { Fragment, Tx } from '../database/transactions.ts';
import { everyBalance } from '../ledger/balances.ts';
import { yearEndOf } from './financial-year.ts';
import type { ReportAt, ReportColumn } from './report.ts';

/** The kinds of account that a public share has, in the order in which money goes through them. */
const KINDS = [
  'available',
  'committed',
  'drawn',
  'held',
  'to_return',
  'recoverable',
  'written_off',
  'spent',
] as const;

/**
 * Where the money of every public share is, as a query of (share_id, arrangement_id, holding,
 * available, committed, drawn, held, to_return, recoverable, written_off, spent, to_come), one row
 * each of those that have any. `to_come` is what of the committed is due by the year's end.
 */
export function shareBalances(tx: Tx, at: ReportAt): Fragment {
  const { sql } = tx;
  const columns = KINDS.map(
    (kind) => sql`coalesce(sum(b.balance) filter (where c.kind = ${kind}), 0.00) as ${sql(kind)}`,
  ).reduce((all, one) => sql`${all}, ${one}`);
  return sql`
    select s.*, greatest(s.committed - coalesce(l.amount, 0.00), 0.00) as to_come
    from (
      select a.subject as share_id, a.arrangement_id, c.holding, ${columns}
      from (${everyBalance(tx, at.start)}) as b
      join accounts a on a.id = b.account_id
      join account_classes c on c.id = a.class
      where c.holding is not null and c.source in ('education', 'health', 'social_care')
      group by a.subject, a.arrangement_id, c.holding
    ) as s
    left join (${dueAfterYearEnd(tx, at)}) as l on l.share_id = s.share_id`;
}

/**
 * What is scheduled with a value date after the year's end, by share. An instalment stands from the
 * day its version counts in the ledger until that of a version that replaces it.
 */
function dueAfterYearEnd({ sql }: Tx, at: ReportAt): Fragment {
  return sql`
    with due as materialized (
      select id, agreement_id from instalments where value_on > ${yearEndOf(at)}::date
    ), counting as materialized (
      select d.agreement_id from agreement_decisions d
      cross join lateral (select effective_on from entries where id = d.entry_id offset 0) as e
      where e.effective_on <= ${at.asAt.toString()}::date and d.entry_id <= ${at.known}::bigint
        and (d.agreement_id in (select agreement_id from due)
          or d.agreement_id in (select agreement_id from replaced_instalments))
    )
    select x.share_id, sum(x.amount) as amount
    from due i
    join instalment_shares x on x.instalment_id = i.id
    join counting v on v.agreement_id = i.agreement_id
    left join (
      select r.instalment_id from replaced_instalments r
      join counting n on n.agreement_id = r.agreement_id
    ) as r on r.instalment_id = i.id
    where r.instalment_id is null
    group by x.share_id`;
}

/** The figures of some shares added up, each as text; `m` has the rows of {@link shareBalances}. */
export const FIGURES = ({ sql }: Tx): Fragment => sql`
  sum(m.available + m.committed + m.drawn)::text as agreed,
  sum(m.available)::text as available, sum(m.committed)::text as committed,
  sum(m.drawn)::text as drawn, sum(m.spent)::text as spent, sum(m.held)::text as held,
  sum(m.to_return)::text as to_return, sum(m.recoverable)::text as recoverable,
  sum(m.written_off)::text as written_off, sum(m.to_come)::text as to_come,
  sum(m.drawn + m.to_come - m.to_return)::text as forecast,
  sum(m.available + m.committed - m.to_come + m.to_return)::text as left_over`;

const money = (name: string, meaning: string): ReportColumn => ({ name, type: 'money', meaning });

/** What stands in those columns. */
export const FIGURE_COLUMNS: readonly ReportColumn[] = [
  money('agreed', 'What the funder has agreed to, in pounds: available, committed and drawn.'),
  money('available', 'Agreed, and neither scheduled nor ordered.'),
  money('committed', 'Scheduled or ordered, and neither paid nor invoiced.'),
  money('drawn', 'Paid out, or accepted of invoices net of VAT, less what came back.'),
  money('spent', 'Of what is drawn: shown to be spent.'),
  money('held', 'Of what is drawn: with the family or broker, and not yet shown to be spent.'),
  money('to_return', 'Of what is drawn: still there, and decided to come back.'),
  money('recoverable', 'Of what is drawn: owed back, and gone.'),
  money('written_off', 'Of what is drawn: given up, by decision.'),
  money('to_come', 'Of what is committed: due by the end of the financial year, 31 March.'),
  money(
    'forecast',
    'What will be drawn at the end of the year: drawn and to come, less to return.',
  ),
  money('left_over', 'Agreed less the forecast; below zero, the forecast is above what is agreed.'),
];

/** The financial year in which a budget `b` begins, e.g. 2026/27. */
export const BUDGET_YEAR = ({ sql }: Tx): Fragment => sql`
  (select y || '/' || lpad(((y + 1) % 100)::text, 2, '0')
    from (select extract(year from b.starts_on - interval '3 months')::int as y) as first)`;

/** The column of the year. */
export const YEAR_COLUMN: ReportColumn = {
  name: 'year',
  type: 'text',
  meaning: 'The financial year in which the budget begins, e.g. 2026/27.',
};

/** How the forecast is made, in the words of both reports. */
export const FORECAST_RULE =
  'All is from the first day of each arrangement to the day of the report. Drawn is what is held, ' +
  'to return, recoverable, written off and spent. The forecast is for 31 March: what is drawn; ' +
  'with what is scheduled to be paid by then, and all that is on order; less what was decided to ' +
  'come back. What is owed back and gone is not counted on, nor what is agreed and not yet ' +
  'scheduled or ordered.';

import type { Report } from '../src/reports/report.ts';
import {
  FIGURES,
  FIGURE_COLUMNS,
  BUDGET_YEAR,
  FORECAST_RULE,
  YEAR_COLUMN,
  shareBalances,
} from '../src/reports/share-balances.ts';

/** Where the money of each funder is, and what the year will have cost it. */
export const report: Report = {
  name: 'budget-monitoring',
  group: 'finance',
  question: 'What has each funder agreed, paid and still to pay, and what will the year cost?',
  notes: FORECAST_RULE,
  columns: [
    YEAR_COLUMN,
    { name: 'sector', type: 'text', meaning: 'education, health or social_care.' },
    { name: 'funder', type: 'text', meaning: 'Who pays.' },
    {
      name: 'kind',
      type: 'text',
      meaning: 'How the money is held: direct, notional or third_party.',
    },
    { name: 'arrangements', type: 'count', meaning: 'How many arrangements have any of it.' },
    ...FIGURE_COLUMNS,
  ],
  query: (tx, at) => tx.sql`
    select ${BUDGET_YEAR(tx)} as year, f.sector, f.name as funder, m.holding as kind,
      count(distinct m.arrangement_id)::text as arrangements, ${FIGURES(tx)}
    from (${shareBalances(tx, at)}) as m
    join shares s on s.id = m.share_id
    join funders f on f.id = s.funder_id
    join arrangements a on a.id = m.arrangement_id
    join budgets b on b.id = a.budget_id
    group by year, f.sector, f.name, m.holding
    order by year, f.sector, f.name, m.holding`,
};

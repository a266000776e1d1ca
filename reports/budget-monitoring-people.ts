import type { Report } from '../src/reports/report.ts';
import {
  FIGURES,
  FIGURE_COLUMNS,
  BUDGET_YEAR,
  FORECAST_RULE,
  YEAR_COLUMN,
  shareBalances,
} from '../src/reports/share-balances.ts';

/** Where the money of each arrangement is, by funder, and what the year will have cost. */
export const report: Report = {
  name: 'budget-monitoring-people',
  group: 'finance',
  question: "Whose arrangements are on course for what was agreed, and whose aren't?",
  notes: FORECAST_RULE,
  callers: ['finance_officer', 'auditor'],
  columns: [
    { name: 'beneficiary', type: 'text', meaning: 'The reference of the child or young person.' },
    { name: 'arrangement', type: 'id', meaning: 'The arrangement, by its number.' },
    YEAR_COLUMN,
    {
      name: 'kind',
      type: 'text',
      meaning: 'How the money is held: direct, notional or third_party.',
    },
    { name: 'sector', type: 'text', meaning: 'education, health or social_care.' },
    { name: 'funder', type: 'text', meaning: 'Who pays.' },
    ...FIGURE_COLUMNS,
  ],
  query: (tx, at) => tx.sql`
    select p.reference as beneficiary, m.arrangement_id::text as arrangement,
      ${BUDGET_YEAR(tx)} as year, m.holding as kind,
      f.sector, f.name as funder, ${FIGURES(tx)}
    from (${shareBalances(tx, at)}) as m
    join shares s on s.id = m.share_id
    join funders f on f.id = s.funder_id
    join beneficiaries p on p.id = s.beneficiary_id
    join arrangements a on a.id = m.arrangement_id
    join budgets b on b.id = a.budget_id
    group by p.reference, m.arrangement_id, year, m.holding, f.sector, f.name
    order by p.reference, m.arrangement_id, f.sector, f.name`,
};

import { sen2Figures } from '../src/national-returns/sen2-figures.ts';
import { censusOf, requireSen2Codes } from '../src/national-returns/sen2.ts';
import { academicYearOf } from '../src/published/periods.ts';
import { ownPlace } from '../src/published/place.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const text = (name: string, meaning: string): ReportColumn => ({ name, type: 'text', meaning });
const count = (name: string, meaning: string): ReportColumn => ({ name, type: 'count', meaning });

/** What this authority's row of the department's table of personal budgets should be. */
export const report: Report = {
  name: 'sen2-published-layout',
  group: 'national returns',
  question:
    'What should our row of the published table of personal budgets be, column for column (SEN2)?',
  notes:
    'One row, in the layout of the department’s personal_budgets.csv, its misspelt column too. It is counted from the same items as the report sen2-plans, so the two cannot differ. The categories overlap: a person with an organised arrangement may have direct payments as well. Codes and names of the authority are taken from the published files that were imported, by the parameter area or by the authority’s name; they are empty where no file has them. Small numbers are shown, as the department shows them.',
  parameters: ['census', 'area'],
  example: { census: '2026-10-01' },
  columns: [
    text('time_period', 'The academic year of the census: 202425 for January 2025.'),
    text('time_identifier', 'Always "Academic year".'),
    text('geographic_level', 'Always "Local authority".'),
    text('country_code', 'The code of the country.'),
    text('country_name', 'The country.'),
    text('region_code', 'The code of the region.'),
    text('region_name', 'The region.'),
    text('new_la_code', 'The code of the authority, of nine characters.'),
    text('old_la_code', 'The code of the authority, of three digits.'),
    text('la_name', 'The authority.'),
    text('breakdown_topic', 'Always "All personal budgets".'),
    text('breakdown', 'Always "All personal budgets".'),
    count('personal_budget', 'Plans with a budget in place on the day of the census (PB).'),
    count(
      'org_arrangments',
      'Of these, with an organised arrangement (OA; notional, in our words).',
    ),
    count('pb_health', 'Of these, with direct payments for health alone.'),
    count('pb_education', 'Of these, with direct payments for education alone.'),
    count('pb_social', 'Of these, with direct payments for social care alone.'),
    count('pb_integrated', 'Of these, with direct payments for two or more of the three.'),
  ],
  requires: (tx, at) => requireSen2Codes(tx, at, ['kind']),
  query: (tx, at) => {
    const census = censusOf(at);
    return tx.sql`
      select ${academicYearOf(census)}::text as time_period, 'Academic year' as time_identifier,
        'Local authority' as geographic_level, p.*,
        'All personal budgets' as breakdown_topic, 'All personal budgets' as breakdown,
        f.personal_budget::text as personal_budget, f.org_arrangements::text as org_arrangments,
        f.pb_health::text as pb_health, f.pb_education::text as pb_education,
        f.pb_social::text as pb_social, f.pb_integrated::text as pb_integrated
      from (${ownPlace(tx, at)}) as p
      cross join (${sen2Figures(tx, { ...at, census })}) as f
      order by la_name`;
  },
};

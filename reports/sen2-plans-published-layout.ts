import { plansInForce } from '../src/national-returns/sen2-figures.ts';
import { censusOf } from '../src/national-returns/sen2.ts';
import { academicYearOf } from '../src/published/periods.ts';
import { ownPlace } from '../src/published/place.ts';
import type { Report, ReportColumn } from '../src/reports/report.ts';

const text = (name: string, meaning: string): ReportColumn => ({ name, type: 'text', meaning });

/** What this authority's row of the department's table of plans should be. */
export const report: Report = {
  name: 'sen2-plans-published-layout',
  group: 'national returns',
  question: 'What should our row of the published table of plans be, column for column (SEN2)?',
  notes:
    'One row, in the layout of the department’s file of Education, Health and Care plans: the plans in force on the day of the census. It counts the plans that are kept in this ledger; where an authority keeps only those with a budget here, the figure is too low.',
  parameters: ['census', 'area'],
  example: { census: '2026-10-01' },
  columns: [
    text('time_period', 'The academic year of the census: 202425 for January 2025.'),
    text('time_identifier', 'Always "Academic year".'),
    text('geographic_level', 'Always "Local authority".'),
    text('region_code', 'The code of the region.'),
    text('region_name', 'The region.'),
    text('new_la_code', 'The code of the authority, of nine characters.'),
    text('old_la_code', 'The code of the authority, of three digits.'),
    text('la_name', 'The authority.'),
    { name: 'ehcplans', type: 'count', meaning: 'Plans in force on the day of the census.' },
  ],
  query: (tx, at) => {
    const on = censusOf(at);
    return tx.sql`
      select ${academicYearOf(on)}::text as time_period, 'Academic year' as time_identifier,
        'Local authority' as geographic_level, p.region_code, p.region_name, p.new_la_code,
        p.old_la_code, p.la_name, f.ehcplans::text as ehcplans
      from (${ownPlace(tx, at)}) as p
      cross join (${plansInForce(tx, { on, knownMoment: at.knownMoment })}) as f
      order by la_name`;
  },
};

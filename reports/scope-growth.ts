import { growthQuery } from '../src/reports/growth-query.ts';
import { shownGrowth } from '../src/reports/growth-rules.ts';
import type { Report, ReportAt, ReportColumn } from '../src/reports/report.ts';

const DEFAULT_YEARS = 3;

/** The day of the report and the same day of the years before, and of one more for its changes. */
const daysOf = ({ asAt, given }: ReportAt): Temporal.PlainDate[] =>
  Array.from({ length: Number(given.years ?? DEFAULT_YEARS) + 1 }, (_, years) =>
    asAt.subtract({ years }),
  );

const figure = (name: string, meaning: string): ReportColumn => ({ name, type: 'figure', meaning });

/** How the scope of personal budgets has grown, year on year (Code of Practice 2015, 3.39). */
export const report: Report = {
  name: 'scope-growth',
  group: 'growth',
  question: 'How has the scope of personal budgets grown, year on year?',
  notes:
    'On the day of the report and the same day of the years before (parameter years; 3 if left out). Counted are people with an arrangement in place on the day. A person may be in several groups by sector, kind, service and section, and is in exactly one by age (on the day) and by setting (as recorded now). Agreed is the public money of the versions in force on the day; spent is what was shown to be spent under these arrangements since they began, by the balances of the day, so both are of the people counted and neither is a flow of a year. By service and by section are the lines of the budgets: a service is the one of the register that a line names, and every service has a row that was in scope on one of the days; a section is that of the plan whose provision a line is for (F special educational, G health, H1 and H2 social care). Their agreed amount is the cost of the lines, which comes to the same by service and by section, and there is no spending by line; a line of any section may name a service of any sector. Lines without a service are no service named; versions without lines are not itemised. Services of one name are told apart by their sector, and by the day they came into scope. Small numbers (rule small_numbers_below) are hidden by the letter c, with their money and percentages, and with as many other rows as keep them from being worked out: on a day with one by service or by section, all by section; a change from or to a hidden figure is hidden.',
  parameters: ['years'],
  asService: true,
  columns: [
    { name: 'as_at', type: 'date', meaning: 'The day that is counted.' },
    {
      name: 'breakdown',
      type: 'text',
      meaning: 'all, or what it is broken down by: sector, kind, service, section, age or setting.',
    },
    { name: 'group', type: 'text', meaning: 'The group of the breakdown.' },
    figure('people', 'People with a budget in place.'),
    figure(
      'plans',
      'Plans in force; empty by sector, kind, service and section, of which a plan is none.',
    ),
    figure('percent', 'People in the hundred plans of the group, or of all where it has none.'),
    figure(
      'agreed',
      'What funders have agreed for them, in pounds; by service and section, what the lines cost.',
    ),
    figure('spent', 'What of it was shown to be spent, in pounds; empty by service and section.'),
    figure('people_change', 'People more than a year before; with a minus sign, fewer.'),
    figure('percent_change', 'Percentage points more than a year before.'),
    figure('agreed_change', 'Pounds agreed more than a year before.'),
    figure('spent_change', 'Pounds spent more than a year before.'),
  ],
  query: (tx, at) => growthQuery(tx, at, daysOf(at)),
  finish: (rows, at) => shownGrowth(rows, Number(at.rules.rule('small_numbers_below').value)),
};

/** A table of personal budgets as the department publishes it, made up. */
export const BUDGETS_HEADER =
  'time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,' +
  'new_la_code,old_la_code,la_name,breakdown_topic,breakdown,personal_budget,org_arrangments,' +
  'pb_health,pb_education,pb_social,pb_integrated';

const ALL = 'All personal budgets,All personal budgets';
const NORTH = 'E12000099,North Isles';

/** Testshire, its region and England, with the figures of Testshire as given. */
export const budgetRows = (period: string, testshire = '10,2,1,3,4,1'): string[] => [
  `${period},Academic year,National,E92000001,England,,,,,,${ALL},1000,200,10,100,600,90`,
  `${period},Academic year,Regional,E92000001,England,${NORTH},,,,${ALL},100,20,1,10,60,9`,
  `${period},Academic year,Local authority,E92000001,England,${NORTH},E06000999,999,Testshire,${ALL},${testshire}`,
  `${period},Academic year,Local authority,E92000001,England,${NORTH},E06000998,998,"Isle, City of",${ALL},x,x,x,x,x,x`,
];

export const budgetsFile = (...rows: readonly string[]): string =>
  [BUDGETS_HEADER, ...rows, ''].join('\n');

export const PLANS_HEADER =
  'time_period,time_identifier,geographic_level,region_code,region_name,new_la_code,old_la_code,' +
  'la_name,ehcplans';

export const planRows = (period: string, testshire = '400'): string[] => [
  `${period},Academic year,National,,,,,,40000`,
  `${period},Academic year,Regional,${NORTH},,,,2000`,
  `${period},Academic year,Local authority,${NORTH},E06000999,999,Testshire,${testshire}`,
  `${period},Academic year,Local authority,${NORTH},E06000998,998,"Isle, City of",x`,
];

export const plansFile = (...rows: readonly string[]): string =>
  [PLANS_HEADER, ...rows, ''].join('\n');

/** What a request with a CSV file has. */
export const CSV = { 'content-type': 'text/csv' };

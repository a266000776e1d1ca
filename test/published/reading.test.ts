import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/problem.ts';
import { readPublished } from '../../src/published/read-file.ts';
import {
  BUDGETS_HEADER,
  budgetRows,
  budgetsFile,
  planRows,
  plansFile,
} from '../support/published-files.ts';

const read = (text: string) => readPublished(Buffer.from(text));
/** The faults of a file that is refused, with their places. */
async function faultsOf(content: string | Buffer): Promise<string[]> {
  const problem: unknown = await readPublished(Buffer.from(content)).catch((error) => error);
  if (!(problem instanceof Problem)) throw new Error('The file was read.');
  return problem.extras.errors!.map(({ where, message }) => `${where}: ${message}`);
}

/** The same file with its columns in another order. */
function turned(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '' && !line.includes('"'));
  return lines.map((line) => line.split(',').toReversed().join(',')).join('\n');
}

describe('a published file', () => {
  it('is read as it is, misspelt column, quoted commas and letters too', async () => {
    const { figures, rows } = await read(budgetsFile(...budgetRows('202425')));
    expect(figures).toBe('personal_budgets');
    expect(rows[2]).toMatchObject({ la_name: 'Testshire', org_arrangments: '2' });
    expect(rows[3]).toMatchObject({ la_name: 'Isle, City of', personal_budget: 'x' });
  });
  it('may have a byte order mark, CR LF, and its columns in any order', async () => {
    const text = budgetsFile(...budgetRows('202425'));
    const plain = await read(text);
    expect(await read(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(plain);
    expect((await read(turned(text))).rows[2]).toEqual(plain.rows[2]);
  });
  it('of plans is told by its header, and may have columns of the other table', async () => {
    const plans = await read(plansFile(...planRows('202425')));
    expect([plans.figures, plans.rows[2]!['ehcplans']]).toEqual(['plans', '400']);
    const wider = plansFile(...planRows('202425'))
      .split('\n')
      .filter((line) => line !== '' && !line.includes('"'))
      .map((line, n) => `${line},${n === 0 ? 'country_code,country_name' : 'E92000001,England'}`);
    expect((await read(wider.join('\n'))).rows[0]!['country_name']).toBe('England');
  });
});

describe('a published file with a changed header', () => {
  it('is refused with the columns it lacks and those not known, and what was likely meant', async () => {
    const text = budgetsFile(...budgetRows('202425'))
      .replace('org_arrangments', 'org_arrangements')
      .replace('pb_health', 'health_pb_count_of_people');
    expect(await faultsOf(text)).toEqual([
      'line 1: The column "org_arrangments" is missing. "org_arrangements" may be meant for it.',
      'line 1: The column "pb_health" is missing.',
      'line 1: The column "org_arrangements" is not known. Most likely it is "org_arrangments".',
      'line 1: The column "health_pb_count_of_people" is not known.',
    ]);
  });
  it('is refused where a column stands twice, or it is another table altogether', async () => {
    const twice = `${BUDGETS_HEADER},pb_social\n`;
    expect(await faultsOf(twice)).toEqual([
      'line 1: The column "pb_social" stands in the file twice.',
    ]);
    const [other] = await faultsOf('name,amount\nA,1\n');
    expect(other).toMatch(/one of the department's tables.*personal_budget.*ehcplans/);
  });
});

describe('a published file with bad figures', () => {
  it('is refused with every one of them and its line', async () => {
    const [england, region, testshire] = budgetRows('202425') as [string, string, string];
    const text = budgetsFile(
      england.replace('1000', '"1,000"'),
      region.replace('202425,', '24/25,').replace('E12000099', ''),
      testshire.replace(',10,', ',-1,').replace('3,4,1', '3.5,xx,'),
      testshire,
      testshire.replace(/,1$/, ''),
    );
    expect(await faultsOf(text)).toEqual([
      'line 2, personal_budget: Expected a whole number, or one small letter. Found "1,000".',
      'line 3, time_period: A period is a year or an academic year, as 202425. Found "24/25".',
      'line 3, region_code: A row of the level "Regional" has one.',
      'line 4, personal_budget: Expected a whole number, or one small letter. Found "-1".',
      'line 4, pb_education: Expected a whole number, or one small letter. Found "3.5".',
      'line 4, pb_social: Expected a whole number, or one small letter. Found "xx".',
      'line 4, pb_integrated: Expected a whole number, or one small letter. Found nothing.',
      'line 5: This row is of the same place and breakdown as line 4.',
      'line 6: Expected 18 cells; found 17. A cell with a comma in it stands in quotes.',
    ]);
  });
  it('is refused where it is no text, is empty, or has no rows', async () => {
    expect((await faultsOf(Buffer.from([0xff, 0xfe, 0x61, 0x00])))[0]).toMatch(/UTF-8/);
    expect((await faultsOf(''))[0]).toMatch(/no text/);
    expect((await faultsOf(`${BUDGETS_HEADER}\n`))[0]).toMatch(/found none/);
  });
});

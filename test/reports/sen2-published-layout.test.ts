import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { addGrown, type GrownArrangement } from '../support/growth-book.ts';
import {
  BUDGETS_HEADER,
  CSV,
  PLANS_HEADER,
  budgetRows,
  budgetsFile,
} from '../support/published-files.ts';

const held = (more: Partial<GrownArrangement> = {}): GrownArrangement => ({
  kind: 'direct',
  sector: 'education',
  amount: '1000.00',
  from: '2025-09-01',
  to: '2026-08-31',
  ...more,
});
const PERSON = { bornOn: '2012-01-01', setting: 'Mainstream school', planFrom: '2023-09-01' };
const NOTIONAL = held({ kind: 'notional', sector: 'health' });

let api: Api;
let commissioner: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  commissioner = await api.as('commissioner');
  await addGrown(api.db, [
    // Education alone, of two arrangements; a third party counts as a direct payment.
    { ...PERSON, times: 2, arrangements: [held(), held({ kind: 'third_party' })] },
    // Social care alone, with an organised arrangement for health.
    { ...PERSON, times: 3, arrangements: [held({ sector: 'social_care' }), NOTIONAL] },
    // Education and health, so integrated.
    { ...PERSON, times: 4, arrangements: [held(), held({ sector: 'health' })] },
    { ...PERSON, times: 5, arrangements: [NOTIONAL] },
    { ...PERSON, times: 6, arrangements: [held({ sector: 'health' })] },
    // What must not count: ended before the census, begun after it, or under a plan that has ceased.
    { ...PERSON, times: 7, arrangements: [held({ from: '2025-01-01', to: '2026-01-14' })] },
    { ...PERSON, times: 8, arrangements: [held({ from: '2026-01-16' })] },
    { ...PERSON, times: 9, ceasedOn: '2026-01-15', arrangements: [held()] },
    { ...PERSON, times: 1, planFrom: '2026-01-16' },
  ]);
});

const read = async (name: string, query = ''): Promise<string[]> => {
  const { status, text } = await commissioner.get(`/reports/${name}${query}`, {
    accept: 'text/csv',
  });
  expect(status).toBe(200);
  return text.split('\r\n');
};
const ALL = 'All personal budgets,All personal budgets';

describe('our row in the department’s layout', () => {
  it('has its columns, its misspelt one too, and the counts at the census of the rules', async () => {
    const place = 'Academic year,Local authority,E92000001,England,,,,,Testshire';
    expect(await read('sen2-published-layout')).toEqual([
      BUDGETS_HEADER,
      `202526,${place},${ALL},20,8,6,2,3,4`,
      '',
    ]);
    expect(await read('sen2-plans-published-layout')).toEqual([
      PLANS_HEADER,
      '202526,Academic year,Local authority,,,,,Testshire,35',
      '',
    ]);
  });
  it('may be of another day, but not of one after that of the report', async () => {
    const [, row] = await read('sen2-published-layout', '?census=2026-01-14');
    // Seven more had not ended, and nine plans had not ceased.
    expect(row).toMatch(/,36,8,6,18,3,4$/);
    const late = await commissioner.get('/reports/sen2-published-layout?census=2026-04-16');
    expect(late.status).toBe(422);
  });
  it('takes codes and names from the published file', async () => {
    const file = budgetsFile(...budgetRows('202425'));
    await ok(commissioner.post('/published-files?name=a.csv', file, CSV), 200);
    const named =
      '202526,Academic year,Local authority,E92000001,England,E12000099,North Isles,E06000999,999,Testshire';
    expect((await read('sen2-published-layout'))[1]).toBe(`${named},${ALL},20,8,6,2,3,4`);
    const other = await read('sen2-plans-published-layout', '?area=E06000998');
    expect(other[1]).toBe(
      '202526,Academic year,Local authority,E12000099,North Isles,E06000998,998,"Isle, City of",35',
    );
    const unknown = await read('sen2-plans-published-layout', '?area=E06000001');
    expect(unknown[1]).toBe('202526,Academic year,Local authority,,,E06000001,,Testshire,35');
  });
});

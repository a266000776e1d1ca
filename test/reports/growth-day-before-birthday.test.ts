import { beforeAll, expect, it } from 'vitest';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { addGrown } from '../support/growth-book.ts';

let api: Api;
beforeAll(async () => {
  api = await freshApi();
  const plan = { setting: 'Mainstream school', planFrom: '2023-09-01' };
  await addGrown(api.db, [
    { ...plan, bornOn: '2021-03-31', times: 20 },
    { ...plan, bornOn: '2020-02-29', times: 30 },
  ]);
});

async function plansOf(day: string): Promise<(string | null)[]> {
  const commissioner = await api.as('commissioner');
  const { rows } = await ok(commissioner.get(`/reports/scope-growth?asAt=${day}&years=1`), 200);
  return ['under 5', '5 to 10'].map(
    (group) =>
      rows.find((row: any) => row.as_at === day && row.breakdown === 'age' && row.group === group)
        .plans,
  );
}

it.each([
  // Eleven months and thirty days are not a year, though a month may be counted as thirty days.
  ['2026-03-30', ['20', '30']],
  ['2026-03-31', ['0', '50']],
  // Who was born on 29 February is a year older on 1 March.
  ['2025-02-28', ['50', '0']],
  ['2025-03-01', ['20', '30']],
])('on %s children are as old as they are', async (day, plans) => {
  expect(await plansOf(day)).toEqual(plans);
});

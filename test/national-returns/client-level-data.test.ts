import { beforeAll, describe, expect, it } from 'vitest';
import { addBudget, addPerson, caseOne, ok } from '../support/book.ts';
import { agreed } from '../support/terms.ts';
import { AGREEMENT, aSetting, type Setting } from '../brokers/setting.ts';

let book: Setting;

/** 10,000.00 in 13 instalments, and from the fourth period on as of 13,000.00 for all of them. */
beforeAll(async () => {
  book = await aSetting(AGREEMENT);
  const { staff, funders } = book;
  const person = await addPerson(staff, { bornOn: '2008-02-29' });
  const id = await agreed(staff, await addBudget(staff, person), caseOne(person, funders));
  const more = { follows: 1, effectiveOn: '2026-06-29', reason: 'More hours', amount: '13000.00' };
  await ok(staff.caseworker.post(`/arrangements/${id}/versions`, more));
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  book.goTo('2026-09-30');
}, 60_000);

const events = async (query: string): Promise<unknown[]> =>
  (await ok(book.staff.auditor.get(`/reports/cld-services?${query}`), 200)).rows.map((row: any) => [
    row.event_start,
    row.event_end,
    row.unit_cost,
  ]);

describe('client level data of terms that changed', () => {
  it('has each version at its own cost, and the end of the first', async () => {
    expect(await events('from=2026-04-01&to=2026-09-30')).toEqual([
      ['2026-04-06', '2026-06-28', '307.69'],
      ['2026-06-29', null, '400.00'],
    ]);
  });

  it('ends on the last day of the period what does not go on after it', async () => {
    expect(await events('from=2026-04-01&to=2026-06-28')).toEqual([
      ['2026-04-06', '2026-06-28', '307.69'],
    ]);
    expect(await events('from=2026-04-01&to=2026-06-27')).toEqual([['2026-04-06', null, '307.69']]);
  });
});

describe('the quarter of personal health budgets', () => {
  it('is the last that is over where none is given', async () => {
    const url = '/reports/phb-quarter?asAt=2026-05-17';
    const { rows } = await ok(book.staff.auditor.get(url), 200);
    expect(new Set(rows.map((row: any) => row.quarter_end))).toEqual(new Set(['2026-03-31']));
  });
});

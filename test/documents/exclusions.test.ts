import { describe, expect, it } from 'vitest';
import { freshApi } from '../support/api.ts';
import { addFunders, ok, staffOf } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { addChild } from './child.ts';

const COUSIN = {
  what: 'person',
  description: 'A cousin under a drug rehabilitation requirement',
  fromOn: '2026-04-01',
};

describe('exclusions', async () => {
  const api = await freshApi();
  const staff = await staffOf(api);
  const funders = await addFunders(staff);
  const { arrangementId } = await addChild(staff, funders);
  const url = `/arrangements/${arrangementId}/exclusions`;

  it('name persons and purposes, with their days', async () => {
    const person = await ok(staff.caseworker.post(url, COUSIN));
    const purpose = await ok(
      staff.caseworker.post(url, {
        what: 'purpose',
        description: 'A place at a school',
        fromOn: '2026-03-01',
        toOn: '2026-08-31',
      }),
    );
    expect(person).toMatchObject({ ...COUSIN, arrangementId, toOn: null });
    const { items } = await ok(staff.finance.get(url), 200);
    expect(items).toEqual([purpose, person]);
    const entry = await ok(staff.auditor.get(`/entries/${person.entryId}`), 200);
    expect(entry).toMatchObject({ kind: 'decision', reason: 'person_excluded' });
    expect(JSON.stringify(entry)).not.toContain('cousin');
  });

  it('are told without words to those who may not read them', async () => {
    const commissioner = await api.as('commissioner');
    const { items } = await ok(commissioner.get(url), 200);
    expect(items.map((one: { description: unknown }) => one.description)).toEqual([null, null]);
  });

  it('do not end before they start', async () => {
    const backwards = { ...COUSIN, toOn: '2026-03-31' };
    expect(refusalOf(await staff.caseworker.post(url, backwards))).toEqual([
      422,
      'dates-out-of-order',
      'body.toOn',
    ]);
  });

  it('are a caseworker’s to record', async () => {
    expect((await staff.finance.post(url, COUSIN)).status).toBe(403);
  });
});

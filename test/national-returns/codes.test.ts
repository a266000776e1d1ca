import { describe, expect, it } from 'vitest';
import { ITEMS } from '../../src/national-returns/items.ts';
import { freshApi } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';

const api = await freshApi();
const administrator = await api.as('administrator');

const asked = {
  return: 'sen2',
  item: 'DP',
  ours: 'education',
  code: 'E',
  effectiveOn: '2026-01-01',
  meaning: 'For education alone.',
  source: 'A guide.',
  confidence: 'local',
};

describe('a code of a national return', () => {
  it.each(['\u0000', 'E\nF'])('is one line of text: %j', async (code) => {
    const answer = await administrator.post('/national-return-codes', { ...asked, code });
    // Blanks around it are taken away first, so a line end is looked for within.
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', 'body.code']);
  });

  it.each([
    [{ item: 'DPs' }, ['body.item'], 'PB, OA, DP, kind, sex. Found "DPs".'],
    [{ item: 'toString' }, ['body.item'], 'Found "toString".'],
    [{ return: 'phb' }, ['body.item'], 'method, age. Found "DP".'],
    [{ ours: 'educaton' }, ['body.ours'], 'education, health, social_care, integrated, none.'],
    [
      { return: 'cld', item: 'delivery_mechanism' },
      ['body.ours'],
      'direct, notional, third_party.',
    ],
    [{ item: 'kind', ours: 'managed' }, ['body.ours', 'body.code'], 'Found "managed".'],
    [{ item: 'kind', ours: 'direct', code: 'PD' }, ['body.code'], 'OA or DP. Found "PD".'],
  ])('is of an item and a word that there are: %j', async (wrong, where, message) => {
    const answer = await administrator.post('/national-return-codes', { ...asked, ...wrong });
    expect(refusalOf(answer)).toEqual([422, 'invalid-request', ...where]);
    expect(answer.body.errors[0].message).toContain(message);
  });

  it('came with the service for every item and word there is, and for no other', async () => {
    const rows = await api.db.run(
      (tx) => tx.sql<{ word: string }[]>`
        select distinct concat_ws(' ', return, item, ours) as word from national_return_codes`,
    );
    const known = Object.entries(ITEMS).flatMap(([name, items]) =>
      Object.entries(items).flatMap(([item, words]) =>
        words.map((ours) => `${name} ${item} ${ours}`),
      ),
    );
    expect(rows.map(({ word }) => word).toSorted()).toEqual(known.toSorted());
  });

  it('gets the next revision for each who puts it right at the same moment', async () => {
    const added = await Promise.all(
      Array.from({ length: 8 }, () => ok(administrator.post('/national-return-codes', asked))),
    );
    expect(added.map((one) => one.revision).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
  });
});

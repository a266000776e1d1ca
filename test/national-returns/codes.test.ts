import { describe, expect, it } from 'vitest';
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

  it('gets the next revision for each who puts it right at the same moment', async () => {
    const added = await Promise.all(
      Array.from({ length: 8 }, () => ok(administrator.post('/national-return-codes', asked))),
    );
    expect(added.map((one) => one.revision).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
  });
});

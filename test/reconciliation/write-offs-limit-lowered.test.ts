import { beforeAll, describe, expect, it } from 'vitest';
import { addVersions } from '../../src/law/store.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { openOf } from '../support/line-postings.ts';
import { anImportedAccount } from '../support/matching.ts';
import { refusalOf } from '../support/refusal.ts';

/** The limit of a line counts on the day of the decision too, not only when it was asked. */
let api: Api;
let finance: ApiUser;
let approver: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  approver = await api.as('approver');
});

const LOWERED = {
  name: 'line_write_off_limit',
  sector: null,
  unit: 'pounds',
  value: '30.00',
  meaning: 'The most of a line of the bank that two officers may write off.',
  source: 'Local policy.',
  confidence: 'local',
  effectiveOn: '2026-04-01',
  revision: 1,
} as const;

describe('a write-off that was asked for before the limit was lowered', () => {
  it('is not approved above it, and may be refused', async () => {
    const { lines } = await anImportedAccount(api.db, [['2026-04-10', '40.00']]);
    const body = { lineId: lines[0], reason: 'sender_unknown', note: 'Two letters' };
    const { id } = await ok(finance.post('/write-offs', body));
    await api.db.run((tx) => addVersions(tx, [LOWERED]));
    const decide = (approved: boolean) => approver.post(`/write-offs/${id}/decision`, { approved });
    const over = await decide(true);
    expect(refusalOf(over)).toEqual([403, 'over-approval-limit']);
    expect([over.body.limit, over.body.total]).toEqual(['30.00', '40.00']);
    expect(await openOf(finance, lines[0])).toBe('40.00');
    expect(await ok(decide(false))).toMatchObject({ state: 'refused' });
  });
});

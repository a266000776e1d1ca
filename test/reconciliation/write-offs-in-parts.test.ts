import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { openOf } from '../support/line-postings.ts';
import { anImportedAccount } from '../support/matching.ts';
import { refusalOf } from '../support/refusal.ts';

/** What nobody may approve at once, they may not approve of one line in parts. */
let api: Api;
let finance: ApiUser;
let approver: ApiUser;
let limited: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  approver = await api.as('approver');
  limited = await api.as('approver', { sub: 'limited approver' });
  await limited.get('/write-offs');
  const [user] = await api.db.run(
    (tx) => tx.sql<{ id: string }[]>`select id from users where subject = 'limited approver'`,
  );
  const limit = { userId: user!.id, amount: '20.00', fromOn: '2026-04-15' };
  await ok((await api.as('administrator')).post('/approval-limits', limit));
});

const decide = (id: string, user: ApiUser) =>
  user.post(`/write-offs/${id}/decision`, { approved: true });
async function asked(lineId: string | undefined, amount: string): Promise<string> {
  const body = { lineId, amount, reason: 'sender_unknown', note: 'Two letters to the bank' };
  return (await ok(finance.post('/write-offs', body))).id;
}

describe('the limit of who approves write-offs of a line in parts', () => {
  it('is kept by all parts together, whoever approved those before', async () => {
    const { lines } = await anImportedAccount(api.db, [['2026-04-10', '45.00']]);
    await ok(decide(await asked(lines[0], '15.00'), limited));
    const second = await asked(lines[0], '5.01');
    const over = await decide(second, limited);
    expect(refusalOf(over)).toEqual([403, 'over-approval-limit']);
    expect([over.body.limit, over.body.total]).toEqual(['20.00', '20.01']);
    await ok(decide(second, approver));
    const third = await asked(lines[0], '0.01');
    expect((await decide(third, limited)).body.total).toBe('20.02');
    expect(await openOf(finance, lines[0])).toBe('24.99');
  });

  it('leaves out what was taken back', async () => {
    const { lines } = await anImportedAccount(api.db, [['2026-04-10', '45.00']]);
    const { decision } = await ok(decide(await asked(lines[0], '20.00'), limited));
    const second = await asked(lines[0], '20.00');
    expect(refusalOf(await decide(second, limited))).toEqual([403, 'over-approval-limit']);
    await ok(finance.post(`/matches/${decision.matchId}/undo`, { reason: 'not_for_this' }));
    await ok(decide(second, limited));
  });
});

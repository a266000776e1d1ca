import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../../support/api.ts';
import { ok } from '../../support/book.ts';
import { payingCouncil } from '../../support/answering.ts';
import { refusalOf } from '../../support/refusal.ts';

/** What a bank's reason means is dated data, which an administrator adds to. */
let book: Awaited<ReturnType<typeof payingCouncil>>;
let administrator: ApiUser;
beforeAll(async () => {
  book = await payingCouncil(0);
  administrator = await book.api.as('administrator');
});

const REASON = {
  scheme: 'pain_002',
  code: 'BE06',
  meaning: 'Unknown end customer',
  follows: 'correct_details',
  source: 'ISO 20022 external code sets',
  confidence: 'memory',
};
const today = async () =>
  (await ok(book.staff.finance.get('/late-payments?limit=1'), 200)).on as string;

describe('the reasons of banks', () => {
  it('are listed with their sources', async () => {
    const { items } = await ok(book.staff.finance.get('/return-reasons'), 200);
    expect(items).toContainEqual(
      expect.objectContaining({ scheme: 'arucs', code: '2', follows: 'stop_payments' }),
    );
  });

  it('are added to by an administrator, from a day that is not past, once for a day', async () => {
    const added = { ...REASON, effectiveOn: await today() };
    expect(await ok(administrator.post('/return-reasons', added))).toMatchObject(added);
    const again = await administrator.post('/return-reasons', { ...added, follows: 'ask' });
    expect(refusalOf(again)).toEqual([409, 'already-exists']);
    const past = { ...REASON, effectiveOn: '2020-01-01' };
    const late = await administrator.post('/return-reasons', past);
    expect(refusalOf(late)).toEqual([422, 'invalid-request', 'body.effectiveOn']);
    const officer = await book.staff.finance.post('/return-reasons', { ...added, code: 'BE07' });
    expect(officer.status).toBe(403);
  });
});

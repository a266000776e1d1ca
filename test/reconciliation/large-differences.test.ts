import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { anImportedAccount, balanceAt } from '../support/matching.ts';
import { refusalOf } from '../support/refusal.ts';
import { aReleasedRun } from '../support/released-run.ts';
import { severalPeople } from '../support/several-people.ts';

/** One person lets an account bear no more of what is expected than two may write off of a line. */
let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

let serials = 0;
/** A run of 500.00 and lines of a penny on its day. */
async function aRun(lines: number) {
  serials += 1;
  const found = await anImportedAccount(
    api.db,
    Array.from({ length: lines }, () => ['2026-04-10', '-0.01'] as const),
  );
  const facts = { bankAccountId: found.account.id, valueOn: '2026-04-10', total: '500.00' };
  const serial = `LD${String(serials).padStart(4, '0')}`;
  const id = await aReleasedRun(api.db, { ...facts, serial });
  const pair = (line: number, amount?: string) => ({
    lineId: found.lines[line],
    expected: `pay_run:${id}`,
    amount: '0.01',
    difference: amount === undefined ? undefined : { amount, reason: 'paid_short' },
  });
  return { charges: `charges:${found.account.id}`, pair };
}
const match = (pairs: readonly object[], user = finance) => user.post('/matches', { pairs });
const REFUSED = (n: number) => [409, 'match-not-possible', `body.pairs.${n}.difference.amount`];

describe('what no line will bring of a payment', () => {
  it('is borne up to the limit of a write-off, at once and in parts', async () => {
    const { charges, pair } = await aRun(3);
    expect(refusalOf(await match([pair(0, '50.01')]))).toEqual(REFUSED(0));
    expect(refusalOf(await match([pair(0, '30.00'), pair(1, '20.01')]))).toEqual(REFUSED(1));
    const { items } = await ok(match([pair(0, '30.00')]));
    expect(refusalOf(await match([pair(2), pair(1, '20.01')]))).toEqual(REFUSED(1));
    await ok(match([pair(1, '20.00')]));
    expect(await balanceAt(api.db, charges)).toBe('-50.00');
    await ok(finance.post(`/matches/${items[0].id}/undo`, { reason: 'wrong_amount' }));
    await ok(match([pair(0, '30.00')]));
  });

  it('is borne no further when several people match it at the same moment', async () => {
    const { charges, pair } = await aRun(8);
    const people = await severalPeople(api, 'finance_officer');
    await Promise.all(people.map((user, n) => match([pair(n % 8, '30.00')], user)));
    expect(await balanceAt(api.db, charges)).toBe('-30.00');
  });

  it('has on record by which rule it was borne', async () => {
    const { pair } = await aRun(2);
    const { items } = await ok(match([pair(0, '1.00'), pair(1)]));
    const used = await api.db.run(
      (tx) => tx.sql<{ entry: string; name: string }[]>`
        select u.entry_id as entry, r.name from rules_used u join rules r on r.id = u.rule_id
        where u.entry_id in (${items[0].entryId}, ${items[1].entryId})`,
    );
    expect([...used]).toEqual([{ entry: items[0].entryId, name: 'line_write_off_limit' }]);
  });
});

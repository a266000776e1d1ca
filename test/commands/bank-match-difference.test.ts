import { beforeAll, expect, it } from 'vitest';
import { aBankDesk, type BankDesk } from '../support/bank-commands.ts';
import { balanceAt } from '../support/matching.ts';
import { aReleasedRun } from '../support/released-run.ts';

let desk: BankDesk;
beforeAll(async () => {
  desk = await aBankDesk();
});

it('bank match --difference says what no line will bring', { timeout: 120_000 }, async () => {
  const { api, account } = desk;
  const run = { bankAccountId: account.id, serial: 'D00001', valueOn: '2026-04-10' };
  const payRunId = await aReleasedRun(api.db, { ...run, total: '100.00' });
  const lines = [['2026-04-10', '-99.40']] as const;
  await desk.said('finance', 'import', desk.statement('april.xml', { lines }));
  const { items } = await desk.json('finance', 'lines');
  const pair = ['match', items[0].id, `pay_run:${payRunId}`, '--amount', '99.40'];
  const difference = ['--difference', '0.60', '--reason', 'bank_took_a_charge'];
  const alone = await desk.refused('finance', ...pair, '--difference', '0.60');
  expect(alone).toMatch(/^Expected --difference and --reason together/);
  expect(await desk.said('finance', ...pair, ...difference)).toMatch(
    / 99\.40 +0\.60 +bank_took_a_charge /,
  );
  expect(await balanceAt(api.db, `in_transit:${payRunId}`)).toBe('0.00');
  expect(await desk.json('finance', 'line', items[0].id)).toMatchObject({
    open: '0.00',
    matches: [{ amount: '99.40', difference: '0.60', reason: 'bank_took_a_charge' }],
  });
});

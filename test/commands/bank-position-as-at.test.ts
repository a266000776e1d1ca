import { beforeAll, expect, it } from 'vitest';
import { aBankDesk, type BankDesk } from '../support/bank-commands.ts';
import { fill } from '../support/sign-offs.ts';

let desk: BankDesk;
beforeAll(async () => {
  desk = await aBankDesk();
});

it('bank position --as-at says how it stood on a day', { timeout: 120_000 }, async () => {
  await fill(desk.api.db, desk.account.id, '100.00', '2026-04-01');
  const first = {
    to: '2026-04-05',
    opening: '100.00',
    lines: [['2026-04-03', '-40.00']] as const,
  };
  const second = {
    from: '2026-04-06',
    to: '2026-04-10',
    opening: '60.00',
    lines: [['2026-04-09', '5.00']] as const,
  };
  await desk.said('finance', 'import', desk.statement('one.xml', first));
  await desk.said('finance', 'import', desk.statement('two.xml', second));

  const then = await desk.said('finance', 'position', '--as-at', '2026-04-05');
  expect(then).toMatch(/^At the end of: +2026-04-05$/m);
  expect(then).toMatch(/^Not in the ledger: +-40\.00 in 1 open lines$/m);
  expect(then).toMatch(/^Last statement: +60\.00 on 2026-04-05$/m);
  expect(then).toMatch(/^Nothing explains: +0\.00$/m);
  const now = await desk.said('finance', 'position');
  expect(now).toMatch(/^Not in the ledger: +-35\.00 in 2 open lines$/m);
  expect(now).toMatch(/^Last statement: +65\.00 on 2026-04-10$/m);
  expect(await desk.refused('finance', 'position', '--as-at', 'April')).toContain('query.asAt');
});

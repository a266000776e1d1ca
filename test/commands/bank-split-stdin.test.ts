import { beforeAll, expect, it } from 'vitest';
import { aBankDesk, type BankDesk } from '../support/bank-commands.ts';

let desk: BankDesk;
beforeAll(async () => {
  desk = await aBankDesk();
});

it('bank split with - reads the parts from stdin', { timeout: 120_000 }, async () => {
  const lines = [['2026-04-10', '7.00']] as const;
  await desk.said('finance', 'import', desk.statement('april.xml', { lines }));
  const { items } = await desk.json('finance', 'lines');
  const line: string = items[0].id;
  const broken = await desk.run('finance', ['split', line, '-'], '[{"to":');
  expect([broken.code, broken.stdout]).toEqual([1, '']);
  expect(broken.stderr).toMatch(/^Expected JSON with the parts of the line on stdin; .+\n$/);

  const parts = [
    { to: 'interest', amount: '2.00' },
    { to: 'suspense', amount: '4.50' },
  ];
  const { code, stdout, stderr } = await desk.run(
    'finance',
    ['split', line, '-'],
    JSON.stringify(parts),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^Open of line ${line}: 0.50\n`));
  expect(stdout).toMatch(/^interest +2\.00 /m);
  expect(stdout).toMatch(/^suspense +4\.50 /m);
});

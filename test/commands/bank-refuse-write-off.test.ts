import { beforeAll, expect, it } from 'vitest';
import { aBankDesk, type BankDesk } from '../support/bank-commands.ts';

let desk: BankDesk;
beforeAll(async () => {
  desk = await aBankDesk();
});

it('bank decide-write-off --refuse leaves the line open', { timeout: 120_000 }, async () => {
  const lines = [['2026-04-10', '0.04']] as const;
  await desk.said('finance', 'import', desk.statement('april.xml', { lines }));
  const { items } = await desk.json('finance', 'lines');
  const why = ['--reason', 'sender_unknown', '--note', 'Asked the bank'];
  const { id } = await desk.json('finance', 'write-off', items[0].id, ...why);
  const both = await desk.refused('approver', 'decide-write-off', id, '--approve', '--refuse');
  expect(both).toBe('Expected one of --approve and --refuse, and not both.\n');
  const said = await desk.said('approver', 'decide-write-off', id, '--refuse');
  expect(said).toMatch(/ 0\.04 +sender_unknown +refused\n/);
  const { open, matches } = await desk.json('finance', 'line', items[0].id);
  expect({ open, matches }).toEqual({ open: '0.04', matches: [] });
  expect(await desk.said('finance', 'write-offs')).toMatch(/ refused\n/);
});

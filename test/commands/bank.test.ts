import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { aBankDesk, type BankDesk, type Who } from '../support/bank-commands.ts';
import { freePort, runLedger } from '../support/process.ts';
import { aReleasedRun } from '../support/released-run.ts';
import { fill } from '../support/sign-offs.ts';

let desk: BankDesk;
beforeAll(async () => {
  desk = await aBankDesk();
});

const said = (who: Who, ...args: readonly string[]) => desk.said(who, ...args);
const json = (who: Who, ...args: readonly string[]) => desk.json(who, ...args);
const refused = (who: Who, ...args: readonly string[]) => desk.refused(who, ...args);

describe("an officer's day by commands only", () => {
  it('from the statement to the sign-off, and open again', { timeout: 180_000 }, async () => {
    const { api, account } = desk;
    await fill(api.db, account.id, '1000.00', '2026-04-01');
    const run = { bankAccountId: account.id, valueOn: '2026-04-07' };
    const payRun = await aReleasedRun(api.db, { ...run, serial: 'B00001', total: '300.00' });
    const file = desk.statement('april.xml', {
      to: '2026-04-10',
      opening: '1000.00',
      lines: [
        ['2026-04-08', '-300.00', { reference: 'B00001', text: 'Payments' }],
        ['2026-04-09', '-12.00'],
        ['2026-04-10', '7.00'],
      ],
    });

    expect(await said('finance', 'accounts')).toContain(account.id);
    expect(await said('finance', 'work')).toContain('1. import statement:');
    expect(await said('finance', 'expected')).toContain(`pay_run:${payRun}`);
    expect(await said('finance', 'import', file)).toMatch(/^Imported: april.xml, read as camt/);
    expect(await refused('finance', 'import', file)).toContain('april.xml');

    const lines = await said('finance', 'lines', '--open', '--account', account.name);
    expect(lines).toContain('-300.00');
    const { items } = await json('finance', 'lines');
    const [paid, charge, received] = items.map((one: { id: string }) => one.id);

    const found = await said('finance', 'search', '--rivals', 'none');
    expect(found).toContain('    The line names it: B00001.');
    const id = /^Search: +(\S+)$/m.exec(found)![1]!;
    expect(await said('finance', 'accept', id, '--all-automatic')).toMatch(/^Accepted: +1,/);
    const { matches } = await json('finance', 'line', paid);
    expect(matches).toMatchObject([{ expected: `pay_run:${payRun}`, amount: '300.00' }]);

    expect(await said('finance', 'undo', matches[0].id, '--reason', 'wrong_line')).toContain(
      'undo',
    );
    const again = await said('finance', 'match', paid, `pay_run:${payRun}`, '--amount', '300.00');
    expect(again).toContain('300.00');

    const posting = ['post', charge, '--to', 'charge', '--amount', '12.00'];
    expect(await said('finance', ...posting)).toMatch(new RegExp(`line ${charge}: 0.00`));
    const exceptions = await json('finance', 'exceptions');
    const [unidentified] = exceptions.items.filter(
      ({ about }: { about: { lineId: string } }) => about.lineId === received,
    );
    expect(await said('finance', 'exceptions')).toContain(unidentified.name);
    const note = ['note', unidentified.name, '--note', 'Asked the bank'];
    expect(await said('finance', ...note)).toContain('step 1');
    expect(await said('finance', 'exceptions', '--overdue')).toBe('There is none.\n');

    const to = (to: string, amount: string) => ({ to, amount });
    const list = [to('interest', '2.00'), to('treasury', '5.00')];
    const parts = desk.file('parts.json', JSON.stringify(list));
    expect(await said('finance', 'split', received, parts)).toMatch(/interest +2.00/);
    expect(await said('finance', 'position')).toMatch(/Nothing explains: +0.00/);

    const { id: signOff } = await json('finance', 'sign-off', '--through', '2026-04-10');
    expect(await refused('finance', 'approve-sign-off', signOff)).not.toBe('');
    expect(await said('second', 'approve-sign-off', signOff)).toMatch(/State: +signed/);
    expect(await said('auditor', 'sign-offs')).toMatch(/2026-04-10 +signed/);
    const [csv, pdf] = [desk.file('april.csv', ''), desk.file('april.pdf', '')];
    await said('auditor', 'reconciliation', signOff, '--csv', csv);
    await said('auditor', 'reconciliation', signOff, '--pdf', pdf);
    expect(readFileSync(csv, 'utf8')).toBe(await said('auditor', 'reconciliation', signOff));
    expect(readFileSync(pdf, 'latin1')).toMatch(/^%PDF-/);
    const reopening = ['--reason', 'late_line', '--note', 'The bank sent one more'];
    expect(await said('approver', 'reopen', signOff, ...reopening)).toMatch(/State: +reopened/);
  });

  it('write-offs are asked for by one person and decided by another', async () => {
    const later = { from: '2026-04-11', to: '2026-04-14', opening: '695.00' };
    const twice = [
      ['2026-04-13', '0.04'],
      ['2026-04-14', '3.00'],
      ['2026-04-14', '3.00'],
    ] as const;
    const file = desk.statement('may.xml', { ...later, lines: twice });
    await said('finance', 'import', file);
    const { items } = await json('finance', 'lines', '--open');
    const [small, one, two] = items.map((line: { id: string }) => line.id);
    const asked = ['write-off', small, '--reason', 'sender_unknown', '--note', 'Asked the bank'];
    const { id } = await json('finance', ...asked);
    expect(await said('finance', 'write-offs')).toMatch(/0.04 +sender_unknown +asked/);
    expect(await refused('finance', 'decide-write-off', id)).toContain('--approve');
    expect(await said('approver', 'decide-write-off', id, '--approve')).toContain('approved');
    expect(await said('finance', 'repeat', two, '--of', one)).toContain('is set aside as the same');
  }, 60_000);
});

describe('what is refused', () => {
  it('says title, detail and every fault with its place', async () => {
    const problem = await refused('finance', 'post', 'x', '--to', 'charge', '--amount', '1.5');
    expect(problem).toMatch(/^.+\n.+\n( {2}\S+: .+\n)+$/);
    expect(problem).toContain('  body.parts');
  });

  it.each([
    [['lines', '--account', 'Nobody'], /^--account must be one of these, by its name or id: "/],
    [['accept', 'x'], /^Expected the numbers of proposals, or --all-automatic/],
    [['accept', 'x', '1', '--all-automatic'], /^Expected the numbers of proposals/],
    [['match', '1', 'entry:1', '--reason', 'paid_short'], /^Expected --difference and --reason/],
    [['import', 'nowhere.xml'], /^Expected a file at nowhere.xml; there is none/],
    [['split', '1', 'nowhere.json'], /^Expected JSON with the parts of the line at nowhere/],
    [['undo', 'x', '--reason', 'whim'], /Allowed choices are wrong_line/],
  ])('%s', async (args, sentence) => {
    expect(await refused('finance', ...args)).toMatch(sentence);
  });

  it('a service that is not there is one sentence', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const problem = await refused('finance', 'work', '--url', nowhere);
    expect(problem).toMatch(/^The service does not answer at http:\S+ \(ECONNREFUSED\)\. .+\n$/);
  });

  it('without a token it says how to get one', async () => {
    const { code, stderr } = await runLedger(['bank', 'work'], { LEDGER_URL: desk.url });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^LEDGER_TOKEN must have your token/),
    });
  });
});

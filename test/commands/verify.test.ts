import { beforeAll, describe, expect, it } from 'vitest';
import { runVerify } from '../../src/commands/verify.ts';
import type { VerifyReport } from '../../src/ledger/verify/book.ts';
import { TODAY } from '../support/database.ts';
import { AUTHORITY } from '../support/template.ts';
import { verifiedBook, type Copy, type VerifiedBook } from '../support/verified-book.ts';

let book: VerifiedBook;
beforeAll(async () => {
  book = await verifiedBook();
});

/** Runs the command on a copy. @returns what it answers and what it writes */
async function verify(copy: Copy, json = false) {
  const written = { out: '', err: '' };
  const holds = await runVerify({
    client: copy.service,
    authorities: [AUTHORITY],
    sealDir: copy.sealDir,
    json,
    today: TODAY,
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
  });
  return { holds, ...written };
}

const spoil = ({ superuser }: Copy) => superuser`
  update account_balances set balance = balance + 0.01
  where account_id = (select max(account_id) from account_balances where balance > 0)`;

describe('verify', () => {
  it('prints a line a check, with its figure, and what it does to stderr', async () => {
    const { holds, out, err } = await verify(await book.copy());
    expect(holds).toBe(true);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^testshire, as it stood at 20\d\d-\d\d-\d\dT/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}holds {2}Every reversal takes back .+ {2}2 reversals$/),
    );
    expect(out).toContain('4 × agreement');
    expect(out).toMatch(/\nAll 55 checks hold\. 2 entries are not sealed yet\.\n\n$/);
    expect(out).not.toContain('FAILS');
    expect(err).toContain('testshire: Every reversal takes back what it reverses, line by line\n');
  });

  it('says what fails, what was expected, and whom it names', async () => {
    const copy = await book.copy();
    await spoil(copy);
    const { holds, out } = await verify(copy);
    expect(holds).toBe(false);
    expect(out).toMatch(
      /\n {2}FAILS {2}Every guarded balance .+\n {9}Expected: The balance.+\n {9}- Account \S+ stands at/,
    );
    expect(out).toMatch(/\n1 of 55 checks FAILS\. 2 entries are not sealed yet\.\n\n$/);
  });

  it('finds a decision that was changed after it was made', async () => {
    const copy = await book.copy();
    await copy.superuser`update agreements set effective_on = effective_on - 1`;
    const { holds, out } = await verify(copy);
    expect(holds).toBe(false);
    expect(out).toMatch(/- entry \d+: the agreement is not what was decided/);
  });

  it('prints one JSON array with a report an authority', async () => {
    const copy = await book.copy();
    await spoil(copy);
    const { holds, out } = await verify(copy, true);
    expect(holds).toBe(false);
    const reports = JSON.parse(out) as VerifyReport[];
    expect(reports).toMatchObject([{ authority: 'testshire', holds: false, unsealed: 2 }]);
    const failed = reports[0]!.checks.filter((check) => !check.holds);
    expect(failed).toEqual([
      {
        name: 'Every guarded balance is the sum of its transfers',
        holds: false,
        figure: expect.stringMatching(/^\d+ guarded accounts with £/),
        detail: [expect.stringMatching(/^Account \S+ stands at/)],
        expected: expect.stringMatching(/\.$/),
      },
    ]);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { onTestFinished } from 'vitest';
import { money, toText } from '../../src/money.ts';
import type { FormatName } from '../../src/export/journal-format.ts';

/** Another bookkeeping program: whether it is here, whether it takes a file, and what it adds up. */
export interface Program {
  readonly isHere: boolean;
  /** What it complains of; null where it has nothing to say. */
  complaint(file: string): string | null;
  /** The balance of each account that is not at zero, by its name. */
  balances(file: string): Map<string, string>;
}

const isOnPath = (...commands: readonly string[]): boolean =>
  commands.every((command) => spawnSync('which', [command]).status === 0);

function complaintOf(command: string, args: readonly string[]): string | null {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 && stderr === '' ? null : `${stderr}${stdout}`;
}

const output = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });

const balanceList = (rows: readonly (readonly [string, string])[]): Map<string, string> =>
  new Map(
    rows
      .map(([account, amount]): [string, string] => [account, toText(money(twoDecimals(amount)))])
      .filter(([, amount]) => amount !== '0.00'),
  );

/** Programs leave out decimals that are zero. */
function twoDecimals(amount: string): string {
  const [, pounds, pence = ''] = /^\s*(-?\d+)(?:\.(\d{1,2}))?(?: GBP)?\s*$/.exec(amount) ?? [];
  if (pounds === undefined) throw new Error(`An amount was expected; found "${amount}".`);
  return `${pounds}.${pence.padEnd(2, '0')}`;
}

const rowsOf = (csv: string): string[][] => parse(csv, { trim: true });

/** The programs, by the format that they read. */
export const PROGRAMS: Readonly<Record<FormatName, Program>> = {
  hledger: {
    isHere: isOnPath('hledger'),
    complaint: (file) => complaintOf('hledger', ['-f', file, 'check', '--strict']),
    balances: (file) =>
      balanceList(
        rowsOf(output('hledger', ['-f', file, 'balance', '-N', '--flat', '-O', 'csv']))
          .slice(1)
          .map(([account, amount]) => [account!, amount!]),
      ),
  },
  ledger: {
    isHere: isOnPath('ledger'),
    complaint: (file) => complaintOf('ledger', ['-f', file, '--pedantic', 'stats']),
    balances: (file) => {
      const format = '%(account),%(quantity(scrub(display_total)))\n';
      const args = ['-f', file, 'balance', '--flat', '--no-total', '--format', format];
      return balanceList(
        rowsOf(output('ledger', args)).map(([account, amount]) => [account!, amount!]),
      );
    },
  },
  beancount: {
    isHere: isOnPath('bean-check', 'bean-query'),
    complaint: (file) => complaintOf('bean-check', [file]),
    balances: (file) => {
      const query = 'select account, number(only("GBP", sum(position))) group by account';
      return balanceList(
        rowsOf(output('bean-query', ['-f', 'csv', file, query]))
          .slice(1)
          .filter(([, amount]) => amount !== '')
          .map(([account, amount]) => [account!, amount!]),
      );
    },
  },
};

/** A text as a file, which is gone after the test. */
export function aFileWith(text: string, name = 'journal'): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

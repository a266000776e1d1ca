import { createWriteStream, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '../../src/database/connections.ts';
import { inTransaction } from '../../src/database/transactions.ts';
import { addBankAccounts } from '../../src/reconciliation/bank-account-store.ts';
import type { BenchOptions, Measurement, Turns } from './measurement.ts';
import type { ImportOrder, ImportOutcome } from './support/import-process.ts';
import { largeStatement, type LargeAccount } from './support/large-statement.ts';
import { inOwnProcess } from './support/own-process.ts';
import { timeOf } from './support/rate.ts';
import { openScratch, type Scratch } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

const MOST_MEMORY_MB = 300;
const IMPORT = fileURLToPath(new URL('./support/import-process.ts', import.meta.url));

/**
 * A camt.053 file read from disk, checked, and imported with its bytes: each turn one of another
 * account with as many lines; against `COPY` of the rows that the first turn made, from CSV into the
 * same table, with its indexes and foreign keys and without any policy.
 */
export const importing: Measurement = {
  name: 'import',
  unit: 'ms',
  bar: { atMost: 6 },
  async measure(options) {
    const scratch = await openScratch(options);
    try {
      return await run(scratch, options);
    } finally {
      await scratch.close();
    }
  },
};

async function run(scratch: Scratch, { quick, folder, onProgress }: BenchOptions): Promise<Turns> {
  const lines = quick ? 20_000 : 400_000;
  const runs = quick ? 2 : 3;
  const client = scratch.service(1);
  const superuser = scratch.superuser(1);
  const path = resolve(folder, `statement-${lines}.xml`);
  const rows = await inDataFolder(superuser, 'lines.csv');
  let turn = 0;
  let peakMemoryMb = 0;
  const turns = await inTurns({
    runs,
    ours: async () => {
      turn += 1;
      const account = await anAccount(scratch, client, turn);
      const content = Readable.from(largeStatement(account, lines));
      await pipeline(content, createWriteStream(path));
      const { ms, peakMb } = await importAt(scratch, { path, lines });
      peakMemoryMb = Math.max(peakMemoryMb, peakMb);
      if (turn === 1) await keepRows(superuser, rows);
      return ms;
    },
    baseline: () => copyRows(superuser, rows),
  });
  const bytes = statSync(path).size;
  rmSync(path);
  onProgress(`The file has ${Math.round(bytes / 1_000_000)} MB.`);
  const broken =
    peakMemoryMb > MOST_MEMORY_MB
      ? [`The import used ${Math.round(peakMemoryMb)} MiB, above ${MOST_MEMORY_MB}.`]
      : [];
  return { ...turns, peakMemoryMb, broken, also: { 'file MB': Math.round(bytes / 1_000_000) } };
}

async function anAccount(scratch: Scratch, client: Client, n: number): Promise<LargeAccount> {
  const account = { sortCode: '202015', accountNumber: String(60_000_000 + n) };
  const facts = { accountName: 'Council', serviceUserNumber: '123456' };
  await inTransaction(client, scratch.scope, (tx) =>
    addBankAccounts(tx, [{ name: `Account ${n}`, ...account, ...facts }]),
  );
  return account;
}

/** Imports the file in a process of its own, so that nothing else is in its memory. */
function importAt(
  { urls, scope }: Scratch,
  { path, lines }: { path: string; lines: number },
): Promise<ImportOutcome> {
  const order: ImportOrder = {
    databaseUrl: urls.service,
    scope: { ...scope, today: scope.today.toString() },
    path,
    lines,
  };
  return inOwnProcess<ImportOutcome>(IMPORT, [JSON.stringify(order)]);
}

const COLUMNS = `statement_id, bank_account_id, position, booked_on, value_on, amount, size,
  reference, counterparty, text, words, fingerprint, occurrence`;

/** A path that the database may write to and read from. */
async function inDataFolder(superuser: Client, name: string): Promise<string> {
  const [row] = await superuser<{ folder: string }[]>`
    select current_setting('data_directory') as folder`;
  return resolve(row!.folder, name);
}

/** Writes the rows that were imported as CSV, and makes a table like theirs to copy them to. */
async function keepRows(superuser: Client, path: string): Promise<void> {
  await superuser.unsafe(`
    copy (select ${COLUMNS} from bank_lines order by id) to '${path}' (format csv);
    create table bench_lines (like bank_lines including all);
    alter table bench_lines add foreign key (statement_id, bank_account_id)
      references bank_statements (id, bank_account_id)`);
}

async function copyRows(superuser: Client, path: string): Promise<number> {
  await superuser.unsafe('truncate bench_lines');
  return timeOf(() =>
    superuser.unsafe(`copy bench_lines (${COLUMNS}) from '${path}' (format csv)`),
  );
}

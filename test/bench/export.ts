import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TABLES } from '../../src/audit/tables.ts';
import { isExported } from '../../src/audit/table-form.ts';
import { systemClock } from '../../src/calendar.ts';
import type { Client } from '../../src/database/connections.ts';
import { serviceScope } from '../../src/ledger/sealer.ts';
import type { BenchOptions, Measurement, Turns } from './measurement.ts';
import { openBigBook, type BigBook } from './support/big-book.ts';
import type { ExportOrder, ExportOutcome } from './support/export-process.ts';
import { inOwnProcess } from './support/own-process.ts';
import { timeOf } from './support/rate.ts';
import { AUTHORITY, plainClient } from './support/scratch.ts';
import { inTurns } from './support/turns.ts';

const MOST_MEMORY_MB = 256;
const EXPORT = fileURLToPath(new URL('./support/export-process.ts', import.meta.url));

/**
 * The audit bundle, with its balances, hashes, sums and signatures, packed on disk; against `COPY` of
 * the same tables to CSV as they are, by the same driver, which throws the rows away.
 */
export const exporting: Measurement = {
  name: 'export',
  unit: 'ms',
  bar: { atMost: 2 },
  async measure(options) {
    const book = await openBigBook(options);
    try {
      return await run(book, options);
    } finally {
      await book.close();
    }
  },
};

async function run(book: BigBook, { quick, folder }: BenchOptions): Promise<Turns> {
  const scope = serviceScope(AUTHORITY, systemClock());
  const order: ExportOrder = {
    databaseUrl: book.urls.service,
    scope: { ...scope, today: scope.today.toString() },
    keyFile: join(book.dataDir, 'keys', 'seal.pem'),
    path: resolve(folder, 'export.zip'),
  };
  const plain = plainClient(book.urls.owner, AUTHORITY, 1);
  const done: ExportOutcome[] = [];
  try {
    const turns = await inTurns({
      runs: quick ? 3 : 2,
      ours: async () => {
        const outcome = await inOwnProcess<ExportOutcome>(EXPORT, [JSON.stringify(order)]);
        done.push(outcome);
        return outcome.ms;
      },
      baseline: () => timeOf(() => copyAll(plain)),
    });
    const peakMemoryMb = Math.max(...done.map(({ peakMb }) => peakMb));
    const broken =
      peakMemoryMb > MOST_MEMORY_MB
        ? [`The export used ${Math.round(peakMemoryMb)} MiB, above ${MOST_MEMORY_MB}.`]
        : [];
    const { bytes, rows } = done[0]!;
    return { ...turns, peakMemoryMb, broken, also: { rows, 'file MB': Math.round(bytes / 1e6) } };
  } finally {
    await plain.end({ timeout: 5 });
  }
}

/** Copies every table that is in the bundle, one after another. */
async function copyAll(client: Client): Promise<void> {
  for (const [table, decision] of Object.entries(TABLES)) {
    if (!isExported(decision)) continue;
    const rows = await client.unsafe(`copy ${table} to stdout (format csv)`).readable();
    await new Promise<void>((done, failed) => {
      rows.on('data', () => {});
      rows.once('end', done);
      rows.once('error', failed);
    });
  }
}

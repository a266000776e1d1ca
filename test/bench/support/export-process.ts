import { rmSync } from 'node:fs';
import { makeBundle } from '../../../src/audit/bundle.ts';
import { openWorkFolder } from '../../../src/audit/work-folder.ts';
import { connect } from '../../../src/database/connections.ts';
import type { Scope } from '../../../src/database/transactions.ts';
import { originOf, readSealKey } from '../../../src/ledger/seal-files.ts';
import { signNote } from '../../../src/ledger/signed-note.ts';
import { peakMemoryMb, resetPeakMemory } from './memory.ts';
import { timeOf } from './rate.ts';

/** What is to be exported, and to which file. */
export interface ExportOrder {
  readonly databaseUrl: string;
  readonly scope: Omit<Scope, 'today'> & { readonly today: string };
  readonly keyFile: string;
  readonly path: string;
}

export interface ExportOutcome {
  readonly ms: number;
  readonly peakMb: number;
  readonly bytes: number;
  readonly rows: number;
}

/** Makes an audit bundle of a book that is sealed, as the command does. */
const order = JSON.parse(process.argv[2] ?? '') as ExportOrder;
const client = connect(order.databaseUrl, { name: 'bench export', max: 1 });
const key = readSealKey(order.keyFile, false);
await client`select 1`;
// A process at rest has given back what the loading of its modules took.
globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
resetPeakMemory(process.pid);
const folder = `${order.path}.parts`;
let [bytes, rows] = [0, 0];
const ms = await timeOf(async () => {
  const work = await openWorkFolder(folder, { fresh: true, tell: () => {} });
  const bundle = await makeBundle({
    client,
    scope: { ...order.scope, today: Temporal.PlainDate.from(order.scope.today) },
    name: 'bench.zip',
    path: work.path,
    work,
    sealNow: async () => {},
    signNote: (authority, text) => signNote(text, originOf(authority), key),
    stop: new AbortController().signal,
    onProgress: () => {},
  });
  bytes = bundle.bytes;
  rows = bundle.files.reduce((sum, file) => sum + (file.rows ?? 0), 0);
});
await client.end();
rmSync(folder, { recursive: true });
process.send?.({ ms, peakMb: peakMemoryMb(process.pid), bytes, rows } satisfies ExportOutcome);

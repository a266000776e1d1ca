import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { connect } from '../../../src/database/connections.ts';
import { inTransaction, type Scope } from '../../../src/database/transactions.ts';
import { importFile } from '../../../src/reconciliation/importing/import-store.ts';
import { onDisk } from '../../../src/reconciliation/importing/temporary-files.ts';
import { peakMemoryMb, resetPeakMemory } from './memory.ts';
import { timeOf } from './rate.ts';

/** What is to be imported. */
export interface ImportOrder {
  readonly databaseUrl: string;
  readonly scope: Omit<Scope, 'today'> & { readonly today: string };
  readonly path: string;
  readonly lines: number;
}

export interface ImportOutcome {
  readonly ms: number;
  readonly peakMb: number;
}

/** Imports a file from disk as the route does once it has come, with all that the route does then. */
const { databaseUrl, scope, path, lines } = JSON.parse(process.argv[2] ?? '') as ImportOrder;
const client = connect(databaseUrl, { name: 'bench import', max: 1 });
const today = Temporal.PlainDate.from(scope.today);
await client`select 1`;
// A service at rest has given back what the loading of its modules took.
globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
resetPeakMemory(process.pid);
const ms = await timeOf(async () => {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  const source = onDisk(path, hash.digest(), statSync(path).size);
  const done = await inTransaction(client, { ...scope, today }, (tx) =>
    importFile(tx, { name: 'large.xml', source }),
  );
  const added = done.statements[0]?.added;
  if (added !== lines) throw new Error(`${added} lines were added; expected ${lines}.`);
});
await client.end();
process.send?.({ ms, peakMb: peakMemoryMb(process.pid) } satisfies ImportOutcome);

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from '../../../../src/database/connections.ts';

const CHUNK = 65_536;

/** Brings rows into a table by COPY. */
export async function copyRows(sql: Client, into: string, rows: Iterable<string>): Promise<void> {
  const writable = await sql.unsafe(`copy ${into} from stdin`).writable();
  await pipeline(Readable.from(inChunks(rows)), writable);
}

function* inChunks(rows: Iterable<string>): Generator<Buffer> {
  let chunk = '';
  for (const row of rows) {
    chunk += row;
    if (chunk.length < CHUNK) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

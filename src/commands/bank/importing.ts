import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { Import } from './answers.ts';
import { refuseUnless, type Given } from './bank-command.ts';
import type { Asked } from './service.ts';
import { facts, textTable } from './text-table.ts';

/** The request that imports a file, which is read as it is sent. @throws Error if there is none */
export async function importFile(given: Given): Promise<Asked> {
  const [file = ''] = given.args;
  const found = await stat(file).catch(() => null);
  refuseUnless(
    found?.isFile() === true,
    `Expected a file at ${file}; there is none. Check the path.`,
  );
  const bankAccount = given.has('account') ? await given.account() : undefined;
  const [format, profile, gap] = ['format', 'profile', 'gap'].map((name) => given.option(name));
  const stream = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  const query = { name: basename(file), format, profile, gap, bankAccount };
  return { method: 'POST', path: '/bank-files', query, stream };
}

/** What came in with a file. */
export function printImport({ file, statements, warnings }: Import): string {
  const table = textTable(statements, {
    From: (one) => one.from,
    To: (one) => one.to,
    Opening: (one) => one.opening,
    Closing: (one) => one.closing,
    'Adds up': (one) => one.balances,
    Lines: (one) => one.lines,
    Added: (one) => one.added,
    'Known already': (one) => one.knownAlready,
    'Likely repeats': (one) => one.likelyRepeats,
  });
  const said = warnings.map(({ where, message }) => `${where}: ${message}\n`).join('');
  return `${facts([['Imported', `${file.name}, read as ${file.format}`]])}${table}${said}`;
}

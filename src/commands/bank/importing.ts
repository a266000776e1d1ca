import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Import } from './answers.ts';
import { checkFile, profileNamed, unreadable } from '../named-files.ts';
import type { Given } from './bank-command.ts';
import type { Asked } from './service.ts';
import { facts, plain, textTable } from './text-table.ts';

/**
 * The request that imports a file, which is read as it is sent.
 *
 * @throws Error if there is no such file, or no profile of the name
 */
export async function importFile(given: Given): Promise<Asked> {
  const [file = ''] = given.args;
  await checkFile(file);
  const bankAccount = given.has('account') ? await given.account() : undefined;
  const [format, named, gap] = ['format', 'profile', 'gap'].map((name) => given.option(name));
  const profile = named === undefined ? undefined : await profileNamed(named);
  const opened = await open(file).catch((error: unknown) => unreadable(file, error));
  const stream = opened.createReadStream();
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
  const said = warnings.map(({ where, message }) => `${plain(`${where}: ${message}`)}\n`).join('');
  return `${facts([['Imported', `${file.name}, read as ${file.format}`]])}${table}${said}`;
}

import { lstat, open, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Files of our own, which nobody else may have laid out, and which a power cut leaves whole. */

export const OWN_FOLDER = 0o700;
export const OWN_FILE = 0o600;
const OTHERS = 0o077;

/** Whether a folder is ours, and nobody else can open it or write to it. */
export async function isOwnFolder(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) return false;
  // Where there are no such numbers, whose a folder is cannot be told by them.
  if (process.getuid === undefined) return true;
  return found.uid === process.getuid() && (found.mode & OTHERS) === 0;
}

/** Writes a small file: it is first written whole and then given its name, so that it is never half there. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: OWN_FILE, flush: true });
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}

/** Has the disk take the names of the files in a folder. */
export async function syncFolder(folder: string): Promise<void> {
  const itself = await open(folder);
  try {
    await itself.sync();
  } finally {
    await itself.close();
  }
}

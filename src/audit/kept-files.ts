import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where bundles are kept while they are fetched: a folder each in the system's folder for temporary
 * files, open to us alone. `making` in it has the number of the process that makes the bundle.
 */
const PREFIX = 'audit-bundle-';
const OWN_FOLDER = 0o700;
const KEPT_FOR_MS = 24 * 60 * 60 * 1000;

const folderOf = (id: string): string => join(tmpdir(), `${PREFIX}${id}`);

/** Where a bundle is written, and its signature beside it. */
export const fileOf = (id: string): string => join(folderOf(id), 'bundle.zip');
export const signatureOf = (id: string): string => `${fileOf(id)}.sig`;
const makerOf = (id: string): string => join(folderOf(id), 'making');

/** Begins the folder of a bundle that is to be made. */
export async function beginFolder(id: string): Promise<void> {
  await mkdir(folderOf(id), { mode: OWN_FOLDER });
  await writeFile(makerOf(id), String(process.pid));
}

/** A bundle is whole: from now on its file can be fetched. */
export async function finishFolder(id: string, signature: string): Promise<void> {
  await writeFile(signatureOf(id), signature);
  await rm(makerOf(id));
}

export async function removeFolder(id: string): Promise<void> {
  await rm(folderOf(id), { recursive: true, force: true });
}

/** What there is of a bundle on this computer. */
export async function stateOfFolder(
  id: string,
): Promise<'whole' | 'making' | 'interrupted' | 'gone'> {
  if (!existsSync(folderOf(id))) return 'gone';
  if (!existsSync(makerOf(id))) return 'whole';
  const maker = Number(await readFile(makerOf(id), 'utf8').catch(() => ''));
  return maker !== process.pid && isAlive(maker) ? 'making' : 'interrupted';
}

/** Whether there is a process of this number on this computer. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/**
 * Takes away what is older than a day, and the half-made files of processes that are gone; that they
 * were begun is remembered for the day.
 */
export async function sweep(now: number): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const id = name.slice(PREFIX.length);
    const at = await stat(folderOf(id)).catch(() => null);
    if (at === null) continue;
    if (now - at.mtimeMs > KEPT_FOR_MS) await removeFolder(id);
    else if ((await stateOfFolder(id)) === 'interrupted') await rm(fileOf(id), { force: true });
  }
}

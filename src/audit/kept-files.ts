import { existsSync } from 'node:fs';
import { lstat, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * Where bundles are made, and kept while they are fetched: in the folder of bundles a folder for each,
 * open to us alone. What was asked for is put down in it as `order.json` until the bundle is whole, so
 * that the service goes on with it after it was stopped.
 */
const PREFIX = 'audit-bundle-';
const OWN_FOLDER = 0o700;
const OWN_FILE = 0o600;
const OTHERS = 0o077;
const KEPT_FOR_MS = 24 * 60 * 60 * 1000;

const OrderSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  authority: z.string(),
  user: z.uuid(),
  kind: z.string(),
  /** The moment at which it was asked for. */
  askedAt: z.iso.datetime({ precision: null }),
});

/** A bundle that somebody has asked for, and whose wish it is. */
export type Order = z.infer<typeof OrderSchema>;

/** An order as it is put down, with the process that has it. */
const KeptOrderSchema = OrderSchema.extend({ process: z.number().int(), host: z.string() });
type KeptOrder = z.infer<typeof KeptOrderSchema>;

/** What there is of a bundle on this computer. */
export type StateOnDisk = 'whole' | 'making' | 'interrupted' | 'gone';

const folderOf = (dir: string, id: string): string => join(dir, `${PREFIX}${id}`);
const orderOf = (dir: string, id: string): string => join(folderOf(dir, id), 'order.json');

/** Where a bundle is once it is whole, and its signature beside it. */
export const fileOf = (dir: string, id: string): string => join(folderOf(dir, id), 'bundle.zip');
export const signatureOf = (dir: string, id: string): string => `${fileOf(dir, id)}.sig`;
/** The work folder in which it is made. */
export const partsOf = (dir: string, id: string): string => join(folderOf(dir, id), 'parts');

/** Puts down what was asked for. From now on this process has it, whoever had it before. */
export async function putDown(dir: string, order: Order): Promise<void> {
  await mkdir(folderOf(dir, order.id), { recursive: true, mode: OWN_FOLDER });
  const path = orderOf(dir, order.id);
  const kept: KeptOrder = { ...order, process: process.pid, host: hostname() };
  await writeFile(`${path}.new`, JSON.stringify(kept), { mode: OWN_FILE, flush: true });
  await rename(`${path}.new`, path);
}

/**
 * What was asked for and never finished, the first first: orders of this process's number too, as it
 * is asked before any is begun, and in a container every process has the same.
 */
export async function ordersLeft(dir: string): Promise<Order[]> {
  const found: Order[] = [];
  for (const id of await idsIn(dir)) {
    const kept = await orderIn(dir, id);
    if (kept === null || hasOther(kept)) continue;
    const { process: _process, host: _host, ...order } = kept;
    found.push(order);
  }
  return found.toSorted((one, other) => (one.askedAt < other.askedAt ? -1 : 1));
}

/** A bundle has its place: from now on its file can be fetched. */
export async function finish(dir: string, id: string): Promise<void> {
  await rm(partsOf(dir, id), { recursive: true, force: true });
  await rm(orderOf(dir, id), { force: true });
}

export async function removeFolder(dir: string, id: string): Promise<void> {
  await rm(folderOf(dir, id), { recursive: true, force: true });
}

/** What there is of a bundle; of another authority's unfinished one there is nothing. */
export async function stateOfFolder(
  dir: string,
  id: string,
  authority: string,
): Promise<StateOnDisk> {
  const kept = await orderIn(dir, id);
  if (kept !== null && kept.authority !== authority) return 'gone';
  if (kept !== null) return hasOther(kept) ? 'making' : 'interrupted';
  return existsSync(fileOf(dir, id)) ? 'whole' : 'gone';
}

/** Takes away what is older than a day, but for what a process is about to make. */
export async function sweep(dir: string, now: number): Promise<void> {
  for (const id of await idsIn(dir)) {
    const at = await lstat(folderOf(dir, id)).catch(() => null);
    if (at === null || now - at.mtimeMs <= KEPT_FOR_MS) continue;
    const kept = await orderIn(dir, id);
    if (kept === null || !isHad(kept)) await removeFolder(dir, id);
  }
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

/** Of another computer nobody can tell: each has a folder of bundles of its own. */
const isHad = (order: KeptOrder): boolean => order.host === hostname() && isAlive(order.process);

const hasOther = (order: KeptOrder): boolean => order.process !== process.pid && isHad(order);

/** The bundles that have a folder, but for those that somebody else may have laid out. */
async function idsIn(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  const ids: string[] = [];
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    if (await isOwnFolder(join(dir, name))) ids.push(name.slice(PREFIX.length));
  }
  return ids;
}

async function orderIn(dir: string, id: string): Promise<KeptOrder | null> {
  if (!(await isOwnFolder(folderOf(dir, id)))) return null;
  const text = await readFile(orderOf(dir, id), 'utf8').catch(() => null);
  const { data } = KeptOrderSchema.safeParse(text === null ? null : parsed(text));
  return data?.id === id ? data : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether a folder is ours, and nobody else can write to it. */
export async function isOwnFolder(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) return false;
  return found.uid === process.getuid?.() && (found.mode & OTHERS) === 0;
}

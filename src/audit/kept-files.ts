import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OWN_FOLDER, isOwnFolder, writeWhole } from './own-files.ts';
import { isAlive, ownMark } from './process-mark.ts';

/**
 * Where bundles are made, and kept while they are fetched: in the folder of bundles a folder for each,
 * open to us alone. What was asked for is put down in it as `order.json` until the bundle is whole, so
 * that the service goes on with it after it was stopped.
 */
const PREFIX = 'audit-bundle-';
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

const KeptOrderSchema = z.strictObject({
  order: OrderSchema,
  /** How often it was begun. */
  begun: z.number().int().nonnegative(),
  /** The mark of the process that has it. */
  by: z.string(),
});

/** An order as it is put down. */
export type KeptOrder = z.infer<typeof KeptOrderSchema>;

/** What there is of a bundle on this computer. */
export type StateOnDisk = 'whole' | 'making' | 'interrupted' | 'gone';

const orderIn = (folder: string): string => join(folder, 'order.json');

export const folderOf = (dir: string, id: string): string => join(dir, `${PREFIX}${id}`);
/** Where a bundle is once it is whole, and its signature beside it. */
export const fileOf = (dir: string, id: string): string => join(folderOf(dir, id), 'bundle.zip');
export const signatureOf = (dir: string, id: string): string => `${fileOf(dir, id)}.sig`;
/** The work folder in which it is made. */
export const partsOf = (dir: string, id: string): string => join(folderOf(dir, id), 'parts');

/** Puts down what was asked for. From now on this process has it, whoever had it before. */
export async function putDown(dir: string, order: Order, begun = 0): Promise<void> {
  const folder = folderOf(dir, order.id);
  await mkdir(folder, { recursive: true, mode: OWN_FOLDER });
  const kept: KeptOrder = { order, begun, by: ownMark() };
  await writeWhole(orderIn(folder), JSON.stringify(kept));
}

/** What was asked for and is not whole, of this process or of one that is gone, the first first. */
export async function ordersLeft(dir: string): Promise<KeptOrder[]> {
  const found: KeptOrder[] = [];
  for (const id of await idsIn(dir)) {
    const kept = await readOrder(dir, id);
    if (kept !== null && !hasOther(kept)) found.push(kept);
  }
  return found.toSorted((one, other) => Temporal.Instant.compare(askedAt(one), askedAt(other)));
}

const askedAt = ({ order }: KeptOrder): Temporal.Instant => Temporal.Instant.from(order.askedAt);

/** A bundle has its place: from now on its file can be fetched. */
export async function finish(dir: string, id: string): Promise<void> {
  await rm(partsOf(dir, id), { recursive: true, force: true });
  await rm(orderIn(folderOf(dir, id)), { force: true });
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
  if (!(await isOwnFolder(folderOf(dir, id)))) return 'gone';
  const kept = await readOrder(dir, id);
  if (kept !== null && kept.order.authority !== authority) return 'gone';
  if (kept !== null) return hasOther(kept) ? 'making' : 'interrupted';
  return existsSync(fileOf(dir, id)) && existsSync(signatureOf(dir, id)) ? 'whole' : 'gone';
}

export interface Sweeping {
  /** In milliseconds since 1970. */
  readonly now: number;
  /** Of what this process is about to make nothing is taken. */
  readonly isUnderWay: (id: string) => boolean;
  /** Is told of a folder that cannot be taken away; the others are all the same. */
  readonly onError: (error: unknown) => void;
}

/** Takes away what is older than a day: from when it was made, or, if it is not whole, asked for. */
export async function sweep(dir: string, { now, isUnderWay, onError }: Sweeping): Promise<void> {
  for (const id of await idsIn(dir)) {
    if (isUnderWay(id)) continue;
    const since = await sinceWhen(dir, id);
    if (now - since > KEPT_FOR_MS) await removeFolder(dir, id).catch(onError);
  }
}

async function sinceWhen(dir: string, id: string): Promise<number> {
  const kept = await readOrder(dir, id);
  if (kept !== null) return askedAt(kept).epochMilliseconds;
  const at = existsSync(fileOf(dir, id)) ? fileOf(dir, id) : folderOf(dir, id);
  const found = await stat(at).catch(() => null);
  return found?.mtimeMs ?? Infinity;
}

/** Whether storage keeps whose a folder is and who may open it; without that none is believed. */
export async function keepsOwners(dir: string): Promise<boolean> {
  const tried = await mkdtemp(join(dir, 'tried-'));
  try {
    return await isOwnFolder(tried);
  } finally {
    await rmdir(tried);
  }
}

const hasOther = ({ by }: KeptOrder): boolean => by !== ownMark() && isAlive(by);

/** The bundles that have a folder, but for those that somebody else may have laid out. */
async function idsIn(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  const ids: string[] = [];
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    if (await isOwnFolder(join(dir, name))) ids.push(name.slice(PREFIX.length));
  }
  return ids;
}

/** Reads the order of a bundle whose folder is known to be ours. */
async function readOrder(dir: string, id: string): Promise<KeptOrder | null> {
  const text = await readFile(orderIn(folderOf(dir, id)), 'utf8').catch(() => null);
  const { data } = KeptOrderSchema.safeParse(text === null ? null : parsed(text));
  return data?.order.id === id ? data : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

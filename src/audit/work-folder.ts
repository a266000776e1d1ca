import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OWN_FILE, OWN_FOLDER, isOwnFolder, writeWhole } from './own-files.ts';
import { isAlive, numberIn, ownMark } from './process-mark.ts';

const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);
const Whole = z.number().int().nonnegative();
const Digits = z.string().regex(/^\d{1,19}$/);

const SavedFileSchema = z.strictObject({
  name: z.string(),
  rows: Whole,
  /** The number before which all its rows are there. */
  before: Digits,
  /** Where its packed bytes are in the ZIP file. */
  offset: Whole,
  packed: Whole,
});

const SavedSchema = z.strictObject({
  format: z.literal('audit-bundle-parts-1'),
  authority: z.string(),
  /** SHA-256 of how the rows are written: another version may write them otherwise. */
  form: SHA256,
  size: Digits,
  /** The signed checkpoint of that many entries, as a text. */
  checkpoint: z.string(),
  zip: z.strictObject({
    name: z.string().regex(/^[1-9]\d{0,8}\.zip$/),
    bytes: Whole,
    sha256: SHA256,
  }),
  files: z.array(SavedFileSchema),
});

/** A file of a bundle, as far as it has come. */
export type SavedFile = z.infer<typeof SavedFileSchema>;
/** What a making of a bundle has on the disk, to go on from if it is cut off. */
export type Saved = z.infer<typeof SavedSchema>;

/** Where a bundle is made that can be gone on with: a folder of its own, open to us alone. */
export interface WorkFolder {
  readonly folder: string;
  /** Where this making writes its ZIP file. */
  readonly path: string;
  /** What an earlier making has left, whose bytes are as they were written; null if nothing. */
  readonly saved: Saved | null;
  /** The name, within the folder, of the file at `path`. */
  readonly zipName: string;
  /** Is told where the making goes on. */
  readonly tell: (sentence: string) => void;
  /** Puts down how far the making is, in place of all that was put down before. */
  save(state: Saved): Promise<void>;
  /** Ends the making: what was put down stays, to go on from. */
  leave(): Promise<void>;
  /** Takes the folder away. */
  remove(): Promise<void>;
}

const STATE = 'parts.json';
const MAKING = 'making';
const OURS = /^(?:parts\.json(?:\.new)?|making|\d+\.zip)$/;

interface Opening {
  readonly fresh: boolean;
  readonly tell: (sentence: string) => void;
  /** Ends the reading of what is there. */
  readonly stop?: AbortSignal;
}

/**
 * Opens the folder of a bundle that is made, and finds what an earlier making has left there.
 *
 * @param fresh takes what is there away first
 * @throws Error if somebody else's things are there, if another process is making the bundle, or if
 *   what was left is not as it was written
 */
export async function openWorkFolder(folder: string, opening: Opening): Promise<WorkFolder> {
  const { fresh, tell } = opening;
  await requireOwn(folder);
  await beginAlone(folder);
  try {
    if (fresh) await removeAllBut(folder, [MAKING]);
    const saved = await readSaved(folder, opening);
    await removeAllBut(folder, [MAKING, ...(saved === null ? [] : [STATE, saved.zip.name])]);
    return workIn(folder, saved, tell);
  } catch (error) {
    await rm(join(folder, MAKING), { force: true });
    throw error;
  }
}

function workIn(folder: string, saved: Saved | null, tell: WorkFolder['tell']): WorkFolder {
  const zipName = `${Number.parseInt(saved?.zip.name ?? '0', 10) + 1}.zip`;
  let kept = saved;
  return {
    folder,
    path: join(folder, zipName),
    saved,
    zipName,
    tell,
    async save(state) {
      await writeSaved(folder, state);
      if (kept !== null && kept.zip.name !== zipName) await rm(join(folder, kept.zip.name));
      kept = state;
    },
    async leave() {
      if (kept === null) return rm(folder, { recursive: true, force: true });
      await removeAllBut(folder, [STATE, kept.zip.name]);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What an earlier making left is of no use, and why. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn';

  constructor(folder: string, why: string) {
    super(`What is in ${folder} cannot be gone on with: ${why}.`);
  }
}

/** What is written there is the books of an authority: nobody else may have laid the folder out. */
async function requireOwn(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: OWN_FOLDER });
    return;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  }
  const own = await isOwnFolder(folder);
  const names = own ? await readdir(folder) : [];
  if (own && names.every((name) => OURS.test(name))) return;
  throw new Error(
    `The folder ${folder} is needed for the parts of the bundle, but something else is there, or ` +
      'others may write to it. Move it away, or write to another file.',
  );
}

/** Two processes that write the same parts would spoil each other's. */
async function beginAlone(folder: string): Promise<void> {
  const path = join(folder, MAKING);
  const mark = await readFile(path, 'utf8').catch(() => '');
  if (mark !== ownMark() && isAlive(mark)) {
    throw new Error(
      `The process ${numberIn(mark)} is making this bundle. If it is another program, delete ${path}.`,
    );
  }
  await rm(path, { force: true });
  await writeFile(path, ownMark(), { flag: 'wx', mode: OWN_FILE });
}

async function removeAllBut(folder: string, kept: readonly string[]): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter((one) => !kept.includes(one))) await rm(join(folder, name));
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

async function writeSaved(folder: string, state: Saved): Promise<void> {
  const text = JSON.stringify(state);
  await writeWhole(join(folder, STATE), `${sha256Of(text)}\n${text}\n`);
}

async function readSaved(folder: string, { tell, stop }: Opening): Promise<Saved | null> {
  const names = await readdir(folder);
  if (!names.includes(STATE)) return null;
  const [digest, text = ''] = (await readFile(join(folder, STATE), 'utf8')).split('\n');
  const whole = digest === sha256Of(text);
  const { success, data } = SavedSchema.safeParse(whole ? JSON.parse(text) : null);
  if (!success) throw new CannotGoOn(folder, `${STATE} is damaged, or of another version`);
  if (!names.includes(data.zip.name)) {
    tell(`${join(folder, data.zip.name)} is not there any more: it is started over.`);
    return null;
  }
  await requireUndamaged(folder, data, stop);
  return data;
}

async function requireUndamaged(
  folder: string,
  { zip }: Saved,
  stop: AbortSignal | undefined,
): Promise<void> {
  const hash = createHash('sha256');
  const written = zip.bytes === 0 ? [] : readPart(join(folder, zip.name), 0, zip.bytes);
  for await (const piece of written) {
    stop?.throwIfAborted();
    hash.update(piece);
  }
  if (hash.digest('hex') === zip.sha256) return;
  throw new CannotGoOn(folder, `${zip.name} is damaged: it is not what was written`);
}

/** Reads so many bytes of a file, or as many as it has, from a place. */
export const readPart = (path: string, start: number, bytes: number): AsyncIterable<Buffer> =>
  createReadStream(path, { start, end: start + bytes - 1, highWaterMark: 256 * 1024 });

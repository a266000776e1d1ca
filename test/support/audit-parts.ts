import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { BundleOrder, Progress } from '../../src/audit/bundle.ts';
import { openWorkFolder, type Saved } from '../../src/audit/work-folder.ts';
import type { AuditScene, MadeBundle } from './audit.ts';

const DOCS = new URL('../../docs/bundle/', import.meta.url);

/** So few entries to a part that a small journal has many. */
export const PART_SIZE = 7n;

/** Expects both verifiers to say of a bundle that it holds, or the one for Node where no Python is. */
export function expectHolds(path: string, keyPath: string): void {
  for (const [program, script] of [
    [process.execPath, 'verify-bundle.mjs'],
    ['python3', 'verify_bundle.py'],
  ] as const) {
    const args = [new URL(script, DOCS).pathname, path, keyPath];
    try {
      expect(execFileSync(program, args, { encoding: 'utf8' })).toContain('THIS BUNDLE HOLDS.');
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
    }
  }
}

/** A bundle, and what was told about where its making went on. */
export interface GoneOn extends MadeBundle {
  readonly told: readonly string[];
  /** How many rows there were when the first were told of. */
  readonly rowsAtFirst: number;
}

/** A making that may be cut off. */
export interface Making extends Partial<BundleOrder> {
  readonly fresh?: boolean;
  /** Cuts it off when it tells of its progress so many times. */
  readonly cutAt?: number;
}

/** Makes a bundle in a work folder, going on with what is there, and gives it its place beside. */
export async function makeIn(
  scene: AuditScene,
  folder: string,
  { fresh = false, cutAt = Infinity, ...more }: Making = {},
): Promise<GoneOn> {
  const told: string[] = [];
  const work = await openWorkFolder(folder, { fresh, tell: (text) => void told.push(text) });
  const stopping = new AbortController();
  const progress: Progress[] = [];
  try {
    const made = await scene.make({
      path: work.path,
      work,
      partSize: PART_SIZE,
      stop: stopping.signal,
      onProgress: (one) => {
        if (progress.push(one) === cutAt) stopping.abort(new Error('It is cut off.'));
      },
      ...more,
    });
    const path = join(scene.folder, made.name);
    renameSync(work.path, path);
    writeFileSync(`${path}.sig`, made.signature);
    await work.remove();
    return { ...made, path, told, rowsAtFirst: progress[0]!.rows };
  } catch (error) {
    await work.leave();
    throw error;
  }
}

/** Has the making of a bundle be cut off. */
export async function cutOff(scene: AuditScene, folder: string, making: Making): Promise<void> {
  await expect(makeIn(scene, folder, making)).rejects.toThrow('It is cut off.');
}

/** What a folder says that it has. */
export const savedIn = (folder: string): Saved =>
  JSON.parse(readFileSync(join(folder, 'parts.json'), 'utf8').split('\n')[1]!);

/** Has a folder say something else, as if it had always said so. */
export function say(folder: string, more: Partial<Saved>): void {
  const text = JSON.stringify({ ...savedIn(folder), ...more });
  const digest = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(folder, 'parts.json'), `${digest}\n${text}\n`);
}

/** Changes one byte of a file. */
export function changeByte(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
}

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorkFolder, type Saved, type WorkFolder } from '../../src/audit/work-folder.ts';
import { changeByte } from '../support/audit-parts.ts';

const place = mkdtempSync(join(tmpdir(), 'work-folder-test-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

let folder = '';
let told: string[] = [];
beforeEach(() => {
  folder = join(place, `${readdirSync(place).length}.parts`);
  told = [];
});

const opened = (fresh = false): Promise<WorkFolder> =>
  openWorkFolder(folder, { fresh, tell: (text) => void told.push(text) });

const BYTES = Buffer.alloc(1000, 'parts of a bundle ');

/** What a making puts down that has written so many bytes. */
const state = (zipName: string, bytes = BYTES): Saved => ({
  format: 'audit-bundle-parts-1',
  authority: 'somewhere',
  form: 'a'.repeat(64),
  size: '10',
  checkpoint: 'a checkpoint\n',
  zip: {
    name: zipName,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  },
  files: [{ name: 'entries', rows: 10, before: '11', offset: 40, packed: 900 }],
});

/** A making that was killed when it had put down how far it was, and had written a little more. */
async function killed(): Promise<void> {
  const work = await opened();
  writeFileSync(work.path, Buffer.concat([BYTES, Buffer.from('more')]));
  await work.save(state(work.zipName));
  // No process can have this number.
  writeFileSync(join(folder, 'making'), `4194305 ${hostname()}`);
}

describe('the folder of a bundle that is made', () => {
  it('is open to nobody else, and what is in it neither', async () => {
    await killed();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'parts.json')).mode & 0o777).toBe(0o600);
  });

  it('has what was put down, for the next making, which writes to another file', async () => {
    await killed();
    const work = await opened();
    expect(work.saved).toEqual(state('1.zip'));
    expect(work.path).toBe(join(folder, '2.zip'));
    writeFileSync(work.path, BYTES);
    await work.save(state('2.zip'));
    await work.leave();
    expect(readdirSync(folder).toSorted()).toEqual(['2.zip', 'parts.json']);
  });

  it('goes when nothing was put down in it, and is started over on request', async () => {
    const work = await opened();
    writeFileSync(work.path, BYTES);
    await work.leave();
    expect(existsSync(folder)).toBe(false);
    await killed();
    const anew = await opened(true);
    expect([anew.saved, anew.path]).toEqual([null, join(folder, '1.zip')]);
    expect(readdirSync(folder)).toEqual(['making']);
  });

  it('is started over when the finished file was taken out of it', async () => {
    await killed();
    rmSync(join(folder, '1.zip'));
    expect((await opened()).saved).toBeNull();
    expect(told).toEqual([expect.stringContaining('1.zip is not there any more')]);
  });
});

describe('what is damaged', () => {
  it.each([0, 39, 500, BYTES.length - 1])('is found: byte %i of the file', async (at) => {
    await killed();
    changeByte(join(folder, '1.zip'), at);
    await expect(opened()).rejects.toThrow('1.zip is damaged');
    await expect(opened()).rejects.toThrow('cannot be gone on with');
    expect((await opened(true)).saved).toBeNull();
  });

  it('is found when the end is missing, and is not what came after the last part', async () => {
    await killed();
    changeByte(join(folder, '1.zip'), BYTES.length + 1);
    const work = await opened();
    expect(work.saved).not.toBeNull();
    await work.leave();
    truncateSync(join(folder, '1.zip'), BYTES.length - 1);
    await expect(opened()).rejects.toThrow('1.zip is damaged');
  });

  it('is found in any byte of what was put down', async () => {
    await killed();
    const path = join(folder, 'parts.json');
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length - 1; at += 13) {
      changeByte(path, at);
      await expect(opened(), `byte ${at}`).rejects.toThrow('parts.json is damaged');
      writeFileSync(path, whole);
    }
    for (const text of ['', 'x', whole.toString().slice(0, -20)]) {
      writeFileSync(path, text);
      await expect(opened(), text).rejects.toThrow('parts.json is damaged');
    }
  });
});

describe('a folder that is not ours', () => {
  it.each([false, true])('is left as it is (fresh: %s)', async (fresh) => {
    const refused = () => expect(opened(fresh)).rejects.toThrow('Move it away');
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, 'letter.txt'), 'Dear');
    await refused();
    expect(readFileSync(join(folder, 'letter.txt'), 'utf8')).toBe('Dear');
    rmSync(join(folder, 'letter.txt'));
    chmodSync(folder, 0o770);
    await refused();
    rmSync(folder, { recursive: true });
    const elsewhere = join(place, `elsewhere-${fresh}`);
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, folder);
    await refused();
    rmSync(folder);
    writeFileSync(folder, 'a file');
    await refused();
  });

  it.each([false, true])('is not taken from a process at work (fresh: %s)', async (fresh) => {
    await killed();
    writeFileSync(join(folder, 'making'), `${process.ppid} ${hostname()}`);
    await expect(opened(fresh)).rejects.toThrow(`The process ${process.ppid} is making this`);
    expect(existsSync(join(folder, '1.zip'))).toBe(true);
    writeFileSync(join(folder, 'making'), `${process.ppid} another-computer`);
    expect((await opened(fresh)).saved === null).toBe(fresh);
  });
});

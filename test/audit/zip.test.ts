import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { constants, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { partOf } from '../../src/audit/range.ts';
import { zipWriter, type Packed } from '../../src/audit/zip.ts';
import { membersOf } from '../support/audit.ts';

const folder = mkdtempSync(join(tmpdir(), 'zip-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = new Map<string, Buffer>([
  ['data/empty.csv', Buffer.alloc(0)],
  ['data/small.csv', Buffer.from('"a"\r\n')],
  ['data/ä.txt', Buffer.from('Ä')],
  ['data/large.csv', Buffer.concat([Buffer.alloc(3_000_000, 'abc,'), randomBytes(2_000_000)])],
]);

async function zipOf(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const zip = zipWriter(async (bytes) => void pieces.push(Buffer.from(bytes)));
  for (const [name, bytes] of files) {
    const member = await zip.open(name);
    for (let at = 0; at < bytes.length; at += 100_000) {
      await member.write(bytes.subarray(at, at + 100_000));
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await member.end()).toEqual({ bytes: bytes.length, sha256 });
  }
  await zip.close();
  return Buffer.concat(pieces);
}

/** What a program prints, or null where it is not present. */
function printed(program: string, args: readonly string[]): string | null {
  try {
    return execFileSync(program, args, { encoding: 'utf8' });
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

describe('a ZIP file that is written in one go', () => {
  const path = join(folder, 'a.zip');

  it('has its files, and is the same every time', async () => {
    const zip = await zipOf(FILES);
    expect((await zipOf(FILES)).equals(zip)).toBe(true);
    writeFileSync(path, zip);
    expect(membersOf(path)).toEqual(FILES);
  });

  it('is read by python and by unzip, where they are present', () => {
    const script = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(z.testzip(), [(i.filename, i.file_size, i.date_time[0]) for i in z.infolist()])`;
    const python = printed('python3', ['-c', script, path]);
    const list = [...FILES].map(([name, { length }]) => `('${name}', ${length}, 1980)`);
    expect([`None [${list.join(', ')}]`, 'not present']).toContain(python?.trim() ?? 'not present');
    const unzip = printed('unzip', ['-tq', path]);
    expect(unzip ?? 'No errors detected, as it is not present').toContain('No errors detected');
  });

  it('keeps the order of pieces that are given all at once', async () => {
    const files = new Map<string, Buffer>();
    const pieces: Buffer[] = [];
    const zip = zipWriter(async (bytes) => void pieces.push(Buffer.from(bytes)));
    for (const count of [1, 3, 500]) {
      const parts = Array.from({ length: count }, (_, n) => Buffer.alloc(1000, `${n},`));
      const member = await zip.open(`${count}`);
      await Promise.all(parts.map((part) => member.write(part)));
      await member.end();
      files.set(`${count}`, Buffer.concat(parts));
    }
    await zip.close();
    writeFileSync(path, Buffer.concat(pieces));
    expect(membersOf(path)).toEqual(files);
  });

  it('looks for what comes twice only where that makes a difference', async () => {
    const rows = (row: (n: number) => string): Buffer =>
      Buffer.from(Array.from({ length: 20_000 }, (_, n) => row(n)).join('\r\n'));
    const packedOf = async (bytes: Buffer): Promise<number> =>
      (await zipOf(new Map([['a', bytes]]))).length;
    const hash = (of: string): string => createHash('sha256').update(of).digest('hex');
    const settled = rows((n) => `"${n}",2026-04-10,bank_charge,${n % 7}.00,${hash('the same')}`);
    expect(await packedOf(settled)).toBeLessThan(settled.length * 0.1);
    const random = rows((n) => `"${n}",2026-04-10,${hash(`${n}`)}`);
    const [found, letters] = [constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY].map(
      (strategy) => deflateRawSync(random, { level: 1, strategy }).length,
    );
    expect(found).toBeLessThan(letters! * 0.97);
    expect(Math.abs((await packedOf(random)) - letters!)).toBeLessThan(letters! * 0.005);
  });

  it('fails when its bytes cannot be written', async () => {
    let written = 0;
    const zip = zipWriter(async (bytes) => {
      written += bytes.length;
      if (written > 500_000) throw new Error('The disk is full.');
    });
    const member = await zip.open('a');
    const failing = async (): Promise<void> => {
      for (let n = 0; n < 100; n += 1) await member.write(randomBytes(100_000));
      await member.end();
    };
    await expect(failing()).rejects.toThrow('The disk is full.');
  });
});

describe('the part of a file that is asked for', () => {
  it.each([
    [undefined, 'all'],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=90-200', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-200', { start: 0, end: 99 }],
    ['bytes=100-', null],
    ['bytes=-0', null],
    ['bytes=20-10', 'all'],
    ['bytes=0-1,5-6', 'all'],
    ['lines=1-2', 'all'],
    ['bytes=-', 'all'],
  ])('%s of 100 bytes', (range, part) => {
    expect(partOf(range, 100)).toEqual(part);
  });
});

describe('a file that is written in parts', () => {
  const [large, random] = [FILES.get('data/large.csv')!, randomBytes(300_000)];
  const parts = [large, Buffer.from('"small"\r\n'), random, Buffer.alloc(0), Buffer.from('end')];
  const content = Buffer.concat(parts);

  /** A ZIP file with one before it, whose first parts were taken over from another one. */
  async function inParts(from?: { zip: Buffer; packed: Packed; parts: number }) {
    const pieces: Buffer[] = [];
    const zip = zipWriter(async (bytes) => void pieces.push(Buffer.from(bytes)));
    const other = await zip.open('before.txt');
    await other.write(Buffer.from(from === undefined ? 'before' : 'something else before'));
    await other.end();
    const member = await zip.open('data/large.csv', { inParts: true });
    const packed: Packed[] = [];
    if (from !== undefined) {
      const { offset, packed: bytes } = from.packed;
      const carried = from.zip.subarray(offset, offset + bytes);
      await member.carryOver(Readable.from([carried.subarray(0, 999), carried.subarray(999)]));
      packed.push(await member.endPart());
    }
    for (const part of parts.slice(from?.parts ?? 0)) {
      if (part.length > 0) await member.write(part);
      packed.push(await member.endPart());
    }
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(await member.end()).toEqual({ bytes: content.length, sha256 });
    await zip.close();
    return { zip: Buffer.concat(pieces), packed };
  }

  it('is one file like any other', async () => {
    const path = join(folder, 'parts.zip');
    writeFileSync(path, (await inParts()).zip);
    expect(membersOf(path).get('data/large.csv')!.equals(content)).toBe(true);
    const tested = printed('unzip', ['-t', path]);
    expect(tested ?? 'No errors detected').toContain('No errors detected');
  });

  it('is packed to the same bytes when any of its parts come from another ZIP file', async () => {
    const whole = await inParts();
    const last = whole.packed.at(-1)!;
    const bytesOf = ({ zip }: { zip: Buffer }, { offset, packed }: Packed): Buffer =>
      zip.subarray(offset, offset + packed);
    for (const [n, packed] of whole.packed.entries()) {
      const made = await inParts({ zip: whole.zip, packed, parts: n + 1 });
      const same = bytesOf(made, made.packed.at(-1)!).equals(bytesOf(whole, last));
      expect(same, `${n + 1} parts carried over`).toBe(true);
      const path = join(folder, `parts-${n}.zip`);
      writeFileSync(path, made.zip);
      expect(membersOf(path).get('data/large.csv')!.equals(content)).toBe(true);
    }
  });
});

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findPostgresOnPath, readyNative } from '../../../src/database/embedded/binaries.ts';
import { temporaryFolder } from '../../support/cluster.ts';

const stranger = { uid: 4_000_000, gid: 4_000_000 };

let folder: string;
let native: string;
let shared: string;
let told: string[];
const say = (sentence: string): number => told.push(sentence);

/** A package in small: one program, one library, and a link that its install script would make. */
beforeEach(() => {
  folder = temporaryFolder();
  native = join(folder, 'package', 'native');
  shared = join(folder, 'shared');
  told = [];
  mkdirSync(join(native, 'bin'), { recursive: true });
  mkdirSync(join(native, 'lib'));
  writeFileSync(join(folder, 'package', 'package.json'), '{ "version": "18.4.0" }');
  writeFileSync(join(native, 'bin', 'postgres'), 'program', { mode: 0o755 });
  writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'library', { mode: 0o644 });
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('the programs of the package', () => {
  it.each([null, stranger])('are used where they are, with their links made (%j)', (account) => {
    expect(readyNative(native, account, say, shared)).toBe(native);
    expect(readlinkSync(join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
    expect(readyNative(native, account, say, shared)).toBe(native);
    expect(existsSync(shared)).toBe(false);
    expect(told).toEqual([]);
  });

  it.each([
    { reason: 'a folder above cannot be entered', path: '..', mode: 0o700 },
    { reason: 'a program cannot be run', path: 'bin/postgres', mode: 0o744 },
    { reason: 'a library cannot be read', path: 'lib/libpq.so.5.18', mode: 0o600 },
    { reason: 'a folder cannot be listed', path: 'lib', mode: 0o711 },
  ])('are copied once if $reason', ({ path, mode }) => {
    chmodSync(join(native, path), mode);
    const copy = readyNative(native, stranger, say, shared);
    expect(copy).toBe(join(shared, 'postgresql-18.4.0'));
    expect(told).toEqual([expect.stringContaining(copy)]);
    expect(readFileSync(join(copy, 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
    expect(readlinkSync(join(copy, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
    expect(statSync(join(copy, 'bin', 'postgres')).mode & 0o777).toBe(0o755);
    expect(statSync(join(copy, 'lib', 'libpq.so.5.18')).mode & 0o777).toBe(0o644);
    expect(statSync(join(copy, 'lib')).mode & 0o777).toBe(0o755);
    expect(readyNative(native, stranger, say, shared)).toBe(copy);
    expect(told.length).toBe(1);
    expect(readdirSync(shared)).toEqual(['postgresql-18.4.0']);
  });
});

describe('a PostgreSQL on the path', () => {
  it('is found behind a link, and only if it can make databases', () => {
    const bin = join(folder, 'postgresql', 'bin');
    const links = join(folder, 'links');
    mkdirSync(bin, { recursive: true });
    mkdirSync(links);
    writeFileSync(join(bin, 'postgres'), '');
    symlinkSync(join(bin, 'postgres'), join(links, 'postgres'));
    vi.stubEnv('PATH', ['/nowhere', links].join(delimiter));
    expect(findPostgresOnPath()).toBe(null);
    writeFileSync(join(bin, 'initdb'), '');
    expect(findPostgresOnPath()).toBe(bin);
  });

  it('is found by what pg_config says', () => {
    const bin = join(folder, 'postgresql', 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'postgres'), '');
    writeFileSync(join(bin, 'initdb'), '');
    const script = `#!/bin/sh\necho ${bin}\n`;
    writeFileSync(join(folder, 'pg_config'), script, { mode: 0o755 });
    vi.stubEnv('PATH', folder);
    expect(findPostgresOnPath()).toBe(bin);
  });

  it('is given by an absolute path, or not at all', () => {
    const found = findPostgresOnPath();
    expect(found === null || isAbsolute(found)).toBe(true);
  });
});

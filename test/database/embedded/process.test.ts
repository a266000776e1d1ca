import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  claim,
  liveServer,
  markOf,
  release,
  shutDown,
} from '../../../src/database/embedded/process.ts';
import { temporaryFolder } from '../../support/cluster.ts';

let folder: string;
let ownerFile: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = temporaryFolder();
  ownerFile = join(folder, 'postgres.owner');
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function run(program: string, ...args: string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child, 'spawn');
  return child.pid ?? 0;
}

describe('the mark of a process', () => {
  it('stays the same and differs from that of every other', async () => {
    const pid = await run('sleep', '60');
    expect(markOf(pid)).toBe(markOf(pid));
    expect(markOf(pid)).not.toBe(markOf(process.pid));
  });

  it('is null for a process that has ended', async () => {
    const pid = await run('true');
    await once(children[0] as ChildProcess, 'exit');
    expect(markOf(pid)).toBe(null);
  });

  it('is null for a zombie, which nobody has asked about yet', async () => {
    await run('sh', '-c', 'sleep 0.1 & echo $!; exec sleep 60');
    const [line] = (await once(children[0]?.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const pid = Number(line.toString());
    await expect.poll(() => markOf(pid)).toBe(null);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
  });
});

describe('ownership', () => {
  it('belongs to the first, and ends with its release', async () => {
    expect(claim(ownerFile)).toBe(null);
    expect(claim(ownerFile)).toBe(process.pid);
    release(ownerFile);
    expect(claim(ownerFile)).toBe(null);
    expect(readdirSync(folder)).toEqual(['postgres.owner']);
  });

  it('belongs to another process for as long as that lives', async () => {
    const pid = await run('sleep', '60');
    writeFileSync(ownerFile, markOf(pid) ?? '');
    expect(claim(ownerFile)).toBe(pid);
    children[0]?.kill('SIGKILL');
    await once(children[0] as ChildProcess, 'exit');
    expect(claim(ownerFile)).toBe(null);
    expect(readFileSync(ownerFile, 'utf8')).toBe(markOf(process.pid));
    expect(readdirSync(folder)).toEqual(['postgres.owner']);
  });

  it.each([
    { left: 'by an earlier process with our number', mark: `${process.pid} 1 boot` },
    { left: 'empty', mark: '' },
  ])('is not held by a file left $left', ({ mark }) => {
    writeFileSync(ownerFile, mark);
    expect(claim(ownerFile)).toBe(null);
  });
});

describe('the live server of a cluster', () => {
  const pidFile = (pid: number): string => `${pid}\n${folder}\n1700000000\n5433\n\n127.0.0.1\n`;

  it('is the process in postmaster.pid, if it runs on that cluster', async () => {
    expect(liveServer(folder)).toBe(null);
    const pid = await run('sh', '-c', 'sleep 60; true', 'postgres', '-D', folder);
    writeFileSync(join(folder, 'postmaster.pid'), pidFile(pid));
    expect(liveServer(folder)).toEqual({ pid, port: 5433, listening: true });
    writeFileSync(join(folder, 'postmaster.pid'), pidFile(pid).replace('127.0.0.1', ''));
    expect(liveServer(folder)).toEqual({ pid, port: 5433, listening: false });
  });

  it.each([
    { what: 'another program', content: () => pidFile(process.pid) },
    { what: 'an empty file', content: () => '' },
    { what: 'no number', content: () => 'x\n' },
    { what: 'a negative number', content: () => '-1\n' },
  ])('is not $what', ({ content }) => {
    writeFileSync(join(folder, 'postmaster.pid'), content());
    expect(liveServer(folder)).toBe(null);
  });
});

describe('shutting down', () => {
  const stubborn = `trap '' INT; trap 'echo quit; exit 3' QUIT; echo ready; while :; do sleep 0.05; done`;

  it('asks first, and returns when the process is gone', async () => {
    const pid = await run('sleep', '60');
    const ended = once(children[0] as ChildProcess, 'exit');
    await shutDown(pid);
    expect(await ended).toEqual([null, 'SIGINT']);
  });

  it('insists when its patience ends, not before', async () => {
    const pid = await run('bash', '-c', stubborn);
    const child = children[0] as ChildProcess;
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    const ended = once(child, 'exit');
    const startedAt = performance.now();
    await shutDown(pid, 500);
    expect(await ended).toEqual([3, null]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(490);
  });

  it('does nothing about a process that has ended', async () => {
    const pid = await run('true');
    await once(children[0] as ChildProcess, 'exit');
    expect(await shutDown(pid)).toBe(undefined);
  });
});

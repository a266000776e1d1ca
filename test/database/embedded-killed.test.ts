import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runningEmbedded } from '../../src/database/embedded.ts';
import { markOf } from '../../src/database/embedded/process.ts';
import { ask, gone, longSession, processField, useTrial } from '../support/embedded.ts';

const trial = useTrial('block');
const embeddedModule = join(import.meta.dirname, '../../src/database/embedded.ts');

/** Starts a database in a process of its own; `end` says how that process goes on once asked. */
async function startElsewhere(end: string) {
  const code = `
    import { startEmbedded } from ${JSON.stringify(embeddedModule)};
    const dataDir = ${JSON.stringify(trial.dataDir)};
    const embedded = await startEmbedded({ dataDir, onProgress() {} });
    process.stdin.once('data', async () => { ${end} });
    console.log(embedded.pid);
  `;
  const args = ['--input-type=module', '--eval', code];
  const owner = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  return { owner, pid: Number(line.toString()) };
}

describe('after a kill -9 of the server', () => {
  it('the next start recovers the data', async () => {
    const first = await trial.start();
    await ask(first.superuserUrl, 'create table kept as select 42 as answer');
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    expect(existsSync(join(first.clusterDir, 'postmaster.pid'))).toBe(true);
    expect(await runningEmbedded(trial.dataDir)).toBe(null);
    const second = await trial.start();
    expect(await ask(second.superuserUrl, 'select answer from kept')).toBe(42);
    expect(logText()).toContain('automatic recovery in progress');
  });

  it('the next start waits for a session that has not noticed yet', async () => {
    const first = await trial.start();
    const session = await longSession(first.superuserUrl);
    process.kill(session.pid, 'SIGSTOP');
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    const second = trial.start();
    await expect.poll(logText, { timeout: 10_000 }).toContain('pre-existing shared memory');
    process.kill(session.pid, 'SIGCONT');
    expect(await session.end).toBe('cut');
    expect(await second).toMatchObject({ dataDir: trial.dataDir });
  });

  it('another program may have got its number since', async () => {
    const first = await trial.start();
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    const program = spawn('sleep', ['60'], sameAccount(first.clusterDir));
    const pidFile = join(first.clusterDir, 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    writeFileSync(pidFile, [program.pid, ...lines.slice(1)].join('\n'));
    expect(await runningEmbedded(trial.dataDir)).toBe(null);
    await expect(trial.start()).resolves.toMatchObject({ dataDir: trial.dataDir });
    expect(program.exitCode).toBe(null);
    program.kill('SIGKILL');
  });
});

describe('after a kill -9 of the process that started the server', () => {
  it('the server stays, and the next start stops it and starts anew', async () => {
    const { owner, pid } = await startElsewhere('');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    expect(await runningEmbedded(trial.dataDir)).not.toBe(null);
    const second = await trial.start();
    expect(second.pid).not.toBe(pid);
    expect(markOf(pid)).toBe(null);
    expect(trial.sentences.at(-1)).toBe(
      `A PostgreSQL (process ${pid}) was left behind on these data; it is stopped first.`,
    );
  });
});

describe('the process that started the server', () => {
  it('shares its database with other processes, and is named to those who want its place', async () => {
    const { owner, pid } = await startElsewhere('await embedded.stop(); process.exit();');
    const url = (await runningEmbedded(trial.dataDir)) ?? '';
    expect(await ask(url, 'select 1')).toBe(1);
    await expect(trial.start()).rejects.toThrow(
      `The database in ${trial.dataDir} is in use by process ${owner.pid} ` +
        `(its PostgreSQL is process ${pid}).`,
    );
    owner.stdin.write('end');
    expect(await once(owner, 'exit')).toEqual([0, null]);
    expect(markOf(pid)).toBe(null);
  });

  it('takes the server along if it exits without stopping it', async () => {
    const { owner, pid } = await startElsewhere(`throw new Error('unforeseen');`);
    owner.stdin.write('end');
    expect(await once(owner, 'exit')).toEqual([1, null]);
    await gone(pid);
    await expect(trial.start()).resolves.toMatchObject({ dataDir: trial.dataDir });
  });

  it('is not kept alive by the server', async () => {
    const { owner, pid } = await startElsewhere('process.stdin.destroy();');
    owner.stdin.write('end');
    expect(await once(owner, 'exit')).toEqual([0, null]);
    await gone(pid);
  });

  it('does not share the Ctrl-C of its terminal with the server', async () => {
    const { pid } = await trial.start();
    const processGroup = processField(pid, 2);
    expect(processGroup).toBe(pid);
  });
});

function logText(): string {
  return readFileSync(join(trial.dataDir, 'postgres.log'), 'utf8');
}

/** PostgreSQL only minds a program that it could signal: one of the same account. */
function sameAccount(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const { uid, gid } = statSync(folder);
  return { uid, gid };
}

import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPostgresOnPath, runningEmbedded } from '../../src/database/embedded.ts';
import { ask, longSession, serverProcesses, useTrial } from '../support/embedded.ts';

describe('the first start', () => {
  const trial = useTrial('test');

  it('makes an empty, durable database that only its password opens', async () => {
    const embedded = await trial.start({ settings: {} });
    const { dataDir } = trial;
    expect(trial.sentences).toEqual([`A new database is made in ${join(dataDir, 'postgresql')}.`]);
    expect(embedded).toMatchObject({ dataDir, host: '127.0.0.1' });
    const url = embedded.superuserUrl;
    expect(await ask(url, 'show server_version')).toMatch(/^18/);
    expect(await ask(url, 'show server_encoding')).toBe('UTF8');
    expect(await ask(url, 'show fsync')).toBe('on');
    expect(await ask(url, 'show synchronous_commit')).toBe('on');
    expect(await ask(url, 'show timezone')).toBe('UTC');
    expect(await ask(url, 'show listen_addresses')).toBe('127.0.0.1');
    const wrong = url.replace(/:[^:@]+@/, ':wrong@');
    await expect(ask(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const open = `select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'`;
    expect(await ask(url, open)).toBe('0');
  });

  it('keeps the password and the log from other users', async () => {
    await trial.start();
    const log = join(trial.dataDir, 'postgres.log');
    expect(statSync(join(trial.dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(readFileSync(log, 'utf8')).toContain('ready to accept connections');
  });

  it('clears away what an interrupted one left', async () => {
    const partial = join(trial.dataDir, 'postgresql.partial');
    mkdirSync(partial, { recursive: true });
    writeFileSync(join(partial, 'PG_VERSION'), '18\n');
    const embedded = await trial.start();
    expect(await ask(embedded.superuserUrl, 'select 1')).toBe(1);
    expect(existsSync(partial)).toBe(false);
  });

  it.skipIf(findPostgresOnPath() === null)('can be of another PostgreSQL', async () => {
    const embedded = await trial.start({ binDir: findPostgresOnPath() ?? '' });
    const file = join(embedded.clusterDir, 'PG_VERSION');
    const version = Number(await ask(embedded.superuserUrl, 'show server_version_num'));
    expect(Math.trunc(version / 10_000)).toBe(Number(readFileSync(file, 'utf8')));
    expect(version).toBeGreaterThanOrEqual(150_000);
  });
});

describe('a later start', () => {
  const trial = useTrial('block');

  it('finds what was written before, with the same password', async () => {
    const first = await trial.start();
    await ask(first.superuserUrl, 'create table kept as select 42 as answer');
    await first.stop();
    trial.sentences = [];
    const second = await trial.start({ settings: { fsync: 'off', work_mem: '5MB' } });
    expect(await ask(second.superuserUrl, 'select answer from kept')).toBe(42);
    expect(await ask(second.superuserUrl, 'show work_mem')).toBe('5MB');
    expect(new URL(second.superuserUrl).password).toBe(new URL(first.superuserUrl).password);
    expect(trial.sentences).toEqual([]);
  });

  it('asks for the password file if that is gone, and keeps the data', async () => {
    await (await trial.start()).stop();
    const file = join(trial.dataDir, 'postgres.password');
    renameSync(file, `${file}.away`);
    await expect(trial.start()).rejects.toThrow(file);
    renameSync(`${file}.away`, file);
    await expect(trial.start()).resolves.toMatchObject({ dataDir: trial.dataDir });
  });

  it('says so if the password file holds another password, and leaves no server', async () => {
    await (await trial.start()).stop();
    const file = join(trial.dataDir, 'postgres.password');
    const right = readFileSync(file);
    writeFileSync(file, 'another\n');
    await expect(trial.start()).rejects.toThrow(/refuses the password/);
    writeFileSync(file, right);
    expect(existsSync(join(trial.dataDir, 'postgresql', 'postmaster.pid'))).toBe(false);
  });

  it('says which setting PostgreSQL does not know, and can be tried again', async () => {
    const settings = { fsync: 'off', no_such_setting: '1' };
    await expect(trial.start({ settings })).rejects.toThrow('no_such_setting');
    await expect(trial.start()).resolves.toMatchObject({ dataDir: trial.dataDir });
  });
});

describe('a server', () => {
  const trial = useTrial('block');

  it('listens on the port that is asked for, and it is an error if that is taken', async () => {
    const first = await trial.start();
    const other = { dataDir: join(trial.folder, 'other'), port: first.port };
    await expect(trial.start(other)).rejects.toThrow(/could not bind.*already in use/);
    await first.stop();
    expect((await trial.start(other)).port).toBe(first.port);
  });

  it('refuses a second one on its data, naming the folder and the processes', async () => {
    const first = await trial.start();
    await expect(trial.start()).rejects.toThrow(
      `The database in ${trial.dataDir} is in use by process ${process.pid} ` +
        `(its PostgreSQL is process ${first.pid}).`,
    );
    expect(await ask(first.superuserUrl, 'select 1')).toBe(1);
  });

  it('refuses a second one while it is not ready yet', async () => {
    const starts = [trial.start(), trial.start(), trial.start()];
    const outcomes = await Promise.allSettled(starts);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => String(reason))).toEqual([
      expect.stringContaining(`is in use by process ${process.pid}`),
      expect.stringContaining(`is in use by process ${process.pid}`),
    ]);
  });

  it('leaves no process and no owner when it is stopped, even with a session at work', async () => {
    const embedded = await trial.start();
    const session = await longSession(embedded.superuserUrl);
    const family = serverProcesses(embedded.pid);
    expect(family.length).toBeGreaterThan(3);
    await embedded.stop();
    expect(family.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(existsSync(join(trial.dataDir, 'postgres.owner'))).toBe(false);
    expect(existsSync(join(trial.dataDir, 'postgresql', 'postmaster.pid'))).toBe(false);
    expect(await session.end).toBe('cut');
  });

  it('may be stopped again, and twice at the same time', async () => {
    const embedded = await trial.start();
    await Promise.all([embedded.stop(), embedded.stop()]);
    await embedded.stop();
    expect(existsSync(`/proc/${embedded.pid}`)).toBe(false);
  });

  it('is found while it runs, and only then', async () => {
    expect(await runningEmbedded(join(trial.folder, 'empty'))).toBe(null);
    expect(existsSync(join(trial.folder, 'empty'))).toBe(false);
    expect(await runningEmbedded(trial.dataDir)).toBe(null);
    const embedded = await trial.start();
    expect(await runningEmbedded(trial.dataDir)).toBe(embedded.superuserUrl);
    await embedded.stop();
    expect(await runningEmbedded(trial.dataDir)).toBe(null);
  });
});

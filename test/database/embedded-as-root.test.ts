import { chmodSync, existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runningEmbedded } from '../../src/database/embedded.ts';
import { ask, useTrial } from '../support/embedded.ts';

const isRoot = process.getuid?.() === 0;
const shared = '/var/lib/personal-budget-ledger';
const sharedWasThere = existsSync(shared);
const trial = useTrial('test');

afterAll(() => {
  if (isRoot && !sharedWasThere && existsSync(shared)) rmdirSync(shared);
});

describe.runIf(isRoot)('for root', () => {
  it('PostgreSQL runs as an unprivileged account, which owns the cluster', async () => {
    const { pid, clusterDir } = await trial.start();
    const { uid } = statSync(clusterDir);
    expect(uid).not.toBe(0);
    expect(statSync(`/proc/${pid}`).uid).toBe(uid);
    expect(statSync(clusterDir).mode & 0o777).toBe(0o700);
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Groups:\s*$/m);
    expect(clusterDir).toBe(join(trial.dataDir, 'postgresql'));
  });

  it('the cluster goes where the account can reach it, and is found there', async () => {
    const locked = join(trial.folder, 'only-root');
    mkdirSync(locked, { mode: 0o700 });
    const dataDir = join(locked, 'checkout', 'data');
    mkdirSync(dirname(dataDir), { mode: 0o700 });
    const first = await trial.start({ dataDir });
    const home = dirname(first.clusterDir);
    expect(home).toMatch(/^\/var\/lib\/personal-budget-ledger\/[0-9a-f]{12}$/);
    expect(trial.sentences[0]).toContain(`The database is kept in ${home}`);
    expect(readFileSync(join(dataDir, 'postgresql-is-at.txt'), 'utf8')).toContain(home);
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    expect(await runningEmbedded(dataDir)).toBe(first.superuserUrl);
    await expect(trial.start({ dataDir })).rejects.toThrow(`The database in ${dataDir} is in use`);
    await ask(first.superuserUrl, 'create table kept as select 42 as answer');
    await first.stop();

    trial.sentences = [];
    chmodSync(locked, 0o755);
    chmodSync(dirname(dataDir), 0o755);
    const second = await trial.start({ dataDir });
    expect(second.clusterDir).toBe(first.clusterDir);
    expect(await ask(second.superuserUrl, 'select answer from kept')).toBe(42);
    expect(trial.sentences).toEqual([]);
  });
});

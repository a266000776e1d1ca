import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Client } from '../../src/database/connections.ts';
import { auditScene, type AuditScene } from '../support/audit.ts';
import { changeByte, expectHolds, savedIn } from '../support/audit-parts.ts';
import { ok } from '../support/book.ts';
import { familyWithShare } from '../support/family.ts';
import { run, runLedger, type Running, type Variables } from '../support/process.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';
import { AUTHORITY } from '../support/template.ts';

/** The command that makes an audit bundle, killed while it does. */

let scene: AuditScene;
let a: ShareAccounts;
let env: Variables;
let superuser: Client;
beforeAll(async () => {
  scene = await auditScene();
  await familyWithShare(scene.api);
  a = await openShare(scene.api.db);
  await postMore();
  const keyFile = join(scene.folder, 'seal.pem');
  writeFileSync(keyFile, scene.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  env = {
    DATABASE_URL: scene.api.db.urls.service,
    SEAL_KEY_FILE: keyFile,
    SEAL_DIR: join(scene.folder, 'seals'),
  };
  superuser = connect(scene.api.db.urls.superuser, { name: 'test locks', max: 2 });
});
afterAll(() => superuser?.end());

const postMore = () =>
  postAll(scene.api.db, [anEntry('bank_charge', '2026-04-10', [[a.bank, a.charges, '0.10']])]);

const argsTo = (to: string): string[] => ['export-audit', '--to', to, '--json'];
const begun = (to: string): Running => {
  const args = ['--import', './src/runtime.mjs', 'src/commands/ledger.ts', ...argsTo(to)];
  return run(process.execPath, args, env);
};

/** Kills the command where it waits to read a table that comes after the journal. */
async function killedBehindTheJournal(to: string): Promise<void> {
  const locks = await superuser.reserve();
  await locks.unsafe(`begin; lock table ${AUTHORITY}.plans in access exclusive mode`).simple();
  const command = begun(to);
  const waits = async (): Promise<boolean> => {
    const rows = await locks.unsafe(
      `select from pg_locks where not granted and relation = '${AUTHORITY}.plans'::regclass`,
    );
    return rows.length > 0;
  };
  while (!(await waits())) await delay(20);
  command.child.kill('SIGKILL');
  await command.ended;
  await locks.unsafe('rollback').simple();
  locks.release();
}

describe('export-audit that is killed', () => {
  it('goes on when it is run again, with what was posted since', { timeout: 60_000 }, async () => {
    const to = join(scene.folder, 'killed.zip');
    const folder = `${to}.parts`;
    await killedBehindTheJournal(to);
    expect([existsSync(to), existsSync(`${to}.sig`)]).toEqual([false, false]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const { files, size } = savedIn(folder);
    expect(files.map(({ name }) => name)).toEqual(['entries', 'transfers', 'seals']);
    await postMore();

    const { code, stdout, stderr } = await runLedger(argsTo(to), env);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      `Going on with what is in ${folder}: entries (${size} rows), transfers`,
    );
    expect(JSON.parse(stdout).size).toBe(String(Number(size) + 1));
    expectHolds(to, scene.keyPath);
    expect(existsSync(folder)).toBe(false);
    const { items } = await ok((await scene.api.as('auditor')).get('/audit-bundles'), 200);
    const recorded = items.map(({ sha256 }: { sha256: string }) => sha256);
    expect(recorded).toEqual([JSON.parse(stdout).sha256]);
  });

  it('says what to do when a part is damaged, and starts over', { timeout: 60_000 }, async () => {
    const to = join(scene.folder, 'damaged.zip');
    await killedBehindTheJournal(to);
    changeByte(join(`${to}.parts`, '1.zip'), 100);
    const refused = await runLedger(argsTo(to), env);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('1.zip is damaged: it is not what was written');
    expect(refused.stderr).toContain('Add --fresh to start over.');
    expect([existsSync(to), existsSync(`${to}.parts`)]).toEqual([false, true]);
    const { code, stderr } = await runLedger([...argsTo(to), '--fresh'], env);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('Going on');
    expectHolds(to, scene.keyPath);
  });

  it('comes to its end whenever it is killed', { timeout: 120_000 }, async () => {
    const to = join(scene.folder, 'again.zip');
    const began = performance.now();
    await begun(join(scene.folder, 'first.zip')).ended;
    const took = performance.now() - began;
    for (let time = 1; time <= 5; time += 1) {
      const command = begun(to);
      await delay(took * (0.4 + Math.random() * 0.6));
      command.child.kill('SIGKILL');
      await command.ended;
      // There is nothing, or all of it.
      expect(existsSync(to) && !existsSync(`${to}.sig`)).toBe(false);
    }
    const { code, stderr } = await runLedger([...argsTo(to), '--force'], env);
    expect(code, stderr).toBe(0);
    expectHolds(to, scene.keyPath);
    expect(readFileSync(`${to}.sig`, 'utf8')).toContain('again.zip');
    expect(readdirSync(scene.folder).filter((name) => name.includes('.part'))).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { WHOLE_AUTHORITY } from '../../src/ledger/accounts.ts';
import { auditScene, type AuditScene } from '../support/audit.ts';
import { ok } from '../support/book.ts';
import { familyWithShare } from '../support/family.ts';
import { runLedger, type Variables } from '../support/process.ts';

const SCRIPT = new URL('../../docs/bundle/verify-bundle.mjs', import.meta.url);

let scene: AuditScene;
let env: Variables;
beforeAll(async () => {
  scene = await auditScene();
  await familyWithShare(scene.api);
  const keyFile = join(scene.folder, 'seal.pem');
  writeFileSync(keyFile, scene.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  env = {
    DATABASE_URL: scene.api.db.urls.service,
    SEAL_KEY_FILE: keyFile,
    SEAL_DIR: join(scene.folder, 'seals'),
  };
});

describe('export-audit', () => {
  it('seals and writes a bundle with its signature, which holds', { timeout: 60_000 }, async () => {
    const to = join(scene.folder, 'audit.zip');
    const { code, stdout, stderr } = await runLedger(['export-audit', '--to', to, '--json'], env);
    expect(code, stderr).toBe(0);
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({ name: 'audit.zip', bytes: readFileSync(to).length });
    expect(said.size).toBe(said.throughEntry);
    const args = [SCRIPT.pathname, to, scene.keyPath];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toContain('BUNDLE HOLDS');

    const before = readFileSync(to);
    const again = await runLedger(['export-audit', '--to', to], env);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('Add --force');
    expect(readFileSync(to).equals(before)).toBe(true);
    expect((await runLedger(['export-audit', '--to', to, '--force'], env)).code).toBe(0);
    expect(readdirSync(scene.folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('is on record among the bundles that were taken, by the user of the service', async () => {
    const to = join(scene.folder, 'recorded.zip');
    const auditor = await scene.api.as('auditor');
    const before = await ok(auditor.get('/audit-bundles'), 200);
    const { stdout } = await runLedger(['export-audit', '--to', to, '--json'], env);
    const { name, bytes, sha256, size, throughEntry } = JSON.parse(stdout);
    const { items } = await ok(auditor.get('/audit-bundles'), 200);
    expect(items).toHaveLength(before.items.length + 1);
    const takenBy = WHOLE_AUTHORITY;
    const recorded = { name, bytes: String(bytes), sha256, size, throughEntry, takenBy };
    expect(items[0]).toMatchObject(recorded);
    // What was made elsewhere was never the service's to keep.
    const { state } = await ok(auditor.get(`/audit-bundles/${items[0].id}`), 200);
    expect(state).toBe('gone');
  });

  it('leaves nothing behind when it fails', async () => {
    const to = join(scene.folder, 'failed.zip');
    const args = ['export-audit', '--to', to, '--authority', 'nowhere'];
    const { code, stderr } = await runLedger(args, env);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no authority "nowhere"');
    expect(existsSync(to) || existsSync(`${to}.sig`) || existsSync(`${to}.parts`)).toBe(false);
  });
});

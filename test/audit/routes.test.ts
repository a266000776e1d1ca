import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../../src/audit/kept-files.ts';
import type { ApiUser } from '../support/api.ts';
import { auditScene, type AuditScene } from '../support/audit.ts';
import { ok } from '../support/book.ts';
import { familyWithShare } from '../support/family.ts';
import { AUTHORITY } from '../support/template.ts';

const SWEEPING = { isUnderWay: () => false, onError: () => {} };
const SCRIPT = new URL('../../docs/bundle/verify-bundle.mjs', import.meta.url);

let scene: AuditScene;
let auditor: ApiUser;
let url = '';
let bundlesDir = '';
beforeAll(async () => {
  scene = await auditScene();
  bundlesDir = join(scene.folder, 'bundles');
  await familyWithShare(scene.api);
  auditor = await scene.api.as('auditor');
  await scene.api.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = scene.api.app.server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/v1/${AUTHORITY}`;
});

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

/** Waits until a bundle is no longer being made. */
async function made(id: string) {
  for (;;) {
    const state = await ok(auditor.get(`/audit-bundles/${id}`), 200);
    if (!['waiting', 'making'].includes(state.state)) return state;
    await pause();
  }
}

const fetched = (id: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/audit-bundles/${id}/file`, {
    headers: { authorization: `Bearer ${auditor.token}`, ...headers },
  });

describe('an audit bundle that is asked for', () => {
  it('is made, listed, fetched with its signature, and holds', async () => {
    const asked = await ok(auditor.post('/audit-bundles'));
    expect(asked).toMatchObject({ state: 'waiting', bundle: null });
    const { state, bundle, rows } = await made(asked.id);
    expect(state).toBe('whole');
    expect(rows).toBeGreaterThan(100);
    const { items } = await ok(auditor.get('/audit-bundles'), 200);
    expect(items[0]).toEqual(bundle);

    const answer = await fetched(asked.id);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
    expect(answer.headers.get('etag')).toBe(`"${bundle.sha256}"`);
    expect(answer.headers.get('content-length')).toBe(bundle.bytes);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(bundle.sha256);
    const signature = await auditor.get(`/audit-bundles/${asked.id}/signature`);
    expect(signature.headers['content-disposition']).toContain(`${bundle.name}.sig`);

    const path = join(scene.folder, bundle.name);
    writeFileSync(path, bytes);
    writeFileSync(`${path}.sig`, signature.text);
    const args = [SCRIPT.pathname, path, scene.keyPath];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toContain('BUNDLE HOLDS');
  });

  it('is fetched in parts when a download breaks off', async () => {
    const { id } = await ok(auditor.post('/audit-bundles'));
    const { bundle } = await made(id);
    const total = Number(bundle.bytes);
    const whole = Buffer.from(await (await fetched(id)).arrayBuffer());
    const first = await fetched(id, { range: 'bytes=0-999' });
    expect(first.status).toBe(206);
    expect(first.headers.get('content-range')).toBe(`bytes 0-999/${total}`);
    const same = { range: 'bytes=1000-', 'if-range': `"${bundle.sha256}"` };
    const rest = await fetched(id, same);
    expect(rest.status).toBe(206);
    const parts = [first, rest].map(async (one) => Buffer.from(await one.arrayBuffer()));
    expect(Buffer.concat(await Promise.all(parts)).equals(whole)).toBe(true);
    const other = await fetched(id, { range: 'bytes=1000-', 'if-range': '"another"' });
    expect(other.status).toBe(200);
    const beyond = await fetched(id, { range: `bytes=${total}-` });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('content-range')).toBe(`bytes */${total}`);
  });

  it('is one for one key, and for auditors and approvers only', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await ok(auditor.post('/audit-bundles', undefined, key));
    const again = await ok(auditor.post('/audit-bundles', undefined, key));
    expect(again.id).toBe(first.id);
    await made(first.id);
    const { items } = await ok(auditor.get('/audit-bundles'), 200);
    expect(items.filter(({ id }: { id: string }) => id === first.id)).toHaveLength(1);

    const approver = await scene.api.as('approver');
    const theirs = await ok(approver.post('/audit-bundles'));
    expect((await made(theirs.id)).state).toBe('whole');
    for (const kind of [
      'finance_officer',
      'caseworker',
      'commissioner',
      'administrator',
    ] as const) {
      const user = await scene.api.as(kind);
      expect((await user.post('/audit-bundles')).status, kind).toBe(403);
      expect((await user.get(`/audit-bundles/${first.id}/file`)).status, kind).toBe(403);
    }
    expect((await auditor.get(`/audit-bundles/${randomUUID()}`)).status).toBe(404);
    expect((await auditor.get(`/audit-bundles/${randomUUID()}/file`)).status).toBe(404);
  });

  it('frees everything when whoever fetches it hangs up', async () => {
    const { id } = await ok(auditor.post('/audit-bundles'));
    await made(id);
    await new Promise<void>((resolve) => {
      const headers = { authorization: `Bearer ${auditor.token}` };
      const asked = get(`${url}/audit-bundles/${id}/file`, { headers }, (answer) => {
        answer.once('data', () => asked.destroy());
        answer.once('close', resolve);
        answer.once('error', () => {});
      });
    });
    const open = (): string[] =>
      readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).includes(`audit-bundle-${id}`));
    for (let n = 0; n < 100 && open().length > 0; n += 1) await pause();
    expect(open()).toEqual([]);
    expect((await fetched(id)).status).toBe(200);
  });

  it('is not given from a folder that somebody else may have laid out, or without its signature', async () => {
    const { id } = await ok(auditor.post('/audit-bundles'));
    await made(id);
    const folder = join(bundlesDir, `audit-bundle-${id}`);
    const statuses = async () => {
      const urls = ['file', 'signature'].map((what) => `/audit-bundles/${id}/${what}`);
      const answers = await Promise.all(urls.map((one) => auditor.get(one)));
      return answers.map(({ status }) => status);
    };
    expect(await statuses()).toEqual([200, 200]);
    chmodSync(folder, 0o777);
    expect(await statuses()).toEqual([404, 404]);
    expect((await made(id)).state).toBe('gone');
    rmSync(folder, { recursive: true });
    const elsewhere = join(scene.folder, `elsewhere-${id}`);
    mkdirSync(elsewhere, { mode: 0o700 });
    for (const name of ['bundle.zip', 'bundle.zip.sig']) writeFileSync(join(elsewhere, name), 'x');
    symlinkSync(elsewhere, folder);
    expect(await statuses()).toEqual([404, 404]);
    rmSync(folder);
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, 'bundle.zip'), 'without a signature');
    expect(await statuses()).toEqual([404, 404]);
  });

  it('is gone when its file is no longer kept', async () => {
    const { id } = await ok(auditor.post('/audit-bundles'));
    await made(id);
    const folder = join(bundlesDir, `audit-bundle-${id}`);
    expect(readdirSync(folder).toSorted()).toEqual(['bundle.zip', 'bundle.zip.sig']);
    await sweep(bundlesDir, { ...SWEEPING, now: Date.now() });
    expect(existsSync(folder)).toBe(true);
    await sweep(bundlesDir, { ...SWEEPING, now: Date.now() + 25 * 60 * 60 * 1000 });
    expect(existsSync(folder)).toBe(false);
    expect((await made(id)).state).toBe('gone');
    expect((await fetched(id)).status).toBe(404);
  });
});

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

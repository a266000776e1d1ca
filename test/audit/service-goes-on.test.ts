import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileOf, ordersLeft, putDown, sweep, type Order } from '../../src/audit/kept-files.ts';
import { bundleMaker, type BundleMaker } from '../../src/audit/making.ts';
import type { ApiUser } from '../support/api.ts';
import { auditScene, type AuditScene } from '../support/audit.ts';
import { PART_SIZE, changeByte, expectHolds, say } from '../support/audit-parts.ts';
import { ok } from '../support/book.ts';
import { clock } from '../support/database.ts';
import { familyWithShare } from '../support/family.ts';
import { anEntry, openShare, postAll } from '../support/shares.ts';
import { AUTHORITY } from '../support/template.ts';

/** What was asked of a service that was stopped: the next one that starts goes on with it. */

let scene: AuditScene;
let auditor: ApiUser;
let dir = '';
let told: string[] = [];
let errors: unknown[] = [];
let userId = '';
beforeAll(async () => {
  scene = await auditScene();
  dir = join(scene.folder, 'bundles');
  await familyWithShare(scene.api);
  const share = await openShare(scene.api.db);
  const charge = (n: number) =>
    anEntry('bank_charge', '2026-04-12', [[share.bank, share.charges, `${n + 1}.50`]]);
  await postAll(
    scene.api.db,
    Array.from({ length: 40 }, (_, n) => charge(n)),
  );
  auditor = await scene.api.as('auditor');
  await auditor.get('/audit-bundles');
  const [user] = await scene.api.db.run(
    (tx) => tx.sql<{ id: string }[]>`select id from users where subject = 'auditor'`,
  );
  userId = user!.id;
});
beforeEach(() => {
  [told, errors] = [[], []];
});

const folderOf = (id: string): string => join(dir, `audit-bundle-${id}`);
const orderIn = (id: string) => JSON.parse(readFileSync(join(folderOf(id), 'order.json'), 'utf8'));

function anOrder(askedAt = '2026-04-02T09:00:00Z'): Order {
  const id = randomUUID();
  const name = `audit-${id.slice(0, 8)}.zip`;
  return { id, name, authority: AUTHORITY, user: userId, kind: 'auditor', askedAt };
}

/** A service that starts, as far as its bundles are concerned. */
const started = (onSeal: () => Promise<void> = scene.sealNow): BundleMaker =>
  bundleMaker({
    client: scene.api.db.service,
    clock,
    bundlesDir: dir,
    sealNow: onSeal,
    signNote: scene.signNote,
    tell: (sentence) => void told.push(sentence),
    onError: (error) => void errors.push(error),
    partSize: PART_SIZE,
  });

async function until(done: () => boolean): Promise<void> {
  for (let n = 0; n < 1000 && !done(); n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(done()).toBe(true);
}

const stateOf = (maker: BundleMaker, id: string) => maker.find(id, AUTHORITY)?.state;
const wholeBy = (maker: BundleMaker, id: string): Promise<void> =>
  until(() => ['whole', 'failed'].includes(stateOf(maker, id) ?? ''));

/** Has the making of a bundle be stopped when some of its journal is on the disk. */
async function stoppedInTheJournal(order: Order): Promise<void> {
  const first = started();
  first.begin(order);
  const state = join(folderOf(order.id), 'parts', 'parts.json');
  await until(() => existsSync(state) && readFileSync(state, 'utf8').includes('"entries"'));
  await first.stop();
  expect(errors).toEqual([]);
  expect(stateOf(first, order.id)).toBe('making');
}

describe('a bundle that the service was making when it was stopped', () => {
  it('is gone on with, under the same id, and holds', async () => {
    const order = anOrder();
    await stoppedInTheJournal(order);
    expect(await ok(auditor.get(`/audit-bundles/${order.id}`), 200)).toMatchObject({
      state: 'interrupted',
      bundle: null,
    });
    expect((await auditor.get(`/audit-bundles/${order.id}/file`)).status).toBe(404);

    const second = started();
    await until(() => second.underWay > 0 || stateOf(second, order.id) === 'whole');
    await wholeBy(second, order.id);
    expect(errors).toEqual([]);
    expect(told.join()).toMatch(/^Going on with what is in .*entries \([1-9]\d* rows\)/);
    const { state, bundle } = await ok(auditor.get(`/audit-bundles/${order.id}`), 200);
    expect(state).toBe('whole');
    expect(bundle).toMatchObject({ name: order.name, takenBy: userId });
    expect(readdirSync(folderOf(order.id)).toSorted()).toEqual(['bundle.zip', 'bundle.zip.sig']);
    const path = join(scene.folder, order.name);
    writeFileSync(path, readFileSync(fileOf(dir, order.id)));
    writeFileSync(`${path}.sig`, readFileSync(`${fileOf(dir, order.id)}.sig`));
    expectHolds(path, scene.keyPath);
    await second.stop();
  });

  it('is started over where what was left is damaged, or of no use', async () => {
    const damaged = anOrder();
    await stoppedInTheJournal(damaged);
    const parts = join(folderOf(damaged.id), 'parts');
    changeByte(
      join(
        parts,
        readdirSync(parts).find((name) => name.endsWith('.zip'))!,
      ),
      50,
    );
    const ofAnother = anOrder('2026-04-02T10:00:00Z');
    await stoppedInTheJournal(ofAnother);
    say(join(folderOf(ofAnother.id), 'parts'), { form: 'b'.repeat(64) });

    const second = started();
    await until(() => second.underWay > 0);
    await wholeBy(second, damaged.id);
    await wholeBy(second, ofAnother.id);
    expect(errors).toEqual([]);
    expect(told.filter((one) => one.includes('is started over'))).toHaveLength(2);
    expect(told.join()).toContain('is damaged');
    expect(told.join()).toContain('another version of the ledger');
    for (const { id } of [damaged, ofAnother]) expect(stateOf(second, id)).toBe('whole');
    await second.stop();
  });

  it('is made if it had only been waiting, the first that was asked for first', async () => {
    const [later, earlier] = [anOrder('2026-04-02T12:00:00Z'), anOrder('2026-04-02T11:00:00.5Z')];
    for (const order of [later, earlier]) await putDown(dir, order);
    expect((await ordersLeft(dir)).map(({ id }) => id)).toEqual([earlier.id, later.id]);
    const maker = started();
    await until(() => maker.underWay > 0);
    for (const { id } of [earlier, later]) await wholeBy(maker, id);
    const { items } = await ok(auditor.get('/audit-bundles?limit=2'), 200);
    expect(items.map(({ id }: { id: string }) => id)).toEqual([later.id, earlier.id]);
    await maker.stop();
  });

  it('is whole if only the end was missing: it is on record once', async () => {
    const order = anOrder();
    const first = started();
    first.begin(order);
    await wholeBy(first, order.id);
    const before = readFileSync(fileOf(dir, order.id));
    await first.stop();
    await putDown(dir, order);
    const second = started();
    await until(() => second.underWay > 0 || stateOf(second, order.id) === 'whole');
    await wholeBy(second, order.id);
    expect(errors).toEqual([]);
    expect(stateOf(second, order.id)).toBe('whole');
    expect(readFileSync(fileOf(dir, order.id)).equals(before)).toBe(true);
    expect(existsSync(join(folderOf(order.id), 'order.json'))).toBe(false);
    await second.stop();
  });

  it('is taken away if it cannot be made, and says so', async () => {
    const order = anOrder();
    await putDown(dir, order);
    const maker = started(() => Promise.reject(new Error('No seal can be made.')));
    await until(() => stateOf(maker, order.id) === 'failed');
    await until(() => errors.length > 0);
    expect(String(errors[0])).toContain('No seal can be made.');
    expect(existsSync(folderOf(order.id))).toBe(false);
    await maker.stop();
  });
});

describe('an order that is put down', () => {
  it('is of the process that has it while that is alive, and of nobody else', async () => {
    const order = anOrder();
    await putDown(dir, order);
    const path = join(folderOf(order.id), 'order.json');
    const ofProcess = (process: number): void =>
      writeFileSync(path, JSON.stringify({ ...orderIn(order.id), process }));
    const state = async (): Promise<string> =>
      (await ok(auditor.get(`/audit-bundles/${order.id}`), 200)).state;
    ofProcess(process.ppid);
    expect(await ordersLeft(dir)).toEqual([]);
    expect(await state()).toBe('making');
    // No process can have this number.
    ofProcess(4_194_305);
    expect(await ordersLeft(dir)).toEqual([order]);
    expect(await state()).toBe('interrupted');
    writeFileSync(path, JSON.stringify({ ...orderIn(order.id), authority: 'othershire' }));
    expect((await auditor.get(`/audit-bundles/${order.id}`)).status).toBe(404);
    await sweep(dir, Date.now() + 25 * 60 * 60 * 1000);
    expect(existsSync(folderOf(order.id))).toBe(false);
  });

  it('is not taken from a folder that others can write to, or that says another id', async () => {
    const [open, renamed, broken] = [anOrder(), anOrder(), anOrder()];
    for (const order of [open, renamed, broken]) await putDown(dir, order);
    chmodSync(folderOf(open.id), 0o755);
    const other = { ...orderIn(renamed.id), id: randomUUID() };
    writeFileSync(join(folderOf(renamed.id), 'order.json'), JSON.stringify(other));
    writeFileSync(join(folderOf(broken.id), 'order.json'), '{"id":');
    expect(await ordersLeft(dir)).toEqual([]);
    for (const { id } of [open, renamed, broken]) {
      expect((await auditor.get(`/audit-bundles/${id}`)).status).toBe(404);
    }
  });

  it('is kept for a day, and longer while it is had', async () => {
    const [had, left] = [anOrder(), anOrder()];
    for (const order of [had, left]) await putDown(dir, order);
    const path = join(folderOf(left.id), 'order.json');
    writeFileSync(path, JSON.stringify({ ...orderIn(left.id), process: 4_194_305 }));
    mkdirSync(join(folderOf(left.id), 'parts'));
    await sweep(dir, Date.now());
    expect(existsSync(path)).toBe(true);
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    for (const { id } of [had, left]) utimesSync(folderOf(id), longAgo, longAgo);
    await sweep(dir, Date.now());
    expect([had, left].map(({ id }) => existsSync(folderOf(id)))).toEqual([true, false]);
  });
});

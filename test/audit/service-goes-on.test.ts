import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileOf, folderOf, ordersLeft, putDown, type Order } from '../../src/audit/kept-files.ts';
import { bundleMaker, type BundleMaker, type MakerOptions } from '../../src/audit/making.ts';
import { PART_SIZE, changeByte, expectHolds, say } from '../support/audit-parts.ts';
import {
  bundlesScene,
  keptIn,
  orderPath,
  secondsAgo,
  type BundlesScene,
} from '../support/bundle-orders.ts';
import { ok } from '../support/book.ts';
import { clock } from '../support/database.ts';
import { familyWithShare } from '../support/family.ts';
import { anEntry, openShare, postAll } from '../support/shares.ts';
import { AUTHORITY } from '../support/template.ts';

/** What was asked of a service that was stopped: the next one that starts goes on with it. */

let bundles: BundlesScene;
let dir = '';
let told: string[] = [];
let errors: unknown[] = [];
beforeAll(async () => {
  bundles = await bundlesScene();
  ({ dir } = bundles);
  await familyWithShare(bundles.scene.api);
  const share = await openShare(bundles.scene.api.db);
  const charge = (n: number) =>
    anEntry('bank_charge', '2026-04-12', [[share.bank, share.charges, `${n + 1}.50`]]);
  await postAll(
    bundles.scene.api.db,
    Array.from({ length: 40 }, (_, n) => charge(n)),
  );
});
beforeEach(() => {
  [told, errors] = [[], []];
});

const anOrder = (askedAt?: string): Order => bundles.anOrder(askedAt);

/** A service that starts, as far as its bundles are concerned. */
const started = (more: Partial<MakerOptions> = {}): BundleMaker =>
  bundleMaker({
    client: bundles.scene.api.db.service,
    clock,
    bundlesDir: dir,
    sealNow: bundles.scene.sealNow,
    signNote: bundles.scene.signNote,
    tell: (sentence) => void told.push(sentence),
    onError: (error) => void errors.push(error),
    partSize: PART_SIZE,
    lookEveryMs: 20,
    ...more,
  });

async function until(done: () => boolean): Promise<void> {
  for (const end = Date.now() + 25_000; !done() && Date.now() < end;) {
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
  const state = join(folderOf(dir, order.id), 'parts', 'parts.json');
  await until(() => existsSync(state) && readFileSync(state, 'utf8').includes('"entries"'));
  await first.stop();
  expect(errors).toEqual([]);
  expect(stateOf(first, order.id)).toBe('making');
}

describe('a bundle that the service was making when it was stopped', () => {
  it('is gone on with, under the same id, and holds', async () => {
    const order = anOrder();
    await stoppedInTheJournal(order);
    expect(await ok(bundles.auditor.get(`/audit-bundles/${order.id}`), 200)).toMatchObject({
      state: 'interrupted',
      bundle: null,
    });
    expect((await bundles.auditor.get(`/audit-bundles/${order.id}/file`)).status).toBe(404);

    const second = started();
    await until(() => second.underWay > 0 || stateOf(second, order.id) === 'whole');
    await wholeBy(second, order.id);
    expect(errors).toEqual([]);
    expect(told.join()).toMatch(/^Going on with what is in .*entries \([1-9]\d* rows\)/);
    const { state, bundle } = await ok(bundles.auditor.get(`/audit-bundles/${order.id}`), 200);
    expect(state).toBe('whole');
    expect(bundle).toMatchObject({ name: order.name, takenBy: order.user });
    expect(readdirSync(folderOf(dir, order.id)).toSorted()).toEqual([
      'bundle.zip',
      'bundle.zip.sig',
    ]);
    const path = join(bundles.scene.folder, order.name);
    writeFileSync(path, readFileSync(fileOf(dir, order.id)));
    writeFileSync(`${path}.sig`, readFileSync(`${fileOf(dir, order.id)}.sig`));
    expectHolds(path, bundles.scene.keyPath);
    await second.stop();
  });

  it('is started over where what was left is damaged, or of no use', async () => {
    const damaged = anOrder();
    await stoppedInTheJournal(damaged);
    const parts = join(folderOf(dir, damaged.id), 'parts');
    changeByte(
      join(
        parts,
        readdirSync(parts).find((name) => name.endsWith('.zip'))!,
      ),
      50,
    );
    const ofAnother = anOrder();
    await stoppedInTheJournal(ofAnother);
    say(join(folderOf(dir, ofAnother.id), 'parts'), { form: 'b'.repeat(64) });

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
    const [later, earlier] = [anOrder(secondsAgo(1, '.5Z')), anOrder(secondsAgo(1))];
    for (const order of [later, earlier]) await putDown(dir, order);
    expect((await ordersLeft(dir)).map(({ order }) => order.id)).toEqual([earlier.id, later.id]);
    const maker = started();
    await until(() => maker.underWay > 0);
    for (const { id } of [earlier, later]) await wholeBy(maker, id);
    const { items } = await ok(bundles.auditor.get('/audit-bundles?limit=2'), 200);
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
    expect(existsSync(orderPath(dir, order.id))).toBe(false);
    await second.stop();
  });

  it('is tried again where it fails for something that passes', async () => {
    const order = anOrder();
    let failures = 0;
    const maker = started({
      sealNow: async () => {
        failures += 1;
        if (failures <= 2) throw new Error('The database is away.');
        await bundles.scene.sealNow();
      },
    });
    maker.begin(order);
    await until(() => errors.length > 0);
    await until(() => stateOf(maker, order.id) === 'whole');
    expect(errors.map(String)).toEqual(Array(2).fill('Error: The database is away.'));
    expect(existsSync(orderPath(dir, order.id))).toBe(false);
    await maker.stop();
  });

  it('is failed, and taken away, when it has been begun three times', async () => {
    const order = anOrder();
    const maker = started({ sealNow: () => Promise.reject(new Error('No seal can be made.')) });
    maker.begin(order);
    await until(() => stateOf(maker, order.id) === 'failed');
    await until(() => !existsSync(folderOf(dir, order.id)));
    expect(errors.map(String)).toEqual(Array(3).fill('Error: No seal can be made.'));
    await maker.stop();

    // What ends the process each time cannot say so itself.
    errors = [];
    const killed = anOrder();
    await putDown(dir, killed, 3);
    const next = started();
    await until(() => stateOf(next, killed.id) === 'failed');
    expect(errors.map(String)).toEqual(['Error: It was begun 3 times and never ended.']);
    await next.stop();
  });

  it('is not counted as begun where the service was stopped by somebody', async () => {
    const order = anOrder();
    await stoppedInTheJournal(order);
    for (let n = 0; n < 4; n += 1) {
      const stopped = started();
      await until(() => stateOf(stopped, order.id) === 'making');
      await stopped.stop();
      expect(keptIn(dir, order.id).begun).toBe(0);
    }
    const maker = started();
    await until(() => stateOf(maker, order.id) === 'whole');
    expect(errors).toEqual([]);
    await maker.stop();
  });
});

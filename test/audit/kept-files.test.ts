import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  folderOf,
  keepsOwners,
  ordersLeft,
  putDown,
  sweep,
  type Order,
} from '../../src/audit/kept-files.ts';
import {
  bundlesScene,
  keptIn,
  orderPath,
  secondsAgo,
  type BundlesScene,
} from '../support/bundle-orders.ts';
import { ok } from '../support/book.ts';

/** What of bundles is on the disk, and which of it is believed. */

let bundles: BundlesScene;
let dir = '';
let errors: unknown[] = [];
beforeAll(async () => {
  bundles = await bundlesScene();
  ({ dir } = bundles);
});
beforeEach(() => {
  errors = [];
});

const DAY = 24 * 60 * 60 * 1000;
const anOrder = (askedAt?: string): Order => bundles.anOrder(askedAt);
const sweepAt = (now: number): Promise<void> =>
  sweep(dir, { now, isUnderWay: () => false, onError: (error) => void errors.push(error) });

describe('an order that is put down', () => {
  it('is of the process that has it while that is alive, and of nobody else', async () => {
    const order = anOrder();
    await putDown(dir, order);
    const { by: own } = keptIn(dir, order.id);
    const isOf = (by: string): void =>
      writeFileSync(orderPath(dir, order.id), JSON.stringify({ ...keptIn(dir, order.id), by }));
    const state = async (): Promise<string> =>
      (await ok(bundles.auditor.get(`/audit-bundles/${order.id}`), 200)).state;
    const left = async () => (await ordersLeft(dir)).map((kept) => kept.order);
    isOf(`${process.ppid} ${hostname()}`);
    expect(await left()).toEqual([]);
    expect(await state()).toBe('making');
    // No process can have this number; and, where it can be told, one that has it began at another time.
    const reborn = existsSync('/proc/self/stat') ? [`${process.ppid} ${hostname()} another/1`] : [];
    for (const by of [`4194305 ${hostname()}`, ...reborn, own]) {
      isOf(by);
      expect(await left(), by).toEqual([order]);
      expect(await state()).toBe('interrupted');
    }
    const kept = keptIn(dir, order.id);
    const elsewhere = { ...kept, order: { ...order, authority: 'othershire' } };
    writeFileSync(orderPath(dir, order.id), JSON.stringify(elsewhere));
    expect((await bundles.auditor.get(`/audit-bundles/${order.id}`)).status).toBe(404);
    await sweepAt(Date.now() + DAY + 60_000);
    expect(existsSync(folderOf(dir, order.id))).toBe(false);
  });

  it('is not taken from a folder that others can write to, or that says another id', async () => {
    const [open, renamed, broken] = [anOrder(), anOrder(), anOrder()];
    for (const order of [open, renamed, broken]) await putDown(dir, order);
    chmodSync(folderOf(dir, open.id), 0o755);
    const other = { ...keptIn(dir, renamed.id), order: { ...renamed, id: randomUUID() } };
    writeFileSync(orderPath(dir, renamed.id), JSON.stringify(other));
    writeFileSync(orderPath(dir, broken.id), '{"order":');
    expect(await ordersLeft(dir)).toEqual([]);
    for (const { id } of [open, renamed, broken]) {
      expect((await bundles.auditor.get(`/audit-bundles/${id}`)).status).toBe(404);
    }
  });

  it('is kept for a day from when it was asked for, and longer while it is under way', async () => {
    const [old, young] = [anOrder(secondsAgo(25 * 60 * 60)), anOrder(secondsAgo(23 * 60 * 60))];
    const there = () => [old, young].map(({ id }) => existsSync(folderOf(dir, id)));
    for (const order of [old, young]) await putDown(dir, order);
    const isUnderWay = (id: string): boolean => id === old.id;
    await sweep(dir, { now: Date.now(), isUnderWay, onError: (error) => void errors.push(error) });
    expect(there()).toEqual([true, true]);
    await sweepAt(Date.now());
    expect(there()).toEqual([false, true]);
    expect(errors).toEqual([]);
    await sweepAt(Date.now() + DAY);
    expect(there()).toEqual([false, false]);
  });
});

describe('the folder of bundles', () => {
  it('is refused where it does not say whose a folder is', async () => {
    expect(await keepsOwners(bundles.scene.folder)).toBe(true);
    expect(readdirSync(bundles.scene.folder).filter((name) => name.startsWith('tried-'))).toEqual(
      [],
    );
  });
});

import { rename, writeFile } from 'node:fs/promises';
import type { Clock } from '../calendar.ts';
import { inTransaction, type Scope } from '../database/transactions.ts';
import type { Services } from '../http/route.ts';
import { makeBundle, type Progress } from './bundle.ts';
import { addBundle, listBundles } from './bundle-store.ts';
import {
  fileOf,
  finish,
  folderOf,
  ordersLeft,
  partsOf,
  putDown,
  removeFolder,
  signatureOf,
  sweep,
  type Order,
} from './kept-files.ts';
import { syncFolder } from './own-files.ts';
import { CannotGoOn, openWorkFolder } from './work-folder.ts';

/** A bundle that this process makes, or has made. */
export interface Making {
  readonly id: string;
  readonly authority: string;
  state: 'waiting' | 'making' | 'whole' | 'failed';
  progress: Progress;
}

/** The bundles that this process makes, one after the other: each takes a connection and a core. */
export interface BundleMaker {
  /** Begins to make a bundle, or takes its place in the queue. */
  begin(order: Order): void;
  find(id: string, authority: string): Making | undefined;
  /** How many are waiting or being made. */
  readonly underWay: number;
  /** Ends what is under way and frees its connection; the next process goes on with it. */
  stop(): Promise<void>;
}

export interface MakerOptions extends Pick<Services, 'client' | 'sealNow' | 'bundlesDir'> {
  readonly clock: Clock;
  readonly signNote: NonNullable<Services['signNote']>;
  /** Is told where the making of a bundle goes on. */
  readonly tell: (sentence: string) => void;
  /** Is told why a bundle could not be made. */
  readonly onError: (error: unknown) => void;
  /** How many entries go into a part, which is what is lost at most when the making is cut off. */
  readonly partSize?: bigint;
  /** How often it looks for what is left to go on with, and for what is too old. */
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 60_000;
/** What ends in a failure or with the process so often will do so again. */
const MOST_BEGUN = 3;
const NOTHING_YET: Progress = { file: null, rows: 0, of: 0, bytes: 0 };

/**
 * Makes what it is asked for, and goes on with what was not finished: when the process before was
 * stopped, and, some times, when it failed.
 */
export function bundleMaker(maker: MakerOptions): BundleMaker {
  const { bundlesDir, onError } = maker;
  const made = new Map<string, Making>();
  const isUnderWay = ({ state }: Making): boolean => state === 'waiting' || state === 'making';
  const stopping = new AbortController();
  let last: Promise<void> = Promise.resolve();
  const begin = (order: Order, begun = 0): void => {
    const { id, authority } = order;
    const making: Making = { id, authority, state: 'waiting', progress: NOTHING_YET };
    made.set(id, making);
    // It is on the disk while it waits, so that it is not forgotten if the service is stopped.
    const put = putDown(bundlesDir, order, begun).catch((error: unknown) => ({ error }));
    last = last.then(async () => {
      const outcome = await make(maker, making, { order, begun, put }, stopping.signal);
      if (outcome === 'to be tried again') made.delete(id);
    });
  };
  const look = async (): Promise<void> => {
    await sweep(bundlesDir, {
      now: Date.now(),
      isUnderWay: (id) => made.has(id) && isUnderWay(made.get(id)!),
      onError,
    });
    for (const { order, begun } of await ordersLeft(bundlesDir)) {
      if (!made.has(order.id) && !stopping.signal.aborted) begin(order, begun);
    }
  };
  let looking = look().catch(onError);
  const timer = setInterval(() => {
    looking = looking.then(look).catch(onError);
  }, maker.lookEveryMs ?? LOOK_EVERY_MS);
  timer.unref();
  return {
    begin: (order) => begin(order),
    find(id, authority) {
      const found = made.get(id);
      return found?.authority === authority ? found : undefined;
    },
    get underWay() {
      return [...made.values()].filter(isUnderWay).length;
    },
    async stop() {
      clearInterval(timer);
      stopping.abort(new Error('The service stops.'));
      await looking;
      await last;
    },
  };
}

interface Asked {
  readonly order: Order;
  /** How often it was begun before. */
  readonly begun: number;
  /** Why it could not be put down, if it could not. */
  readonly put: Promise<{ readonly error: unknown } | void>;
}

async function make(
  maker: MakerOptions,
  making: Making,
  asked: Asked,
  stop: AbortSignal,
): Promise<'ended' | 'to be tried again'> {
  const { order, begun } = asked;
  const { bundlesDir, onError } = maker;
  const put = await asked.put;
  if (stop.aborted) return 'ended';
  try {
    if (put !== undefined) throw put.error;
    if (begun >= MOST_BEGUN) throw new Error(`It was begun ${begun} times and never ended.`);
    making.state = 'making';
    // It is counted before, because it may be what ends the process.
    await putDown(bundlesDir, order, begun + 1);
    await makeUnlessTaken(maker, making, order, stop);
    await finish(bundlesDir, order.id);
    making.state = 'whole';
    return 'ended';
  } catch (error) {
    // Whoever stops the service says nothing of the bundle by it.
    if (stop.aborted) {
      await putDown(bundlesDir, order, begun).catch(onError);
      return 'ended';
    }
    onError(error);
    if (put === undefined && begun + 1 < MOST_BEGUN) return 'to be tried again';
    making.state = 'failed';
    await removeFolder(bundlesDir, order.id).catch(onError);
    return 'ended';
  }
}

async function makeUnlessTaken(
  maker: MakerOptions,
  making: Making,
  order: Order,
  stop: AbortSignal,
): Promise<void> {
  const { authority, user, kind, id } = order;
  const scope: Scope = { authority, user, kind, today: maker.clock.today() };
  const [taken] = await inTransaction(maker.client, scope, (tx) => listBundles(tx, { id }), {
    readOnly: true,
  });
  // One that was stopped between its record and the end has its place already.
  if (taken !== undefined) return;
  try {
    await makeOne(maker, making, { order, scope, stop }, { fresh: false });
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error;
    maker.tell(`The bundle ${id} is started over. ${error.message}`);
    await makeOne(maker, making, { order, scope, stop }, { fresh: true });
  }
}

interface Task {
  readonly order: Order;
  readonly scope: Scope;
  readonly stop: AbortSignal;
}

async function makeOne(
  maker: MakerOptions,
  making: Making,
  { order, scope, stop }: Task,
  { fresh }: { readonly fresh: boolean },
): Promise<void> {
  const { bundlesDir, tell, client } = maker;
  const { id, name } = order;
  const work = await openWorkFolder(partsOf(bundlesDir, id), { fresh, tell, stop });
  try {
    const onProgress = (progress: Progress): void => void (making.progress = progress);
    const { path } = work;
    const bundle = await makeBundle({ ...maker, scope, name, path, work, stop, onProgress });
    await writeFile(signatureOf(bundlesDir, id), bundle.signature, { flush: true });
    await rename(path, fileOf(bundlesDir, id));
    // It has its place on the disk before it is on record, so that there is none without its file.
    await syncFolder(folderOf(bundlesDir, id));
    await inTransaction(client, scope, (tx) => addBundle(tx, id, bundle));
  } catch (error) {
    await work.leave();
    throw error;
  }
}

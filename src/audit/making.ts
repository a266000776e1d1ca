import { rename, writeFile } from 'node:fs/promises';
import type { Clock } from '../calendar.ts';
import { inTransaction, type Scope } from '../database/transactions.ts';
import type { Services } from '../http/route.ts';
import { makeBundle, type Progress } from './bundle.ts';
import { addBundle, listBundles } from './bundle-store.ts';
import {
  fileOf,
  finish,
  ordersLeft,
  partsOf,
  putDown,
  removeFolder,
  signatureOf,
  sweep,
  type Order,
} from './kept-files.ts';
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
}

const SWEEP_EVERY_MS = 60 * 60 * 1000;
const NOTHING_YET: Progress = { file: null, rows: 0, of: 0, bytes: 0 };

/** Begins with what was asked for and not finished when the process before was stopped. */
export function bundleMaker(maker: MakerOptions): BundleMaker {
  const { bundlesDir, onError } = maker;
  const made = new Map<string, Making>();
  const stopping = new AbortController();
  let last: Promise<void> = Promise.resolve();
  const sweepNow = (): Promise<void> => sweep(bundlesDir, Date.now()).catch(onError);
  const timer = setInterval(() => void sweepNow(), SWEEP_EVERY_MS);
  timer.unref();
  const begin = (order: Order): void => {
    const { id, authority } = order;
    const making: Making = { id, authority, state: 'waiting', progress: NOTHING_YET };
    made.set(id, making);
    // It is on the disk while it waits, so that it is not forgotten if the service is stopped.
    const putting = putDown(bundlesDir, order).catch((error: unknown) => ({ error }));
    last = last.then(async () =>
      make(maker, making, { order, put: await putting }, stopping.signal),
    );
  };
  const goOn = async (): Promise<void> => {
    await sweepNow();
    for (const order of await ordersLeft(bundlesDir)) if (!made.has(order.id)) begin(order);
  };
  const begun = goOn().catch(onError);
  return {
    begin,
    find(id, authority) {
      const found = made.get(id);
      return found?.authority === authority ? found : undefined;
    },
    get underWay() {
      return [...made.values()].filter(({ state }) => ['waiting', 'making'].includes(state)).length;
    },
    async stop() {
      clearInterval(timer);
      stopping.abort(new Error('The service stops.'));
      await begun;
      await last;
    },
  };
}

interface Asked {
  readonly order: Order;
  /** Why it could not be put down. */
  readonly put: { readonly error: unknown } | void;
}

async function make(
  maker: MakerOptions,
  making: Making,
  { order, put }: Asked,
  stop: AbortSignal,
): Promise<void> {
  if (stop.aborted) return;
  try {
    if (put !== undefined) throw put.error;
    making.state = 'making';
    const { authority, user, kind, id } = order;
    const scope: Scope = { authority, user, kind, today: maker.clock.today() };
    const read = { readOnly: true };
    const [taken] = await inTransaction(maker.client, scope, (tx) => listBundles(tx, { id }), read);
    // One that was stopped between its record and the end has its place already.
    if (taken === undefined) await makeOrStartOver(maker, making, { order, scope, stop });
    await finish(maker.bundlesDir, id);
    making.state = 'whole';
  } catch (error) {
    if (stop.aborted) return;
    making.state = 'failed';
    await removeFolder(maker.bundlesDir, order.id).catch(maker.onError);
    maker.onError(error);
  }
}

interface Task {
  readonly order: Order;
  readonly scope: Scope;
  readonly stop: AbortSignal;
}

/** Goes on with what is there, or without it where that is of no use. */
async function makeOrStartOver(maker: MakerOptions, making: Making, task: Task): Promise<void> {
  try {
    await makeOne(maker, making, task, { fresh: false });
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error;
    maker.tell(`The bundle ${making.id} is started over: ${error.message}`);
    await makeOne(maker, making, task, { fresh: true });
  }
}

async function makeOne(
  maker: MakerOptions,
  making: Making,
  { order, scope, stop }: Task,
  { fresh }: { readonly fresh: boolean },
): Promise<void> {
  const { bundlesDir, tell, client } = maker;
  const { id, name } = order;
  const work = await openWorkFolder(partsOf(bundlesDir, id), { fresh, tell });
  try {
    const onProgress = (progress: Progress): void => void (making.progress = progress);
    const { path } = work;
    const bundle = await makeBundle({ ...maker, scope, name, path, work, stop, onProgress });
    await writeFile(signatureOf(bundlesDir, id), bundle.signature, { flush: true });
    await rename(path, fileOf(bundlesDir, id));
    await inTransaction(client, scope, (tx) => addBundle(tx, id, bundle));
  } catch (error) {
    await work.leave();
    throw error;
  }
}

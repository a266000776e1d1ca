import { inTransaction, type Scope } from '../database/transactions.ts';
import type { Services } from '../http/route.ts';
import { makeBundle, type Bundle, type Progress } from './bundle.ts';
import { addBundle } from './bundle-store.ts';
import { beginFolder, fileOf, finishFolder, removeFolder, sweep } from './kept-files.ts';

/** A bundle that this process makes, or has made. */
export interface Making {
  readonly id: string;
  readonly authority: string;
  readonly name: string;
  state: 'waiting' | 'making' | 'whole' | 'failed';
  progress: Progress;
}

/** The bundles that this process makes, one after the other: each takes a connection and a core. */
export interface BundleMaker {
  /** Begins to make a bundle, or takes its place in the queue. */
  begin(order: { readonly id: string; readonly name: string; readonly scope: Scope }): void;
  find(id: string, authority: string): Making | undefined;
  /** How many are waiting or being made. */
  readonly underWay: number;
  /** Ends what is under way, frees its connection and takes its half-made file away. */
  stop(): Promise<void>;
}

type Maker = Pick<Services, 'client' | 'sealNow'> & {
  readonly signNote: NonNullable<Services['signNote']>;
  /** Is told why a bundle could not be made. */
  readonly onError: (error: unknown) => void;
};

const SWEEP_EVERY_MS = 60 * 60 * 1000;
const NOTHING_YET: Progress = { file: null, rows: 0, of: 0, bytes: 0 };

export function bundleMaker(maker: Maker): BundleMaker {
  const made = new Map<string, Making>();
  const stopping = new AbortController();
  let last: Promise<void> = Promise.resolve();
  const sweepNow = (): Promise<void> => sweep(Date.now()).catch(maker.onError);
  const swept = sweepNow();
  const timer = setInterval(() => void sweepNow(), SWEEP_EVERY_MS);
  timer.unref();
  return {
    begin({ id, name, scope }) {
      const making: Making = {
        id,
        name,
        authority: scope.authority,
        state: 'waiting',
        progress: NOTHING_YET,
      };
      made.set(id, making);
      last = last.then(() => make(maker, making, scope, stopping.signal));
    },
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
      await swept;
      await last;
    },
  };
}

async function make(maker: Maker, making: Making, scope: Scope, stop: AbortSignal): Promise<void> {
  const { id, name } = making;
  if (stop.aborted) return;
  try {
    making.state = 'making';
    await beginFolder(id);
    const bundle: Bundle = await makeBundle({
      ...maker,
      scope,
      name,
      path: fileOf(id),
      stop,
      onProgress: (progress) => (making.progress = progress),
    });
    await inTransaction(maker.client, scope, (tx) => addBundle(tx, id, bundle));
    await finishFolder(id, bundle.signature);
    making.state = 'whole';
  } catch (error) {
    making.state = 'failed';
    await removeFolder(id);
    if (!stop.aborted) maker.onError(error);
  }
}

import type { KeyObject } from 'node:crypto';
import type { Clock } from '../calendar.ts';
import type { Client } from '../database/connections.ts';
import { inTransaction, type Scope } from '../database/transactions.ts';
import { WHOLE_AUTHORITY } from './accounts.ts';
import { makeNextCheckpoint } from './checkpoints.ts';
import { emptyTree, growTree, rootOf, type Tree } from './merkle.ts';
import {
  leavesOutside,
  originOf,
  prepareFolder,
  readLeaves,
  writeCheckpoint,
  writeLeaves,
} from './seal-files.ts';
import { sealNext, settledThrough } from './seal-store.ts';
import { signCheckpoint } from './signed-note.ts';

export interface SealerOptions {
  readonly client: Client;
  readonly authorities: () => Promise<readonly string[]>;
  readonly key: KeyObject;
  readonly dir: string;
  readonly clock: Clock;
  readonly everyMs?: number;
  readonly onError: (error: unknown) => void;
}

export interface Sealer {
  /** Seals, signs and writes outside all that is settled now. */
  sealNow(): Promise<void>;
  stop(): Promise<void>;
}

/** Leaves are brought outside in blocks of this many. */
const BLOCK = 20_000;

/** The scope of background work. */
export function serviceScope(authority: string, clock: Clock): Scope {
  return { authority, user: WHOLE_AUTHORITY, kind: 'service', today: clock.today() };
}

/**
 * Seals the journal in the background, so that posting never waits for it: numbers settled
 * entries, signs the head, writes both outside the database, and makes balance checkpoints.
 */
export function startSealer(options: SealerOptions): Sealer {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const trees: Trees = new Map();
  const once = async (): Promise<void> => {
    for (const authority of await options.authorities()) {
      await sealAuthority(options, authority, trees);
    }
  };
  // One round at a time; a request to seal now waits for the round before it.
  const round = (): Promise<void> => {
    running = running.then(once, once);
    return running;
  };
  let ticking = false;
  const timer = setInterval(() => {
    // A round may wait for a poster longer than the interval: rounds must not pile up behind it.
    if (stopped || ticking) return;
    ticking = true;
    round()
      .catch(options.onError)
      .finally(() => {
        ticking = false;
      });
  }, options.everyMs ?? 1000);
  timer.unref();
  return {
    sealNow: round,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await round().catch(options.onError);
    },
  };
}

/** The log of each authority as the record outside has it. */
type Trees = Map<string, Tree>;

async function sealAuthority(
  options: SealerOptions,
  authority: string,
  trees: Trees,
): Promise<void> {
  const { client, clock } = options;
  const scope = serviceScope(authority, clock);
  const settled = await settledThrough(client, scope);
  let batch = await sealNext(client, scope, settled);
  while (batch !== null) batch = await sealNext(client, scope, settled);
  await bringOutside(options, scope, trees);
  await inTransaction(client, scope, makeNextCheckpoint);
}

/** Brings the record outside the database up to the head, and signs the head. */
async function bringOutside(options: SealerOptions, scope: Scope, trees: Trees): Promise<void> {
  const { client, dir, key, clock } = options;
  const { authority } = scope;
  prepareFolder(dir, authority, key);
  const head = await inTransaction(client, scope, async (tx) => {
    const [row] = await tx.sql<{ size: string; root: Buffer; signed: boolean }[]>`
      select b.size, b.root, c.size is not null as signed
      from seal_batches b left join seal_checkpoints c using (size) order by b.size desc limit 1`;
    return row;
  });
  if (head === undefined) return;
  const size = Number(head.size);
  for (let first = await leavesOutside(dir, authority); first < size; first += BLOCK) {
    const records = await inTransaction(
      client,
      scope,
      async (tx) => tx.sql<{ entryId: string; leaf: Buffer }[]>`
        select entry_id as "entryId", leaf from seals
        where number >= ${first} and number < ${Math.min(first + BLOCK, size)} order by number`,
    );
    await writeLeaves(dir, authority, first, records);
  }
  if (head.signed) return;
  const tree = await grownOutside(dir, authority, trees.get(authority) ?? emptyTree);
  trees.set(authority, tree);
  refuseOtherHead(tree, { size, root: head.root });
  const now = clock.now();
  const note = signCheckpoint({
    origin: originOf(authority),
    size,
    root: head.root,
    time: now.toString({ smallestUnit: 'second' }),
    keyName: originOf(authority),
    privateKey: key,
  });
  await writeCheckpoint(dir, authority, note, now);
  await inTransaction(client, scope, async (tx) => {
    await tx.sql`insert into seal_checkpoints (size, note) values (${size}, ${note})
      on conflict (size) do nothing`;
  });
}

/** Goes on from a tree with the leaves that stand outside beyond it. */
async function grownOutside(dir: string, authority: string, from: Tree): Promise<Tree> {
  let tree = from;
  for await (const block of readLeaves(dir, authority, from.size)) {
    const { size, frontier } = growTree(
      tree,
      block.map(({ leaf }) => Buffer.from(leaf)),
    );
    tree = { size, frontier };
  }
  return tree;
}

/**
 * Nothing is signed that the record outside does not add up to: a past that was changed in the
 * database, even with its seals made anew, never gets a signature.
 */
function refuseOtherHead(outside: Tree, head: { size: number; root: Uint8Array }): void {
  const same =
    outside.size === head.size && Buffer.from(head.root).equals(rootOf(outside.frontier));
  if (same) return;
  throw new Error(
    `The record outside the database, of ${outside.size} sealed entries, does not add up to the ` +
      `database's head over ${head.size}. Nothing is signed: run verify, which names the entries.`,
  );
}

import type { Client } from './connections.ts';
import { inTransaction, type Scope, type TransactionOptions, type Tx } from './transactions.ts';

/** How many transactions the same caller may have under way at once. */
const MOST_AT_ONCE = 2;
/** How many things are done in one transaction at the most. */
const MOST_IN_A_SET = 64;

export interface TogetherOptions<In, Out> {
  /**
   * Does a set of things: all of them, or it throws and none is done. It gives what came of each,
   * in order. It must have no effect outside the database, because it may be done again.
   */
  readonly work: (tx: Tx, set: readonly In[]) => Promise<readonly Out[]>;
  /** Two things of the same key are not done in the same set. */
  readonly keyOf: (one: In) => string;
  /** How the transactions are, where not as usual. */
  readonly transaction?: TransactionOptions;
}

interface Waiting<In, Out> {
  readonly one: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** What waits in one caller's scope. */
interface Line<In, Out> {
  waiting: Waiting<In, Out>[];
  underWay: number;
}

/**
 * Lets those who ask for the same kind of thing at the same moment share a transaction and its
 * statements, if they have the same scope. Nobody waits for company: whoever comes while nothing is
 * under way is served at once. If a set fails, its halves are done again each by itself, down to
 * the one that fails alone, so that one bad thing fails no other.
 */
export function together<In, Out>(
  client: Client,
  { work, keyOf, transaction = {} }: TogetherOptions<In, Out>,
): (scope: Scope, one: In) => Promise<Out> {
  const lines = new Map<string, Line<In, Out>>();

  function serve(name: string, scope: Scope, line: Line<In, Out>): void {
    while (line.underWay < MOST_AT_ONCE && line.waiting.length > 0) {
      const set = takeSet(line, keyOf);
      line.underWay += 1;
      void doSet(scope, set).then(() => {
        line.underWay -= 1;
        serve(name, scope, line);
      });
    }
    if (line.underWay === 0) lines.delete(name);
  }

  async function doSet(scope: Scope, set: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const things = set.map(({ one }) => one);
      const outs = await inTransaction(client, scope, (tx) => work(tx, things), transaction);
      set.forEach(({ resolve }, n) => resolve(outs[n]!));
    } catch (error) {
      if (set.length === 1) return set[0]!.reject(error);
      const half = Math.ceil(set.length / 2);
      await Promise.all([doSet(scope, set.slice(0, half)), doSet(scope, set.slice(half))]);
    }
  }

  return (scope, one) =>
    new Promise((resolve, reject) => {
      const name = JSON.stringify(scope);
      const line = lines.get(name) ?? { waiting: [], underWay: 0 };
      lines.set(name, line);
      line.waiting.push({ one, resolve, reject });
      // Whoever comes in the same turn of the event loop is waited for.
      if (line.waiting.length === 1) setImmediate(serve, name, scope, line);
    });
}

/** Takes those who have waited longest; of two with the same key, the second waits on. */
function takeSet<In, Out>(
  line: Line<In, Out>,
  keyOf: (one: In) => string,
): readonly Waiting<In, Out>[] {
  const set = new Map<string, Waiting<In, Out>>();
  const rest: Waiting<In, Out>[] = [];
  for (const waiting of line.waiting) {
    const key = keyOf(waiting.one);
    if (set.size >= MOST_IN_A_SET || set.has(key)) rest.push(waiting);
    else set.set(key, waiting);
  }
  line.waiting = rest;
  return [...set.values()];
}

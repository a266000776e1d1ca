import type { Tx } from '../database/transactions.ts';
import { money } from '../money.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { post, type Posting } from './post.ts';
import { LedgerRefusal } from './refusals.ts';
import { dayOfReversal, faultsOfReversal } from './rules.ts';

export interface ReversalAsked {
  /** The posting key. */
  readonly key: string;
  /** Why, as a code. */
  readonly reason: string;
  /** Today, or the entry's own date if that is later, if left out. */
  readonly effectiveOn?: Temporal.PlainDate | undefined;
  /** SHA-256 of what decided it, kept elsewhere. */
  readonly evidence?: Uint8Array;
}

/**
 * Takes back an entry: posts one of the kind `reversal` with every transfer the other way round.
 * Whoever calls it changes the records that the entry stood for. @returns the new entry's id.
 */
export async function reverse(tx: Tx, entry: string, asked: ReversalAsked): Promise<string> {
  const posting = await reversalOf(tx, entry, asked);
  const posted = await post(tx, [posting]).catch((error: unknown) => {
    // Somebody else reversed it at the same moment: the constraint knows it, and not by whom.
    const isReversed = error instanceof LedgerRefusal && error.refusal.type === 'already-reversed';
    throw isReversed ? alreadyReversed(entry) : error;
  });
  return posted.ids.get(asked.key)!;
}

/**
 * The posting that takes back an entry, to be posted together with others. Throws the problems
 * "not-found", "not-reversible" for a reversal, "already-reversed", and "dates-out-of-order" for a
 * day before the entry's own.
 */
export async function reversalOf(tx: Tx, entry: string, asked: ReversalAsked): Promise<Posting> {
  const { sql } = tx;
  const [found] = await sql<{ kind: string; on: string; reversedBy: string | null }[]>`
    select k.name as kind, e.effective_on as on,
      (select r.id from entries r where r.reverses = e.id) as "reversedBy"
    from entries e join entry_kinds k on k.id = e.kind where e.id = ${entry}`;
  if (found === undefined) throw notFound();
  if (found.kind === 'reversal') throw notReversible('A reversal is not taken back itself.');
  if (found.reversedBy !== null) throw alreadyReversed(entry, found.reversedBy);
  const entryOn = Temporal.PlainDate.from(found.on);
  const { effectiveOn = dayOfReversal(entryOn, tx.scope.today), key, reason, evidence } = asked;
  const faults = faultsOfReversal(effectiveOn, entryOn);
  refuseFaults('dates-out-of-order', 'A reversal comes before its entry.', faults);
  const lines = await sql<{ from: string; to: string; amount: string }[]>`
    select to_account as from, from_account as to, amount
    from transfers where entry_id = ${entry} order by line`;
  return {
    key,
    kind: 'reversal',
    effectiveOn,
    reason,
    reverses: entry,
    ...(evidence === undefined ? {} : { evidence }),
    transfers: lines.map((line) => ({ ...line, amount: money(line.amount) })),
  };
}

/** For what is taken back another way, or not at all. */
export function notReversible(why: string): Problem {
  return new Problem('not-reversible', why);
}

function alreadyReversed(entry: string, by?: string): Problem {
  const detail = `Entry ${entry} is reversed already${by === undefined ? '' : ` by entry ${by}`}.`;
  return new Problem('already-reversed', detail, by === undefined ? {} : { reversedBy: by });
}

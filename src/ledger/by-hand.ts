import type { Tx } from '../database/transactions.ts';
import type { Decimal } from '../money.ts';
import { Problem, refuseFaults, type Fault } from '../problem.ts';
import { findAccounts } from './accounts.ts';
import { post } from './post.ts';
import { faultsOfEntryDate } from './rules.ts';

/** An entry as a finance officer writes it: accounts by name, amounts above zero. */
export interface EntryByHand {
  /** The posting key. */
  readonly key: string;
  readonly kind: string;
  readonly effectiveOn: Temporal.PlainDate;
  readonly reason: string;
  readonly transfers: readonly { from: string; to: string; amount: Decimal }[];
}

/**
 * Posts entries by hand, all or none. Throws the problem "invalid-request" for a kind that is not
 * for hands or a date that must be mistyped, and "account-unknown" with every account that is not
 * open; each is told of the first entry that it is true of.
 * @returns the entries' ids, in the order of the entries
 */
export async function postByHand(tx: Tx, entries: readonly EntryByHand[]): Promise<string[]> {
  const allowed = await kindsByHand(tx);
  for (const { kind, effectiveOn } of entries) {
    refuseFaults('invalid-request', 'The entry cannot be posted by hand.', [
      ...faultsOfKind(kind, allowed),
      ...faultsOfEntryDate(effectiveOn, tx.scope.today),
    ]);
  }
  const names = entries.flatMap(({ transfers }) => transfers.flatMap(({ from, to }) => [from, to]));
  const ids = await findAccounts(tx, [...new Set(names)]);
  for (const { transfers } of entries) refuseUnknown(transfers, ids);
  const posted = await post(
    tx,
    entries.map((entry) => ({
      ...entry,
      transfers: entry.transfers.map(({ from, to, amount }) => ({
        from: ids.get(from)!,
        to: ids.get(to)!,
        amount,
      })),
    })),
  );
  return entries.map(({ key }) => posted.ids.get(key)!);
}

/** The kinds of entry that may be posted by hand. */
export async function kindsByHand(tx: Tx): Promise<string[]> {
  const rows = await tx.sql<{ name: string }[]>`
    select name from entry_kinds where by_hand order by id`;
  return rows.map((row) => row.name);
}

function faultsOfKind(kind: string, allowed: readonly string[]): Fault[] {
  if (allowed.includes(kind)) return [];
  return [{ where: 'body.kind', message: `Posted by hand are: ${allowed.join(', ')}.` }];
}

function refuseUnknown(
  transfers: EntryByHand['transfers'],
  open: ReadonlyMap<string, string>,
): void {
  const errors = transfers.flatMap(({ from, to }, n) =>
    Object.entries({ from, to }).flatMap(([side, name]) =>
      open.has(name)
        ? []
        : [{ where: `body.transfers.${n}.${side}`, message: `No open account: ${name}.` }],
    ),
  );
  const accounts = new Set(transfers.flatMap(({ from, to }) => [from, to]));
  const unknown = [...accounts].filter((name) => !open.has(name));
  if (errors.length === 0) return;
  throw new Problem('account-unknown', `No open account: ${unknown.join(', ')}.`, { errors });
}

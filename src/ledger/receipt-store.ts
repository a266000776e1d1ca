import type { Services } from '../http/route.ts';
import { inTransaction, type Scope, type Tx } from '../database/transactions.ts';
import { Problem, notFound } from '../problem.ts';
import { sealedEntry } from './leaves.ts';
import { inclusionNodes, inclusionProof } from './merkle-proof.ts';
import type { Receipt } from './receipt.ts';
import { originOf } from './seal-files.ts';
import { loadNodes } from './seal-store.ts';
import { serviceScope } from './sealer.ts';

/** After how many seconds to ask again; the sealer works every second. */
const ASK_AGAIN_SECONDS = 5;

/**
 * The receipt of an entry that the caller may see all of. What is not sealed yet is sealed now, and
 * looked for again; then "not-sealed-yet" is thrown. Opens transactions of its own, because sealing
 * commits in others.
 */
export async function receiptFor(
  services: Pick<Services, 'client' | 'clock' | 'sealNow'>,
  caller: Scope,
  id: string,
): Promise<Receipt> {
  const { client, clock } = services;
  const seen = await inTransaction(client, caller, (tx) => linesSeen(tx, id), { readOnly: true });
  if (seen === null) throw notFound();
  // A seal covers every name in the entry, and some of those only the service may read.
  const scope = serviceScope(caller.authority, clock);
  const look = (): Promise<Receipt | null> =>
    inTransaction(client, scope, (tx) => sealedReceipt(tx, id), { readOnly: true });
  const receipt = (await look()) ?? (await services.sealNow().then(look));
  if (receipt === null) {
    throw new Problem('not-sealed-yet', 'The entry is being sealed.', {
      retryAfter: ASK_AGAIN_SECONDS,
    });
  }
  if (receipt.entry.transfers.length === seen) return receipt;
  throw new Problem('not-found', "The entry moves others' money too, so its receipt is not yours.");
}

/** How many lines of an entry the caller may see; null when not even the entry. */
async function linesSeen(tx: Tx, id: string): Promise<number | null> {
  const [entry] = await tx.sql<{ lines: number }[]>`
    select (select count(*)::int from transfers where entry_id = e.id) as lines
    from entries e where e.id = ${id}`;
  return entry?.lines ?? null;
}

/** The receipt by the last signed checkpoint that covers the entry, or null when there is none. */
async function sealedReceipt(tx: Tx, id: string): Promise<Receipt | null> {
  const [sealed] = await tx.sql<{ number: string; size: string; note: string }[]>`
    select s.number, c.size, c.note from seals s
    join lateral (select size, note from seal_checkpoints where size > s.number
      order by size desc limit 1) c on true
    where s.entry_id = ${id}`;
  const entry = sealed === undefined ? null : await sealedEntry(tx, id);
  if (sealed === undefined || entry === null) return null;
  const [number, size] = [Number(sealed.number), Number(sealed.size)];
  const nodes = await loadNodes(tx, inclusionNodes(number, size).flat());
  const proof = inclusionProof(number, size, (level, index) => nodes.get(`${level}/${index}`));
  return {
    format: 'ledger-receipt-1',
    authority: originOf(tx.scope.authority),
    entry,
    number,
    size,
    proof: proof.map((hash) => Buffer.from(hash).toString('hex')),
    checkpoint: sealed.note,
  };
}

/** The last signed checkpoint, or null when nothing has been sealed. */
export async function lastCheckpoint(tx: Tx): Promise<string | null> {
  const [last] = await tx.sql<{ note: string }[]>`
    select note from seal_checkpoints order by size desc limit 1`;
  return last?.note ?? null;
}

import { randomUUID } from 'node:crypto';
import { decideBeside } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { evidenceOf } from '../../ledger/evidence.ts';
import { post, type Posting } from '../../ledger/post.ts';
import { reversalOf } from '../../ledger/reverse.ts';
import { money } from '../../money.ts';
import { Problem } from '../../problem.ts';
import { allocate, atOnce } from './chains.ts';
import { bankAccountLock, refuseSignedOff } from './pair-store.ts';
import { holdRuns } from './wholes.ts';

interface Matched {
  readonly id: string;
  readonly bankAccountId: string;
  readonly kind: string;
  readonly entry: string;
  readonly undone: boolean;
  readonly lineId: string;
  readonly expected: string;
  readonly bookedOn: string;
  /** Of what was posted from the line: that entry. A record that named its line stays as it is. */
  readonly posted: string | null;
  /** The day on which what the line is matched to took effect, if it is an entry. */
  readonly postedOn: string | null;
  /** Whether the match itself moved money. */
  readonly moved: boolean;
}

/** The facts that the digest of an undoing covers which moves no money. */
export function undoFields(one: { id: string; match: string; reason: string }): string[] {
  return ['bank-undo-1', one.id, one.match, one.reason];
}

/**
 * Takes a match back by further rows and the entry the other way; all of it stays to be seen. What
 * was posted from the line is reversed; what another room recorded stays, and awaits its line.
 * @returns the id of the match that undoes it, or undefined when there is no such match
 */
export async function undoMatch(tx: Tx, id: string, reason: string): Promise<string | undefined> {
  const found = await matched(tx, id);
  if (found === undefined) return undefined;
  await decideBeside(tx, bankAccountLock(found.bankAccountId));
  await holdRuns(tx, [found.expected]);
  const match = (await matched(tx, id))!;
  if (match.kind === 'undo') {
    throw new Problem('match-not-possible', 'This undoes a match; match the two again instead.');
  }
  if (match.undone) throw new Problem('already-reversed', 'The match was undone before.');
  const bookedOn = Temporal.PlainDate.from(match.bookedOn);
  await refuseSignedOff(tx, [{ id: match.lineId, bankAccountId: match.bankAccountId, bookedOn }]);
  const undoing: string = randomUUID();
  const key = `undo:${undoing}`;
  const { ids } = await atOnce(
    post(tx, [
      await backwards(tx, match, { key, undoing, reason }),
      ...(await reversed(tx, match, reason)),
    ]),
  );
  await atOnce(tx.sql`
    insert into matches (id, bank_account_id, kind, rule, reason, undoes, by, entry_id)
    values (${undoing}, ${match.bankAccountId}, 'undo', 'undone', ${reason}, ${id},
      ${tx.scope.user}, ${ids.get(key)!})`);
  await atOnce(takeBack(tx, id, undoing));
  return undoing;
}

async function matched(tx: Tx, id: string): Promise<Matched | undefined> {
  const [row] = await tx.sql<Matched[]>`
    select m.id, m.bank_account_id as "bankAccountId", m.kind, m.entry_id as entry,
      exists (select from matches u where u.undoes = m.id) as undone,
      l.id as "lineId", x.name as expected, l.booked_on as "bookedOn",
      case when m.kind = 'posting' and m.entry_id <> x.entry_id then x.entry_id end as posted,
      (select e.effective_on from entries e where e.id = x.entry_id) as "postedOn",
      m.entry_id is distinct from x.entry_id
        and exists (select from transfers t where t.entry_id = m.entry_id) as moved
    from matches m
    join line_allocations a on a.match_id = m.id and a.line_id is not null
    join bank_lines l on l.id = a.line_id
    join expected_lines x on x.id = a.expected_id
    where m.id = ${id}`;
  return row;
}

/** The entry of the undoing: what the match moved the other way, or that it is undone. */
async function backwards(
  tx: Tx,
  match: Matched,
  { key, undoing, reason }: { key: string; undoing: string; reason: string },
): Promise<Posting> {
  if (!match.moved) {
    const fields = undoFields({ id: undoing, match: match.id, reason });
    const evidence = evidenceOf(fields);
    return { key, kind: 'decision', effectiveOn: tx.scope.today, reason, evidence, transfers: [] };
  }
  const lines = await tx.sql<{ from: string; to: string; amount: string }[]>`
    select to_account as from, from_account as to, amount
    from transfers where entry_id = ${match.entry} order by line`;
  return {
    key,
    kind: 'bank_match',
    effectiveOn: Temporal.PlainDate.from(match.bookedOn),
    reason,
    reverses: match.entry,
    transfers: lines.map((line) => ({ ...line, amount: money(line.amount) })),
  };
}

/** What was posted from a line of a closed day took effect later, and is taken back from then on. */
async function reversed(tx: Tx, { posted, postedOn }: Matched, reason: string): Promise<Posting[]> {
  if (posted === null) return [];
  const effectiveOn = Temporal.PlainDate.from(postedOn!);
  return [await reversalOf(tx, posted, { key: `undo_posting:${posted}`, reason, effectiveOn })];
}

/** Negative rows for all that the match had allocated, the run's side of a payment with it. */
function takeBack(tx: Tx, id: string, undoing: string): Promise<void> {
  return allocate(
    tx,
    tx.sql`
      select row_number() over (order by a.line_id nulls last, a.id)::int as n,
        ${undoing}::uuid as match_id, a.line_id, x.name, -a.amount as amount, w.name as whole
      from line_allocations a
      join expected_lines x on x.id = a.expected_id
      left join line_allocations p on p.id = a.part_of
      left join expected_lines w on w.id = p.expected_id
      where a.match_id = ${id}
        and not exists (
          select from line_allocations o where o.match_id = a.match_id and o.part_of = a.id)`,
  );
}

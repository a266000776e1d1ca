import { decideAloneOnAll } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { Problem } from '../../problem.ts';
import { bankAccountLock } from '../matching/pair-store.ts';

/**
 * Throws the problem "not-reversible" for an entry that a line of the bank is matched to: the bank
 * says that the money moved. Nobody matches the entry until the transaction ends.
 */
export async function refuseMatched(tx: Tx, entryId: string): Promise<void> {
  const accounts = await tx.sql<{ id: string }[]>`
    select distinct a.subject as id from transfers t
    join accounts a on a.id in (t.from_account, t.to_account)
    where t.entry_id = ${entryId}
      and a.class = (select id from account_classes where name = 'bank')`;
  await decideAloneOnAll(
    tx,
    accounts.map(({ id }) => bankAccountLock(id)),
  );
  const matches = await tx.sql<{ id: string; lineId: string }[]>`
    select m.id, min(a.line_id)::text as "lineId"
    from expected_lines x
    join line_allocations a on a.expected_id = x.id
    join matches m on m.id = a.match_id
    where x.name = ${`entry:${entryId}`} and m.undoes is null
      and not exists (select from matches u where u.undoes = m.id)
    group by m.id order by m.id`;
  if (matches.length === 0) return;
  const lines = [...new Set(matches.map((match) => match.lineId))].join(', ');
  throw new Problem(
    'not-reversible',
    `Entry ${entryId} is matched to the bank's line ${lines}, so the money moved. Undo the match first.`,
    { matches: matches.map((match) => match.id) },
  );
}

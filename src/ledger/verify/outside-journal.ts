import type { Tx } from '../../database/transactions.ts';
import { leaves, sealedEntry } from '../leaves.ts';
import { MOST_NAMED, Offenders, type Check } from './check.ts';
import { leavesUpTo, notMade } from './outside-heads.ts';

/** An entry is described with at most so many of its lines. */
const MOST_LINES = 5;

/**
 * Whoever owns the database can change an entry and make every seal in it anew, but not the record
 * outside. This names each entry that is not what stands there, with what it is now.
 */
export const journalIsAsOutside: Check = {
  name: 'The journal is what the record outside the database says it is',
  expected:
    'Each entry outside is in the journal unchanged, none has come in between, and the database ' +
    'has at least as many seals as there are leaves outside.',
  async run({ tx, outside, onProgress }) {
    const { dir, leaves: count } = outside;
    if (dir === null) return notMade(outside);
    const offenders = new Offenders();
    await compareCounts(tx, count, offenders);
    let after = '0';
    let looked = 0;
    for await (const block of leavesUpTo(dir, tx.scope.authority, count)) {
      const through = greatest(block, after);
      await compareBlock(tx, block, { after, through }, offenders);
      after = through;
      looked += block.length;
      onProgress(`${looked} of ${count} entries compared with the record outside`);
    }
    return {
      figure: `${count} entries compared, through entry ${after}`,
      found: offenders.found,
      named: offenders.named,
    };
  },
};

async function compareCounts(tx: Tx, outside: number, offenders: Offenders): Promise<void> {
  const [row] = await tx.sql<{ seals: string }[]>`select count(*) as seals from seals`;
  const seals = Number(row!.seals);
  if (outside > seals) {
    offenders.add(
      `The database has lost sealed entries: ${outside} stand outside, ${seals} are sealed in it.`,
    );
  }
  if (outside === 0 && seals > 0) {
    offenders.add(`None of the ${seals} sealed entries stands outside. Check SEAL_DIR.`);
  }
}

function greatest(block: readonly { entryId: string }[], after: string): string {
  let most = BigInt(after);
  for (const { entryId } of block) if (BigInt(entryId) > most) most = BigInt(entryId);
  return most.toString();
}

async function compareBlock(
  tx: Tx,
  block: readonly { entryId: string; leaf: Buffer }[],
  range: { after: string; through: string },
  offenders: Offenders,
): Promise<void> {
  const records = block.map(({ entryId, leaf }) => [entryId, leaf.toString('hex')]);
  const differing = await tx.sql<{ entry: string; is: string; found: string }[]>`
    select id as entry, count(*) over () as found, case when bool_and(outside) then 'removed'
        when bool_or(outside) then 'changed' else 'added' end as is
    from (
      select (value ->> 0)::bigint as id, decode(value ->> 1, 'hex') as leaf, true as outside
      from jsonb_array_elements(${JSON.stringify(records)}::text::jsonb)
      union all
      select id, leaf, false from (${leaves(tx, range)}) as l
    ) as both_leaves
    group by id having count(*) <> 2 or count(distinct leaf) <> 1
    order by id limit ${MOST_NAMED}`;
  const named: string[] = [];
  for (const { entry, is } of differing) named.push(await sentence(tx, entry, is));
  offenders.addAll({ found: Number(differing[0]?.found ?? 0), named });
}

async function sentence(tx: Tx, id: string, is: string): Promise<string> {
  if (is === 'removed') return `Entry ${id} stands outside and is not in the journal.`;
  const now = await describe(tx, id);
  return is === 'added'
    ? `Entry ${id} is in the journal and does not stand outside. It is ${now}.`
    : `Entry ${id} was changed. It is now ${now}.`;
}

/** What an entry is now: its kind, its date and what it moves. It holds no personal data. */
async function describe(tx: Tx, id: string): Promise<string> {
  const entry = await sealedEntry(tx, id);
  if (entry === null) return 'not to be read';
  const { kind, effectiveOn, transfers } = entry;
  const lines = transfers
    .slice(0, MOST_LINES)
    .map(({ from, to, amount }) => `£${amount} from ${from} to ${to}`);
  const more = transfers.length > MOST_LINES ? [`${transfers.length - MOST_LINES} more lines`] : [];
  return `${kind}, effective on ${effectiveOn}, moving ${[...lines, ...more].join('; ') || 'nothing'}`;
}

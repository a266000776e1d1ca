import type { Tx } from '../../database/transactions.ts';
import { leaves } from '../leaves.ts';
import { find, Offenders, type Check } from './check.ts';

/** Leaves are recomputed for so many entries at a time. */
const BLOCK = 50_000;

/** Every sealed entry, with its transfers and accounts, hashed again and set against its seal. */
export const sealedEntriesAreUnchanged: Check = {
  name: 'Every sealed entry is still what was sealed',
  expected: "The leaf made from each entry as it stands now is the leaf in the entry's seal.",
  async run({ tx, onProgress }) {
    const offenders = new Offenders();
    const [last] = await tx.sql<{ entry: string }[]>`
      select coalesce(max(entry_id), 0) as entry from seals`;
    let looked = 0;
    for (let after = '0'; BigInt(after) < BigInt(last!.entry);) {
      const range = await nextRange(tx, after);
      looked += range.count;
      // Grouped and not joined: a join would be planned row by row when it is thought small.
      const changed = await tx.sql<{ entry: string; gone: boolean }[]>`
        select id as entry, bool_and(sealed) as gone from (
          select id, leaf, false as sealed from (${leaves(tx, range)}) as l
          union all
          select entry_id, leaf, true from seals
          where entry_id > ${after} and entry_id <= ${range.through}
        ) as both_leaves
        group by id having bool_or(sealed) and (count(*) <> 2 or count(distinct leaf) <> 1)
        order by id`;
      for (const { entry, gone } of changed) {
        offenders.add(
          gone
            ? `Entry ${entry} was sealed and is gone.`
            : `Entry ${entry} is not what was sealed.`,
        );
      }
      onProgress(`${looked} sealed entries hashed again`);
      after = range.through;
    }
    const { found, named } = offenders;
    return { figure: `${looked} sealed entries`, found, named };
  },
};

async function nextRange(tx: Tx, after: string) {
  const [end] = await tx.sql<{ through: string; count: string }[]>`
    select max(entry_id) as through, count(*) as count from (
      select entry_id from seals where entry_id > ${after} order by entry_id limit ${BLOCK}
    ) as next`;
  return { after, through: end!.through, count: Number(end!.count) };
}

/** Nothing that was posted before the last seal may have been left out, or come in since. */
export const sealsAreGapless: Check = {
  name: 'Every entry up to the last seal has its number, in order and without gaps',
  expected:
    'Seals are numbered from 0 in the order of the entries, every entry up to the last batch has ' +
    'one, and each batch ends where it says.',
  run({ tx }) {
    const { sql } = tx;
    const last = sql`(select coalesce(max(through_entry), 0) from seal_batches)`;
    return find(
      tx,
      sql`select count(*) || ' seals in ' || (select count(*) from seal_batches) || ' batches'
        as figure from seals`,
      sql`
        (select 'Entry ' || e.id || ' is not sealed, and later ones are.' as offender
        from entries e left join seals s on s.entry_id = e.id
        where e.id <= ${last} and s.entry_id is null order by e.id)
        union all
        (select 'Seal ' || number || ', of entry ' || entry_id || ', follows seal '
          || coalesce(before_number::text, 'nothing') || ', of entry '
          || coalesce(before_entry::text, 'none') || '.'
        from (
          select number, entry_id, lag(number) over (order by number) as before_number,
            lag(entry_id) over (order by number) as before_entry from seals
        ) as numbered
        where number <> coalesce(before_number, -1) + 1 or entry_id <= before_entry
        order by number)
        union all
        (select 'The batch of ' || b.size || ' seals says that it ends with entry '
          || b.through_entry || ', and ends with ' || coalesce(s.entry_id::text, 'none') || '.'
        from seal_batches b left join seals s on s.number = b.size - 1
        where s.entry_id is distinct from b.through_entry order by b.size)
        union all
        (select 'Seal ' || number || ', of entry ' || entry_id || ', is in no batch.'
        from seals where number >= (select coalesce(max(size), 0) from seal_batches)
        order by number)`,
    );
  },
};

import type { Fragment, Tx } from '../../database/transactions.ts';
import { MOST_NAMED, isName } from './name-words.ts';

/**
 * Notes which lines name which expected lines: a word of the line is a key of it, which few share.
 * `short` is what the line brings less than is expected, and `pence` what both have, without signs.
 * A line has each word once, so that what has one key is named once; what has several, as a run of
 * one payment has, can be named by each of them.
 */
export async function noteNames(tx: Tx): Promise<void> {
  const { sql } = tx;
  const [several] = await sql`select from search_expected where keys is not null limit 1`;
  const single = sql`select *, key as word from search_expected where keys is null`;
  const keys = sql`select *, unnest(keys) as word from search_expected where keys is not null`;
  const words = several === undefined ? single : sql`${single} union all ${keys}`;
  await sql`
    create temporary table search_named on commit drop as ${named(tx, single, words)}`;
  if (several === undefined) return;
  await sql`insert into search_named select distinct * from (${named(tx, keys, words)}) as n`;
}

/** Lines with what they name, of expected lines with a `word` each that names them; of all `words`. */
function named(tx: Tx, expected: Fragment, words: Fragment): Fragment {
  const { sql } = tx;
  return sql`
    select w.n as line_n, k.id as expected_id, w.day - k.day as days,
      abs(k.pence) - abs(w.pence) as short, least(abs(w.pence), abs(k.pence)) as pence, k.own_name
    from (select n, pence, day, unnest(words) as word from search_lines) as w
    join (select id, pence, day, own_name, word from (${expected}) as k where ${isName(tx)}) as k
      on k.word = w.word
    where (k.pence # w.pence) >= 0
      and not exists (select from (select word from (${words}) as c
        group by word having count(*) > ${MOST_NAMED}) as c where c.word = k.word)`;
}

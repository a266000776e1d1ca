import type { Tx } from '../../database/transactions.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import { expectedLines } from './expected.ts';
import { MOST_NAMED, isName } from './name-words.ts';
import { numberedDays } from './working-days.ts';

/** What a search was made from: how many, and a digest of all of it, in hex. */
export interface Staged {
  readonly lines: number;
  readonly expected: number;
  readonly inputDigest: string;
}

/**
 * Takes down what is open of a bank account, lines and expected lines, in tables that only this
 * transaction sees, so that every rule looks at the same and reads it once; and which lines name
 * what. They are numbered in order of their days, so that the same gives the same again.
 */
export async function stage(tx: Tx, bankAccountId: string): Promise<Staged> {
  const { sql } = tx;
  await sql.unsafe(TABLES).simple();
  await sql`
    insert into search_days
    select day, number from jsonb_to_recordset(${JSON.stringify(numberedDays())}::text::jsonb)
      as d(day date, number int)`;
  await joiningWhole(tx, async () => {
    await sql`
      insert into search_expected
      select row_number() over (order by e.value_on, e.name collate "C")::int, e.name,
        sign(e.amount)::int, e.open, e.value_on, d.number, e.keys, e.pay_run_id, e.credit_id,
        e.invoice_payment_id, e.whole
      from (${expectedLines(tx, { bankAccountId })}) as e
      left join search_days d on d.day = e.value_on`;
    await sql`
      insert into search_lines
      select row_number() over (order by l.booked_on, l.id)::int, l.id, sign(l.amount)::int,
        l.size - coalesce(a.amount, 0), l.booked_on, d.number, coalesce(l.words, '{}')
      from bank_lines l
      left join (select line_id, sum(amount) as amount from line_allocations
        where bank_account_id = ${bankAccountId} and line_id is not null group by line_id) as a
        on a.line_id = l.id
      left join search_days d on d.day = l.booked_on
      where l.bank_account_id = ${bankAccountId} and l.size > coalesce(a.amount, 0)`;
    await sql.unsafe(ANALYZE).simple();
    await noteNames(tx);
  });
  await sql.unsafe('analyze search_named').simple();
  const [digest] = await sql<{ lines: number; expected: number; digest: string }[]>`
    select (select count(*) from search_lines)::int as lines,
      (select count(*) from search_expected)::int as expected,
      encode(sha256(convert_to(concat(
        (select string_agg(id || ':' || open, ';' order by n) from search_lines), '#',
        (select string_agg(name || ':' || open, ';' order by n) from search_expected)), 'UTF8')),
        'hex') as digest`;
  return { lines: digest!.lines, expected: digest!.expected, inputDigest: digest!.digest };
}

/**
 * Notes which lines name which expected lines: a word of the line is a key of it, which few share.
 */
async function noteNames(tx: Tx): Promise<void> {
  const { sql } = tx;
  await sql`
    with keyed as materialized (
      select e.n, e.sign, e.open, e.day, k.word as key
      from search_expected e, unnest(e.keys) as k(word) where ${isName(tx)}
    ),
    crowded as (select key from keyed group by key having count(*) > ${MOST_NAMED}),
    worded as (
      select l.n, l.sign, l.open, l.day, w.word from search_lines l, unnest(l.words) as w(word)
    )
    insert into search_named
    select w.n, k.n, w.day - k.day, k.open - w.open
    from worded w join keyed k on k.key = w.word and k.sign = w.sign
    where not exists (select from crowded c where c.key = k.key)`;
}

const ANALYZE = `analyze search_expected (n, sign, open, day);
  analyze search_lines (n, sign, open, day)`;

/** `on commit drop`: nothing of a search outlives it. */
const TABLES = `
  drop table if exists search_days, search_expected, search_lines, search_named, search_found;
  create temporary table search_days (day date primary key, number int not null) on commit drop;
  create temporary table search_expected (
    n int not null, name text not null, sign int not null, open numeric(14, 2) not null,
    value_on date not null, day int, keys text[] not null, pay_run_id uuid, credit_id uuid,
    invoice_payment_id uuid, whole text
  ) on commit drop;
  create temporary table search_lines (
    n int not null, id bigint not null, sign int not null, open numeric(14, 2) not null,
    booked_on date not null, day int, words text[] not null
  ) on commit drop;
  create temporary table search_named (
    line_n int not null, expected_n int not null, days int, short numeric(14, 2) not null
  ) on commit drop;
  create temporary table search_found (
    position smallint not null, line_n int not null, expected_n int not null, days int not null,
    difference numeric(14, 2) not null, rivals int not null, alike int not null,
    result text, line_ids bigint[], expected text[], amounts numeric(14, 2)[],
    rival_lines bigint[], rival_expected text[], alike_expected text[]
  ) on commit drop`;

import type { Tx } from '../../database/transactions.ts';
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
 * what. They are numbered in order of their days, so that the same gives the same again. `pence` is
 * what is open with its sign, money out negative: two sides that bring each other have the same.
 */
export async function stage(tx: Tx, bankAccountId: string): Promise<Staged> {
  const { sql } = tx;
  await sql.unsafe(TABLES).simple();
  await sql`
    insert into search_days
    select day, number from jsonb_to_recordset(${JSON.stringify(numberedDays())}::text::jsonb)
      as d(day date, number int)`;
  await stageExpected(tx, bankAccountId);
  await stageLines(tx, bankAccountId);
  await sql.unsafe(ANALYZE).simple();
  await noteNames(tx);
  await sql.unsafe('analyze search_named').simple();
  const [digest] = await sql<{ lines: number; expected: number; digest: string }[]>`
    select l.many::int as lines, e.many::int as expected,
      encode(sha256(convert_to(concat(l.list, '#', e.list), 'UTF8')), 'hex') as digest
    from
      (select count(*) as many, string_agg(id || ':' || open, ';' order by n) as list
        from search_lines) as l,
      (select count(*) as many, string_agg(name || ':' || open, ';' order by n) as list
        from search_expected) as e`;
  return { lines: digest!.lines, expected: digest!.expected, inputDigest: digest!.digest };
}

/**
 * In order of their days and then of their names. Names are kinds and identifiers, most of them of
 * payments: a day, its kinds and the beginning of an identifier make one number, which is sorted in
 * a fraction of the time; only what has the same number is told apart by the name itself.
 */
async function stageExpected(tx: Tx, bankAccountId: string): Promise<void> {
  await tx.sql`
    create temporary table search_expected on commit drop as
    select (row_number() over (order by
        (((e.value_on - '2000-01-01') * 2 + case when e.kind collate "C" > 'pay_run' then 1 else 0 end)::bigint << 32)
          + case when e.kind = 'payment' then ('x' || left(e.credit_id::text, 8))::bit(32)::bigint
            when e.kind collate "C" > 'payment' then 4294967295 else 0 end,
        e.name collate "C"))::int as n,
      d.number as day,
      (case when e.amount < 0 then -e.open else e.open end * 100)::bigint as pence, e.open,
      e.value_on, e.name, e.keys, e.pay_run_id, e.credit_id, e.invoice_payment_id, e.whole
    from (${expectedLines(tx, { bankAccountId })}) as e
    left join search_days d on d.day = e.value_on`;
}

async function stageLines({ sql }: Tx, bankAccountId: string): Promise<void> {
  await sql`
    create temporary table search_lines on commit drop as
    select (row_number() over (order by l.booked_on, l.id))::int as n, d.number as day,
      (case when l.amount < 0 then -l.open else l.open end * 100)::bigint as pence, l.open, l.booked_on, l.id, l.words
    from (
      select l.id, l.amount, l.booked_on, coalesce(l.words, '{}') as words,
        case when a.amount is null then l.size else l.size - a.amount end as open
      from bank_lines l
      left join (select line_id, sum(amount) as amount from line_allocations
        where bank_account_id = ${bankAccountId} and line_id is not null group by line_id) as a
        on a.line_id = l.id
      where l.bank_account_id = ${bankAccountId}
    ) as l
    left join search_days d on d.day = l.booked_on
    where l.open > 0`;
}

/**
 * Notes which lines name which expected lines: a word of the line is a key of it, which few share.
 */
async function noteNames(tx: Tx): Promise<void> {
  const { sql } = tx;
  await sql`
    with keyed as materialized (
      select n, pence, day, open, name, word as key
      from (select n, pence, day, open, name, unnest(keys) as word from search_expected) as k
      where ${isName(tx)}
    ),
    crowded as (select key from keyed group by key having count(*) > ${MOST_NAMED})
    insert into search_named
    select distinct on (w.n, k.n) w.n, k.n, w.day - k.day, abs(k.pence) - abs(w.pence), w.id, k.name,
      least(w.open, k.open)
    from (select n, pence, day, open, id, unnest(words) as word from search_lines) as w
    join keyed k on k.key = w.word and (k.pence < 0) = (w.pence < 0)
    where not exists (select from crowded c where c.key = k.key)
    order by w.n, k.n`;
}

const ANALYZE = `set local default_statistics_target = 10;
  analyze search_expected (n, pence, day);
  analyze search_lines (n, pence, day)`;

/** `on commit drop`: nothing of a search outlives it. */
const TABLES = `
  drop table if exists search_days, search_expected, search_lines, search_named, search_found,
    search_details, search_parts;
  create temporary table search_days (day date primary key, number int not null) on commit drop;
  create temporary table search_parts (name text not null, whole text not null) on commit drop;
  create temporary table search_named (
    line_n int not null, expected_n int not null, days int, short bigint not null,
    line_id bigint not null, expected_name text not null, amount numeric(14, 2) not null
  ) on commit drop;
  create temporary table search_found (
    position smallint not null, line_n int not null, expected_n int not null, days int not null,
    difference numeric(14, 2) not null, rivals int not null, alike int not null,
    line_id bigint, expected_name text, amount numeric(14, 2) not null, result text, line_ids bigint[], expected text[], amounts numeric(14, 2)[],
    rival_lines bigint[], rival_expected text[], alike_expected text[]
  ) on commit drop`;

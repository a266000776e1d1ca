import type { Fragment, Tx } from '../../database/transactions.ts';
import { expectedLines } from './expected.ts';
import { noteNames } from './search-names.ts';
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
 * what. Hundreds of thousands go through every step, so their rows are narrow:
 *
 * - a line is its day and its identifier in one number, `n`: by it lines are in order of their days
 * - an expected line has an identifier, `id`: of one payment of a run that of its credit, and then
 *   `own_name` is null; of all others one that is made from their names
 * - `pence` is what is open with its sign, money out negative: two sides that bring each other have
 *   the same
 */
export async function stage(tx: Tx, bankAccountId: string): Promise<Staged> {
  const { sql } = tx;
  await sql.unsafe(TABLES).simple();
  await stageExpected(tx, bankAccountId);
  await stageLines(tx, bankAccountId);
  await sql.unsafe(ANALYZE).simple();
  await noteNames(tx);
  await sql.unsafe('analyze search_named').simple();
  const [digest] = await sql<{ lines: number; expected: number; digest: string }[]>`
    select l.many::int as lines, e.many::int as expected,
      encode(sha256(coalesce(l.list, '') || coalesce(e.list, '')), 'hex') as digest
    from
      (select count(*) as many, array_send(array_agg(n order by n))
        || array_send(array_agg(pence order by n)) as list from search_lines) as l,
      (select count(*) as many, array_send(array_agg(id order by id))
        || array_send(array_agg(pence order by id)) as list from search_expected) as e`;
  return { lines: digest!.lines, expected: digest!.expected, inputDigest: digest!.digest };
}

/** The identifier of a line, out of its number in the search. */
export const lineId = ({ sql }: Tx, n: string): Fragment => sql`(${sql(n)} & ${LINE_IDS}::bigint)`;

/** The name of an expected line, from the columns of its identifier and of its own name. */
export const nameOf = ({ sql }: Tx, id: string, ownName: string): Fragment =>
  sql`coalesce(${sql(ownName)}, 'payment:' || ${sql(id)})`;

/**
 * The order of expected lines, by the columns of `search_expected` as `e`: by their days, then by
 * their names. Identifiers are in no order that anybody knows, so they alone decide nothing.
 */
export const inTurn = ({ sql }: Tx): Fragment =>
  sql`e.value_on, e.own_name is null, e.own_name collate "C", e.id`;

/** An expected line's identifier in the search, from its name. */
export const idOfName = (tx: Tx, name: Fragment): Fragment => tx.sql`
  case when ${name} like 'payment:%' then substr(${name}, 9)::uuid
    else ${madeId(tx, name)} end`;

/** An identifier that is made from a name: the first half of its digest. */
const madeId = ({ sql }: Tx, name: Fragment): Fragment =>
  sql`encode(substring(sha256(convert_to(${name}, 'UTF8')) for 16), 'hex')::uuid`;

/** The most that a line's identifier can be: 40 bits of its number are for it. */
const LINE_IDS = (2n ** 40n - 1n).toString();

async function stageExpected(tx: Tx, bankAccountId: string): Promise<void> {
  const { sql } = tx;
  await sql`
    create temporary table search_expected on commit drop as
    select case when e.own_name is null then e.credit_id
        else ${madeId(tx, sql`e.own_name`)} end as id,
      (case when e.amount < 0 then -e.open else e.open end * 100)::bigint as pence,
      ${workingDay(tx, sql`e.value_on`)} as day, e.value_on, e.pay_run_id, e.own_name,
      e.keys[1] as key, case when cardinality(e.keys) > 1 then e.keys end as keys,
      e.invoice_payment_id
    from (${expectedLines(tx, { bankAccountId })}) as e`;
}

async function stageLines(tx: Tx, bankAccountId: string): Promise<void> {
  const { sql } = tx;
  await sql`
    create temporary table search_lines on commit drop as
    select ((l.booked_on - '2000-01-01')::bigint << 40) + l.id as n,
      (case when a.amount is null then l.amount else l.amount - sign(l.amount) * a.amount end
        * 100)::bigint as pence,
      ${workingDay(tx, sql`l.booked_on`)} as day, coalesce(l.words, '{}') as words
    from bank_lines l
    left join (select line_id, sum(amount) as amount from line_allocations
      where bank_account_id = ${bankAccountId} and line_id is not null group by line_id) as a
      on a.line_id = l.id
    where l.bank_account_id = ${bankAccountId} and l.size > coalesce(a.amount, 0)`;
}

/** The working day of a date, as a number; null outside the calendar, where nothing fits. */
function workingDay({ sql }: Tx, day: Fragment): Fragment {
  const days = numberedDays();
  const numbers = `{${days.map(({ number }) => number).join(',')}}`;
  return sql`(${numbers}::int[])[${day} - ${days[0]!.day}::date + 1]`;
}

const ANALYZE = `set local default_statistics_target = 10;
  analyze search_expected (id, pence, day);
  analyze search_lines (n, pence, day)`;

/**
 * `on commit drop`: nothing of a search outlives it. What is found is of one line and one expected
 * line, or a sum: then `turn` tells those apart that begin with the same line, from 1.
 */
const TABLES = `
  drop table if exists search_expected, search_lines, search_named, search_found, search_details,
    search_parts;
  create temporary table search_parts (
    id uuid not null, pay_run_id uuid not null, value_on date not null
  ) on commit drop;
  create temporary table search_found (
    line_n bigint not null, position smallint not null, turn smallint not null, days int not null,
    expected_id uuid, pence bigint not null, short bigint not null, rivals int not null,
    alike int not null, own_name text, result text, line_ids bigint[], expected text[],
    amounts numeric(14, 2)[], rival_lines bigint[], rival_expected text[], alike_expected text[]
  ) on commit drop`;

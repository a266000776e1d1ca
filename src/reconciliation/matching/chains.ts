import postgres from 'postgres';
import type { Fragment, Tx } from '../../database/transactions.ts';
import { LedgerRefusal } from '../../ledger/refusals.ts';
import { Problem } from '../../problem.ts';
import { expectedLines } from './expected.ts';

/**
 * Writes the rows of expected lines that are matched for the first time, by their names. Two that
 * do so at one moment write the same.
 */
export async function writeExpected(tx: Tx, names: readonly string[]): Promise<void> {
  const { sql } = tx;
  await sql`
    insert into expected_lines (name, kind, bank_account_id, amount, value_on, pay_run_id, credit_id,
      invoice_payment_id, entry_id, line_id)
    select name, kind, bank_account_id, amount, value_on, pay_run_id, credit_id, invoice_payment_id,
      entry_id, line_id
    from (${expectedLines(tx, { names })}) as e order by name
    on conflict (name) do nothing`;
}

/**
 * Adds allocations to the chains of their lines and of what is expected, as a set. The query gives
 * a row for each: n (its order), match_id, line_id (null: no line brings it), name, amount (below
 * zero takes back) and whole (the expected line of the run of which a payment is a part, or null).
 * Expected lines and matches are there already. Each row looks up the ends of its chains by index,
 * so that one match among millions is as quick as the first.
 *
 * They are written in one order, so that sets of the same lines do not wait for each other in a ring.
 * What another allocated meanwhile is refused by the constraints of the chains; see `atOnce`.
 */
export async function allocate(tx: Tx, source: Fragment): Promise<void> {
  const { sql } = tx;
  await sql`
    with input as materialized (
      select gen_random_uuid() as id, case when whole is not null then gen_random_uuid() end
        as whole_id, s.* from (${source}) as s
    ),
    rows as materialized (
      select n, 2 as part, id, match_id, line_id, name, amount, whole_id as part_of from input
      union all
      select n, 1, whole_id, match_id, null, whole, amount, null from input
      where whole is not null
    ),
    placed as materialized (
      select r.*, x.id as expected_id, x.bank_account_id, x.amount as expected_amount,
        row_number() over e as expected_place, sum(r.amount) over e as expected_sum,
        row_number() over l as line_place, sum(r.amount) over l as line_sum
      from rows r cross join lateral (
        select id, bank_account_id, amount from expected_lines where name = r.name offset 0) as x
      window e as (partition by r.name order by r.n, r.part),
        l as (partition by r.line_id order by r.n, r.part)
    )
    insert into line_allocations (id, match_id, bank_account_id, amount, line_id, line_amount,
      line_seq, line_previous, line_before, line_after, expected_id, expected_amount,
      expected_seq, expected_previous, expected_before, expected_after, part_of)
    select p.id, p.match_id, p.bank_account_id, p.amount, p.line_id, b.amount,
      coalesce(l.line_seq, 0) + p.line_place, nullif(coalesce(l.line_seq, 0) + p.line_place - 1, 0),
      coalesce(l.line_after, 0.00) + p.line_sum - p.amount,
      coalesce(l.line_after, 0.00) + p.line_sum,
      p.expected_id, p.expected_amount, coalesce(e.expected_seq, 0) + p.expected_place,
      nullif(coalesce(e.expected_seq, 0) + p.expected_place - 1, 0),
      coalesce(e.expected_after, 0.00) + p.expected_sum - p.amount,
      coalesce(e.expected_after, 0.00) + p.expected_sum, p.part_of
    from (
      select id, match_id, bank_account_id, amount, line_id, expected_id, expected_amount, part_of,
        n, part, expected_place, expected_sum,
        case when line_id is not null then line_place end as line_place,
        case when line_id is not null then line_sum end as line_sum
      from placed
    ) as p
    left join lateral (select amount from bank_lines where id = p.line_id offset 0) as b on true
    left join lateral (select line_seq, line_after from line_allocations
      where line_id = p.line_id order by line_seq desc limit 1) as l on true
    left join lateral (select expected_seq, expected_after from line_allocations
      where expected_id = p.expected_id order by expected_seq desc limit 1) as e on true
    order by p.line_id, p.expected_id, p.n, p.part`;
}

const CHAINS = /^line_allocations_(line|expected)(_once|_seq|_goes_on|_sum)$|^matches_undone_once$/;

/** Says in words that somebody else matched the same line or payment at the same moment. */
export async function atOnce<T>(work: PromiseLike<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const chain =
      error instanceof postgres.PostgresError && CHAINS.test(error.constraint_name ?? '');
    const key = error instanceof LedgerRefusal && error.refusal.type === 'key-reused';
    if (!chain && !key) throw error;
    throw new Problem(
      'match-not-possible',
      'Somebody else matched the line or the payment at the same moment. Nothing was done.',
    );
  }
}

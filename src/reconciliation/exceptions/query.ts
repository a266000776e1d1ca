import type { Fragment, Tx } from '../../database/transactions.ts';
import { toText } from '../../money.ts';
import { differing, namesNoOther } from './query-differs.ts';
import { subjectOfStep } from './query-lines.ts';
import { offsetsOf, within, type Limit, type Offsets } from './rules.ts';
import type { OfStatements, Standing } from './standing.ts';

/** What the exceptions of some accounts are read from, beside the tables. */
export interface Basis {
  readonly standings: readonly Standing[];
  /** Those that are no line's and no expected line's. */
  readonly ofStatements: readonly OfStatements[];
  readonly limits: readonly Limit[];
  /** Within how many working days of its value day a payment is on a statement. */
  readonly onStatement: number;
}

/**
 * What the exceptions of the accounts of `scope` are put together from: queries, and one condition
 * (see sources.ts).
 */
export interface Sources {
  /** Parts that the others are made from, each with a comma after it. */
  readonly before: Fragment;
  readonly lines: Fragment;
  readonly suspended: Fragment;
  readonly repeats: Fragment;
  readonly expected: Fragment;
  readonly proposed: Fragment;
  readonly steps: Fragment;
  /** Whether something of an expected line (`x`) is matched. */
  readonly someMatched: Fragment;
}

/**
 * The exceptions of some accounts, as they stand or stood, as a query. A row:
 *
 * - name, kind, bank_account_id, state; comes_in: whether money comes in, null of statements
 * - amount without a sign, null where it is not known; since, due_on
 * - line_id, of_line_id, expected, statement_ids, from_on, to_on: what it is about
 * - expected_amount, found_amount
 * - owner_id: who has it now; notes: how many there are
 *
 * A line, or an expected line, is in it once, under the kind that says most. As that may be another
 * kind tomorrow, who has it and its notes are those of what it is about, whatever it was called.
 */
export function exceptions(tx: Tx, basis: Basis, from: Sources): Fragment {
  const { sql } = tx;
  return sql`
    with scope as materialized (
      select id, coalesce(through, '-infinity'::date) as through
      from jsonb_to_recordset(${JSON.stringify(basis.standings)}::text::jsonb)
        as s(id uuid, through date)
    ),
    ${from.before}
    lines as materialized (${from.lines}),
    suspended as materialized (${from.suspended}),
    repeats as materialized (${from.repeats}),
    expected as materialized (
      select e.*, ${later(tx, sql`e.value_on`, offsetsOf(within(basis.onStatement)))} as by_on
      from (${from.expected}) as e
    ),
    differs as materialized (${differing(tx)}),
    proposed as materialized (${from.proposed}),
    found as (
      ${unidentified(tx)}
      union all ${ofDiffering(tx)}
      union all ${duplicates(tx)}
      union all ${ofExpected(tx, from.someMatched)}
      union all ${ofStatements(tx, basis.ofStatements)}
    )
    select f.kind || ':' || f.subject as name, f.*, ${dueDay(tx, basis.limits)} as due_on,
      s.owner_id, coalesce(s.notes, 0) as notes
    from found f
    left join (
      select ${subjectOfStep(tx)} as subject, count(note)::int as notes,
        (array_agg(owner_id order by seq desc, at desc) filter (where owner_id is not null))[1]
          as owner_id
      from ${from.steps} where bank_account_id in (select id from scope) group by 1
    ) as s on s.subject = f.subject`;
}

/** Lines that belong to nothing, in all or in part, or that stand in suspense. */
const unidentified = ({ sql }: Tx): Fragment => sql`
  select case when amount > 0 then 'unidentified_receipt' else 'unidentified_payment' end as kind,
    id::text as subject, bank_account_id,
    case when open = 0 then 'in_suspense' when id in (select line_id from proposed) then 'proposed'
      else 'open' end as state,
    amount > 0 as comes_in, open + suspended as amount, booked_on as since, id as line_id,
    null::bigint as of_line_id, null as expected, '{}'::uuid[] as statement_ids,
    null::date as from_on, null::date as to_on, null::numeric as expected_amount,
    open + suspended as found_amount
  from (
    select id, bank_account_id, amount, booked_on, sum(open) as open, sum(suspended) as suspended
    from (
      select id, bank_account_id, amount, booked_on, open, 0.00 as suspended from lines
      union all
      select id, bank_account_id, amount, booked_on, 0.00, suspended from suspended
    ) as each group by id, bank_account_id, amount, booked_on
  ) as l
  where id not in (select line_id from differs) and id not in (select line_id from repeats)`;

const ofDiffering = ({ sql }: Tx): Fragment => sql`
  select 'amount_differs', line_id::text, bank_account_id,
    case when line_id in (select line_id from proposed) then 'proposed' else 'open' end,
    comes_in, found_amount, since, line_id, null, expected, '{}'::uuid[], null, null,
    expected_amount, found_amount
  from differs`;

const duplicates = ({ sql }: Tx): Fragment => sql`
  select 'duplicate', line_id::text, bank_account_id, 'open', amount > 0, size, booked_on, line_id,
    of_line_id, null, '{}'::uuid[], null, null, null, size
  from repeats`;

/** What was to be on a statement by now and is not. */
const ofExpected = (tx: Tx, someMatched: Fragment): Fragment => tx.sql`
  select case when from_returns then 'returned_credit' when amount > 0
      then 'expected_receipt_missing' else 'unmatched_payment' end,
    name, bank_account_id, 'open', amount > 0, open, since, null::bigint, null, name,
    '{}'::uuid[], null, null, open, null
  from (
    select e.name, e.bank_account_id, e.amount, e.open, b.credit_id is not null as from_returns,
      coalesce(b.expected_on, e.by_on) as since
    from expected e
    left join returned_credits b
      on b.credit_id = e.credit_id and e.kind = 'returned_credit'
    where ${namesNoOther(tx, someMatched)}
  ) as e
  where since < ${tx.scope.today.toString()}::date
    and name not in (select expected from differs)`;

function ofStatements({ sql }: Tx, list: readonly OfStatements[]): Fragment {
  return sql`
    select kind, subject, "bankAccountId", 'open', null::boolean, amount, since, null::bigint, null,
      null, array(select jsonb_array_elements_text("statementIds")::uuid), "from", "to", expected,
      found
    from jsonb_to_recordset(${JSON.stringify(list)}::text::jsonb) as s(kind text, subject text,
      "bankAccountId" uuid, amount numeric(14, 2), since date, expected numeric(14, 2),
      found numeric(14, 2), "statementIds" jsonb, "from" date, "to" date)`;
}

/** The day of a column, moved by what the calendar says for it. */
const later = ({ sql }: Tx, day: Fragment, { first, days }: Offsets): Fragment => sql`
  ${day} + coalesce((${`{${days.join(',')}}`}::smallint[])[${day} - ${first}::date + 1], 0)`;

/** By when each is due: the first limit, from the largest down, that its amount comes up to. */
function dueDay(tx: Tx, limits: readonly Limit[]): Fragment {
  const { sql } = tx;
  const cases = limits.map(
    (limit) => sql`
      when coalesce(f.amount, 0) >= ${toText(limit.from)}::numeric
        then ${later(tx, sql`f.since`, offsetsOf(limit))}`,
  );
  return sql`case ${cases.reduce((all, one) => sql`${all} ${one}`)} end`;
}

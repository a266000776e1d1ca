import type { Fragment, Tx } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { toText, type Decimal } from '../money.ts';
import {
  checkMinimum,
  notAllowed,
  notCovered,
  refusalOf,
  type Doubtful,
  type Forbidden,
} from './post-refusals.ts';
import { LedgerRefusal } from './refusals.ts';

/** One entry to post. Accounts are ids of open accounts; amounts are above zero. */
export interface Posting {
  /** Makes the posting idempotent: same key, same content, same answer. */
  readonly key: string;
  /** A kind of entry by name; see `entry_kinds`. */
  readonly kind: string;
  readonly effectiveOn: Temporal.PlainDate;
  /** A code, never free text: the journal holds no personal data. */
  readonly reason?: string;
  readonly reverses?: string;
  /** SHA-256 of what decided this, kept elsewhere. */
  readonly evidence?: Uint8Array;
  readonly transfers: readonly { from: string; to: string; amount: Decimal }[];
}

/** What was posted: the entry's id by key. `repeated` were there already with the same content. */
export interface Posted {
  readonly ids: ReadonlyMap<string, string>;
  readonly repeated: number;
}

interface Outcome {
  /** Key, id, and the digest of what was asked where the key was there already. */
  readonly entries: [string, string | null, string | null][] | null;
  readonly forbidden: Forbidden[] | null;
  readonly doubtful: Doubtful[] | null;
}

/** Posts a set of entries: all of them, or none and a `LedgerRefusal`. One per transaction. */
export async function post(tx: Tx, postings: readonly Posting[]): Promise<Posted> {
  if (postings.length === 0) return { ids: new Map(), repeated: 0 };
  return postRows(
    tx,
    tx.sql`
      select n, key, (select k.id from entry_kinds k where k.name = p.kind) as kind, day, reason,
        reverses, decode(evidence, 'hex') as evidence, line, from_account, to_account, amount
      from json_to_recordset(${JSON.stringify(postings.flatMap(linesOf))}::text::json) as p(n int,
        key text, kind text, day date, reason text, reverses bigint, evidence text, line smallint,
        from_account bigint, to_account bigint, amount numeric(14, 2))`,
  );
}

/** One row for each transfer of a posting, or a row without one. */
function linesOf(one: Posting, n: number): object[] {
  const entry = {
    n,
    key: one.key,
    kind: one.kind,
    day: one.effectiveOn.toString(),
    reason: one.reason,
    reverses: one.reverses,
    evidence: one.evidence === undefined ? undefined : Buffer.from(one.evidence).toString('hex'),
  };
  if (one.transfers.length === 0) return [entry];
  return one.transfers.map(({ from, to, amount }, index) => ({
    ...entry,
    line: index + 1,
    from_account: from,
    to_account: to,
    amount: toText(amount),
  }));
}

/**
 * Posts what a query yields, by the same statement, so that a hundred thousand entries made of
 * rows that are already in the database never leave it. The query gives one row per transfer: n
 * (the entry's order), key, kind, day, reason, reverses, evidence, line, from_account, to_account,
 * amount; an entry without transfers has null in the last four.
 */
export async function postFrom(tx: Tx, source: Fragment): Promise<Posted> {
  // The planner cannot know how many rows a query yields. Expecting one or two, it would join the
  // entries to their lines row by row.
  return joiningWhole(tx, () => postRows(tx, source));
}

async function postRows(tx: Tx, source: Fragment): Promise<Posted> {
  try {
    const { entries, forbidden, doubtful } = await run(tx, source);
    if (forbidden !== null) throw await notAllowed(tx, forbidden);
    const uncovered = doubtful?.filter((one) => !one.covered) ?? [];
    if (uncovered.length > 0) throw await notCovered(tx, uncovered);
    const ids = new Map<string, string>();
    const missing: [string, string][] = [];
    for (const [key, id, content] of entries ?? []) {
      if (id === null) missing.push([key, content!]);
      else ids.set(key, id);
    }
    const repeated = await answerRepeats(tx, missing, ids);
    if (doubtful !== null) await checkMinimum(tx, doubtful);
    return { ids, repeated };
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

/** The digest of what was asked for under one key, as a part of the statement. */
function contentOf({ sql }: Tx) {
  return sql`sha256(convert_to(concat(min(kind), '|', min(day), '|', min(reason), '|', min(reverses), '|',
    encode((array_agg(evidence))[1], 'hex'), '|',
    string_agg(from_account || '>' || to_account || ':' || amount, ',' order by line)),
    'UTF8'))`;
}

/**
 * The one statement that writes the journal. In order: insert the entries whose key is new, their
 * transfers, then lock the balance rows of guarded accounts in id order (two sets can then never
 * wait for each other in a circle), and change those that stay covered. What is not covered is
 * reported with both figures and the caller rolls back.
 *
 * Row-level security makes the planner expect next to no rows of any table, and it would then read
 * a table whole for a single row. So accounts, flows and balances are each looked up by their key
 * in a query of their own, and balances are changed by `on conflict`, which always finds its row.
 */
async function run(tx: Tx, source: Fragment): Promise<Outcome> {
  const { sql, scope } = tx;
  const [outcome] = await sql<Outcome[]>`
    with input as materialized (${source}),
    classed as materialized (
      select key, kind, line, from_account, to_account, amount,
        (select a.class from accounts a where a.id = i.from_account) as from_class,
        (select a.class from accounts a where a.id = i.to_account) as to_class
      from input i
    ),
    lines as materialized (
      select c.*, (select true from flows w where w.kind = c.kind and w.from_class = c.from_class
        and w.to_class = c.to_class) as allowed
      from classed c
    ),
    asked as materialized (
      select min(n) as n, key, min(kind) as kind, min(day) as day, min(reason) as reason,
        min(reverses) as reverses, (array_agg(evidence))[1] as evidence,
        ${contentOf(tx)} as content
      from input group by key
    ),
    opened as (
      select coalesce(max(closed_through) + 1, '-infinity') as first_open from period_closings
    ),
    posted as (
      insert into entries (key, kind, effective_on, relates_on, by, reason, reverses, evidence, content)
      select key, kind, greatest(day, first_open), case when day < first_open then day end,
        ${scope.user}, reason, reverses, evidence, content
      from asked, opened order by n
      on conflict (key) do nothing
      returning id, key, kind, effective_on
    ),
    landed as materialized (
      select id, effective_on, line, l.kind, from_class, to_class, from_account, to_account, amount
      from posted p join lines l using (key) where allowed
    ),
    moved as (
      insert into transfers (entry_id, line, kind, effective_on, from_class, to_class,
        from_account, to_account, amount)
      select id, line, kind, effective_on, from_class, to_class, from_account, to_account, amount
      from landed
    ),
    sums as (
      select account_id, sum(delta) as delta, min(effective_on) filter (where delta < 0) as first_out,
        max(effective_on) filter (where delta > 0) as last_in, max(effective_on) as last_on
      from (
        select from_account as account_id, -amount as delta, effective_on from landed
        union all
        select to_account, amount, effective_on from landed
      ) as sides
      group by account_id order by account_id
    ),
    locked as (
      select s.account_id, s.delta, s.first_out, b.balance, b.may_go_below,
        greatest(b.last_effective_on, s.last_on) as last_on,
        b.balance + s.delta >= 0 or b.may_go_below or s.delta >= 0 as covered,
        not b.may_go_below and s.first_out < greatest(b.last_effective_on, s.last_in) as backdated
      from sums s, lateral (
        select * from account_balances b where b.account_id = s.account_id for update) as b
    ),
    changed as (
      insert into account_balances (account_id, balance, last_effective_on, may_go_below)
      select account_id, balance + delta, last_on, may_go_below from locked where covered
      on conflict (account_id) do update
      set balance = excluded.balance, last_effective_on = excluded.last_effective_on
    )
    ${whatCameOfIt(tx)}`;
  return outcome!;
}

/** The one row that the statement yields: ids, and all that stands in the way of them. */
function whatCameOfIt({ sql }: Tx): Fragment {
  return sql`
    select
      (select jsonb_agg(jsonb_build_array(a.key, p.id::text,
        case when p.id is null then encode(a.content, 'hex') end))
        from asked a left join posted p on p.key = a.key) as entries,
      (select jsonb_agg(jsonb_build_object('kind', kind, 'from', from_account::text,
        'to', to_account::text, 'fromClass', from_class, 'toClass', to_class))
        from lines where line is not null and allowed is null) as forbidden,
      (select jsonb_agg(jsonb_build_object('id', account_id::text, 'balance', balance::text,
        'delta', delta::text, 'firstOut', first_out, 'covered', covered) order by account_id)
        from locked where not covered or backdated) as doubtful`;
}

/** Keys that were there already: the same content is answered again, other content is refused. */
async function answerRepeats(
  tx: Tx,
  missing: readonly [string, string][],
  ids: Map<string, string>,
): Promise<number> {
  if (missing.length === 0) return 0;
  const rows = await tx.sql<{ key: string; id: string; same: boolean }[]>`
    select e.key, e.id, encode(e.content, 'hex') = m.value ->> 1 as same
    from jsonb_array_elements(${JSON.stringify(missing)}::text::jsonb) as m(value)
    join entries e on e.key = m.value ->> 0`;
  const other = rows.filter((row) => !row.same).map((row) => row.key);
  if (other.length > 0) throw new LedgerRefusal({ type: 'key-reused', keys: other });
  for (const row of rows) ids.set(row.key, row.id);
  return rows.length;
}

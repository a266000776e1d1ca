import postgres from 'postgres';
import type { Tx } from '../database/transactions.ts';
import { toText, type Decimal } from '../money.ts';
import { LedgerRefusal, type Shortfall } from './refusals.ts';

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

type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** A transfer that no flow allows, or that names an account that is not open. */
interface Forbidden {
  readonly kind: number;
  readonly from: string;
  readonly to: string;
  readonly fromClass: number | null;
  readonly toClass: number | null;
}

interface Outcome {
  readonly posted: [string, string][] | null;
  readonly missing: [string, string][] | null;
  readonly forbidden: Forbidden[] | null;
  readonly uncovered: { id: string; balance: string; delta: string }[] | null;
  readonly backdated: { id: string; first_out: string }[] | null;
}

/** Posts a set of entries: all of them, or none and a `LedgerRefusal`. One per transaction. */
export async function post(tx: Tx, postings: readonly Posting[]): Promise<Posted> {
  if (postings.length === 0) return { ids: new Map(), repeated: 0 };
  const rows = postings.map((one, n) => ({
    n,
    key: one.key,
    kind: one.kind,
    day: one.effectiveOn.toString(),
    reason: one.reason,
    reverses: one.reverses,
    evidence: one.evidence === undefined ? undefined : Buffer.from(one.evidence).toString('hex'),
    lines: one.transfers.map((t) => [t.from, t.to, toText(t.amount)]),
  }));
  return postFrom(
    tx,
    tx.sql`
      select n, key, k.id as kind, day, reason, reverses, decode(evidence, 'hex') as evidence,
        line::smallint as line, (l.value ->> 0)::bigint as from_account,
        (l.value ->> 1)::bigint as to_account, (l.value ->> 2)::numeric(14, 2) as amount
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as p(n int, key text,
        kind text, day date, reason text, reverses bigint, evidence text, lines jsonb)
      left join entry_kinds k on k.name = p.kind
      left join lateral jsonb_array_elements(p.lines) with ordinality as l(value, line) on true`,
  );
}

/**
 * Posts what a query yields, by the same statement, so that a hundred thousand entries made of
 * rows that are already in the database never leave it. The query gives one row per transfer: n
 * (the entry's order), key, kind, day, reason, reverses, evidence, line, from_account, to_account,
 * amount; an entry without transfers has null in the last four.
 */
export async function postFrom(tx: Tx, source: Fragment): Promise<Posted> {
  try {
    const outcome = await run(tx, source);
    if (outcome.forbidden !== null) throw await notAllowed(tx, outcome.forbidden);
    if (outcome.uncovered !== null) throw await notCovered(tx, outcome.uncovered);
    const ids = new Map(outcome.posted ?? []);
    const repeated = await answerRepeats(tx, outcome.missing ?? [], ids);
    if (outcome.backdated !== null) await checkMinimum(tx, outcome.backdated);
    return { ids, repeated };
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

/**
 * The one statement that writes the journal. In order: insert the entries whose key is new, their
 * transfers, then lock the balance rows of guarded accounts in id order (two sets can then never
 * wait for each other in a circle), and change those that stay covered. What is not covered is
 * reported with both figures and the caller rolls back.
 */
async function run(tx: Tx, source: Fragment): Promise<Outcome> {
  const { sql, scope } = tx;
  const [outcome] = await sql<Outcome[]>`
    with input as materialized (${source}),
    lines as materialized (
      select i.*, f.class as from_class, t.class as to_class,
        fc.guarded as from_guarded, tc.guarded as to_guarded,
        exists (select from flows w where w.kind = i.kind and w.from_class = f.class
          and w.to_class = t.class) as allowed
      from input i
      left join accounts f on f.id = i.from_account left join account_classes fc on fc.id = f.class
      left join accounts t on t.id = i.to_account left join account_classes tc on tc.id = t.class
    ),
    asked as materialized (
      select min(n) as n, key, min(kind) as kind, min(day) as day, min(reason) as reason,
        min(reverses) as reverses, (array_agg(evidence))[1] as evidence,
        sha256(convert_to(concat(min(kind), '|', min(day), '|', min(reason), '|', min(reverses), '|',
          encode((array_agg(evidence))[1], 'hex'), '|',
          string_agg(from_account || '>' || to_account || ':' || amount, ',' order by line)),
          'UTF8')) as content
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
    moved as (
      insert into transfers (entry_id, line, kind, effective_on, from_class, to_class,
        from_account, to_account, amount)
      select p.id, l.line, p.kind, p.effective_on, l.from_class, l.to_class,
        l.from_account, l.to_account, l.amount
      from lines l join posted p using (key) where l.line is not null and l.allowed
    ),
    sums as (
      select account_id, sum(delta) as delta, min(effective_on) filter (where delta < 0) as first_out,
        max(effective_on) filter (where delta > 0) as last_in, max(effective_on) as last_on
      from (
        select l.from_account as account_id, -l.amount as delta, p.effective_on
        from lines l join posted p using (key) where l.from_guarded
        union all
        select l.to_account, l.amount, p.effective_on
        from lines l join posted p using (key) where l.to_guarded
      ) as each
      group by account_id
    ),
    locked as (
      select b.account_id, b.balance, b.may_go_below, s.delta, s.first_out, s.last_on,
        b.balance + s.delta >= 0 or b.may_go_below or s.delta >= 0 as covered,
        not b.may_go_below and s.first_out < greatest(b.last_effective_on, s.last_in) as backdated
      from account_balances b join sums s using (account_id)
      order by b.account_id
      for update of b
    ),
    changed as (
      update account_balances b
      set balance = l.balance + l.delta,
        last_effective_on = greatest(b.last_effective_on, l.last_on)
      from locked l where l.account_id = b.account_id and l.covered
      returning b.account_id
    )
    select
      (select jsonb_agg(jsonb_build_array(key, id::text)) from posted) as posted,
      (select jsonb_agg(jsonb_build_array(key, encode(content, 'hex'))) from asked
        where not exists (select from posted where posted.key = asked.key)) as missing,
      (select jsonb_agg(jsonb_build_object('kind', kind, 'from', from_account::text,
        'to', to_account::text, 'fromClass', from_class, 'toClass', to_class))
        from lines where line is not null and not allowed) as forbidden,
      (select jsonb_agg(jsonb_build_object('id', account_id::text, 'balance', balance::text,
        'delta', delta::text) order by account_id) from locked where not covered) as uncovered,
      (select jsonb_agg(jsonb_build_object('id', account_id::text, 'first_out', first_out))
        from locked where covered and backdated) as backdated`;
  return outcome!;
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

/**
 * A posting dated before others must leave every later day covered too. Runs after the balance
 * rows are locked, in a statement of its own, so that it sees all that was posted before.
 */
async function checkMinimum(
  tx: Tx,
  accounts: readonly { id: string; first_out: string }[],
): Promise<void> {
  const rows = await tx.sql<{ id: string; on: string; balance: string }[]>`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(accounts)}::text::jsonb)
        as a(id bigint, first_out date)
    ), days as (
      select id, effective_on, sum(delta) as delta from (
        select a.id, t.effective_on, t.amount as delta from asked a
        join transfers t on t.to_account = a.id and t.effective_on >= a.first_out
        union all
        select a.id, t.effective_on, -t.amount from asked a
        join transfers t on t.from_account = a.id and t.effective_on >= a.first_out
      ) as each group by id, effective_on
    ), running as (
      select d.id, d.effective_on, b.balance - coalesce(sum(d.delta) over (
        partition by d.id order by d.effective_on desc
        rows between unbounded preceding and 1 preceding), 0) as balance
      from days d join account_balances b on b.account_id = d.id
    )
    select distinct on (id) id, effective_on as on, balance from running
    where balance < 0 order by id, effective_on`;
  if (rows.length === 0) return;
  const names = await namesOf(
    tx,
    rows.map((row) => row.id),
  );
  throw new LedgerRefusal({
    type: 'not-covered',
    shortfalls: rows.map((row) => ({
      account: names.get(row.id) ?? row.id,
      available: '0.00',
      asked: row.balance.replace('-', ''),
      on: row.on,
    })),
  });
}

async function notCovered(
  tx: Tx,
  uncovered: readonly { id: string; balance: string; delta: string }[],
): Promise<LedgerRefusal> {
  const names = await namesOf(
    tx,
    uncovered.map((row) => row.id),
  );
  const shortfalls: Shortfall[] = uncovered.map((row) => ({
    account: names.get(row.id) ?? row.id,
    available: row.balance,
    asked: row.delta.replace('-', ''),
  }));
  return new LedgerRefusal({ type: 'not-covered', shortfalls });
}

async function namesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.sql<{ id: string; name: string }[]>`
    select a.id, c.name || ':' || a.subject as name
    from accounts a join account_classes c on c.id = a.class
    where a.id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
  return new Map(rows.map((row) => [row.id, row.name]));
}

async function notAllowed(tx: Tx, forbidden: readonly Forbidden[]): Promise<LedgerRefusal> {
  const unknown = forbidden.flatMap((one) => [
    ...(one.fromClass === null ? [one.from] : []),
    ...(one.toClass === null ? [one.to] : []),
  ]);
  if (unknown.length > 0) return new LedgerRefusal({ type: 'account-unknown', accounts: unknown });
  const [first] = forbidden;
  const [names] = await tx.sql<{ kind: string; from: string; to: string }[]>`
    select (select name from entry_kinds where id = ${first?.kind ?? 0}) as kind,
      (select name from account_classes where id = ${first?.fromClass ?? 0}) as from,
      (select name from account_classes where id = ${first?.toClass ?? 0}) as to`;
  return new LedgerRefusal({ type: 'flow-not-allowed', ...names! });
}

/** What a broken constraint of the journal means in words; undefined for anything else. */
function refusalOf(error: unknown): LedgerRefusal | undefined {
  if (!(error instanceof postgres.PostgresError)) return undefined;
  if (error.code === '23505' && error.constraint_name === 'entries_reverses') {
    const entry = /\((\d+)\) already/.exec(error.detail ?? '')?.[1] ?? '';
    return new LedgerRefusal({ type: 'already-reversed', entry });
  }
  return undefined;
}

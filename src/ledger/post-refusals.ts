import postgres from 'postgres';
import type { Tx } from '../database/transactions.ts';
import { LedgerRefusal, type Shortfall } from './refusals.ts';

/** A transfer that no flow allows, or that names an account that is not open. */
export interface Forbidden {
  readonly kind: number;
  readonly from: string;
  readonly to: string;
  readonly fromClass: number | null;
  readonly toClass: number | null;
}

/** A guarded account that the set would take below zero, or took money from on an earlier day. */
export interface Doubtful {
  readonly id: string;
  readonly balance: string;
  readonly delta: string;
  readonly firstOut: string;
  readonly covered: boolean;
}

/**
 * A posting dated before others must leave every later day covered too. Runs after the balance
 * rows are locked, in a statement of its own, so that it sees all that was posted before.
 */
export async function checkMinimum(tx: Tx, accounts: readonly Doubtful[]): Promise<void> {
  const rows = await tx.sql<{ id: string; on: string; balance: string }[]>`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(accounts)}::text::jsonb)
        as a(id bigint, "firstOut" date)
    ), days as (
      select id, effective_on, sum(delta) as delta from (
        select a.id, t.effective_on, t.amount as delta from asked a
        join transfers t on t.to_account = a.id and t.effective_on >= a."firstOut"
        union all
        select a.id, t.effective_on, -t.amount from asked a
        join transfers t on t.from_account = a.id and t.effective_on >= a."firstOut"
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

/** What is not covered, with the balance that is there and what is asked beyond it. */
export async function notCovered(tx: Tx, uncovered: readonly Doubtful[]): Promise<LedgerRefusal> {
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

/** Accounts that are not open, or else the first flow that is not allowed. */
export async function notAllowed(tx: Tx, forbidden: readonly Forbidden[]): Promise<LedgerRefusal> {
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
export function refusalOf(error: unknown): LedgerRefusal | undefined {
  if (!(error instanceof postgres.PostgresError)) return undefined;
  if (error.code === '23505' && error.constraint_name === 'entries_reverses') {
    const entry = /\((\d+)\) already/.exec(error.detail ?? '')?.[1] ?? '';
    return new LedgerRefusal({ type: 'already-reversed', entry });
  }
  return undefined;
}

import type { Tx } from '../../database/transactions.ts';
import { balancesOf } from '../../ledger/balances.ts';
import { ZERO, money, toText, type Decimal } from '../../money.ts';
import type { OfStatements, Standing } from './standing.ts';
import type { Then } from './then.ts';

/** A sign-off of a bank account whose figure of the ledger is not what the ledger says now. */
interface Changed {
  readonly of: Standing;
  readonly account: string;
  readonly signed: Decimal;
  readonly now: Decimal;
}

/** The exceptions of sign-offs whose ledger was changed since, or had been where looked back at. */
export async function changedSince(
  tx: Tx,
  standings: readonly Standing[],
  then?: Then,
): Promise<OfStatements[]> {
  const changed = await changedSignOffs(tx, standings, then);
  if (changed.length === 0) return [];
  const since = await firstEntriesSince(tx, changed);
  return changed.map(({ of, account, signed, now }) => ({
    kind: 'signed_off_changed',
    subject: of.signOffId!,
    bankAccountId: of.id,
    amount: toText(now.minus(signed).abs()),
    since: since.get(account) ?? of.through!,
    expected: toText(signed),
    found: toText(now),
    statementIds: [],
    from: of.through,
    to: of.through,
  }));
}

async function changedSignOffs(
  tx: Tx,
  standings: readonly Standing[],
  then: Then | undefined,
): Promise<Changed[]> {
  const signed = standings.filter(({ signOffId }) => signOffId !== null);
  if (signed.length === 0) return [];
  const accounts = await tx.sql<{ id: string; subject: string }[]>`
    select a.id, a.subject from accounts a
    where a.class = (select id from account_classes where name = 'bank')
      and a.subject = any(${`{${signed.map(({ id }) => id).join(',')}}`}::uuid[])`;
  const accountOf = new Map(accounts.map(({ id, subject }) => [subject, id]));
  const changed: Changed[] = [];
  // Most accounts are signed off to the same day, so their balances are read together.
  for (const [through, those] of Map.groupBy(signed, (one) => one.through!)) {
    const asAt = Temporal.PlainDate.from(through);
    const ids = those.map(({ id }) => accountOf.get(id)!);
    const balances = await balancesOf(tx, ids, { asAt, knownThrough: then?.known ?? null });
    const later = await recordedAfter(tx, those, ids, then);
    for (const of of those) {
      const account = accountOf.get(of.id)!;
      const figure = money(of.ledger!);
      const now = (balances.get(account) ?? ZERO).minus(later.get(account) ?? ZERO);
      if (!now.eq(figure)) changed.push({ of, account, signed: figure, now });
    }
  }
  return changed;
}

/**
 * What of the ledger of accounts that were signed off to one day was recorded after the day that is
 * looked back at. Nothing was, where that is today.
 */
async function recordedAfter(
  { sql }: Tx,
  signed: readonly Standing[],
  ids: readonly string[],
  then: Then | undefined,
): Promise<Map<string, Decimal>> {
  if (then === undefined || then.end === null) return new Map();
  const accounts = `{${ids.join(',')}}`;
  const entries = `{${signed.map(({ signOffEntry }) => signOffEntry).join(',')}}`;
  const counts = sql`effective_on <= ${signed[0]!.through}::date
    and entry_id > (select min(id) from unnest(${entries}::bigint[]) as s(id))
    and entry_id <= ${then.known}::bigint`;
  const rows = await sql<{ account: string; amount: string }[]>`
    select t.account, sum(t.amount) as amount
    from (
      select to_account as account, entry_id, amount from transfers
      where to_account = any(${accounts}::bigint[]) and ${counts}
      union all
      select from_account, entry_id, -amount from transfers
      where from_account = any(${accounts}::bigint[]) and ${counts}
    ) as t
    join entries e on e.id = t.entry_id and e.recorded_at >= ${then.end}::timestamptz
    group by t.account`;
  return new Map(rows.map(({ account, amount }) => [account, money(amount)]));
}

/** On which day the first entry was made that changed the ledger of the days signed off. */
async function firstEntriesSince(
  tx: Tx,
  changed: readonly Changed[],
): Promise<Map<string, string>> {
  const input = changed.map(({ of: { through, signOffEntry: entry }, account }) => ({
    account,
    through,
    entry,
  }));
  const rows = await tx.sql<{ account: string; day: string }[]>`
    select c.account, least(${tx.scope.today.toString()}::date,
      (e.recorded_at at time zone 'Europe/London')::date) as day
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb)
      as c(account bigint, through date, entry bigint)
    cross join lateral (
      select min(t.entry_id) as id from (
        select entry_id, effective_on from transfers where to_account = c.account
        union all
        select entry_id, effective_on from transfers where from_account = c.account
      ) as t where t.entry_id > c.entry and t.effective_on <= c.through) as first
    join entries e on e.id = first.id`;
  return new Map(rows.map(({ account, day }) => [account, day]));
}

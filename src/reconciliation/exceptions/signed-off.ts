import type { Tx } from '../../database/transactions.ts';
import { balancesOf } from '../../ledger/balances.ts';
import { ZERO, money, toText, type Decimal } from '../../money.ts';
import type { OfStatements, Standing } from './standing.ts';

/** A sign-off of a bank account whose figure of the ledger is not what the ledger says now. */
interface Changed {
  readonly of: Standing;
  readonly account: string;
  readonly signed: Decimal;
  readonly now: Decimal;
}

/** The exceptions of sign-offs whose ledger was changed since. */
export async function changedSince(
  tx: Tx,
  standings: readonly Standing[],
): Promise<OfStatements[]> {
  const changed = await changedSignOffs(tx, standings);
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

async function changedSignOffs(tx: Tx, standings: readonly Standing[]): Promise<Changed[]> {
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
    const balances = await balancesOf(tx, ids, { asAt, knownThrough: null });
    for (const of of those) {
      const account = accountOf.get(of.id)!;
      const [figure, now] = [money(of.ledger!), balances.get(account) ?? ZERO];
      if (!now.eq(figure)) changed.push({ of, account, signed: figure, now });
    }
  }
  return changed;
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

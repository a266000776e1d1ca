import type { Tx } from '../../database/transactions.ts';
import { balancesOf } from '../../ledger/balances.ts';
import { ZERO, money, sum, toText, type Decimal } from '../../money.ts';

/** The end of a day, as known before the entry of a sign-off; everything is known when null. */
export interface View {
  readonly asAt: Temporal.PlainDate;
  readonly before: string | null;
}

/** Something that was sent and that no statement shows yet. Amounts are text. */
export interface InTransit {
  readonly kind: 'pay_run' | 'invoice_payment';
  readonly id: string;
  /** The serial of the run, or the reference of the payment. */
  readonly reference: string;
  readonly valueOn: string;
  /** Below zero when more is to come back than to leave. */
  readonly amount: string;
}

/** What the ledger has on a bank account, and what was sent from it and is on no statement yet. */
export interface LedgerSide {
  readonly ledger: Decimal;
  readonly inTransit: Decimal;
  /** By value date, kind and reference. */
  readonly sent: readonly InTransit[];
}

/** What is on the ledger's bank account and on no line of the bank. */
export interface NotOnStatement {
  readonly entry: string;
  /** The kind of the entry, e.g. `treasury`. */
  readonly kind: string;
  readonly effectiveOn: string;
  /** Money out is negative. */
  readonly amount: string;
}

interface LedgerAccount extends Pick<InTransit, 'id' | 'reference' | 'valueOn'> {
  readonly account: string;
  readonly kind: 'bank' | InTransit['kind'];
}

/** Reads the ledger's side of a bank account at a view. */
export async function ledgerSide(tx: Tx, bankAccountId: string, view: View): Promise<LedgerSide> {
  const accounts = await ledgerAccounts(tx, bankAccountId);
  const ids = accounts.map((one) => one.account);
  const balances = await balancesAt(tx, ids, view);
  const balance = ({ account }: LedgerAccount): Decimal => balances.get(account) ?? ZERO;
  const sent = accounts.flatMap((one): InTransit[] => {
    const { kind, id, reference, valueOn } = one;
    if (kind === 'bank' || balance(one).isZero()) return [];
    // What was sent has left the run's account: its balance is below zero until it is matched.
    return [{ kind, id, reference, valueOn, amount: toText(balance(one).negated()) }];
  });
  return {
    ledger: sum(accounts.filter((one) => one.kind === 'bank').map(balance)),
    inTransit: sum(sent.map((one) => money(one.amount))),
    sent,
  };
}

async function ledgerAccounts(tx: Tx, bankAccountId: string): Promise<LedgerAccount[]> {
  return tx.sql<LedgerAccount[]>`
    select a.id as account, w.kind, w.id, w.reference, w.on as "valueOn"
    from (
      select 'bank' as kind, id, '' as reference, null::date as on, 'bank' as class
      from bank_accounts where id = ${bankAccountId}
      union all
      select 'pay_run', id, serial, value_on, 'in_transit' from pay_runs
      where bank_account_id = ${bankAccountId}
      union all
      select 'invoice_payment', id, reference, paid_on, 'in_transit' from invoice_payments
      where bank_account_id = ${bankAccountId}
    ) as w
    join account_classes c on c.kind = w.class
    join accounts a on a.class = c.id and a.subject = w.id
    order by w.on nulls first, w.kind, w.reference collate "C", w.id`;
}

/** Balances by account. What is known now has checkpoints; what was known at an entry is added up. */
async function balancesAt(
  tx: Tx,
  ids: readonly string[],
  { asAt, before }: View,
): Promise<Map<string, Decimal>> {
  if (before === null) return balancesOf(tx, ids, { asAt, knownThrough: null });
  const list = `{${ids.join(',')}}`;
  const day = asAt.toString();
  const rows = await tx.sql<{ id: string; balance: string }[]>`
    select id, sum(amount) as balance from (
      select to_account as id, amount from transfers
      where to_account = any(${list}::bigint[]) and effective_on <= ${day} and entry_id < ${before}
      union all
      select from_account, -amount from transfers
      where from_account = any(${list}::bigint[]) and effective_on <= ${day} and entry_id < ${before}
    ) as moved group by id`;
  return new Map(rows.map((row) => [row.id, money(row.balance)]));
}

/** The largest id there can be: everything is known. */
const EVERYTHING = '9223372036854775807';

/**
 * What is on the ledger's bank account by a day and on no line that the bank booked by then. What
 * came by a match is on its line. An entry and what reversed it are one; so they are gone together.
 *
 * What was there before the first statement is in that one's opening balance, and so is what the
 * authority put in on its first day (see `ofEntries` in matching/expected.ts), unless a line was
 * matched with it.
 */
export async function notOnStatement(
  { sql }: Tx,
  bankAccountId: string,
  { asAt, before }: View,
): Promise<NotOnStatement[]> {
  const day = asAt.toString();
  const known = before ?? EVERYTHING;
  return sql<NotOnStatement[]>`
    with bank as materialized (
      select a.id from accounts a join account_classes c on c.id = a.class
      where c.kind = 'bank' and a.subject = ${bankAccountId}
    ), moved as materialized (
      select entry_id, sum(amount) as amount from (
        select t.entry_id, t.kind, t.amount from bank b join transfers t on t.to_account = b.id
        where t.effective_on <= ${day} and t.entry_id < ${known}
        union all
        select t.entry_id, t.kind, -t.amount from bank b join transfers t on t.from_account = b.id
        where t.effective_on <= ${day} and t.entry_id < ${known}
      ) as t
      where kind <> (select id from entry_kinds where name = 'bank_match') group by entry_id
    ), linked as materialized (
      select x.entry_id, coalesce(sum(sign(x.amount) * a.amount)
        filter (where l.booked_on <= ${day}), 0) as amount, sum(a.amount) <> 0 as ever
      from expected_lines x
      join line_allocations a on a.expected_id = x.id
      join matches m on m.id = a.match_id
      join bank_lines l on l.id = a.line_id
      where x.bank_account_id = ${bankAccountId} and x.kind = 'entry' and m.entry_id < ${known}
      group by x.entry_id
    ), first as materialized (
      select min(s.from_on) as from_on from bank_statements s join bank_files f on f.id = s.file_id
      where s.bank_account_id = ${bankAccountId} and ${
        before === null
          ? sql`true`
          : sql`f.received_at <= (select prepared_at from bank_sign_offs where entry_id = ${before})`
      }
    )
    select r.id as entry, k.name as kind, r.effective_on as "effectiveOn", g.amount
    from (
      select coalesce(e.reverses, e.id) as root, sum(m.amount - coalesce(l.amount, 0)) as amount
      from moved m join entries e on e.id = m.entry_id left join linked l on l.entry_id = m.entry_id
      group by coalesce(e.reverses, e.id)
      having sum(m.amount - coalesce(l.amount, 0)) <> 0
    ) as g
    join entries r on r.id = g.root
    join entry_kinds k on k.id = r.kind
    where exists (select from linked l where l.entry_id = r.id and l.ever)
      or not exists (select from first where r.effective_on < from_on
        or (r.effective_on = from_on and k.name = 'treasury'))
    order by r.effective_on, r.id`;
}
